"""A company's own workbook, filled where its named cells say."""

import io
import re
from copy import copy

from openpyxl import load_workbook
from openpyxl.cell.cell import MergedCell
from openpyxl.formatting.formatting import ConditionalFormattingList
from openpyxl.formula import Tokenizer
from openpyxl.formula.tokenizer import Token
from openpyxl.utils import column_index_from_string
from openpyxl.worksheet.cell_range import MultiCellRange

from .base_guard import COLUMNS, ROWS
from .paper_book import FORMATS
from .sheets import put

PREFIX = "smb_"
LAST = 1_048_576  # row of a sheet
LINES = "smb_lines"
TITLE = re.compile(r"(?:'(?:[^']|'')*'|[^,!']+)!")
CELL = re.compile(r"(\$?[A-Z]{1,3})(\$?)([0-9]{1,7})")


def name_of(path: str) -> str:
    """How a cell is named that shows a field.

    >>> name_of("partner_id.name")
    'smb_partner_id_name'
    """
    return PREFIX + path.lstrip("_").replace(".", "_")


class Base:
    """A workbook of the company's with named cells.

    >>> from openpyxl import Workbook
    >>> from openpyxl.workbook.defined_name import DefinedName
    >>> book = Workbook()
    >>> book.defined_names["smb_name"] = DefinedName("smb_name", attr_text="Sheet!$B$2")
    >>> content = io.BytesIO()
    >>> book.save(content)
    >>> base = Base(content.getvalue())
    >>> base.names()
    ['smb_name']
    """

    def __init__(self, content: bytes):
        self.book = load_workbook(io.BytesIO(content), keep_links=False)

    def names(self) -> list[str]:
        """The names of ours in it."""
        return [name for name in self.book.defined_names if name.startswith(PREFIX)]

    def _place(self, name):
        """Sheet, row and column of a named cell; None for other kinds of names."""
        named = self.book.defined_names[name]
        found = re.fullmatch(
            r"(?:'((?:[^']|'')+)'|([^'!]+))!\$?([A-Z]{1,3})\$?([0-9]{1,7})(?::.*)?",
            named.attr_text or "",
        )
        if not found:
            return None
        title = (found[1] or found[2]).replace("''", "'")
        if title not in self.book.sheetnames:
            return None
        row, column = int(found[4]), column_index_from_string(found[3])
        if not 1 <= row <= ROWS or column > COLUMNS:
            return None
        return self.book[title], row, column

    def check(self) -> None:
        """Read every formula, as making room for lines has to.

        :raise Exception: whatever a broken one makes of the reader
        """
        for sheet in self.book:
            for line in sheet.iter_rows():
                for cell in line:
                    if cell.data_type == "f" and isinstance(cell.value, str):
                        Tokenizer(cell.value)
        for named in self.book.defined_names.values():
            Tokenizer(f"={named.attr_text}")

    def filled(self, cells: dict, columns: dict, rows: list[list]) -> bytes:
        """The workbook with what its names stand for.

        :param cells: ``{name: Cell}``
        :param columns: ``{name: [[Cell]]}``, written downwards from the named cell
        :param rows: lines of the document; the row of ``smb_lines`` is the pattern
        """
        for name in self.names():
            place = self._place(name)
            if not place or name == LINES:
                continue
            sheet, row, column = place
            if name in cells:
                _write(sheet, row, column, cells[name])
            for number, line in enumerate(columns.get(name, ())):
                for at, cell in enumerate(line):
                    _write(sheet, row + number, column + at, cell)
        # last: what stands below moves down with all that was written into it
        if LINES in self.names() and self._place(LINES):
            self._lines(*self._place(LINES), rows)
        content = io.BytesIO()
        self.book.save(content)
        return content.getvalue()

    def _lines(self, sheet, row, column, rows):
        self._make_room(sheet, row, max(len(rows), 1) - 1)
        for number, line in enumerate(rows):
            at = column
            for cell in line:
                while isinstance(sheet.cell(row + number, at), MergedCell):
                    at += 1
                _write(sheet, row + number, at, cell)
                at += 1

    def _make_room(self, sheet, row, more):
        """Repeat the pattern ``row`` that many times; formulas follow."""
        if not more:
            return
        last = sheet.max_row
        if last > row:
            corner = sheet.cell(last, sheet.max_column).coordinate
            sheet.move_range(f"A{row + 1}:{corner}", rows=more)
        self._move_heights(sheet, row, last, more)
        self._repeat(sheet, row, more)
        self._move_merged(sheet, row, more)
        for other in self.book:
            for line in other.iter_rows():
                for cell in line:
                    if cell.data_type == "f" and isinstance(cell.value, str):
                        home = other.title
                        cell.value = moved(cell.value, home, sheet.title, row, more)
            self._move_formats(other, sheet.title, row, more)
        for named in self.book.defined_names.values():
            text = f"={named.attr_text}"
            named.attr_text = moved(text, "", sheet.title, row, more)[1:]
        areas = sheet.print_area
        if areas:
            sheet.print_area = re.sub(
                TITLE, "", moved(f"={areas}", "", sheet.title, row, more)[1:]
            )

    def _move_formats(self, sheet, title, row, more):
        """Conditional formats and lists to choose from stay with their cells."""
        kept = ConditionalFormattingList()
        for area in sheet.conditional_formatting:
            place = str(area.sqref)
            if sheet.title == title:
                place = moved_areas(place, row, more)
            for rule in area.rules:
                rule.formula = [
                    _moved_rule(text, sheet.title, title, row, more)
                    for text in rule.formula
                ]
                kept.add(place, rule)
        sheet.conditional_formatting = kept
        for check in sheet.data_validations.dataValidation:
            if sheet.title == title:
                check.sqref = MultiCellRange(moved_areas(str(check.sqref), row, more))
            check.formula1 = _moved_rule(check.formula1, sheet.title, title, row, more)
            check.formula2 = _moved_rule(check.formula2, sheet.title, title, row, more)

    def _move_heights(self, sheet, row, last, more):
        for number in range(last, row, -1):
            height = sheet.row_dimensions[number].height
            sheet.row_dimensions[number + more].height = height
        for number in range(row + 1, row + more + 1):
            sheet.row_dimensions[number].height = sheet.row_dimensions[row].height

    def _repeat(self, sheet, row, more):
        pattern = [copy(cell._style) for cell in sheet[row]]
        for number in range(row + 1, row + more + 1):
            for column, style in enumerate(pattern, 1):
                sheet.cell(number, column)._style = copy(style)

    def _move_merged(self, sheet, row, more):
        ranges = []
        for area in list(sheet.merged_cells.ranges):
            if area.min_row > row:
                area.shift(row_shift=more)
            ranges.append(area)
        own = [area for area in ranges if area.min_row == area.max_row == row]
        sheet.merged_cells = MultiCellRange(ranges)
        for area in own:
            for number in range(row + 1, row + more + 1):
                sheet.merge_cells(
                    start_row=number,
                    end_row=number,
                    start_column=area.min_col,
                    end_column=area.max_col,
                )


