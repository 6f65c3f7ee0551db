"""A workbook to begin with: the names that a paper can fill, ready to be moved."""

import io

from openpyxl import Workbook
from openpyxl.styles import Border, Font, Side
from openpyxl.utils import get_column_letter, quote_sheetname
from openpyxl.workbook.defined_name import DefinedName

from .base_fill import LINES
from .sheets import Formula, put


def sample(labels: list[str], sums: list[int]) -> bytes:
    """A plain form with all the usual names.

    :param labels: heads of the columns of the lines
    :param sums: places of the columns that are added up, from 0

    >>> from .base_fill import Base
    >>> Base(sample(["Name", "Amount"], [1])).names()[:2]
    ['smb_company', 'smb_customer']
    """
    book = Workbook()
    sheet = book.active
    middle = max(3, len(labels) // 2 + 1)
    for name, row, column in (
        ("smb_company", 1, 1),
        ("smb_customer", 8, 1),
        ("smb_facts", 8, middle),
        ("smb_title", 15, 1),
    ):
        _name(book, sheet, name, row, column)
    sheet.cell(15, 1).font = Font(bold=True, size=16)
    rule = Side(style="thin")
    for column, label in enumerate(labels or ["Name"], 1):
        head = put(sheet, 17, column, label)
        head.font = Font(bold=True)
        head.border = Border(bottom=rule)
        sheet.column_dimensions[get_column_letter(column)].width = 18
    _name(book, sheet, LINES, 18, 1)
    for place in sums:
        letter = get_column_letter(place + 1)
        total = put(sheet, 19, place + 1, Formula(f"=SUM({letter}18:{letter}18)"))
        total.font = Font(bold=True)
        total.border = Border(top=rule)
    _name(book, sheet, "smb_totals", 21, max(1, len(labels) - 1))
    _name(book, sheet, "smb_terms", 28, 1)
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def _name(book, sheet, name, row, column):
    place = f"${get_column_letter(column)}${row}"
    book.defined_names[name] = DefinedName(
        name, attr_text=f"{quote_sheetname(sheet.title)}!{place}"
    )
