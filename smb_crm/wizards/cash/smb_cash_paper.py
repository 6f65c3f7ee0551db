import base64

from odoo import api, fields, models
from odoo.exceptions import AccessError

from ...tools.forecast import COUNTS
from ...tools.sheets import DAY, Book, Formula, cell_name, money, put

EXPORT = "base.group_allow_export"
HEAD = 4


class SmbCashPaper(models.TransientModel):
    """The cash-flow forecast as an Excel file: change a figure and the rest follows."""

    _name = "smb.cash.paper"
    _description = "Cash-Flow Forecast as a File"
    _inherit = ["smb.input.mixin"]

    company_id = fields.Many2one(
        "res.company",
        required=True,
        readonly=True,
        default=lambda self: self.env.company,
    )
    unit = fields.Selection("_units", string="Period", required=True, default="week")
    orders = fields.Boolean(string="With Orders to Invoice")
    drafts = fields.Boolean(string="With Draft Bills")
    habits = fields.Boolean(string="As People Usually Pay", default=True)
    file = fields.Binary(string="Excel File", readonly=True, attachment=False)
    file_name = fields.Char(readonly=True)

    @api.model
    def _units(self):
        names = {
            "day": self.env._("Day"),
            "week": self.env._("Week"),
            "month": self.env._("Month"),
        }
        return [(unit, names[unit]) for unit in COUNTS]

    def action_sheet(self):
        """Make the file and have the browser fetch it.

        :raise AccessError: without Odoo's right to export, or to see the forecast
        """
        self.ensure_one()
        self.check_access("read")
        forecast = self.env["smb.cash.forecast"].smb_screen(
            self.unit, self.orders, self.drafts, self.habits
        )
        if not self.env.user.has_group(EXPORT):
            raise AccessError(self.env._("You have no right to export."))
        book = Book()
        self._put_forecast(book, forecast)
        self.file = base64.b64encode(book.content())
        day = fields.Date.to_string(forecast["today"])
        self.file_name = self.env._("Cash-flow forecast %(day)s", day=day) + ".xlsx"
        return {
            "type": "ir.actions.act_url",
            "url": f"/web/content/{self._name}/{self.id}/file?download=true"
            "&filename_field=file_name",
            "target": "download",
        }

    def _put_forecast(self, book, forecast):
        """Begin, end, each source, what comes, what goes and what is left."""
        sources = forecast["sources"]
        parts = sorted({name for step in forecast["steps"] for name in step["parts"]})
        names = [
            self.env._("From"),
            self.env._("Until"),
            *(self._part_label(name, sources) for name in parts),
            self.env._("In"),
            self.env._("Out"),
            self.env._("Balance"),
        ]
        currency = self.env.company.currency_id
        above = (
            self.env._("Cash-Flow Forecast"),
            f"{forecast['company']}, {currency.name}",
            self.env._("In bank and cash today:"),
        )
        widths = [12, 12, *[18] * (len(names) - 2)]
        sheet = book.sheet(self.env._("Forecast"), names, widths, above=above)
        style = money(currency.decimal_places)
        opening = cell_name(HEAD - 1, len(names))
        put(sheet, HEAD - 1, len(names), forecast["opening"], style, bold=True)
        for at, step in enumerate(forecast["steps"], HEAD + 1):
            put(sheet, at, 1, step["begin"], DAY)
            put(sheet, at, 2, step["end"], DAY)
            for column, name in enumerate(parts, 3):
                put(sheet, at, column, step["parts"].get(name, 0), style)
            self._put_sums(sheet, at, parts, opening, style)
            opening = cell_name(at, len(names))

    def _part_label(self, name, sources):
        side = self.env._("in") if name.startswith("in_") else self.env._("out")
        return f"{sources[name]} ({side})"

    def _put_sums(self, sheet, at, parts, before, style):
        """In, out and balance of a row as formulas over its parts."""
        last = 2 + len(parts)
        for column, side in ((last + 1, "in_"), (last + 2, "out_")):
            cells = [
                cell_name(at, place)
                for place, name in enumerate(parts, 3)
                if name.startswith(side)
            ]
            formula = Formula("=" + "+".join(cells)) if cells else 0
            put(sheet, at, column, formula, style)
        change = f"{cell_name(at, last + 1)}-{cell_name(at, last + 2)}"
        put(sheet, at, last + 3, Formula(f"={before}+{change}"), style, bold=True)
