from odoo import fields, models

from .smb_member_benefit import KIND


class SmbBenefitUse(models.Model):
    """Orders that brought more points; they save nothing by themselves."""

    _inherit = "smb.benefit.use"

    kind = fields.Selection(
        selection_add=[(KIND, "More Loyalty Points")], ondelete={KIND: "cascade"}
    )
