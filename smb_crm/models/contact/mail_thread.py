from odoo import models

CROSSING = ("comment", "email", "email_outgoing", "auto_comment")


class MailThread(models.AbstractModel):
    """Mails to and from customers become contact logs."""

    _inherit = "mail.thread"

    def _notify_thread(self, message, msg_vals=False, **kwargs):
        recipients = super()._notify_thread(message, msg_vals=msg_vals, **kwargs)
        # sudo: only the kind of the message that was just posted
        kind = (msg_vals or {}).get("message_type") or message.sudo().message_type
        if kind in CROSSING and not self._is_notification_scheduled(
            kwargs.get("scheduled_date")
        ):
            self.env["smb.contact.log"]._capture_message(self, message, recipients)
        return recipients
