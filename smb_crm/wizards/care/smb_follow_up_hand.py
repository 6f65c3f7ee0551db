from odoo import api, fields, models
from odoo.exceptions import UserError


class SmbFollowUpHand(models.TransientModel):
    """One decision about several follow-ups: later, not this time, a colleague."""

    _name = "smb.follow.up.hand"
    _description = "Decision about Follow-ups"
    _inherit = ["smb.input.mixin"]

    act = fields.Selection(
        [
            ("snooze", "Another day"),
            ("skip", "Not this time"),
            ("reassign", "Give to a colleague"),
        ],
        string="What",
        required=True,
        default="snooze",
    )
    follow_up_ids = fields.Many2many("smb.follow.up", string="Follow-ups")
    count = fields.Integer(compute="_compute_count", string="How Many")
    date = fields.Date(
        string="Until",
        default=lambda self: self._next_day(),
        help="The day on which it comes back.",
    )
    reason = fields.Char(help="Why it is left out; colleagues read it.")
    user_id = fields.Many2one(
        "res.users", string="Colleague", domain=[("share", "=", False)]
    )

    @api.model
    def default_get(self, fields_list):
        values = super().default_get(fields_list)
        if "follow_up_ids" in fields_list and "follow_up_ids" not in values:
            values["follow_up_ids"] = [fields.Command.set(self._chosen().ids)]
        return values

    @api.model
    def _chosen(self):
        """The open follow-ups that were ticked, or those of the activities ticked."""
        ids = [
            i for i in self.env.context.get("active_ids") or [] if isinstance(i, int)
        ]
        names = {"smb.follow.up": "id", "mail.activity": "activity_id"}
        name = names.get(self.env.context.get("active_model"))
        rows = self.env["smb.follow.up"]
        if not name:
            return rows
        return rows.search([(name, "in", ids), ("state", "in", ("planned", "due"))])

    @api.model
    def _next_day(self):
        policy = self.env["smb.policy"]._of(self.env.company)
        return policy._next_working_day(policy._today()) if policy else False

    @api.depends("follow_up_ids")
    def _compute_count(self):
        for wizard in self:
            wizard.count = len(wizard.follow_up_ids)

    def action_apply(self):
        """Do it; the follow-ups check who may.

        :raise UserError: when nothing was chosen
        """
        self.ensure_one()
        rows = self.follow_up_ids
        if not rows:
            raise UserError(self.env._("There is no open follow-up among these."))
        if self.act == "snooze":
            rows.action_snooze(self.date)
        elif self.act == "skip":
            rows.action_skip(self.reason)
        else:
            rows.action_reassign(self.user_id)
        return {"type": "ir.actions.act_window_close"}
