from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    smb_policy_id = fields.Many2one(related="company_id.smb_policy_id")
    smb_edit_hours = fields.Integer(related="smb_policy_id.edit_hours", readonly=False)
    smb_guard_mode = fields.Selection(
        related="smb_policy_id.guard_mode", readonly=False, required=False
    )
    smb_guard_show = fields.Integer(related="smb_policy_id.guard_show", readonly=False)
    smb_guard_block = fields.Integer(
        related="smb_policy_id.guard_block", readonly=False
    )
