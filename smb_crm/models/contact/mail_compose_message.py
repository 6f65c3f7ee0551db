from odoo import models

from .mail_mail import FROM_TEMPLATE


class MailComposeMessage(models.TransientModel):
    """Documents sent from a list are contacts, like those sent one by one.

    What goes to a list of contacts, or without a template, is a circular.
    """

    _inherit = "mail.compose.message"

    def _action_send_mail_mass_mail(self, res_ids, auto_commit=False):
        papers = self.template_id and self.model != "res.partner"
        composer = self
        if papers and not self._smb_is_mailing():
            composer = self.with_context(smb_mail=FROM_TEMPLATE)
        mails = super(MailComposeMessage, composer)._action_send_mail_mass_mail(
            res_ids, auto_commit=auto_commit
        )
        return mails.with_env(mails.env(context=self.env.context))

    def _smb_is_mailing(self):
        """Whether it goes out as a mailing of the marketing app, where installed."""
        names = {"mass_mailing_id", "mass_mailing_name"} & self._fields.keys()
        return any(self[name] for name in names)
