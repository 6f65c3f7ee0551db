from odoo import fields, models
from odoo.exceptions import UserError

from .smb_sending_reminder import KIND


class SmbReminderRun(models.Model):
    """Sending: items are read again, then each channel takes its part."""

    _inherit = "smb.reminder.run"

    def action_send(self):
        """Mails into the outbox, letters to the printer, calls to the salespeople."""
        self.check_access("write")
        for run in self:
            run._lock()
            run._check_state(("approved",))
            run._check_switched_on()
            # sudo: reminders and outbox are the server's; rights were checked
            rows = run.sudo().reminder_ids.filtered(lambda r: r.state == "approved")
            rows._read_again()
            run.sudo()._hand_out(rows.filtered(lambda r: r.state == "approved"))
            run.sudo().write({"state": "sent", "sent_date": fields.Datetime.now()})
        return True

    def _hand_out(self, rows):
        by_channel = rows.grouped("channel")
        none = rows.browse()
        self._queue_mails(by_channel.get("mail", none))
        by_channel.get("letter", none).write({"state": "sending"})
        calls = by_channel.get("call", none)
        calls._ask_to_call()
        if calls:
            calls._note_sent()

    def _queue_mails(self, rows):
        if not rows:
            return
        rows.write({"state": "sending"})
        outbox = self.env["smb.sending"]
        new = outbox._queue(
            [
                {
                    "company_id": row.company_id.id,
                    "partner_id": (row.contact_id or row.partner_id).id,
                    "kind": KIND,
                    "key": str(row.id),
                    "user_id": self.user_id.id,
                }
                for row in rows
            ]
        )
        by_key = {sending.key: sending.id for sending in new}
        for row in rows:
            row.sending_id = by_key.get(str(row.id))
        outbox._wake()

    def action_print_letters(self):
        """Print the letters that wait, or all again once none does."""
        self.ensure_one()
        self.check_access("write")
        self._lock()
        # sudo: reminders are the server's; who may write the run was checked
        letters = self.sudo().reminder_ids.filtered(lambda r: r.channel == "letter")
        waiting = letters.filtered(lambda r: r.state == "sending")
        waiting._read_again()
        leaving = waiting.filtered(lambda r: r.state == "sending")
        if leaving:
            leaving.write({"printed_date": fields.Datetime.now()})
            leaving._note_sent()
            leaving._log_letters()
            leaving._queue_copies()
        printed = leaving or letters.filtered(lambda r: r.state == "sent")
        if printed:
            report = self.env.ref("smb_crm.smb_reminder_letter_report")
            return report.report_action(printed.sudo(False))
        if not waiting:
            raise UserError(self.env._("No letters are left to print."))
        # an error would undo the withdrawals
        return self._tell_nothing_left()

    def _tell_nothing_left(self):
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "info",
                "message": self.env._("All these customers have paid meanwhile."),
                "next": {"type": "ir.actions.client", "tag": "soft_reload"},
            },
        }
