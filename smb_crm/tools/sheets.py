"""Excel files with real numbers, dates and formulas; what users typed stays text."""

import re
from datetime import date
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter

# what XML can't hold
FORBIDDEN = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
LONGEST = 32766
DAY = "yyyy-mm-dd"
SHARE = "0.0 %"
HEAD = PatternFill("solid", start_color="FF714B67")
BAND = PatternFill("solid", start_color="FFF2EEF1")


class Formula(str):
    """What is meant as a formula, made of our own words only."""


def money(digits: int = 2) -> str:
    """The format of amounts with so many digits.

    >>> money(), money(0)
    ('#,##0.00;[Red]-#,##0.00', '#,##0;[Red]-#,##0')
    """
    number = "#,##0" + ("." + "0" * digits if digits else "")
    return f"{number};[Red]-{number}"


def cell_name(row: int, column: int) -> str:
    """How formulas name a cell.

    >>> cell_name(3, 28)
    'AB3'
    """
    return f"{get_column_letter(column)}{row}"


def sheet_title(text: str, known: tuple[str, ...] = ()) -> str:
    """A title that Excel takes and that is not among the ``known`` ones.

    >>> sheet_title("A/B: [1]?", ("A B   1",))
    'A B   1 2'
    """
    plain = re.sub(r"[\[\]:*?/\\']", " ", text).strip()[:28] or "1"
    title, number = plain, 1
    while title.lower() in {name.lower() for name in known}:
        number += 1
        title = f"{plain} {number}"
    return title


def put(sheet, row: int, column: int, value, style: str | None = None, bold=False):
    """Write ``value``: numbers and dates as such, text never as a formula.

    >>> sheet = Workbook().active
    >>> cell = put(sheet, 1, 1, '=HYPERLINK("http://x")')
    >>> cell.data_type, cell.quotePrefix
    ('s', True)
    >>> put(sheet, 1, 2, Formula("=SUM(A1:A2)")).data_type
    'f'
    >>> put(sheet, 1, 3, "a" + chr(7) + "b").value
    'ab'
    """
    is_text = isinstance(value, str) and not isinstance(value, Formula)
    if is_text:
        value = FORBIDDEN.sub("", value)[:LONGEST]
    cell = sheet.cell(row, column, str(value) if isinstance(value, Formula) else value)
    if is_text:
        cell.data_type, cell.quotePrefix = "s", True
    if style or isinstance(value, date):
        cell.number_format = style or DAY
    if bold:
        cell.font = Font(bold=True)
    return cell


def zipped(files: list[tuple[str, bytes]], ending: str) -> bytes:
    """An archive of ``(name, content)``; names that no disk takes are mended.

    >>> content = zipped([("A/1", b"x"), ("A/1", b"y")], ".txt")
    >>> ZipFile(BytesIO(content)).namelist()
    ['A-1.txt', 'A-1 2.txt']
    """
    stream, known = BytesIO(), set()
    with ZipFile(stream, "w", ZIP_DEFLATED) as archive:
        for name, content in files:
            plain = re.sub(r'[\x00-\x1f<>:"/\\|?*]', "-", name).strip(" .")[:100] or "1"
            title, number = plain, 1
            while title.lower() in known:
                number += 1
                title = f"{plain} {number}"
            known.add(title.lower())
            archive.writestr(title + ending, content)
    return stream.getvalue()


class Book:
    """A workbook whose sheets have a head that stays in sight and can be filtered.

    >>> book = Book()
    >>> sheet = book.sheet("Items", ["Name", "Amount"], [20, 12])
    >>> sheet.freeze_panes, [cell.value for cell in sheet[1]]
    ('A2', ['Name', 'Amount'])
    >>> book.content()[:2]
    b'PK'
    """

    def __init__(self):
        self.workbook = Workbook()
        self.workbook.remove(self.workbook.active)

    def sheet(self, title, names, widths, above=()):
        """A new sheet with the column ``names``, below lines of text ``above``."""
        sheet = self.workbook.create_sheet(
            sheet_title(title, tuple(self.workbook.sheetnames))
        )
        for row, text in enumerate(above, 1):
            cell = put(sheet, row, 1, text)
            cell.font = Font(bold=row == 1, size=14 if row == 1 else 11)
        head = len(above) + 1
        for column, name in enumerate(names, 1):
            cell = put(sheet, head, column, name)
            cell.font = Font(bold=True, color="FFFFFFFF")
            cell.fill = HEAD
            cell.alignment = Alignment(vertical="center", wrap_text=True)
        for column, width in enumerate(widths, 1):
            sheet.column_dimensions[get_column_letter(column)].width = width
        sheet.freeze_panes = cell_name(head + 1, 1)
        sheet.page_setup.orientation = "landscape"
        sheet.page_setup.fitToHeight = 0
        sheet.sheet_properties.pageSetUpPr.fitToPage = True
        sheet.print_title_rows = f"{head}:{head}"
        return sheet

    @staticmethod
    def band(sheet, row, columns):
        """Make a row of sums stand out."""
        for column in range(1, columns + 1):
            cell = sheet.cell(row, column)
            cell.font = Font(bold=True)
            cell.fill = BAND
            cell.border = Border(top=Side(style="thin"))

    def content(self) -> bytes:
        """The file."""
        stream = BytesIO()
        self.workbook.save(stream)
        return stream.getvalue()
