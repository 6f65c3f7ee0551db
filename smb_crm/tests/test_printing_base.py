"""The company's own workbook: filled where its names say, refused where it harms."""

import base64
import io
import time
import zipfile

from openpyxl import Workbook, load_workbook
from openpyxl.formatting.rule import Rule
from openpyxl.styles import Font
from openpyxl.styles.differential import DifferentialStyle
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.datavalidation import DataValidation

from odoo.exceptions import AccessError, ValidationError
from odoo.tests import HttpCase, tagged

from .print_case import PrintCase

SHEET = "xl/worksheets/sheet1.xml"
PAGE = (
    b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
    b"<sheetData>%s</sheetData></worksheet>"
)


def workbook(**names):
    """A workbook with these named cells; below the lines stands their sum."""
    book = Workbook()
    sheet = book.active
    sheet["A1"] = "Our own form"
    sheet["E6"] = "=SUM(E5:E5)"
    for name, place in names.items():
        text = f"'{sheet.title}'!{place}"
        book.defined_names[name] = DefinedName(name, attr_text=text)
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def with_parts(content, **parts):
    """The same file with some parts put in or exchanged."""
    made = io.BytesIO()
    with (
        zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive,
        zipfile.ZipFile(io.BytesIO(content)) as source,
    ):
        for name in source.namelist():
            if name not in parts:
                archive.writestr(name, source.read(name))
        for name, part in parts.items():
            archive.writestr(name, part)
    return made.getvalue()


