from functools import cached_property

from markupsafe import Markup, escape

from odoo.tools import format_date

from ...tools.ageing import NAMES, ranges
from ...tools.figures import writer

# how most languages group digits; others are left to Odoo
THOUSANDS = ("[3,0]", "[3, 0]", "[3,3,0]", "[3]")
SPACE = "\N{NO-BREAK SPACE}"


class Words:
    """Days, amounts and headings of a batch of statements, in one language.

    A thousand statements have tens of thousands of them, mostly the same: a field's
    widget would work each one out anew.
    """

    def __init__(self, wizard):
        self.wizard = wizard
        self.env = wizard.env
        self._days = {}
        self._writers = {}

    def day(self, day):
        if day not in self._days:
            self._days[day] = format_date(self.env, day) if day else ""
        return self._days[day]

    def money(self, currency_id):
        """A function that writes amounts of this currency."""
        if currency_id not in self._writers:
            # sudo: a currency to format amounts with
            currency = self.env["res.currency"].sudo().browse(currency_id)
            self._writers[currency_id] = self._writer(currency)
        return self._writers[currency_id]

    def _writer(self, currency):
        lang = self.env["res.lang"]._get_data(code=self.env.lang or "en_US")
        if lang.grouping not in THOUSANDS:
            return currency.format
        mark = currency.symbol or ""
        first = currency.position == "before"
        return writer(
            currency.decimal_places,
            lang.decimal_point,
            (lang.thousands_sep or "").replace(" ", SPACE),
            before=f"{mark}{SPACE}" if first else "",
            after="" if first else f"{SPACE}{mark}",
        )

    def address(self, partner):
        """Name and address as lines, as Odoo's own address field has them."""
        # sudo: name and address of a customer whose statement was asked for
        shown = partner.sudo().with_context(show_address=True, lang=self.env.lang)
        lines = shown.display_name.split("\n")
        return Markup("<br/>").join(escape(line) for line in lines if line.strip())

    @cached_property
    def _step_names(self):
        bounds = self.env["smb.ageing"]._bounds(self.wizard.company_id)
        return [
            self.env._("Not due"),
            *(self.env._("%(days)s days", days=days) for days in ranges(bounds)),
            self.env._("Over %(days)s days", days=bounds[-1]),
        ]

    @cached_property
    def type_names(self):
        return {
            "invoice": self.env._("Invoice"),
            "credit_note": self.env._("Credit Note"),
            "receipt": self.env._("Receipt"),
            "payment": self.env._("Payment"),
            "settlement": self.env._("Settled by Another Account"),
            "entry": self.env._("Entry"),
        }

    def steps(self, statement):
        """Names and amounts of what is open by how late it is."""
        return [
            {"name": name, "amount": statement["steps"][key], "late": number > 0}
            for number, (key, name) in enumerate(
                zip(NAMES, self._step_names, strict=True)
            )
        ]
