"""A paper as a workbook: real figures and dates, sums as formulas."""

import io
from copy import copy

from openpyxl import Workbook
from openpyxl.cell import Cell as SheetCell
from openpyxl.styles import Alignment, Border, Font, Side
from openpyxl.utils import get_column_letter

from .sheets import put, sheet_title

LEAST = 6  # columns of a sheet, so that blocks beside each other have room
FORMATS = {"date": "yyyy-mm-dd", "moment": "yyyy-mm-dd hh:mm", "percent": '0.##" %"'}


class Book:
    """Writes sheets into one workbook, a worksheet for each document.

    >>> title = {"kind": "title", "heading": "", "text": "Offer", "half": False}
    >>> paper = {"name": "S1", "blocks": [title], "rows": [[title]]}
    >>> Book({"colour": "#000000"}).written([paper])[:2]
    b'PK'
    """

    def __init__(self, look):
        self.look = look

    def written(self, papers: list[dict]) -> bytes:
        book = Workbook()
        book.remove(book.active)
        for paper in papers:
            page = book.create_sheet(sheet_title(paper["name"], tuple(book.sheetnames)))
            Page(page, paper, self.look).written()
        content = io.BytesIO()
        book.save(content)
        return content.getvalue()


class Page:
    """One worksheet, written from top to bottom."""

    def __init__(self, page, paper, look):
        self.page, self.paper = page, paper
        self.colour = look["colour"].lstrip("#")
        self.line = 1
        self.styles = {}
        self.added = {}  # what a column of lines comes to: its cells
        counts = [
            len(block["columns"])
            for block in paper["blocks"]
            if block["kind"] == "lines"
        ]
        self.width = max([LEAST, *counts])

    def written(self):
        for row in self.paper["rows"]:
            places = (1,) if len(row) == 1 else (1, self.width // 2 + 1)
            start = end = self.line
            for block, place in zip(row, places, strict=True):
                self.line = start
                self._block(block, place)
                end = max(end, self.line)
            self.line = end + 1
        self._dress()

    def _block(self, block, place):
        if block["heading"] and block["kind"] != "title":
            self._words(block["heading"], place, bold=True)
        ways = {
            "head": self._head,
            "title": self._title,
            "customer": self._customer,
            "facts": self._facts,
            "lines": self._lines,
            "totals": self._totals,
            "terms": self._terms,
            "text": self._text,
            "sign": self._sign,
        }
        # a code to pay by is for paper
        if block["kind"] in ways:
            ways[block["kind"]](block, place)

    def _words(self, text, place=1, bold=False, size=None):
        cell = put(self.page, self.line, place, text)
        if bold or size:
            cell.font = Font(bold=bold, size=size, color=self.colour if size else None)
        self.line += 1

    def _head(self, block, place):
        self._words(block["name"], place, bold=True)
        for line in [*block["lines"], block["bank"]]:
            if line:
                self._words(line, place)

    def _title(self, block, place):
        self._words(block["heading"] or block["text"], place, bold=True, size=16)

    def _customer(self, block, place):
        for line in block["lines"]:
            self._words(line, place)

    def _facts(self, block, place):
        for label, cell in block["rows"]:
            put(self.page, self.line, place, label)
            self._figure(cell, place + 1)
            self.line += 1

    def _terms(self, block, place):
        for line in block["text"].splitlines():
            self._words(line, place)

    def _text(self, block, place):
        for line in block["plain"].splitlines():
            self._words(line, place)

    def _sign(self, block, place):
        for box in block["boxes"]:
            self._words(f"{box}: ____________________", place)

    def _totals(self, block, place):
        first, above = self.line, 0.0
        for label, cell, strong in block["rows"]:
            name = put(self.page, self.line, self.width - 1, label)
            figure = self._figure(cell, self.width)
            name.font = figure.font = Font(bold=strong)
            cells = self._adds_up(cell, strong, first, above)
            if cells:
                figure.value = f"=SUM({cells})"
            above += 0 if strong else cell.value
            self.line += 1
        if block["words"]:
            self._words(block["words"], place)

    def _adds_up(self, cell, strong, first, above):
        """The cells that a total is the sum of: of the lines or of the rows above."""
        value = round(cell.value, cell.digits)
        if strong and first < self.line and round(above, cell.digits) == value:
            letter = get_column_letter(self.width)
            return f"{letter}{first}:{letter}{self.line - 1}"
        return None if strong else self.added.get(value)

    def _remember(self, block, first):
        """What each column of money comes to, in cells that totals may refer to."""
        rows = [row["cells"] for row in block["rows"] if row["cells"]]
        for place, cells in enumerate(zip(*rows, strict=True), 1):
            if all(cell.kind == "money" for cell in cells):
                total = round(sum(cell.value for cell in cells), cells[0].digits)
                letter = get_column_letter(place)
                self.added[total] = f"{letter}{first}:{letter}{self.line - 1}"

    def _lines(self, block, place):
        rule = Side(style="medium", color=self.colour)
        for number, column in enumerate(block["columns"], 1):
            head = put(self.page, self.line, number, column["label"])
            head.font = Font(bold=True)
            head.border = Border(bottom=rule)
            if column["class"] == "smb_end":
                head.alignment = Alignment(horizontal="right")
        self.page.print_title_rows = f"{self.line}:{self.line}"
        self.line += 1
        first = self.line
        for row in block["rows"]:
            self._line(block, row)
        self._remember(block, first)
        self._sums(block, first)

    def _line(self, block, row):
        if row["kind"] != "line":
            self._words(row["text"], bold=row["kind"] == "section")
            return
        for number, cell in enumerate(row["cells"], 1):
            self._figure(cell, number)
        self._formula(block, row)
        self.line += 1

    def _formula(self, block, row):
        """The amount of a line as quantity x price less discount, if that is its value.

        Elsewhere, as with prices that include taxes, the figure itself stands.
        """
        place = {column["path"]: at for at, column in enumerate(block["columns"])}
        amount = place.get("price_subtotal")
        quantity = place.get("product_uom_qty", place.get("quantity"))
        price = place.get("price_unit")
        if None in (amount, quantity, price):
            return
        cells = row["cells"]
        share = place.get("discount")
        off = cells[share].value or 0 if share is not None else 0
        digits = cells[amount].digits
        value = cells[quantity].value * cells[price].value * (1 - off / 100)
        if round(value, digits) != round(cells[amount].value, digits):
            return
        parts = [self._at(quantity), self._at(price)]
        if share is not None:
            parts.append(f"(1-{self._at(share)}/100)")
        self.page.cell(
            self.line, amount + 1
        ).value = f"=ROUND({'*'.join(parts)},{digits})"

    def _at(self, place):
        return f"{get_column_letter(place + 1)}{self.line}"

    def _sums(self, block, first):
        if not block["sums"]:
            return
        rule = Side(style="medium", color=self.colour)
        for number, cell in enumerate(block["sums"], 1):
            letter = get_column_letter(number)
            total = self.page.cell(self.line, number)
            total.border = Border(top=rule)
            if cell.figure:
                total.value = f"=SUM({letter}{first}:{letter}{self.line - 1})"
                total.number_format = self._format(cell)
                total.font = Font(bold=True)
        self.line += 1

    def _figure(self, cell, place):
        """A figure or date as itself, with the form people read it in."""
        plain = cell.kind in ("text", "unknown", "picture")
        text = "" if cell.kind == "picture" else cell.text
        form = None if plain else self._format(cell)
        if form not in self.styles:
            self.styles[form] = self._style(form)
        made = self.page.cell(self.line, place)
        if plain:
            put(self.page, self.line, place, text)
        else:
            made.value = cell.value
        # a copy of one that was made properly: six times faster than making each
        made._style = copy(self.styles[form])
        return made

    def _style(self, form):
        """How cells of one form look, as the library keeps it."""
        made = SheetCell(self.page)
        if form:
            made.number_format = form
            made.alignment = Alignment(horizontal="right", vertical="top")
        else:
            made.quotePrefix = True
            made.alignment = Alignment(wrap_text=True, vertical="top")
        return made._style

    def _format(self, cell):
        if cell.kind in FORMATS:
            return FORMATS[cell.kind]
        places = cell.digits
        if cell.kind == "number":
            # as many as are shown: three pieces are 3, not 3.00
            places = len(cell.text.partition(".")[2])
        return f"#,##0.{'0' * places}" if places else "#,##0"

    def _dress(self):
        """Widths as on paper, and one page wide when printed."""
        widths = [18.0] * self.width
        for block in self.paper["blocks"]:
            if block["kind"] == "lines":
                for number, column in enumerate(block["columns"]):
                    widths[number] = max(11.0, column["width"] * 0.95)
        for number, width in enumerate(widths, 1):
            self.page.column_dimensions[get_column_letter(number)].width = width
        self.page.sheet_view.showGridLines = False
        self.page.page_setup.fitToWidth, self.page.page_setup.fitToHeight = 1, 0
        self.page.sheet_properties.pageSetUpPr.fitToPage = True
        last = get_column_letter(self.width)
        self.page.print_area = f"A1:{last}{max(self.line, 1)}"
