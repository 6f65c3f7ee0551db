"""The same paper as workbook and as text for dot-matrix printers."""

import io
import re
import shutil
import subprocess
import tempfile
import zipfile
from pathlib import Path

from openpyxl import load_workbook

from odoo.tests import tagged

from .print_case import PrintCase


@tagged("post_install", "-at_install")
class TestWorkbook(PrintCase):
    def book(self, order=None):
        content, _kind = self.template.render(order or self.order, "xlsx")
        return content, load_workbook(io.BytesIO(content)).active

    def cells(self, order=None):
        return [cell.value for row in self.book(order)[1] for cell in row]

    def test_figures_are_figures_and_sums_formulas(self):
        cells = self.cells()
        self.assertIn(3, cells)
        self.assertIn(100, cells)
        formulas = [cell for cell in cells if str(cell).startswith("=")]
        self.assertTrue(any(one.startswith("=SUM(") for one in formulas))
        self.assertTrue(any(one.startswith("=ROUND(") for one in formulas))

    def test_what_looks_like_a_formula_stays_text(self):
        self.order.order_line[1].name = '=cmd|" /C calc"!A0'
        content, _sheet = self.book()
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            page = archive.read("xl/worksheets/sheet1.xml").decode()
        self.assertNotIn("cmd", page.partition("<f>")[2].partition("</f>")[0])
        self.assertIn('=cmd|" /C calc"!A0', self.cells())

    def test_each_document_has_a_sheet(self):
        orders = self.order + self.order.copy()
        content, _kind = self.template.render(orders, "xlsx")
        self.assertEqual(len(load_workbook(io.BytesIO(content)).sheetnames), 2)


@tagged("post_install", "-at_install")
class TestDotMatrix(PrintCase):
    def forms(self, order=None, **vals):
        self.template.write({"paper": "form_140", **vals})
        content, _kind = self.template.render(order or self.order, "escp")
        return content, [form.split(b"\r\n") for form in content.split(b"\x0c")[:-1]]

    def long(self, count):
        line = {"product_id": self.wheel.id, "product_uom_qty": 1, "name": "Wheel"}
        return self.make_order([line] * count)

    def test_no_line_and_no_form_is_too_long(self):
        _content, forms = self.forms(self.long(60))
        self.assertGreater(len(forms), 2)
        for form in forms:
            self.assertLessEqual(len(form), 33)
            self.assertLessEqual(max(map(len, form)), 110)

    def test_every_line_is_printed_once(self):
        content, _forms = self.forms(self.long(60))
        self.assertEqual(content.count(b"Wheel"), 60)

    def test_the_subtotal_is_carried_over(self):
        _content, forms = self.forms(self.long(60))
        for earlier, later in zip(forms, forms[1:], strict=False):
            out = [line for line in earlier if b"Carried forward" in line]
            brought = [line for line in later if b"Brought forward" in line]
            if out:
                self.assertEqual(out[0].split()[-1], brought[0].split()[-1])
                count = sum(
                    line.count(b"Wheel")
                    for form in forms[: forms.index(later)]
                    for line in form
                )
                self.assertEqual(
                    out[0].split()[-1].lstrip(b"$"), f"{count * 100:,.2f}".encode()
                )

    def test_the_form_tells_the_printer_its_length(self):
        content, _forms = self.forms()
        self.assertIn(b"\x1bC" + bytes([33]), content)

    def test_a_name_gives_the_printer_no_orders(self):
        self.order.client_order_ref = "\x1b@\x0cevil"
        content, forms = self.forms()
        self.assertEqual(len(forms), 1)
        self.assertEqual(content.count(b"\x1b@"), 1)

    def test_chinese_takes_two_columns(self):
        self.order.client_order_ref = "\u4f60\u597d"
        content, _forms = self.forms()
        self.assertIn("\u4f60\u597d".encode("gb18030"), content)


@tagged("post_install", "-at_install")
class TestReckoned(PrintCase):
    """A spreadsheet program that opens the workbook comes to Odoo's totals."""

    def reckoned(self, order):
        """Values of the cells by label of the row, as a spreadsheet reckons them."""
        content, _kind = self.template.render(order, "xlsx")
        sheet = load_workbook(io.BytesIO(content)).active
        cells = {
            cell.coordinate: cell.value
            for row in sheet
            for cell in row
            if cell.value is not None
        }
        return {
            "cells": {place: value(cells, place) for place in cells},
            "formulas": {k: v for k, v in cells.items() if str(v)[0] == "="},
            "content": content,
        }

    def taxed(self):
        tax = self.env["account.tax"].create({"name": "21%", "amount": 21})
        lines = [
            {
                "product_id": self.wheel.id,
                "product_uom_qty": number,
                "price_unit": 3.33 * number,
                "discount": number % 4 * 7.5,
                "tax_ids": tax.ids,
            }
            for number in range(1, 30)
        ]
        return self.make_order(lines)

    def test_formulas_come_to_the_orders_totals(self):
        order = self.taxed()
        found = self.reckoned(order)
        self.assertGreater(len(found["formulas"]), 30)
        figures = [
            round(figure, 2)
            for figure in found["cells"].values()
            if isinstance(figure, float)
        ]
        for amount in (order.amount_untaxed, order.amount_tax, order.amount_total):
            self.assertIn(round(amount, 2), figures)
        for line in order.order_line:
            self.assertIn(round(line.price_subtotal, 2), figures)

    def test_libreoffice_comes_to_the_same(self):
        office = shutil.which("soffice")
        if not office:
            self.skipTest("needs LibreOffice Calc")
        found = self.reckoned(self.taxed())
        own = opened(office, found["content"])
        for place in found["formulas"]:
            self.assertAlmostEqual(own[place], found["cells"][place], 2)


def value(cells, place):
    """What a cell shows: our formulas are sums and rounded products, no others."""
    text = cells.get(place)
    if not str(text).startswith("="):
        return float(text) if isinstance(text, int) else text
    name, inner = re.fullmatch(r"=(SUM|ROUND)\((.*)\)", text).groups()
    if name == "SUM":
        start, end = inner.split(":")
        letter = start.rstrip("0123456789")
        lines = range(int(start[len(letter) :]), int(end[len(letter) :]) + 1)
        values = (value(cells, f"{letter}{line}") for line in lines)
        return sum(one for one in values if isinstance(one, float))
    product, digits = inner.rsplit(",", 1)
    result = 1.0
    for part in product.split("*"):
        share = re.fullmatch(r"\(1-(\w+)/100\)", part)
        number = value(cells, share[1] if share else part) or 0.0
        result *= 1 - number / 100 if share else number
    return round(result + 1e-9, int(digits))


def opened(office, content):
    """The cells as LibreOffice shows them."""
    with tempfile.TemporaryDirectory() as folder:
        Path(folder, "paper.xlsx").write_bytes(content)
        command = [office, f"-env:UserInstallation=file://{folder}/profile"]
        command += ["--headless", "--convert-to", "ods:calc8", "--outdir", folder]
        command += [str(Path(folder, "paper.xlsx"))]
        subprocess.run(command, check=True, capture_output=True, timeout=120)
        # back again: the cells now hold what was reckoned
        command[-1] = str(Path(folder, "paper.ods"))
        command[4] = "xlsx:Calc MS Excel 2007 XML"
        Path(folder, "paper.xlsx").unlink()
        subprocess.run(command, check=True, capture_output=True, timeout=120)
        sheet = load_workbook(Path(folder, "paper.xlsx"), data_only=True).active
        return {cell.coordinate: cell.value for row in sheet for cell in row}
