"""PDF by the real engine: figures, page breaks, languages; and an engine that fails."""

import os
import re
import shutil
import subprocess
import tempfile
import time
from pathlib import Path
from unittest.mock import patch

from odoo.exceptions import UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from ..tools import pdf_engine
from .print_case import PrintCase

ENGINE = "odoo.addons.smb_crm.tools.pdf_engine.found"
RENDER = "odoo.addons.smb_crm.models.printing.smb_print_render"


@tagged("post_install", "-at_install")
class TestPdf(PrintCase):
    def setUp(self):
        super().setUp()
        if not (pdf_engine.found() and shutil.which("pdftotext")):
            self.skipTest("needs wkhtmltopdf and pdftotext")

    def pages(self, records=None, template=None):
        """Text of each page."""
        template = (template or self.template).with_context(force_report_rendering=1)
        return self.words(template.render(records or self.order, "pdf")[0])

    def words(self, content):
        command = ["pdftotext", "-layout", "-", "-"]
        text = subprocess.run(command, input=content, capture_output=True, check=True)
        return text.stdout.decode().split("\f")[:-1]

    def long(self, count=60, **vals):
        line = {"product_id": self.wheel.id, "product_uom_qty": 1, **vals}
        return self.make_order([{**line, "name": f"Wheel {n}"} for n in range(count)])

    # ------------------------------------------------------------------ the truth
    def test_the_figures_are_the_documents_and_no_others(self):
        (page,) = self.pages()
        order = self.order
        shown = {float(figure) for figure in re.findall(r"\d+\.\d\d", page)}
        lines = order.order_line.filtered(lambda line: not line.display_type)
        own = {
            *lines.mapped("price_subtotal"),
            *lines.mapped("price_unit"),
            *(order.amount_untaxed, order.amount_total),
        }
        self.assertEqual(shown, own)
        for words in (order.name, "PO 4711", "Acme Trading", "Spare Parts"):
            self.assertIn(words, page)

    def test_taxes_and_totals_stand_as_odoo_reckons_them(self):
        tax = self.env["account.tax"].create({"name": "21%", "amount": 21})
        self.order.order_line[1:].tax_ids = tax
        (page,) = self.pages()
        for amount in (290, 60.9, 350.9):
            self.assertIn(f"{amount:.2f}", page)

    def test_figures_and_days_are_the_languages_own(self):
        self.env["res.lang"]._activate_lang("de_DE")
        self.order.partner_id.lang = "de_DE"
        self.order.date_order = "2026-11-23 10:00:00"
        blocks = [self.one("facts", columns="date_order"), self.one("totals")]
        (page,) = self.pages(template=self.make_template(blocks))
        self.assertIn("23.11.2026", page)
        self.assertIn("290,00", page)

    def test_the_amount_stands_in_words_of_the_language(self):
        template = self.make_template([self.one("totals", words=True)])
        (page,) = self.pages(template=template)
        self.assertIn("Two Hundred And Ninety", page)
        self.env["res.lang"]._activate_lang("zh_CN")
        self.order.partner_id.lang = "zh_CN"
        (page,) = self.pages(template=template)
        self.assertIn("\u8d30\u4f70\u7396\u62fe\u5143\u6574", page)

    def test_chinese_cyrillic_and_arabic_are_letters(self):
        names = (
            "\u5b9e\u6728\u529e\u516c\u684c",
            "\u0421\u0442\u043e\u043b",
            "\u0645\u0643\u062a\u0628",
        )
        for name in names:
            with self.subTest(name):
                self.order.client_order_ref = name
                fonts = self.fonts()
                self.assertTrue(fonts)
                self.assertNotIn("no  no", fonts)

    def fonts(self):
        template = self.template.with_context(force_report_rendering=1)
        content = template.render(self.order, "pdf")[0]
        with tempfile.NamedTemporaryFile(suffix=".pdf") as file:
            file.write(content)
            file.flush()
            command = ["pdffonts", file.name]
            return subprocess.run(command, capture_output=True).stdout.decode()

    # -------------------------------------------------------------- the page breaks
    def test_long_tables_repeat_their_head_and_no_line_is_lost(self):
        pages = self.pages(self.long())
        self.assertGreater(len(pages), 1)
        for number, page in enumerate(pages, 1):
            self.assertEqual(page.count("Unit Price"), 1)
            self.assertRegex(page, f"{number} ?/ ?{len(pages)}")
        names = re.findall(r"Wheel (\d+)", "".join(pages))
        self.assertEqual(names, [str(number) for number in range(60)])

    def test_what_was_added_up_is_carried_to_the_next_page(self):
        pages = self.pages(self.long())
        done = 0
        for number, page in enumerate(pages):
            brought = re.findall(r"Brought forward\s+\$ ?([\d,.]+)", page)
            self.assertEqual(brought, [f"{done * 100:,.2f}"] if number else [])
            done += page.count("Wheel")
            carried = re.findall(r"Carried forward\s+\$ ?([\d,.]+)", page)
            last = number == len(pages) - 1
            self.assertEqual(carried, [] if last else [f"{done * 100:,.2f}"])

    def test_sums_never_stand_alone_on_a_page(self):
        for count in range(20, 44, 2):
            with self.subTest(count):
                *_others, last = self.pages(self.long(count))
                self.assertGreaterEqual(last.count("Wheel"), 2)
                self.assertIn(f"{count * 100:,.2f}", last)

    def test_a_section_is_never_the_last_row_of_a_page(self):
        lines = [
            {"display_type": "line_section", "name": f"Part {number}"}
            if number % 3 == 0
            else {"product_id": self.wheel.id, "name": f"Wheel {number}"}
            for number in range(80)
        ]
        for page in self.pages(self.make_order(lines)):
            rows = re.findall(r"(Part|Wheel) \d+", page)
            self.assertEqual(rows[-1], "Wheel")

    def test_a_line_longer_than_a_page_is_printed_whole(self):
        words = "\n".join(f"word{number}" for number in range(150))
        order = self.make_order([{"product_id": self.wheel.id, "name": words}])
        text = "".join(self.pages(order))
        for number in (0, 75, 149):
            self.assertIn(f"word{number}", text)

    def test_long_terms_go_on_over_the_page(self):
        note = "".join(f"<p>clause{number}</p>" for number in range(120))
        self.order.note = note
        pages = self.pages(template=self.make_template([self.one("terms")]))
        self.assertGreater(len(pages), 1)
        clauses = re.findall(r"clause(\d+)", "".join(pages))
        self.assertEqual(clauses, [str(number) for number in range(120)])

    def test_each_part_has_pages_of_its_own(self):
        self.template.copies = "white: customer\npink: warehouse"
        pages = self.pages(self.long())
        half = len(pages) // 2
        self.assertTrue(all("customer" in page for page in pages[:half]))
        self.assertTrue(all("warehouse" in page for page in pages[half:]))
        self.assertRegex(pages[half], f"1 ?/ ?{half}")

    # --------------------------------------------------------------- many at once
    def test_what_odoo_sends_by_itself_has_no_limit(self):
        orders = self.order + self.make_order([]) + self.make_order([])
        report = self.template._own_report().with_context(force_report_rendering=1)
        with patch(f"{RENDER}.MOST", 2):
            streams = report._render_qweb_pdf_prepare_streams(report, {}, orders.ids)
            with self.assertRaises(UserError):
                self.template.render(orders, "pdf")
        self.assertEqual(list(streams), orders.ids)
        for order in orders:
            words = "".join(self.words(streams[order.id]["stream"].getvalue()))
            self.assertIn(order.name, words)

    def test_each_document_of_a_batch_has_its_own_file(self):
        orders = self.long() + self.order + self.order.copy()
        report = self.template._own_report()
        streams, _kind = (
            self.env["ir.actions.report"]
            .with_context(force_report_rendering=True)
            ._pre_render_qweb_pdf(report.report_name, orders.ids)
        )
        self.assertEqual(list(streams), orders.ids)
        for order in orders:
            pages = self.words(streams[order.id]["stream"].getvalue())
            self.assertIn(f"Offer {order.name}", pages[0])
            self.assertRegex(pages[0], f"1 ?/ ?{len(pages)}")
            for other in orders - order:
                self.assertNotIn(f"Offer {other.name}", "".join(pages))

    def test_the_print_menu_prints_the_template_it_names(self):
        other = self.make_template([self.one("title", name="Other {{ name }}")])
        name = other._own_report().report_name
        reports = self.env["ir.actions.report"]
        page = reports._render_qweb_html(name, self.order.ids)[0].decode()
        self.assertIn(f"Other {self.order.name}", page)


