from odoo import fields, models


class SmbScorecard(models.Model):
    """A scorecard tells when somebody of ours is in touch next."""

    _inherit = "smb.scorecard"

    next_follow_up_date = fields.Date(
        related="partner_id.smb_next_follow_up_date", string="Next Follow-up"
    )
    representative_id = fields.Many2one(
        related="partner_id.smb_representative_id", string="Service Representative"
    )
