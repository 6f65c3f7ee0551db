from odoo import models


class SmbMembership(models.Model):
    """Buttons of the membership's screen."""

    _inherit = "smb.membership"

    def action_open(self):
        """The membership itself."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": self._name,
            "res_id": self.id,
            "views": [(False, "form")],
        }

    def action_change_level(self):
        """Ask for the new level, and why."""
        return self._ask("level", self.env._("Change Level"))

    def action_ask_suspend(self):
        """Ask why the benefits shall rest."""
        return self._ask("suspend", self.env._("Suspend Membership"))

    def action_ask_end(self):
        """Ask why the membership shall end."""
        return self._ask("end", self.env._("End Membership"))

    def _ask(self, act, name):
        self.ensure_one()
        self.check_access("read")
        return self.env["smb.membership.hand"]._open(
            name,
            act=act,
            membership_id=self.id,
            partner_id=self.partner_id.id,
            level_id=self.level_id.id,
        )