@tagged("post_install", "-at_install")
class TestEngine(PrintCase):
    """Another program in the engine's place."""

    def engine(self, script):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        path = Path(folder.name, "engine")
        path.write_text(f"#!/bin/sh\n{script}\n")
        path.chmod(0o755)
        patcher = patch(ENGINE, return_value=str(path))
        patcher.start()
        self.addCleanup(patcher.stop)
        return path.with_name("child")

    def pdf(self):
        template = self.template.with_context(force_report_rendering=True)
        with mute_logger(RENDER):
            return template.render(self.order, "pdf")

    def wait(self, seconds):
        self.env["ir.config_parameter"].set_param("smb_crm.pdf_timeout", seconds)

    def test_a_hung_engine_is_ended_with_its_children(self):
        self.wait("1")
        child = self.engine('sleep 300 & echo $! > "$(dirname "$0")/child"; wait')
        begun = time.monotonic()
        with self.assertRaisesRegex(UserError, "longer than 1 seconds"):
            self.pdf()
        self.assertLess(time.monotonic() - begun, 20)
        self.assertFalse(alive(int(child.read_text())))

    def test_page_and_workbook_need_no_engine(self):
        self.engine("sleep 300")
        self.assertIn(self.order.name, self.page())
        self.assertTrue(self.template.render(self.order, "xlsx")[0])
        self.assertTrue(self.template.render(self.order, "escp")[0])

    def test_a_missing_engine_is_named(self):
        with (
            patch(ENGINE, return_value=None),
            patch.dict(os.environ, {"PATH": "/none"}),
            self.assertRaisesRegex(UserError, "wkhtmltopdf.org"),
        ):
            self.pdf()

    def test_a_failing_engine_says_why(self):
        self.engine("echo no memory >&2; exit 3")
        with self.assertRaisesRegex(UserError, "no memory"):
            self.pdf()

    def test_a_time_out_of_nonsense_is_the_usual_one(self):
        for told, seconds in (("x", 60), ("-1", 1), ("1e9", 600), ("nan", 60)):
            with self.subTest(told):
                self.wait(told)
                self.assertEqual(self.template._patience(), seconds)


def alive(number):
    """Whether a process still runs after some seconds; being killed takes a moment."""
    for _ in range(50):
        if not running(number):
            return False
        time.sleep(0.1)
    return True


def running(number):
    """Whether a process runs; one that ended may wait to be collected."""
    try:
        state = Path(f"/proc/{number}/stat").read_text().rpartition(")")[2].split()[0]
    except FileNotFoundError:
        return False
    return state != "Z"
