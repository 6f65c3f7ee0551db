from odoo import api, models

OPEN = [("state", "in", ["draft", "sent", "to approve"])]
BOUGHT = [("picking_type_code", "=", "incoming"), ("purchase_id", "!=", False)]
MODELS = {
    "rfq": ("purchase.order", OPEN),
    "purchase": ("purchase.order", [("state", "=", "purchase")]),
    "receipt": ("stock.picking", BOUGHT),
}


class SmbPrintField(models.Model):
    _inherit = "smb.print.field"

    @api.model
    def _documents(self):
        return super()._documents() | MODELS
