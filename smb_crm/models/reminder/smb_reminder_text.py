from markupsafe import Markup

from odoo import api, fields, models
from odoo.tools import format_date, plaintext2html

from ...tools.ageing import NAMES, step_of
from ...tools.placeholders import fill_text
from .smb_reminder_item import COUNTED


class SmbReminder(models.Model):
    """What stands in a reminder: the words, and what is open, per currency."""

    _inherit = "smb.reminder"

    preview_subject = fields.Char(compute="_compute_preview", string="Subject")
    # plain text that was escaped, and our own table
    preview = fields.Html(compute="_compute_preview", sanitize=False)

    @api.depends(
        "subject", "body", "level_id", "fee", "item_ids.kind", "amount", "days_late"
    )
    def _compute_preview(self):
        for reminder in self:
            words = reminder._words()
            reminder.preview_subject = words["subject"]
            reminder.preview = words["body"] + words["items"]

    def _words(self):
        """Subject, body and the list of items in the customer's language."""
        self.ensure_one()
        # sudo: level and entries of this very reminder, which the caller may read
        reminder = self.sudo()
        lang = reminder._lang()
        told = reminder.with_context(lang=lang)
        level = told.level_id
        values = told._values()
        return {
            "lang": lang,
            "subject": fill_text(told.subject or level.subject, values),
            "body": plaintext2html(fill_text(told.body or level.body, values)),
            "items": told._items_table(),
        }

    def _lang(self):
        """The customer's language, else the company's, if it is active."""
        installed = dict(self.env["res.lang"].get_installed())
        wanted = (
            self.contact_id.lang,
            self.partner_id.lang,
            self.company_id.partner_id.lang,
        )
        return next((code for code in wanted if code in installed), "en_US")

    def _values(self):
        """What the words in double braces stand for."""
        totals = ", ".join(
            currency.format(amount) for currency, amount in self._totals().items()
        )
        contact = self.contact_id or self.partner_id
        return {
            # an address for invoices often has no name of its own
            "customer": contact.name or self.partner_id.name or "",
            "company": self.company_id.name,
            "amount": totals,
            "days": self.days_late,
            "level": self.level_id.name,
            "fee": self.currency_id.format(self.fee),
            "sender": self.run_id.user_id.name or self.company_id.name,
            "today": format_date(self.env, self.run_id._day(self.company_id)),
        }

    def _shown_items(self):
        return self.item_ids.filtered(lambda item: item.kind in COUNTED)

    def _totals(self):
        """What is to be paid, per currency of the documents; with the fee."""
        totals = {self.currency_id: self.fee} if self.fee else {}
        for item in self._shown_items():
            totals.setdefault(item.currency_id, 0.0)
            totals[item.currency_id] += item.amount_currency
        return {currency: currency.round(sum_) for currency, sum_ in totals.items()}

    def _strips(self):
        """What is to be paid by how late it is, per currency: five steps."""
        strips = {}
        # sudo: see _words
        told = self.with_context(lang=self.sudo()._lang())
        for item in told.sudo()._shown_items():
            step = NAMES.index(step_of(max(item.days_late, 1))) - 1
            strip = strips.setdefault(item.currency_id, [0.0] * (len(NAMES) - 1))
            strip[step] += item.amount_currency
        return strips

    def _recipient(self):
        # sudo: the address that stands on the letter
        return self.sudo().contact_id or self.sudo().partner_id

    def _today_words(self):
        # sudo: see _words
        reminder = self.sudo()
        day = reminder.run_id._day(reminder.company_id)
        return format_date(reminder.env, day, lang_code=reminder._lang())

    def _items_table(self):
        body = self.env["ir.qweb"]._render(
            "smb_crm.smb_reminder_items",
            {
                "reminder": self,
                "items": self._shown_items(),
                "totals": self._totals(),
                "format_date": lambda day: format_date(self.env, day),
            },
            lang=self.env.lang,
            minimal_qcontext=True,
        )
        return Markup(body)  # nosec B704: our own template, which escapes

    def action_own_text(self):
        """Begin with the words of the level, to write others for this customer."""
        self._check_editable({})
        for reminder in self:
            # sudo: the customer's language
            level = reminder.level_id.with_context(lang=reminder.sudo()._lang())
            reminder.write({"subject": level.subject, "body": level.body})

    def action_usual_text(self):
        """Back to the words of the level."""
        self.write({"subject": False, "body": False})
