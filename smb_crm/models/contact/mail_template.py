from odoo import models

from .mail_mail import FROM_TEMPLATE


class MailTemplate(models.Model):
    """Mails sent by a template are told apart from newsletters."""

    _inherit = "mail.template"

    def send_mail_batch(self, res_ids, *args, **kwargs):
        marked = self.with_context(smb_mail=FROM_TEMPLATE)
        mails = super(MailTemplate, marked).send_mail_batch(res_ids, *args, **kwargs)
        return mails.with_env(mails.env(context=self.env.context))
