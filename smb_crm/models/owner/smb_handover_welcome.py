from datetime import timedelta

from markupsafe import Markup

from odoo import fields, models
from odoo.tools import format_date

from .smb_handover_move import QUIETLY


class SmbHandover(models.Model):
    """What customers and the successor notice of a handover."""

    _inherit = "smb.handover"

    first_contact = fields.Boolean(
        string="Introduce Yourself",
        default=True,
        help="The successor gets a call to make for each customer, the best customers"
        " first.",
    )
    first_limit = fields.Integer(
        string="First Contacts a Day",
        default=lambda self: self.env["smb.policy"]._of(self.env.company).daily_limit,
        help="So many on each working day. 0: all on the first day.",
    )

    _first_limit_sane = models.Constraint(
        "CHECK (first_limit BETWEEN 0 AND 1000)",
        "First contacts a day lie between 0 (all at once) and 1000.",
    )

    def _spread_first_contacts(self):
        """Give each customer a day for the first contact: the best come first."""
        if not self.first_contact:
            return
        # sudo: lines are the server's; see _list_records
        lines = self.sudo().line_ids.filtered(
            lambda line: line.kind == "customer" and line.state == "planned"
        )
        limit = self.first_limit or len(lines) or 1
        policy = self.env["smb.policy"]._of(self.company_id)
        day = max(self.date, policy._today()) - timedelta(days=1)
        for start in range(0, len(lines), limit):
            day = policy._next_working_day(day)
            lines[start : start + limit].first_date = day

    # at the customer's

    def _welcome(self, lines):
        """Say on each customer who took over, and plan the first contact."""
        self._say(
            lines,
            self.env._(
                "%(new)s takes over from %(old)s.",
                new=self.to_user_id.name,
                old=self.from_user_id.name,
            ),
            self.reason,
        )
        self._remember_owner(lines, "handover", self.from_user_id, self.to_user_id)
        planned = lines.filtered(lambda line: line.first_date and not line.activity_id)
        # sudo: the successor's own tasks, about customers that are his now
        activities = self.env["mail.activity"].sudo().with_context(**QUIETLY)
        made = activities.create(
            [self._prepare_first_contact(line) for line in planned]
        )
        for line, activity in zip(planned, made, strict=True):
            line.activity_id = activity

    def _prepare_first_contact(self, line):
        # sudo: the language the successor reads
        env = self.with_context(lang=self.to_user_id.sudo().lang).env
        return {
            "res_model_id": env["ir.model"]._get_id("res.partner"),
            "res_id": line.partner_id.id,
            "activity_type_id": env.ref("mail.mail_activity_data_call").id,
            "summary": env._("Introduce yourself"),
            "note": Markup("<p>%s</p>")
            % env._("You took over from %(old)s.", old=self.from_user_id.name),
            "date_deadline": line.first_date,
            "user_id": self.to_user_id.id,
        }

    def _farewell(self, lines):
        """Say on each customer that it is back, and drop the first contact."""
        if self.state == "returning":
            day = format_date(self.env, self.date_to)
            why = self.env._("The handover until %(day)s is over.", day=day)
        else:
            why = self.env._("The handover was undone.")
        self._say(
            lines,
            self.env._("%(old)s is back in charge.", old=self.from_user_id.name),
            why,
        )
        self._remember_owner(lines, "return", self.to_user_id, self.from_user_id)
        # only if it is still the successor's to do; done ones are history
        lines.activity_id.filtered(
            lambda activity: activity.active and activity.user_id == self.to_user_id
        ).unlink()

    def _say(self, lines, sentence, reason):
        body = Markup("<p>%s</p>") % " ".join(filter(None, [sentence, reason]))
        customers = lines.partner_id
        customers._message_log_batch(bodies=dict.fromkeys(customers.ids, body))

    def _remember_owner(self, lines, cause, old, new):
        """Write down whose the customers were and are."""
        self.env["smb.ownership.change"]._remember(
            lines.partner_id, self.company_id, cause, old, new, reason=self.reason
        )
