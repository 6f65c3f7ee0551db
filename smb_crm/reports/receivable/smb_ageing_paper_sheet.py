import base64

from odoo import models
from odoo.exceptions import AccessError

from ...tools.ageing import NAMES
from ...tools.sheets import DAY, SHARE, Book, Formula, cell_name, money, put

EXPORT = "base.group_allow_export"
HEAD = 3
TOTAL = 2 + len(NAMES)


class SmbAgeingPaper(models.TransientModel):
    """The ageing as an Excel file: sums and shares are formulas, items stand behind."""

    _inherit = "smb.ageing.paper"

    def action_sheet(self):
        """Make the file and have the browser fetch it.

        :raise AccessError: without Odoo's right to export
        """
        self.ensure_one()
        rows = self._checked_rows()
        if not self.env.user.has_group(EXPORT):
            raise AccessError(self.env._("You have no right to export."))
        book = Book()
        self._put_ageing(book, rows)
        self._put_items(book)
        self.file = base64.b64encode(book.content())
        self.file_name = f"{self._file_title()}.xlsx"
        return {
            "type": "ir.actions.act_url",
            "url": f"/web/content/{self._name}/{self.id}/file?download=true"
            "&filename_field=file_name",
            "target": "download",
        }

    def _put_ageing(self, book, rows):
        sheet = book.sheet(
            self.env._("Ageing"),
            [
                self._group_label(),
                *(column["label"] for column in self._columns()),
                self.env._("Total"),
                self.env._("Overdue"),
                self.env._("Share"),
                self.env._("Cumulative Share"),
                self.env._("Oldest (Days)"),
            ],
            [38, *[14] * (len(NAMES) + 2), 10, 12, 10],
            above=(self._file_title(), self._company_names()),
        )
        first, last = HEAD + 1, HEAD + len(rows)
        for at, row in enumerate(rows, first):
            self._put_row(sheet, at, row, first, last)
        self._put_total(sheet, first, last)
        head = f"A{HEAD}:{cell_name(max(last, HEAD), TOTAL + 4)}"
        sheet.auto_filter.ref = head

    def _style(self):
        return money(self.company_id.currency_id.decimal_places)

    def _put_row(self, sheet, at, row, first, last):
        style = self._style()
        put(sheet, at, 1, row["name"] or self.env._("None"))
        for column, name in enumerate(NAMES, 2):
            put(sheet, at, column, row[name], style)
        steps = f"{cell_name(at, 2)}:{cell_name(at, TOTAL - 1)}"
        late = f"{cell_name(at, 3)}:{cell_name(at, TOTAL - 1)}"
        put(sheet, at, TOTAL, Formula(f"=SUM({steps})"), style)
        put(sheet, at, TOTAL + 1, Formula(f"=SUM({late})"), style)
        here = cell_name(at, TOTAL)
        fixed = f"${here[0]}${first}:${here[0]}${last}"
        owed = f'SUMIF({fixed},">0")'
        share = f"=IF({owed}>0,MAX({here},0)/{owed},0)"
        put(sheet, at, TOTAL + 2, Formula(share), SHARE)
        above = f"${cell_name(1, TOTAL + 2)[0]}${first}:{cell_name(at, TOTAL + 2)}"
        put(sheet, at, TOTAL + 3, Formula(f"=SUM({above})"), SHARE)
        put(sheet, at, TOTAL + 4, row["oldest"])

    def _put_total(self, sheet, first, last):
        at = last + 1
        put(sheet, at, 1, self.env._("Total"))
        for column in range(2, TOTAL + 2):
            block = f"{cell_name(first, column)}:{cell_name(max(last, first), column)}"
            formula = Formula(f"=SUM({block})") if last >= first else 0
            put(sheet, at, column, formula, self._style())
        Book.band(sheet, at, TOTAL + 4)

    def _put_items(self, book):
        """The open items, with the rules of who exports."""
        items = self.env["smb.open.item"].with_context(smb_as_of=str(self.date))
        domain = [("kind", "=", self.kind)]
        if self.mine:
            domain.append(("user_id", "=", self.env.uid))
        sheet = book.sheet(
            self.env._("Open Items"),
            [
                self.env._("Customer"),
                self.env._("Number"),
                self.env._("Reference"),
                self.env._("Date"),
                self.env._("Due Date"),
                self.env._("Days Late"),
                self.env._("Still Open"),
                self.env._("Currency"),
                self.env._("Open in Currency"),
            ],
            [38, 20, 26, 12, 12, 10, 14, 10, 14],
        )
        for at, item in enumerate(items.search(domain), 2):
            put(sheet, at, 1, item.partner_id.display_name or "")
            put(sheet, at, 2, item.move_name or "")
            put(sheet, at, 3, item.ref or "")
            put(sheet, at, 4, item.date, DAY)
            put(sheet, at, 5, item.date_due, DAY)
            put(sheet, at, 6, item.days_late)
            put(sheet, at, 7, item.amount, self._style())
            put(sheet, at, 8, item.currency_id.name)
            style = money(item.currency_id.decimal_places)
            put(sheet, at, 9, item.amount_currency, style)
        sheet.auto_filter.ref = sheet.dimensions
