from odoo import fields, models


class SmbTier(models.Model):
    """A tier may earn a level of membership. Tier and level stay two things."""

    _inherit = "smb.tier"

    level_id = fields.Many2one(
        "res.partner.grade",
        string="Earns Level",
        ondelete="restrict",
        help="Customers of this tier become members of this level by themselves.",
    )
