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
        known = self.env["mail.activity"]._smb_has_customer(mail.model)
        if not known or not mail.res_id or mail.is_notification:
            return
        if not self.env["smb.contact.channel"]._capturing("email"):
            return
        document = self.env[mail.model].sudo().browse(mail.res_id)
        persons = mail.recipient_ids.filtered("partner_share")
        person = logs._capture_document_person(document)
        if person.email_normalized in email_normalize_all(mail.email_to or ""):
            persons |= person.filtered("partner_share")
        logs._capture_mail(
            mail.mail_message_id,
            document,
            persons,
            {"direction": "out"},
            user=self.env.user,
        )
