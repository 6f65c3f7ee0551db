from markupsafe import Markup

from odoo import models
from odoo.tools import consteq
from odoo.tools.misc import hmac

from .smb_sending_statement import KIND

SCOPE = "smb_crm.statement_stop"
PAGE = "/smb/statement/stop"


class SmbSending(models.Model):
    """Whoever gets a statement each month can stop that from the mail itself."""

    _inherit = "smb.sending"

    def _framed(self, body):
        if self.kind == KIND and self._words(body) and self._statement_is_monthly():
            body = Markup("{}{}").format(
                # rendered and escaped by Odoo's mail templates
                Markup(body),  # nosec B704
                self.env["ir.qweb"]._render(
                    "smb_crm.smb_statement_stop",
                    {"url": self.partner_id._smb_stop_url(self.company_id)},
                    lang=self._customer_lang(),
                    minimal_qcontext=True,
                ),
            )
        return super()._framed(body)

    def _mail_headers(self):
        headers = super()._mail_headers()
        if self.kind != KIND or not self._statement_is_monthly():
            return headers
        url = self.partner_id._smb_stop_url(self.company_id)
        return {
            **headers,
            "List-Unsubscribe": f"<{url}>",
            "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        }

    def _statement_is_monthly(self):
        """Whether the customer gets the next one by itself."""
        policy = self.env["smb.policy"]._of(self.company_id)
        return policy.statement_monthly and not self.partner_id.smb_no_statement


class ResPartner(models.Model):
    _inherit = "res.partner"

    def _smb_stop_token(self):
        # sudo: the database's secret, for a key that ends one thing only
        return hmac(self.env(su=True), SCOPE, self.id)

    def _smb_stop_url(self, company):
        token = self._smb_stop_token()
        return f"{company.get_base_url()}{PAGE}/{self.id}/{token}"

    def _smb_may_stop(self, token):
        """These, if they exist and ``token`` was made for them."""
        found = self.exists()
        if not found or not token.isascii():
            return found[:0]
        return found if consteq(found._smb_stop_token(), token) else found[:0]
