from odoo import api, fields, models
from odoo.exceptions import UserError


class SmbFollowUpHand(models.TransientModel):
    """One decision about several follow-ups: later, not this time, a colleague.

    What else stands on the worklist, planned by hand, is decided in the same way.
    """

    _name = "smb.follow.up.hand"
    _description = "Decision about Follow-ups"
    _inherit = ["smb.input.mixin"]

    act = fields.Selection(
        [
            ("snooze", "Put off"),
            ("skip", "Skip"),
            ("reassign", "Reassign"),
        ],
        string="What",
        required=True,
        default="snooze",
    )
    follow_up_ids = fields.Many2many("smb.follow.up", string="Follow-ups")
    activity_ids = fields.Many2many(
        "mail.activity",
        string="Plans",
        help="Those of the worklist that no care programme asks for.",
    )
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
        if "activity_ids" in fields_list and "activity_ids" not in values:
            values["activity_ids"] = [fields.Command.set(self._chosen_plans().ids)]
        return values

    @api.model
    def _chosen(self):
        """The open follow-ups that were ticked, or those of the activities ticked."""
        ids = self._active_ids()
        names = {"smb.follow.up": "id", "mail.activity": "activity_id"}
        name = names.get(self.env.context.get("active_model"))
        rows = self.env["smb.follow.up"]
        if not name:
            return rows
        return rows.search([(name, "in", ids), ("state", "in", ("planned", "due"))])

    @api.model
    def _chosen_plans(self):
        """The activities ticked that are no follow-ups."""
        plans = self.env["mail.activity"]
        if self.env.context.get("active_model") != "mail.activity":
            return plans
        found = plans.search([("id", "in", self._active_ids())])
        return found.filtered(lambda plan: not plan.smb_is_follow_up)

    @api.model
    def _active_ids(self):
        ids = self.env.context.get("active_ids") or []
        return [id_ for id_ in ids if isinstance(id_, int)]

    @api.model
    def _next_day(self):
        policy = self.env["smb.policy"]._of(self.env.company)
        return policy._next_working_day(policy._today()) if policy else False

    @api.depends("follow_up_ids", "activity_ids")
    def _compute_count(self):
        for wizard in self:
            wizard.count = len(wizard.follow_up_ids) + len(wizard.activity_ids)

    def action_apply(self):
        """Do it; the follow-ups check who may.

        :raise UserError: when nothing was chosen
        """
        self.ensure_one()
        rows, plans = self.follow_up_ids, self.activity_ids
        if not rows and not plans:
            raise UserError(self.env._("There is nothing open among these."))
        if not {"snooze": self.date, "skip": self.reason}.get(self.act, self.user_id):
            raise UserError(self.env._("Say until when, why, or who instead."))
        if self.act == "snooze":
            rows.action_snooze(self.date)
            plans.write({"date_deadline": self.date})
        elif self.act == "skip":
            rows.action_skip(self.reason)
            self._drop_plans()
            return self._notice() if rows else {"type": "ir.actions.act_window_close"}
        else:
            rows.action_reassign(self.user_id)
            plans.write({"user_id": self.user_id.id})
        return {"type": "ir.actions.act_window_close"}

    def _drop_plans(self):
        """Plans made by hand come only once: what is left out is gone, and said."""
        for plan in self.activity_ids:
            customer = plan.smb_partner_id
            body = self.env._(
                "Left out: %(plan)s. %(reason)s",
                plan=plan.summary or plan.activity_type_id.name,
                reason=self.reason or "",
            )
            plan.unlink()
            customer._message_log(body=body)

    def _notice(self):
        """Say where they are now, with a way back."""
        rows = self.follow_up_ids
        message = self.env._(
            "Skipped, and kept in Follow-ups under Skipped: %(customers)s",
            customers=", ".join(rows.partner_id[:3].mapped("display_name")),
        )
        if len(rows.partner_id) > 3:
            message = self.env._(
                "Skipped: %(count)s follow-ups. You find them in Follow-ups under"
                " Skipped.",
                count=len(rows),
            )
        return {
            "type": "ir.actions.client",
            "tag": "smb_crm.skip_notice",
            "params": {"ids": rows.ids, "message": message},
        }