def _write(sheet, row, column, cell):
    """A figure as such, in the form of the base where it has one."""
    if isinstance(sheet.cell(row, column), MergedCell):
        return
    form = sheet.cell(row, column).number_format
    figure = cell.figure or cell.kind in ("date", "moment")
    made = put(sheet, row, column, cell.value if figure else cell.text)
    if form != "General":
        made.number_format = form
    elif cell.kind in FORMATS:
        made.number_format = FORMATS[cell.kind]
    elif cell.kind == "money":
        made.number_format = "#,##0." + "0" * cell.digits if cell.digits else "#,##0"


def moved(formula: str, home: str, title: str, row: int, more: int) -> str:
    """A formula after ``more`` rows came in behind ``row`` of the sheet ``title``.

    Ranges that end in that row grow with it.

    >>> moved("=SUM(F5:F5)+F9+F2", "A", "A", 5, 3)
    '=SUM(F5:F8)+F12+F2'
    >>> moved("=$F$9+'B C'!F9", "A", "B C", 5, 3)
    "=$F$9+'B C'!F12"
    """
    tokens = Tokenizer(formula)
    for token in tokens.items:
        if token.type == Token.OPERAND and token.subtype == Token.RANGE:
            token.value = _moved_range(token.value, home, title, row, more)
    return tokens.render()


def _moved_rule(text, home, title, row, more):
    """The same for a rule's formula, which has no sign of one; text stays."""
    if not text or text.startswith('"'):
        return text
    return moved(f"={text}", home, title, row, more)[1:]


def moved_areas(text: str, row: int, more: int) -> str:
    """Areas of a sheet after ``more`` rows came in; those that end in ``row`` grow.

    >>> moved_areas("E5 F2:F5 A9:B9 C1:C1048576", 5, 3)
    'E5:E8 F2:F8 A12:B12 C1:C1048576'
    """
    places = []
    for area in text.split():
        start, _colon, end = area.partition(":")
        ends = _moved_cell(start, row, more), _moved_cell(end or start, row - 1, more)
        places.append(ends[0] if ends[0] == ends[1] else ":".join(ends))
    return " ".join(places)


def _moved_range(text, home, title, row, more):
    sheet, mark, cells = text.rpartition("!")
    name = sheet.strip("'").replace("''", "'") if mark else home
    if name != title:
        return text
    ends = cells.split(":")
    if not all(CELL.fullmatch(end) for end in ends):
        return text
    shown = [
        _moved_cell(end, row if number == 0 else row - 1, more)
        for number, end in enumerate(ends)
    ]
    return f"{sheet}{mark}{':'.join(shown)}"


def _moved_cell(text, after, more):
    column, fixed, number = CELL.fullmatch(text).groups()
    at = int(number)
    return f"{column}{fixed}{min(at + more, LAST) if at > after else at}"
