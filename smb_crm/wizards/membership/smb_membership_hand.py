from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from ...tools.roles import MANAGERS


class SmbMembershipHand(models.TransientModel):
    """What a sales manager does to a membership by hand, and why."""

    _name = "smb.membership.hand"
    _description = "Membership by Hand"
    _inherit = ["smb.input.mixin"]

    act = fields.Selection(
        [
            ("give", "Make a Member"),
            ("level", "Change Level"),
            ("suspend", "Suspend"),
            ("end", "End"),
        ],
        required=True,
        readonly=True,
        default="give",
    )
    partner_id = fields.Many2one("res.partner", string="Customer", required=True)
    membership_id = fields.Many2one("smb.membership", readonly=True)
    level_id = fields.Many2one(
        "res.partner.grade",
        domain="[('company_id', 'in', (False, allowed_company_ids[0]))]",
    )
    date_end = fields.Date(
        string="Until", help="Empty: as long as the level usually runs."
    )
    reason = fields.Char(required=True)

    @api.model
    def _open(self, name, **defaults):
        """The dialog, with what it is about."""
        return {
            "type": "ir.actions.act_window",
            "name": name,
            "res_model": self._name,
            "views": [(False, "form")],
            "target": "new",
            "context": {f"default_{key}": value for key, value in defaults.items()},
        }

    def action_apply(self):
        """Do it.

        :raise AccessError: for anybody but sales managers
        :raise UserError: without a level where one is needed
        """
        self.ensure_one()
        if not self.env.user.has_group(MANAGERS):
            raise AccessError(
                self.env._("Only sales managers change memberships by hand.")
            )
        if self.act in ("give", "level") and not self.level_id:
            raise UserError(self.env._("Which level shall it be?"))
        self.partner_id.check_access("read")
        membership = self.membership_id
        if self.act == "give":
            membership = self._give()
        else:
            membership.check_access("read")
            self._change(membership)
        return membership.action_open()

    def _give(self):
        # sudo: rows change by the room's methods only; a manager asked, see above
        memberships = self.env["smb.membership"].sudo()
        return memberships._join(
            self.partner_id,
            self.env.company,
            self.level_id,
            "hand",
            date_end=self.date_end or None,
            reason=self.reason,
        ).sudo(False)

    def _change(self, membership):
        # sudo: as above; whether one may see this membership was checked
        row = membership.sudo()
        if self.act == "level":
            row._change_level(self.level_id, self.reason)
        elif self.act == "suspend":
            row.action_suspend(self.reason)
        else:
            row._leave(self.reason)
