from datetime import timedelta

from odoo import api, fields, models
from odoo.tools import SQL, format_date

from ...tools.zones import moment_of

TO_DO = "mail.mail_activity_data_todo"
TEMPLATE = "smb_crm.smb_template_member_end"
KIND = "member_end"
# by the customer's clock
HOUR = 9
# the task is to be done so many days after it was given, or before the end
TIME = timedelta(days=7)


class SmbMembership(models.Model):
    """Before a membership ends its salesperson has a task, and the member a mail.

    Once for every end: a membership that is renewed is reminded of its next end. The
    task goes with the renewal.
    """

    _inherit = "smb.membership"
    _mail_post_access = "read"

    reminder_id = fields.Many2one(
        "mail.activity",
        readonly=True,
        index="btree_not_null",
        ondelete="set null",
        help="The task of the salesperson before the end.",
    )

    @api.model
    def _live(self, company):
        return super()._live(company) and self._in_batches(
            self._find_to_remind(company), self._remind_one
        )

    @api.model
    def _find_to_remind(self, company):
        policy = self.env["smb.policy"]._of(company)
        if not policy.member_reminder_task and not policy.member_reminder_mail:
            return []
        self.env.flush_all()
        rows = self.env.execute_query(
            SQL(
                """
                SELECT m.id FROM smb_membership m
                  JOIN res_partner_grade level ON level.id = m.level_id
                  JOIN res_partner p ON p.id = m.partner_id
                 WHERE m.company_id = %(company)s AND m.state = 'active' AND p.active
                   AND level.smb_reminder_days > 0 AND m.date_end >= %(day)s
                   AND m.date_end - level.smb_reminder_days <= %(day)s
                   AND m.reminded_for IS DISTINCT FROM m.date_end
                 ORDER BY m.date_end, m.id
                """,
                company=company.id,
                day=self._today(company),
            )
        )
        return [id_ for (id_,) in rows]

    @api.model
    def _remind_one(self, id_):
        row = self.browse(id_)
        row._lock_customer(row.partner_id)
        row.invalidate_recordset(["date_end", "reminded_for", "state"])
        if row.reminded_for == row.date_end or row.state != "active":
            return
        policy = self.env["smb.policy"]._of(row.company_id)
        row.reminded_for = row.date_end
        row._forget_reminder()
        if policy.member_reminder_task:
            row._give_task(policy)
        if policy.member_reminder_mail:
            row._queue_reminder()

    def _give_task(self, policy):
        """A task for the salesperson; without one for the fallback of the policy."""
        for user in (self.partner_id.user_id, policy.care_fallback_id):
            if user.active and self.company_id in user.company_ids:
                break
        else:
            return
        here = self.with_context(lang=user.lang).with_company(self.company_id)
        today = self._today(self.company_id)
        self.reminder_id = here.partner_id.activity_schedule(
            TO_DO,
            date_deadline=min(today + TIME, self.date_end),
            user_id=user.id,
            summary=here.env._(
                "%(level)s membership ends on %(day)s: renew it?",
                level=here.level_id.name,
                day=format_date(here.env, self.date_end),
            ),
        )

    def _forget_reminder(self):
        """The task of an earlier end has nothing to ask any more."""
        # sudo: our own task, whoever's it is
        self.sudo().reminder_id.unlink()

    def _queue_reminder(self):
        # sudo: the outbox is the server's; the policy said so
        outbox = self.env["smb.sending"].sudo()
        template = self.env.ref(TEMPLATE, raise_if_not_found=False)
        row = outbox.new({"partner_id": self.partner_id, "company_id": self.company_id})
        today = row._local_today()
        morning = moment_of(today, HOUR, row._zone())
        queued = outbox._queue(
            [
                {
                    "company_id": self.company_id.id,
                    "partner_id": self.partner_id.id,
                    "kind": KIND,
                    "key": f"{self.id}|{self.date_end}",
                    "date": today,
                    "next_try": max(morning, fields.Datetime.now()),
                    "user_id": self.partner_id.user_id.id or None,
                    "template_id": template.id if template else None,
                }
            ]
        )
        if queued:
            outbox._wake()

    def write(self, vals):
        moved = self.browse()
        if "date_end" in vals or vals.get("state") == "ended":
            moved = self.filtered("reminder_id")
        result = super().write(vals)
        for row in moved:
            if row.state == "ended" or row.date_end != row.reminded_for:
                row._forget_reminder()
        return result


class SmbSending(models.Model):
    """Mails that remind members of the end."""

    _inherit = "smb.sending"

    kind = fields.Selection(
        selection_add=[(KIND, "End of a Membership")], ondelete={KIND: "cascade"}
    )

    def _ending(self):
        return self.env["smb.membership"].browse(self._key_number()).exists()

    def _template_words(self):
        words = super()._template_words()
        if self.kind != KIND:
            return words
        membership = self._ending()
        return {
            **words,
            "smb_level": membership.level_id.with_context(
                lang=self._customer_lang()
            ).name,
            "smb_number": membership.number,
            "smb_until": membership.date_end,
        }

    def _obstacle(self):
        if self.kind == KIND and not self.by_hand:
            policy = self.env["smb.policy"]._of(self.company_id)
            if not policy.member_reminder_mail:
                return "cancelled", self.env._("Reminders by mail were switched off.")
        if self.kind == KIND:
            membership = self._ending()
            until = str(membership.date_end)
            if membership.state != "active" or until not in self.key.split("|"):
                return "cancelled", self.env._("The membership was renewed or is over.")
        return super()._obstacle()
