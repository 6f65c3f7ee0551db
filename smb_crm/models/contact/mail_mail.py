from odoo import api, models
from odoo.tools import email_normalize_all

# an object cannot come from a client, a flag in the context could
FROM_TEMPLATE = object()


class MailMail(models.Model):
    """A mail made by a template for a customer's document becomes a contact log."""

    _inherit = "mail.mail"

    @api.model_create_multi
    def create(self, vals_list):
        mails = super().create(vals_list)
        if self.env.context.get("smb_mail") is FROM_TEMPLATE:
            for mail in mails:
                mail._smb_capture()
        return mails

    def _smb_capture(self):
        """Log the mail with each customer it goes to."""
        self.ensure_one()
        logs = self.env["smb.contact.log"]
        # sudo: reads the mail that was just made and whom it is for
        mail = self.sudo()
        if not mail.res_id or mail.model not in logs._capture_models():
            return
        if mail.state == "cancel" or mail._smb_only_notifies():
            return
        if self.env["smb.contact.channel"]._capturing("email"):
            logs._capture_safely(self._smb_capture_rows, mail)

    def _smb_only_notifies(self):
        """Whether the message it carries was posted, and captured, on its own."""
        self.ensure_one()
        return self.is_notification and self.message_type != "email_outgoing"

    @api.model
    def _smb_capture_rows(self, mail):
        logs = self.env["smb.contact.log"]
        # sudo: the links of the document that the mail was made for
        document = self.env[mail.model].sudo().browse(mail.res_id).exists()
        if not document:
            return []
        persons = mail.recipient_ids.filtered("partner_share")
        person = logs._capture_document_person(document)
        if person.email_normalized in email_normalize_all(mail.email_to or ""):
            persons |= person.filtered("partner_share")
        return logs._capture_mail_rows(
            mail.mail_message_id,
            document,
            persons,
            {"direction": "out"},
            user=self.env.user,
        )
