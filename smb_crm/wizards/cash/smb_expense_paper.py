import base64

from odoo import fields, models
from odoo.exceptions import AccessError
from odoo.tools import format_date

from ...tools.sheets import SHARE, Book, Formula, cell_name, money, put
from ...tools.yeartable import MONTHS

EXPORT = "base.group_allow_export"
HEAD = 3
FIRST = HEAD + 1
# the columns behind the name and the months
TOTAL, BEFORE, CHANGE, PART = range(MONTHS + 2, MONTHS + 6)


class SmbExpensePaper(models.TransientModel):
    """The expenses of a year as an Excel file: change a figure and the sums follow."""

    _name = "smb.expense.paper"
    _description = "Expenses of a Year as a File"
    _inherit = ["smb.input.mixin"]

    company_id = fields.Many2one(
        "res.company",
        required=True,
        readonly=True,
        default=lambda self: self.env.company,
    )
    back = fields.Integer(string="Years Back")
    group_by = fields.Char(string="Rows", required=True, default="account_id")
    file = fields.Binary(string="Excel File", readonly=True, attachment=False)
    file_name = fields.Char(readonly=True)

    def action_sheet(self):
        """Make the file and have the browser fetch it.

        :raise AccessError: without Odoo's right to export, or to see expenses
        """
        self.ensure_one()
        self.check_access("read")
        year = self.env["smb.expense"].smb_screen(self.back, self.group_by)
        if not self.env.user.has_group(EXPORT):
            raise AccessError(self.env._("You have no right to export."))
        book = Book()
        self._put_year(book, year)
        self._put_before(book, year)
        self.file = base64.b64encode(book.content())
        self.file_name = self.env._("Expenses %(year)s", year=self._name_of(year)) + (
            ".xlsx"
        )
        return {
            "type": "ir.actions.act_url",
            "url": f"/web/content/{self._name}/{self.id}/file?download=true"
            "&filename_field=file_name",
            "target": "download",
        }

    def _name_of(self, year, back=0):
        first, last = year["begin"].year - back, year["end"].year - back
        return str(first) if first == last else f"{first}-{last}"

    def _sheet(self, book, year, back, names):
        """A sheet with a column for each month, behind the rows' name."""
        labels = {group["name"]: group["label"] for group in year["groups"]}
        title = self.env._("Expenses %(year)s", year=self._name_of(year, back))
        months = [
            format_date(self.env, day, date_format="LLL") for day in year["months"]
        ]
        names = [labels[self.group_by], *months, *names]
        currency = self.env.company.currency_id
        above = (title, f"{year['company']}, {currency.name}")
        widths = [32, *[12] * MONTHS, *[14] * (len(names) - MONTHS - 1)]
        sheet = book.sheet(title, names, widths, above=above)
        sheet.freeze_panes = cell_name(FIRST, 2)
        return sheet, money(currency.decimal_places)

    def _rows(self, year):
        """(name, row) of all rows; those that the screen adds up as well, in one."""
        rows = [(row["name"] or "–", row) for row in year["rows"]]
        if year["rest"]:
            others = self.env._("%(count)s others", count=year["rest"]["count"])
            rows.append((others, year["rest"]))
        return rows

    def _put_year(self, book, year):
        names = [
            self.env._("Sum"),
            self.env._("Before"),
            self.env._("Change"),
            self.env._("Share"),
        ]
        sheet, style = self._sheet(book, year, 0, names)
        rows = self._rows(year)
        last = FIRST + len(rows)
        for at, (name, row) in enumerate(rows, FIRST):
            self._put_row(sheet, at, name, row["months"], style)
            put(sheet, at, BEFORE, row["compared"], style)
            self._put_compared(sheet, at, last)
        self._put_total(sheet, last, (*range(2, TOTAL + 1), BEFORE), style)
        self._put_compared(sheet, last, last)
        # what is compared, for who wonders about a year that is not over
        note = self.env._(
            "Before: the year before until %(day)s.",
            day=format_date(self.env, self._until(year)),
        )
        put(sheet, last + 2, 1, note)

    def _until(self, year):
        day = year["until"]
        # 29 February is compared with the 28th
        return fields.Date.subtract(day, years=1)

    def _put_before(self, book, year):
        sheet, style = self._sheet(book, year, 1, [self.env._("Sum")])
        rows = self._rows(year)
        for at, (name, row) in enumerate(rows, FIRST):
            self._put_row(sheet, at, name, row["before"], style)
        self._put_total(sheet, FIRST + len(rows), range(2, TOTAL + 1), style)

    def _put_row(self, sheet, at, name, months, style):
        put(sheet, at, 1, name)
        for column, amount in enumerate(months, 2):
            put(sheet, at, column, amount, style)
        area = f"{cell_name(at, 2)}:{cell_name(at, MONTHS + 1)}"
        put(sheet, at, TOTAL, Formula(f"=SUM({area})"), style, bold=True)

    def _put_compared(self, sheet, at, last):
        now, before = cell_name(at, TOTAL), cell_name(at, BEFORE)
        change = Formula(f'=IF({before}>0,{now}/{before}-1,"")')
        put(sheet, at, CHANGE, change, SHARE)
        whole = cell_name(last, TOTAL)
        put(sheet, at, PART, Formula(f'=IF({whole}>0,{now}/{whole},"")'), SHARE)

    def _put_total(self, sheet, at, columns, style):
        put(sheet, at, 1, self.env._("Total"))
        for column in columns:
            area = f"{cell_name(FIRST, column)}:{cell_name(at - 1, column)}"
            total = Formula(f"=SUM({area})") if at > FIRST else 0
            put(sheet, at, column, total, style)
        Book.band(sheet, at, sheet.max_column)
