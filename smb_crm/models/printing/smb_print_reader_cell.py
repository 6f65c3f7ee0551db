from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.tools import float_repr, html2plaintext
from odoo.tools.misc import format_amount, format_date, format_datetime, formatLang

from ...tools.paper import Cell

PERCENT = ("discount",)
# figures that are left out where they are nothing
EMPTY = {"smb.statement.line": ("days_late", "charge", "payment", "amount")}
# of which nobody wants to know the minute on paper
DAYS = ("date_order", "commitment_date", "date_deadline", "date_planned")
# base64 of the first bytes of pictures; a drawing (SVG) may hold scripts: left out
STARTS = {"iVBOR": "png", "/9j/": "jpeg", "R0lGOD": "gif", "UklGR": "webp"}

LARGEST = 8_000_000  # of a picture's base64; larger ones are left out


class SmbPrintReader(models.AbstractModel):
    """One value of a document: as figure, and as people of its language read it."""

    _inherit = "smb.print.reader"

    @api.model
    def _cell(self, record, field, number=0):
        """One value of ``record`` as figure and as words, as far as the user may read.

        What the user may not read stays visible as the placeholder it is.
        """
        if field.path == "_row":
            return Cell(number, str(number), "number", 0)
        if field.path.startswith("_"):
            return self._ask(field.path, record) or Cell()
        *way, last = field.path.split(".")
        try:
            for name in way:
                record = self._hop(record, name)
            return self._value(record, last)
        except (AccessError, KeyError):
            return Cell(text=f"{{{{{field.path}}}}}", kind="unknown")

    def _hop(self, record, name):
        self._check_field(record, name)
        return record[name][:1]

    def _check_field(self, record, name):
        field = record._fields[name]
        if not record._has_field_access(field, "read"):
            raise AccessError(self.env._("%(field)s is not for you.", field=name))

    def _value(self, record, name):
        self._check_field(record, name)
        if not record:
            return Cell()
        field, value = record._fields[name], record[name]
        if not value and name in EMPTY.get(record._name, ()):
            return Cell()
        if field.type == "monetary":
            return self._money(value, record[field.get_currency_field(record)])
        if field.type == "float":
            return self._float(record, field, value)
        if field.type == "integer":
            return self._number(value, 0)
        if not value:
            return Cell()
        if field.type in ("date", "datetime"):
            return self._time(record, field, value)
        if field.type == "binary":
            return Cell(value, self._picture(value), "picture")
        text = self._words(record, field, value)
        return Cell(text, text)

    def _time(self, record, field, value):
        if field.type == "datetime" and field.name not in DAYS:
            text = format_datetime(self.env, value, dt_format="short")
            return Cell(value, text, "moment")
        if field.type == "datetime":
            value = fields.Datetime.context_timestamp(record, value).date()
        return Cell(value, format_date(self.env, value), "date")

    def _float(self, record, field, value):
        digits = (field.get_digits(self.env) or (16, 2))[1]
        if field.name in PERCENT:
            shown = self._number(value, digits).text
            return Cell(value, f"{shown} %" if value else "", "percent", digits)
        return self._number(value, digits, field.get_min_display_digits(self.env) or 0)

    def _number(self, value, digits, least=0):
        """Without idle zeros: 3 pieces, not 3.00; prices keep theirs."""
        shown = (
            float_repr(value, digits).rstrip("0").partition(".")[2] if digits else ""
        )
        places = max(len(shown), least)
        if self.env.context.get("smb_plain"):
            text = f"{value:.{places}f}"
        else:
            text = formatLang(self.env, value, digits=places)
        return Cell(value, text, "number", digits)

    def _money(self, value, currency):
        if not currency:
            return self._number(value, 2)
        plain = self.env.context.get("smb_plain")
        text = str(value) if plain else format_amount(self.env, value, currency)
        return Cell(value, text, "money", currency.decimal_places)

    def _words(self, record, field, value):
        if field.type == "selection":
            return dict(field._description_selection(self.env)).get(value, value)
        if field.relational:
            return ", ".join(value.mapped("display_name"))
        if field.type == "html":
            return html2plaintext(value)
        if field.type == "boolean":
            return self.env._("Yes")
        return str(value)

    @api.model
    def _plain(self, markup):
        return html2plaintext(markup).strip() if markup else ""

    @api.model
    def _picture(self, value):
        """``value`` as an address that holds the picture itself, or nothing."""
        if not value or len(value) > LARGEST:
            return ""
        content = value.decode() if isinstance(value, bytes) else value
        kind = next((k for start, k in STARTS.items() if content.startswith(start)), "")
        return f"data:image/{kind};base64,{content}" if kind else ""
