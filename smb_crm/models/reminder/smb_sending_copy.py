from odoo import fields, models

KIND = "reminder_copy"


class SmbReminder(models.Model):
    _inherit = "smb.reminder"

    def _queue_copies(self):
        """The letters whose level says so go out as e-mails too, where one can."""
        outbox = self.env["smb.sending"]
        rows = [
            {
                "company_id": letter.company_id.id,
                "partner_id": reader.id,
                "kind": KIND,
                "key": str(letter.id),
                "user_id": letter.run_id.user_id.id,
            }
            for letter in self.filtered("level_id.also_mail")
            if (reader := letter._mail_reader())
        ]
        if outbox._queue(rows):
            outbox._wake()

    def _mail_reader(self):
        """Who of the letter's addressee and the customer has an e-mail address."""
        people = self.contact_id | self.partner_id
        return people.filtered("email_normalized")[:1]


class SmbSending(models.Model):
    """A letter that goes by e-mail as well: the same words, once."""

    _inherit = "smb.sending"

    kind = fields.Selection(
        selection_add=[(KIND, "Reminder Letter by E-mail")],
        ondelete={KIND: "cascade"},
    )

    def _reminder_letter(self):
        return self.env["smb.reminder"].browse(self._key_number()).exists()

    def _obstacle(self):
        if self.kind != KIND:
            return super()._obstacle()
        letter = self._reminder_letter()
        asked = letter.item_ids.filtered(lambda item: item.kind == "new")
        if letter.state != "sent" or all(asked.line_id.mapped("reconciled")):
            return "cancelled", self.env._("The letter was paid or withdrawn.")
        if not self.env["smb.policy"]._of(self.company_id).reminder:
            return "cancelled", self.env._("Reminders were switched off.")
        return super()._obstacle()

    def _compose_vals(self):
        if self.kind != KIND:
            return super()._compose_vals()
        words = self._reminder_letter()._words()
        return {
            "subject": words["subject"],
            "body": self._framed(words["body"] + words["items"]),
        }
