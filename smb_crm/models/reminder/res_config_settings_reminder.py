from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    """Reminders and monthly statements: the switches of ``smb.policy`` once more."""

    _inherit = "res.config.settings"

    smb_reminder = fields.Boolean(related="smb_policy_id.reminder", readonly=False)
    smb_reminder_gap = fields.Integer(
        related="smb_policy_id.reminder_gap", readonly=False
    )
    smb_statement_monthly = fields.Boolean(
        related="smb_policy_id.statement_monthly", readonly=False
    )
