from markupsafe import Markup

from odoo import api, models
from odoo.exceptions import UserError
from odoo.tools import (
    format_date,
    html2plaintext,
    is_html_empty,
    single_email_re,
)

LAYOUT = "smb_crm.smb_mail_layout"


class SmbSending(models.Model):
    """What stands in a mail: the template in the customer's language, in a frame."""

    _inherit = "smb.sending"

    @api.depends("subject", "partner_id", "kind")
    @api.depends_context("lang")
    def _compute_display_name(self):
        kinds = dict(self._fields["kind"]._description_selection(self.env))
        for row in self:
            # what has not been written yet has no subject
            name = f"{row.partner_id.display_name}: {kinds.get(row.kind)}"
            row.display_name = row.subject or name

    def _compose(self):
        """Fill in the mail; what is filled in stays as it is.

        :raise UserError: when the mail would be blank, or nobody could have sent it
        """
        self.ensure_one()
        vals = {} if self.body else self._compose_vals()
        if not self._words(vals.get("body") or self.body):
            raise UserError(
                self.env._("The text of the mail is empty. Fill in the template.")
            )
        if not (vals.get("subject") or self.subject or "").strip():
            raise UserError(self.env._("The mail has no subject."))
        vals["email"] = self._address()
        vals["message_id"] = self.message_id or self._new_message_id()
        vals["email_from"] = vals.get("email_from") or self._sender()
        if not vals["email_from"]:
            raise UserError(
                self.env._(
                    "Neither the salesperson nor the company has an e-mail address to"
                    " send from."
                )
            )
        self.write(vals)

    def _compose_vals(self):
        """Subject, body, sender of the mail. Kinds without a template extend it."""
        if not self.template_id:
            raise UserError(self.env._("There is no mail template for this mail."))
        template = self.template_id.with_context(**self._template_words())
        return {
            "subject": self._fill(template, "subject"),
            "body": self._framed(self._fill(template, "body_html")),
            "email_from": self._fill(template, "email_from"),
        }

    def _letter(self):
        """What stands on paper: to whom, in which words and language, which day."""
        template = self.template_id.with_context(**self._template_words())
        lang = self._lang(template, "body_html")
        return {
            "partner": self.partner_id,
            "subject": self._fill(template, "subject"),
            "body": self._fill(template, "body_html"),
            "lang": lang,
            "day": format_date(
                self.env, self._local_today(), lang_code=lang, date_format="long"
            ),
        }

    def _template_words(self):
        """What templates may ask ``ctx`` for besides ``object``, the customer.

        Odoo tries a template out when it is saved, with any customer and nothing else:
        hence ``ctx.get``.
        """
        return {
            "allowed_company_ids": self.company_id.ids,
            "smb_company": self.company_id.name,
            "smb_sender": self.user_id.name or self.company_id.name,
        }

    def _fill(self, template, name):
        if template.model != "res.partner":
            # the number of a customer would name whatever has that number there
            raise UserError(self.env._("The e-mail template is not one for customers."))
        lang = self._lang(template, name)
        filled = template._render_field(
            name,
            self.partner_id.ids,
            set_lang=lang,
            options={"post_process": True},
        )[self.partner_id.id]
        return filled and (filled if name == "body_html" else str(filled).strip())

    def _lang(self, template, name):
        """The customer's language if the template speaks it, else the company's."""
        customer = self._customer_lang()
        ours = self._known_lang(self.company_id.partner_id.lang)
        field = template._fields[name]
        if not field.translate:
            return customer or ours or "en_US"
        # translations are looked at as stored: Odoo would answer in English
        spoken = field._get_stored_translations(template) or {}
        for lang in filter(None, (customer, ours)):
            if self._words(spoken.get(lang)):
                return lang
        return "en_US"

    def _customer_lang(self):
        person = self.partner_id
        return self._known_lang(person.lang or person.commercial_partner_id.lang)

    def _known_lang(self, code):
        """``code`` if such a language is active."""
        return code if code in dict(self.env["res.lang"].get_installed()) else None

    def _framed(self, body):
        """``body`` within the company's letterhead for mails; blank stays blank."""
        if not self._words(body):
            return False
        lang = self._customer_lang() or self._known_lang(
            self.company_id.partner_id.lang
        )
        return self.env["ir.qweb"]._render(
            LAYOUT,
            {
                # rendered and escaped by Odoo's mail templates, or by our own views
                "body": Markup(body),  # nosec B704
                "company": self.company_id,
                "lang": (lang or "en_US").replace("_", "-"),
                "wide": self.kind == "digest",
            },
            lang=lang,
            minimal_qcontext=True,
        )

    def _words(self, body):
        if not body or is_html_empty(body):
            return ""
        return html2plaintext(body).strip()

    def _sender(self):
        """The colleague, if he has an address, else the company."""
        for partner in (self.user_id.partner_id, self.company_id.partner_id):
            if partner.email and single_email_re.match(partner.email_normalized or ""):
                return partner.email_formatted
        return False

    def _preview_body(self):
        try:
            return self._compose_vals().get("body")
        except Exception as error:
            # what is wrong with the template is what the reader wants to know
            return Markup("<p>%s</p>") % self._words_of(error)

    @staticmethod
    def _words_of(error):
        """One line: what went wrong at the bottom, without the traceback."""
        while error.__cause__:
            error = error.__cause__
        lines = [line.strip() for line in str(error).splitlines() if line.strip()]
        return (lines or [type(error).__name__])[0][:200]
