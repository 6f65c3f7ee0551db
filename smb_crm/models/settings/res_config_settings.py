from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    smb_policy_id = fields.Many2one(related="company_id.smb_policy_id")
    smb_edit_hours = fields.Integer(related="smb_policy_id.edit_hours", readonly=False)
