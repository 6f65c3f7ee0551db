from odoo import fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL, html2plaintext, plaintext2html

# letters that are put on record at once
BATCH = 500


class SmbReminder(models.Model):
    """After a reminder left: what it is known by, and what a person decides."""

    _inherit = "smb.reminder"

    def _note_sent(self):
        """These reminders reached the customer, or who is to call him."""
        self.write({"state": "sent", "sent_date": fields.Datetime.now()})
        # what was promised and not kept has been answered
        self.env["smb.promise"].flush_model()
        self.env.cr.execute(
            SQL(
                """
                UPDATE smb_promise SET answered = TRUE
                 WHERE state = 'broken' AND answered IS NOT TRUE
                   AND (company_id, partner_id) IN (
                       SELECT company_id, partner_id FROM smb_reminder
                        WHERE id = ANY(%s))
                """,
                self.ids,
            )
        )
        self.env["smb.promise"].invalidate_model(["answered"])

    # letters

    def _log_letters(self):
        """A contact and a note on the customer for each letter."""
        for start in range(0, len(self), BATCH):
            rows = self[start : start + BATCH]
            texts = {row.id: row._words() for row in rows}
            rows._note_on_customers(texts)
            rows._log(texts)

    def _note_on_customers(self, texts):
        note = self.env["ir.model.data"]._xmlid_to_res_id("mail.mt_note")
        self.env["mail.message"].create(
            [
                {
                    "model": "res.partner",
                    "res_id": row.partner_id.id,
                    "message_type": "notification",
                    "subtype_id": note,
                    "author_id": row.run_id.user_id.partner_id.id,
                    "subject": texts[row.id]["subject"],
                    "body": plaintext2html(
                        self.env._(
                            "%(subject)s: %(amount)s, by letter",
                            subject=texts[row.id]["subject"],
                            amount=row.currency_id.format(row.amount),
                        )
                    ),
                }
                for row in self
            ]
        )

    def _log(self, texts):
        logs = self.env["smb.contact.log"]
        channels = self.env["smb.contact.channel"].with_context(active_test=False)
        channel = (
            channels.search([("kind", "=", "letter")], limit=1)
            or channels.search([], limit=1)
        ).id
        made = logs._capture(
            [
                {
                    "partner_id": (row.contact_id or row.partner_id).id,
                    "company_id": row.company_id.id,
                    "user_id": row.run_id.user_id.id,
                    "channel_id": channel,
                    "direction": "out",
                    "automatic": True,
                    "date": row.sent_date,
                    "subject": texts[row.id]["subject"],
                    "note": logs._capture_note(html2plaintext(texts[row.id]["body"])),
                    "source_model": self._name,
                    "source_id": row.id,
                }
                for row in self
            ]
        )
        # sudo: links the logs just made to their reminders
        by_source = {log.source_id: log.id for log in made.sudo()}
        for row in self:
            row.log_id = by_source.get(row.id)

    # calls

    def _ask_to_call(self):
        """An activity for the salesperson, who knows the customer.

        What comes of it is logged when the call is done, like every call.
        """
        policy = self.env["smb.policy"]
        kind = self.env.ref("mail.mail_activity_data_call").id
        model = self.env["ir.model"]._get_id("res.partner")
        activities = self.env["mail.activity"].with_context(
            mail_activity_quick_update=True
        )
        for row in self:
            caller = row._caller(policy._of(row.company_id))
            told = row.with_context(lang=caller.lang)
            row.activity_id = activities.create(
                {
                    "res_model_id": model,
                    "res_id": row.partner_id.id,
                    "activity_type_id": kind,
                    "user_id": caller.id,
                    "date_deadline": row.run_id._day(row.company_id),
                    "summary": told.env._(
                        "Overdue: %(amount)s, oldest %(days)s days",
                        amount=row.currency_id.format(row.amount),
                        days=row.days_late,
                    ),
                    "note": told._items_table(),
                }
            )

    def _caller(self, policy):
        users = (self.user_id, policy.care_fallback_id, self.run_id.user_id)
        company = self.company_id
        return next(
            (u for u in users if u and u.active and company in u.company_ids),
            self.run_id.user_id,
        )

    # what a person decides

    def action_send_again(self):
        """What failed or is uncertain goes out with the next round of mails."""
        self._resend_states(("failed", "uncertain"))
        # sudo: the row of the outbox of these reminders; rights were checked
        self.sudo().sending_id.with_user(self.env.user).sudo().action_send_again()
        self.sudo().write({"state": "sending", "error": False})

    def action_was_sent(self):
        """What is uncertain did go out, as a person found."""
        self._resend_states(("uncertain",))
        # sudo: see action_send_again
        self.sudo().sending_id.action_was_sent()

    def action_as_letter(self):
        """What could not be mailed is printed instead."""
        self._resend_states(("failed",))
        # sudo: the state is the server's; rights were checked
        self.sudo().write({"state": "sending", "channel": "letter", "error": False})

    def action_withdraw(self):
        """What failed, or waits to be printed, is given up."""
        self._resend_states(("failed", "sending"))
        # sudo: see action_as_letter
        rows = self.sudo()
        if any(row.channel == "mail" and row.state == "sending" for row in rows):
            raise UserError(
                self.env._("The mail is in the outbox already; cancel it there.")
            )
        rows._withdraw("by_hand")

    def _resend_states(self, states):
        self.check_access("write")
        rows = self.try_lock_for_update()
        rows.invalidate_recordset(["state"])
        if rows != self or any(row.state not in states for row in rows):
            raise UserError(
                self.env._(
                    "The reminder was decided by somebody else. Reload the list."
                )
            )
