from odoo import models


class SmbPolicy(models.Model):
    """Care that is paused for the whole company ends at once, and begins again so."""

    _inherit = "smb.policy"

    def write(self, vals):
        result = super().write(vals)
        if "care_paused" in vals:
            self.env["smb.care.program"]._take_effect(self.company_id)
        return result