class BaseCase(PrintCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.form = workbook(
            smb_name="$B$2", smb_customer="$D$2", smb_lines="$A$5", smb_totals="$D$8"
        )

    def give(self, content):
        self.template.base = base64.b64encode(content)

    def sheet(self, order=None, user=None):
        template = self.template.with_user(user or self.env.user)
        order = (order or self.order).with_user(user or self.env.user)
        content, _kind = template.render(order, "xlsx")
        return load_workbook(io.BytesIO(content)).active


@tagged("post_install", "-at_install")
class TestFilled(BaseCase):
    def test_named_cells_are_filled_and_the_rest_stays(self):
        self.give(self.form)
        sheet = self.sheet(user=self.sally)
        self.assertEqual(sheet["A1"].value, "Our own form")
        self.assertEqual(sheet["B2"].value, self.order.name)
        self.assertEqual(sheet["D2"].value, "Acme Trading")

    def test_lines_make_room_and_sums_follow(self):
        self.give(self.form)
        sheet = self.sheet()
        names = [sheet.cell(row, 1).value for row in (5, 6, 7)]
        self.assertEqual([str(name)[:5] for name in names], ["Spare", "Wheel", "Tea"])
        self.assertEqual((sheet["E6"].value, sheet["E7"].value), (270, 20))
        self.assertEqual(sheet["E8"].value, "=SUM(E5:E7)")
        self.assertEqual(sheet["D10"].value, "Untaxed Amount")

    def test_a_name_that_looks_like_a_formula_is_text(self):
        self.give(self.form)
        self.order.order_line[1].name = "=cmd|' /C calc'!A0"
        cell = self.sheet()["A6"]
        self.assertEqual((cell.data_type, cell.quotePrefix), ("s", True))

    def test_without_lines_nothing_moves(self):
        self.give(self.form)
        empty = self.env["sale.order"].create({"partner_id": self.acme.id})
        self.assertEqual(self.sheet(empty)["E6"].value, "=SUM(E5:E5)")

    def test_several_documents_are_a_file_each(self):
        self.give(self.form)
        both = self.order + self.order.copy()
        content, kind = self.template.render(both, "xlsx")
        self.assertEqual(kind, "application/zip")
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            self.assertEqual(
                archive.namelist(), [f"{order.name}.xlsx" for order in both]
            )
            for order in both:
                book = load_workbook(io.BytesIO(archive.read(f"{order.name}.xlsx")))
                self.assertEqual(book.active["B2"].value, order.name)
        self.template.base = False
        _content, kind = self.template.render(both, "xlsx")
        self.assertNotEqual(kind, "application/zip")

    def test_formats_on_conditions_and_lists_stay_with_their_cells(self):
        book = load_workbook(io.BytesIO(self.form))
        sheet = book.active
        red = DifferentialStyle(font=Font(color="FFFF0000"))
        for place, formula in (("E5", "$E5>100"), ("E6:E7", "$E$6>$B$2")):
            rule = Rule(type="expression", dxf=red, formula=[formula])
            sheet.conditional_formatting.add(place, rule)
        choice = DataValidation(type="list", formula1="$A$20:$A$22")
        choice.add("A9")
        sheet.add_data_validation(choice)
        sheet.print_area = "A1:F20"
        content = io.BytesIO()
        book.save(content)
        self.give(content.getvalue())
        sheet = self.sheet()
        found = {
            str(area.sqref): area.rules[0].formula
            for area in sheet.conditional_formatting
        }
        self.assertEqual(found, {"E5:E7": ["$E5>100"], "E8:E9": ["$E$8>$B$2"]})
        [choice] = sheet.data_validations.dataValidation
        self.assertEqual((str(choice.sqref), choice.formula1), ("A11", "$A$22:$A$24"))
        self.assertEqual(sheet.print_area, "'Sheet'!$A$1:$F$22")

    def test_what_the_user_may_not_read_is_not_filled_in(self):
        self.give(workbook(smb_password="$A$1", smb_lines="$A$5"))
        self.assertEqual(self.sheet()["A1"].value, "Our own form")

    def test_the_sample_is_a_base(self):
        self.give(self.template._base_sample())
        values = [cell.value for row in self.sheet() for cell in row]
        self.assertIn(270, values)
        self.assertIn(f"Offer {self.order.name}", values)

    def test_the_form_lists_the_names(self):
        self.assertIn("smb_lines", self.template.base_names)
        self.assertIn("smb_client_order_ref", self.template.base_names)


@tagged("post_install", "-at_install")
class TestRefused(BaseCase):
    def test_what_could_harm_is_refused_at_once(self):
        cells = PAGE % (b"<row><c/></row>" * 400_000)
        merged = PAGE.replace(
            b"</worksheet>",
            b'<mergeCells><mergeCell ref="A1:XFD1048576"/></mergeCells></worksheet>',
        )
        formats, lists = (
            PAGE.replace(b"</worksheet>", words + b"</worksheet>")
            for words in (
                b'<conditionalFormatting sqref="A1"><cfRule type="expression"'
                b' priority="1"><formula>WEBSERVICE(A1)=1</formula></cfRule>'
                b"</conditionalFormatting>",
                b'<dataValidations><dataValidation type="custom" sqref="A1">'
                b"<formula1>WEBSERVICE(A1)=1</formula1></dataValidation>"
                b"</dataValidations>",
            )
        )
        entity = b'<!DOCTYPE x [<!ENTITY a "b">]><x>&a;</x>'
        for what, content in {
            "zip bomb": with_parts(self.form, **{"xl/media/a.png": b"\0" * 60_000_000}),
            "cells": with_parts(self.form, **{SHEET: cells}),
            "far cell": with_parts(
                self.form, **{SHEET: PAGE % b'<row><c r="XFD1048576"/></row>'}
            ),
            "merged": with_parts(self.form, **{SHEET: merged % b""}),
            "entity": with_parts(self.form, **{SHEET: entity}),
            "entity in other signs": with_parts(
                self.form, **{SHEET: entity.decode().encode("utf-16")}
            ),
            "deep": with_parts(
                self.form, **{SHEET: b"<a>" * 100_000 + b"</a>" * 100_000}
            ),
            "macros": with_parts(self.form, **{"xl/vbaProject.bin": b"x"}),
            "links": with_parts(
                self.form, **{"xl/externalLinks/externalLink1.xml": b"<a/>"}
            ),
            "dde": with_parts(
                self.form,
                **{SHEET: PAGE % b"<row><c r='A1'><f>cmd|' /C x'!A0</f></c></row>"},
            ),
            "web": with_parts(
                self.form,
                **{SHEET: PAGE % b"<row><c><f>WEBSERVICE(A1)</f></c></row>"},
            ),
            "web in a format": with_parts(self.form, **{SHEET: formats % b""}),
            "web in a list": with_parts(self.form, **{SHEET: lists % b""}),
            "web behind a sheet's name": with_parts(
                self.form,
                **{
                    SHEET: PAGE
                    % b"<row><c><f>'a\"'!A1+RTD(1)&amp;'b\"'!A1</f></c></row>"
                },
            ),
            "broken formula": with_parts(
                self.form, **{SHEET: PAGE % b"<row><c><f>)</f></c></row>"}
            ),
            "far row": with_parts(
                self.form, **{SHEET: PAGE % b'<row r="300000"><c><v>1</v></c></row>'}
            ),
            "other kinds of parts": with_parts(
                self.form, **{"xl/worksheets/sheet2.dat": PAGE % b""}
            ),
            "no picture": with_parts(self.form, **{"xl/media/a.png": PAGE % b""}),
            "picture": with_parts(self.form, **{"xl/media/a.svg": b"<svg/>"}),
            "cut off": self.form[:-200],
            "no workbook": b"hello",
            "large": self.form + b"0" * 3_000_000,
            "no names": workbook(),
        }.items():
            started = time.monotonic()
            with self.subTest(what), self.assertRaises(ValidationError):
                self.give(content)
            self.assertLess(time.monotonic() - started, 5, what)

    def test_a_name_far_away_is_left_alone(self):
        self.give(workbook(smb_name="$B$2", smb_customer="$A$9999999"))
        self.assertEqual(self.sheet()["B2"].value, self.order.name)

    def test_designers_only_put_one_in(self):
        with self.assertRaises(AccessError):
            self.template.with_user(self.sally).base = base64.b64encode(self.form)


@tagged("post_install", "-at_install")
class TestSampleFile(BaseCase, HttpCase):
    def test_who_designs_downloads_a_beginning(self):
        way = f"/smb/print/base/{self.template.id}"
        self.authenticate("smb_max", "smb_max")
        answer = self.url_open(way)
        names = load_workbook(io.BytesIO(answer.content)).defined_names
        self.assertIn("smb_lines", names)
        self.authenticate("smb_sally", "smb_sally")
        self.assertIn(self.url_open(way).status_code, (403, 404))
