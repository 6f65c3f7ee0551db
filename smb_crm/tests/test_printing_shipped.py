"""What the papers that come with the app say is what stands in the documents."""

import io
import re
import shutil
import subprocess
import tempfile
from pathlib import Path
from unicodedata import normalize

from openpyxl import load_workbook

from odoo.tests import tagged

from ..tools import pdf_engine
from .shipped_case import LONG, SHORT, ShippedCase

FIGURE = re.compile(r"\d[\d,]*\.\d\d(?!\d)")
SLIPS = ("delivery", "notice", "picking", "goods_in")


def figures_of(kind, record):
    """The amounts that a paper of ``kind`` has to show, and no others."""
    if kind in SLIPS:
        return set()
    if kind == "payment":
        invoices = record.reconciled_invoice_ids
        return {record.amount, *invoices.mapped("amount_total")}
    if kind == "statement":
        [row] = record.env["smb.statement"].compute(record)
        lines = [line[name] for line in row["lines"] for name in ("amount", "balance")]
        return {*lines, row["closing"], row["overdue"], *row["steps"].values()}
    name = "order_line" if kind in ("quotation", "order") else "invoice_line_ids"
    lines = record[name]
    amounts = (*lines.mapped("price_unit"), *lines.mapped("price_subtotal"))
    due = [record.amount_residual] if kind in ("invoice", "refund") else []
    sums = (record.amount_untaxed, record.amount_tax, record.amount_total, *due)
    return {*amounts, *sums}


def figures_in(text):
    return {float(figure.replace(",", "")) for figure in FIGURE.findall(text)}


@tagged("post_install", "-at_install")
class TestShippedPapers(ShippedCase):
    def text(self, paper, record):
        content = paper.with_context(force_report_rendering=1).render(record, "pdf")[0]
        command = ["pdftotext", "-layout", "-", "-"]
        run = subprocess.run(command, input=content, capture_output=True, check=True)
        return run.stdout.decode()

    def printed(self, count):
        """Each paper with a document of its kind and what the PDF says."""
        if not (pdf_engine.found() and shutil.which("pdftotext")):
            self.skipTest("needs wkhtmltopdf and pdftotext")
        documents = self.documents(count)
        for paper in self.papers:
            record = documents[paper.kind]
            wanted = {round(abs(one), 2) for one in figures_of(paper.kind, record)}
            yield paper, self.text(paper, record), wanted - {0.0}

    def test_three_lines_stand_there_with_their_figures_and_no_others(self):
        for paper, text, wanted in self.printed(SHORT):
            with self.subTest(paper.name):
                self.assertEqual(figures_in(text) - {0.0}, wanted)

    def test_sixty_lines_go_over_pages_and_none_is_lost(self):
        for paper, text, wanted in self.printed(LONG):
            if paper.kind in ("payment", "statement"):
                continue
            with self.subTest(paper.name):
                parts = len((paper.copies or "").split("\n"))
                self.assertEqual(text.count("Wheel"), LONG * parts)
                self.assertGreater(text.count("\f"), parts)
                self.assertLessEqual(wanted, figures_in(text))

    def test_chinese_and_arabic_papers_say_the_same_figures(self):
        if not (pdf_engine.found() and shutil.which("pdftotext")):
            self.skipTest("needs wkhtmltopdf and pdftotext")
        looks = {"quotation", "order", "delivery", "invoice", "statement"}
        for code, name in (("zh_CN", "上海实木家具"), ("ar_001", "النور للأثاث")):
            self.env["res.lang"]._activate_lang(code)
            partner = self.env["res.partner"].create({"name": name, "lang": code})
            documents = self.documents(SHORT, partner)
            for paper in self.papers.filtered(lambda one: one.kind in looks):
                with self.subTest(f"{paper.name} {code}"):
                    record = documents[paper.kind]
                    text = self.text(paper, record)
                    wanted = {
                        round(abs(one), 2) for one in figures_of(paper.kind, record)
                    }
                    self.assertLessEqual(wanted - {0.0}, figures_in(text))
                    # Arabic letters are joined on paper: other signs than typed
                    if code == "zh_CN":
                        # fonts share one picture of a sign and of its radical
                        self.assertIn(name, normalize("NFKC", text))


@tagged("post_install", "-at_install")
class TestShippedWorkbooks(ShippedCase):
    """LibreOffice opens the workbooks, reckons anew and comes to Odoo's totals."""

    def test_sums_are_the_documents(self):
        documents = self.documents(SHORT)
        papers = self.papers.filtered(lambda paper: paper.kind not in SLIPS)
        contents = [paper.render(documents[paper.kind], "xlsx")[0] for paper in papers]
        for paper, reckoned in zip(papers, self.reckon(contents), strict=True):
            with self.subTest(paper.name):
                wanted = figures_of(paper.kind, documents[paper.kind])
                self.assertLessEqual(
                    {round(abs(one), 2) for one in wanted} - {0.0}, reckoned
                )

    def reckon(self, contents):
        """The figures that each workbook shows when its formulas are worked out."""
        office = shutil.which("soffice")
        if not office:
            self.skipTest("needs LibreOffice")
        with tempfile.TemporaryDirectory() as folder:
            names = [f"{number}.xlsx" for number in range(len(contents))]
            for name, content in zip(names, contents, strict=True):
                Path(folder, name).write_bytes(forgotten(content))
            self.convert(office, folder, "ods:calc8", names)
            names = [name.replace("xlsx", "ods") for name in names]
            self.convert(office, folder, "xlsx:Calc MS Excel 2007 XML", names)
            books = (Path(folder, f"{n}.xlsx") for n in range(len(contents)))
            return [figures_on(load_workbook(b, data_only=True).active) for b in books]

    def convert(self, office, folder, kind, names):
        home = f"-env:UserInstallation=file://{folder}/profile"
        command = [office, home, "--headless", "--convert-to", kind, *names]
        quiet = {"capture_output": True, "timeout": 300}
        subprocess.run(command, check=True, cwd=folder, **quiet)


def forgotten(content):
    """A workbook without what its formulas came to, so that they are worked out."""
    book = load_workbook(io.BytesIO(content))
    output = io.BytesIO()
    book.save(output)
    return output.getvalue()


def figures_on(sheet):
    values = (cell.value for row in sheet for cell in row)
    return {round(abs(one), 2) for one in values if isinstance(one, (int, float))}
