import base64

from odoo import models
from odoo.exceptions import AccessError, UserError

from ...tools.ageing import NAMES, ranges
from ...tools.sheets import Book, Formula, cell_name, money, put

EXPORT = "base.group_allow_export"
CHARGE, PAYMENT, BALANCE = 9, 10, 11


class SmbStatementWizard(models.TransientModel):
    """The same statements as an Excel file whose balances are formulas."""

    _inherit = "smb.statement.wizard"

    def action_sheet(self):
        """Make the file and have the browser fetch it.

        :raise AccessError: without Odoo's right to export
        """
        self._checked_customers()
        if not self.env.user.has_group(EXPORT):
            raise AccessError(self.env._("You have no right to export."))
        rows = self._statements().compute(
            self.partner_ids, self.date_from, self.date_to, self.kind
        )
        if not rows:
            raise UserError(self.env._("There is nothing to state."))
        self.file = base64.b64encode(self._sheet_of(rows))
        self.file_name = f"{self._file_title()}.xlsx"
        return {
            "type": "ir.actions.act_url",
            "url": f"/web/content/{self._name}/{self.id}/file?download=true"
            "&filename_field=file_name",
            "target": "download",
        }

    def _sheet_of(self, rows):
        book = Book()
        summary = book.sheet(
            self.env._("Summary"),
            self._summary_names(),
            [36, 9, *[14] * (len(NAMES) + 2), 18],
        )
        lines = book.sheet(
            self.env._("Statements"),
            self._line_names(),
            [36, 9, 12, 20, 14, 26, 12, 9, 14, 14, 14],
        )
        for number, row in enumerate(rows, 2):
            balance = self._put_statement(lines, row)
            self._put_summary(summary, number, row, balance, lines.title)
        summary.auto_filter.ref = summary.dimensions
        return book.content()

    def _line_names(self):
        return [
            self.env._("Customer"),
            self.env._("Currency"),
            self.env._("Date"),
            self.env._("Document"),
            self.env._("Kind"),
            self.env._("Reference"),
            self.env._("Due Date"),
            self.env._("Days Late"),
            self.env._("Charges"),
            self.env._("Payments and Credits"),
            self.env._("Balance"),
        ]

    def _summary_names(self):
        bounds = self.env["smb.ageing"]._bounds(self.company_id)
        return [
            self.env._("Customer"),
            self.env._("Currency"),
            self.env._("Not Due"),
            *ranges(bounds),
            self.env._("Over %(days)s", days=bounds[-1]),
            self.env._("Overdue"),
            self.env._("Balance"),
            self.env._("In Company Currency"),
        ]

    def _type_words(self):
        return {
            "invoice": self.env._("Invoice"),
            "credit_note": self.env._("Credit Note"),
            "receipt": self.env._("Receipt"),
            "payment": self.env._("Payment"),
            "entry": self.env._("Entry"),
            "settlement": self.env._("Settled by Another Account"),
        }

    def _amount_style(self, row):
        currency = self.env["res.currency"].browse(row["currency_id"])
        return money(currency.decimal_places)

    def _put_statement(self, sheet, row):
        """Opening, lines and closing; returns the cell of the closing balance."""
        style, words = self._amount_style(row), self._type_words()
        at = first = sheet.max_row + 1
        if row["kind"] == "activity":
            self._put_words(sheet, at, row, row["date_from"], self.env._("Opening"))
            put(sheet, at, BALANCE, row["opening"], style)
            at += 1
        for line in row["lines"]:
            document = " / ".join(filter(None, (line["document"], line["other"])))
            self._put_words(sheet, at, row, line["date"], document)
            put(sheet, at, 5, words[line["type"]])
            put(sheet, at, 6, line["reference"])
            put(sheet, at, 7, line["date_due"] or None)
            if row["kind"] == "open" and line["days_late"] > 0:
                put(sheet, at, 8, line["days_late"])
            put(sheet, at, CHARGE, line["charge"] or None, style)
            put(sheet, at, PAYMENT, line["payment"] or None, style)
            before = (
                f"{cell_name(at - 1, BALANCE)}+"
                if at > first
                else ""  # the first line begins a statement of its own
            )
            put(
                sheet,
                at,
                BALANCE,
                Formula(f"={before}{cell_name(at, CHARGE)}-{cell_name(at, PAYMENT)}"),
                style,
            )
            at += 1
        return self._put_closing(sheet, row, first, at, style)

    def _put_closing(self, sheet, row, first, at, style):
        self._put_words(sheet, at, row, row["date_to"], self.env._("Closing"))
        for column in (CHARGE, PAYMENT):
            block = f"{cell_name(first, column)}:{cell_name(at - 1, column)}"
            put(sheet, at, column, Formula(f"=SUM({block})"), style)
        opening = f"{cell_name(first, BALANCE)}+" if row["kind"] == "activity" else ""
        total = f"={opening}{cell_name(at, CHARGE)}-{cell_name(at, PAYMENT)}"
        put(sheet, at, BALANCE, Formula(total), style)
        Book.band(sheet, at, BALANCE)
        return cell_name(at, BALANCE)

    def _put_words(self, sheet, at, row, day, document):
        put(sheet, at, 1, row["name"])
        put(sheet, at, 2, row["currency"])
        put(sheet, at, 3, day)
        put(sheet, at, 4, document)

    def _put_summary(self, sheet, at, row, balance, title):
        style = self._amount_style(row)
        put(sheet, at, 1, row["name"])
        put(sheet, at, 2, row["currency"])
        for column, name in enumerate(NAMES, 3):
            put(sheet, at, column, row["steps"][name], style)
        last = 2 + len(NAMES)
        late = f"{cell_name(at, 4)}:{cell_name(at, last)}"
        put(sheet, at, last + 1, Formula(f"=SUM({late})"), style)
        put(sheet, at, last + 2, Formula(f"='{title}'!{balance}"), style)
        own = money(self.company_id.currency_id.decimal_places)
        put(sheet, at, last + 3, row["closing_company"], own)
