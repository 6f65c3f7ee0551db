from odoo import fields, models


class SmbCareStep(models.Model):
    """Steps that wait for the end of a membership."""

    _inherit = "smb.care.step"

    trigger = fields.Selection(
        selection_add=[("membership_end", "After a membership ended")],
        ondelete={"membership_end": "cascade"},
    )

    def _say_event(self):
        if self.trigger == "membership_end":
            return self.env._("the end of a membership")
        return super()._say_event()
