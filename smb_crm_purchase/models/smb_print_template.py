from odoo import fields, models


class SmbPrintTemplate(models.Model):
    """Papers for what is bought."""

    _inherit = "smb.print.template"

    kind = fields.Selection(
        selection_add=[
            ("rfq", "Request for Quotation"),
            ("purchase", "Purchase Order"),
            ("receipt", "Goods Receipt of a Purchase"),
        ],
        ondelete={"rfq": "cascade", "purchase": "cascade", "receipt": "cascade"},
    )
