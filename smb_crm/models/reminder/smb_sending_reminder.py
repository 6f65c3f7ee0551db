from odoo import fields, models

KIND = "reminder"
ACCOUNTANTS = "account.group_account_invoice"
# how the reminder ends with its mail; what is not named is under way
ENDS = {
    "failed": "failed",
    "opt_out": "failed",
    "missed": "failed",
}


class SmbSending(models.Model):
    """Reminders by mail go by the outbox: once, or a person looks at it."""

    _inherit = "smb.sending"

    kind = fields.Selection(
        selection_add=[(KIND, "Payment Reminder")], ondelete={KIND: "cascade"}
    )

    def _reminder(self):
        """The reminder of this mail, if it still is one of this row."""
        reminder = self.env["smb.reminder"].browse(self._key_number()).exists()
        return reminder if reminder.sending_id == self else reminder.browse()

    def _reminders(self):
        return self.filtered(lambda row: row.kind == KIND)

    # before

    def _obstacle(self):
        if self.kind != KIND:
            return super()._obstacle()
        reminder = self._reminder()
        if reminder.state not in ("sending", "uncertain"):
            return "cancelled", self.env._("The reminder was withdrawn.")
        if not self.env["smb.policy"]._of(self.company_id).reminder:
            return "cancelled", self.env._("Reminders were switched off.")
        changed = reminder._read_again()
        if reminder.state == "withdrawn":
            reasons = dict(reminder._fields["reason"]._description_selection(self.env))
            return "cancelled", reasons[reminder.reason]
        obstacle = super()._obstacle()
        if not obstacle and changed and self.body and not self.sending_since:
            # a part was paid since the words were filled in
            self.body = False
            self._compose()
        return obstacle

    def _compose_vals(self):
        if self.kind != KIND:
            return super()._compose_vals()
        words = self._reminder()._words()
        return {
            "subject": words["subject"],
            "body": self._framed(words["body"] + words["items"]),
        }

    # after

    def _closed(self):
        result = super()._closed()
        for row in self._reminders():
            row._close_reminder(row._reminder())
        return result

    def _close_reminder(self, reminder):
        if reminder.state not in ("sending", "uncertain"):
            return
        if self.state == "sent":
            reminder.log_id = self.log_id
            reminder._note_sent()
        elif self.state == "cancelled":
            reminder.error = self.error
            reminder._withdraw("by_hand")
        elif self.state in ENDS:
            reminder.write({"state": ENDS[self.state], "error": self.error})

    def _doubt(self, reason):
        result = super()._doubt(reason)
        for row in self._reminders():
            row._reminder().write({"state": "uncertain", "error": reason})
        return result

    # who decides

    def _check_manager(self):
        """Accountants decide about the reminders of the companies they work in."""
        # sudo: kind and company only, to know who decides
        rows = self.sudo()
        ours = rows and all(row.kind.startswith(KIND) for row in rows)
        if (
            ours
            and rows.company_id <= self.env.companies
            and self.env.user.has_group(ACCOUNTANTS)
        ):
            return
        super()._check_manager()

    def _decide(self, states, vals):
        rows = super()._decide(states, vals)
        if vals.get("state") == "queued":
            for row in rows._reminders():
                reminder = row._reminder()
                if reminder.state in ("failed", "uncertain"):
                    reminder.write({"state": "sending", "error": False})
        return rows
