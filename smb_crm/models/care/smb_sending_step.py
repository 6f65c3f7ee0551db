from odoo import api, fields, models

from ...tools.zones import moment_of, zone
from .smb_follow_up import OPEN

# when mails of a day to come leave, by the customer's clock
HOUR = 9

# how the follow-up of an automatic step ends; what is not named stays open
ENDS = {
    "sent": "done",
    "missed": "missed",
    # a rest until the next interval, rather than a new attempt every day
    "opt_out": "skipped",
    "cancelled": "skipped",
}


class SmbSending(models.Model):
    """Steps of care programmes that are sent without anybody's hand.

    The key is the occurrence (step and anchor), so that a follow-up that is made anew
    for the same occasion never sends a second mail.
    """

    _inherit = "smb.sending"

    follow_up_id = fields.Many2one(
        "smb.follow.up",
        string="Follow-up",
        readonly=True,
        index="btree_not_null",
        ondelete="set null",
    )

    @api.model
    def _queue_steps(self, follow_ups):
        """Queue the mails of ``follow_ups``, which are due and of automatic steps.

        :return: the rows of the outbox, new or not
        """
        rows = {row.id: self._step_row(row) for row in follow_ups}
        new = self._queue(list(rows.values()))
        found = self.browse()
        for follow_up in follow_ups:
            row = self.search(self._step_key(rows[follow_up.id]), limit=1)
            row._belong_to(follow_up, row in new)
            found += row
        if new:
            self._wake()
        return found

    @api.model
    def _step_key(self, row):
        names = ("company_id", "partner_id", "kind", "key")
        return [(name, "=", row[name]) for name in names]

    @api.model
    def _step_row(self, follow_up):
        step = follow_up.step_id
        customer = follow_up.partner_id
        return {
            "company_id": follow_up.company_id.id,
            "partner_id": customer.id,
            "kind": "report" if step.what == "report" else "step",
            "key": f"{step.id}|{follow_up.anchor_date}",
            "date": follow_up.date,
            "next_try": self._step_moment(follow_up),
            "user_id": self._step_sender(follow_up).id or None,
            "template_id": step.mail_template_id.id or None,
        }

    @api.model
    def _step_sender(self, follow_up):
        """In whose name it goes; the company's when nobody is responsible."""
        people = follow_up.user_id | follow_up.partner_id.user_id
        # who stands in for nobody is a robot, and signs no letter
        return (people - self.env.ref("base.user_root"))[:1]

    @api.model
    def _step_moment(self, follow_up):
        """Now; what was opened ahead of its day leaves on that day."""
        company = follow_up.company_id
        there = zone(follow_up.partner_id.tz, company.partner_id.tz)
        morning = moment_of(follow_up.date, HOUR, there)
        today = self.env["smb.policy"]._of(company)._today()
        return morning if follow_up.date > today else fields.Datetime.now()

    def _belong_to(self, follow_up, new):
        """Answer to ``follow_up`` from now on; it learns at once what is decided."""
        self.follow_up_id = follow_up
        if not new and self.state in ("cancelled", "opt_out"):
            # the obstacle was named when the last follow-up ended; look again
            self.write(
                {
                    "state": "queued",
                    "error": False,
                    "tries": 0,
                    "date": follow_up.date,
                    "user_id": self._step_row(follow_up)["user_id"],
                    "next_try": self._step_moment(follow_up),
                }
            )
            self._forget_text()
            self._wake()
        elif not new:
            self._closed()

    def _obstacle(self):
        reason = self._step_obstacle()
        return ("cancelled", reason) if reason else super()._obstacle()

    def _step_obstacle(self):
        """Why the care programme does not want this mail any more, or ``False``."""
        todo = self.follow_up_id
        if not todo:
            # the key of a step has two parts
            gone = self.kind in ("step", "report") and "|" in self.key
            return gone and self.env._("The step was deleted meanwhile.")
        if todo.state not in OPEN:
            return self.env._("The follow-up was closed meanwhile.")
        return todo._not_wanted() or todo._not_by_mail()

    def _closed(self):
        result = super()._closed()
        for row in self.filtered("follow_up_id"):
            row._close_follow_up()
        return result

    def _close_follow_up(self):
        # sudo: the follow-up of this very mail; only the engine writes them
        follow_up = self.follow_up_id.sudo()
        if follow_up.state not in OPEN:
            return
        end = ENDS.get(self.state)
        if self.state == "cancelled" and follow_up._not_wanted():
            end = "cancelled"
        elif self.state == "cancelled" and follow_up._not_by_mail():
            follow_up._back_to_plan()
            return
        if not end:
            follow_up.error = self.error
            return
        activity = follow_up.activity_id
        follow_up.write(
            {
                "state": end,
                "closed_date": self._local_today(),
                "log_id": self.log_id.id,
                "reason_closed": self.error,
                "error": False,
                "activity_id": False,
            }
        )
        activity.unlink()
