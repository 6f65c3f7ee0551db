import functools
import logging

from markupsafe import Markup

from odoo import api, models
from odoo.exceptions import UserError
from odoo.tools import config, file_open

from ...tools import paper, pdf_engine, placeholders
from ...tools.escp import Printer
from ...tools.paper_book import Book
from ...tools.print_batch import PrintBatch

_logger = logging.getLogger(__name__)

MOST = 50
LINES = 5_000
TYPES = {
    "html": "text/html; charset=utf-8",
    "pdf": "application/pdf",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "escp": "application/octet-stream",
}


class SmbPrintTemplate(models.Model):
    _inherit = "smb.print.template"

    @api.private
    def render(self, records, output="pdf"):
        """What ``records`` look like on this paper.

        :param records: documents of the template's own kind, at most 50
        :param output: html, pdf, xlsx or escp (for dot-matrix printers)
        :return: (bytes, content type)
        :raise UserError: for other documents, too many of them or too many lines
        :raise AccessError: when the user may not read one of them
        """
        self.ensure_one()
        self._check_printable(records, output)
        template = self._printing(records)
        template._check_amount(records)
        ways = {
            "html": template._render_html,
            "pdf": template._render_pdf,
            "xlsx": template._render_xlsx,
            "escp": template._render_escp,
        }
        return ways[output](records), self._type(records, output)

    def _type(self, records, output):
        """Content type of what is rendered."""
        return TYPES[output]

    def _check_printable(self, records, output):
        records.check_access("read")
        self.check_access("read")
        if output not in TYPES:
            raise UserError(self.env._("Papers are html, pdf, xlsx or escp."))
        if records._name != self.model:
            raise UserError(
                self.env._("%(name)s is for other documents.", name=self.name)
            )

    def _check_amount(self, records):
        """How much a person prints at once; what Odoo sends by itself has no limit."""
        if len(records) > MOST:
            raise UserError(
                self.env._(
                    "%(count)s documents are too many at once. Print at most %(most)s.",
                    count=len(records),
                    most=MOST,
                )
            )
        lines = sum(map(self._length, records))
        if lines > LINES:
            raise UserError(
                self.env._(
                    "%(count)s lines are too many at once. Print at most %(most)s.",
                    count=lines,
                    most=LINES,
                )
            )

    def _portions(self, records):
        """Parts of ``records`` that one call of the engine bears; a long one alone."""
        part, lines = records.browse(), 0
        for record in records:
            more = self._length(record)
            if part and (len(part) == MOST or lines + more > LINES):
                yield part
                part, lines = records.browse(), 0
            part += record
            lines += more
        if part:
            yield part

    def _length(self, record):
        """How many lines a document has."""
        return len(self._reader()._numbered(record))

    def _reader(self):
        return self.env["smb.print.reader"]

    def _printing(self, records):
        """This template, with a memory of what is read for ``records``."""
        batch = self.env.context.get("smb_batch")
        if isinstance(batch, PrintBatch) and batch.covers(records):
            return self
        return self.with_context(smb_batch=PrintBatch(records.ids, MOST))

    def _papers(self, records):
        """One sheet for each document."""
        reader = self._printing(records)._reader()
        return [reader._read_paper(self, record) for record in records]

    def _render_html(self, records):
        """A whole page that fetches nothing and runs nothing."""
        return self._page(self._papers(records), phone=True).encode()

    def _page(self, papers, phone=False):
        """The page; for a narrow screen rearranged, or else the sheet as it is."""
        return str(self._markup("smb_crm.smb_print_page", papers, phone=phone))

    def _markup(self, view, papers, **words):
        shown = {"way": paper.way, "marked": placeholders.marked}
        values = {"papers": papers, "look": self._look(), **shown, **words}
        return self.env["ir.qweb"]._render(view, values)

    def _render_pdf(self, records):
        report = self._own_report()
        return self.env["ir.actions.report"]._render_qweb_pdf(report, records.ids)[0]

    def _engine_pdf(self, records, mark=""):
        """PDF of all ``records``, or a sentence that says what to do without one.

        :param mark: what stands, with the document's number, where each one begins
        """
        page = self._markup(
            "smb_crm.smb_print_document",
            self._papers(records),
            script=_script(),
            begin=mark,
        )
        engine = pdf_engine.found(config["bin_path"]) or "wkhtmltopdf"
        margins = self.margin_top, self.margin_side, self.margin_bottom
        try:
            return pdf_engine.pdf(
                engine,
                str(page),
                self._size(),
                margins,
                timeout=self._patience(),
                outline=bool(mark),
            )
        except pdf_engine.EngineError as error:
            _logger.warning("PDF engine: %s %s", error.why, error.words)
            raise UserError(self._engine_words(error)) from error

    def _patience(self):
        """Seconds that the PDF engine may take."""
        # sudo: a number that administrators set; it leaves in no message
        told = self.env["ir.config_parameter"].sudo().get_param("smb_crm.pdf_timeout")
        try:
            seconds = float(told or 60)
        except ValueError:
            seconds = 60.0
        # what is no number at all is not larger than itself
        seconds = min(max(seconds, 1.0), 600.0) if seconds == seconds else 60.0
        # Odoo ends a worker that takes longer than this
        limit = config["limit_time_real"]
        return min(seconds, 0.8 * limit) if limit > 0 else seconds

    def _engine_words(self, error):
        words = {
            "missing": self.env._(
                "PDF needs the program wkhtmltopdf, which this server has not. Ask"
                " your administrator to install it (wkhtmltopdf.org, with patched"
                " Qt). Page, Excel and dot-matrix text work without."
            ),
            "hung": self.env._(
                "The PDF took longer than %(seconds)s seconds and was given up. Print"
                " fewer documents at once, or take Page or Excel.",
                seconds=round(self._patience()),
            ),
        }
        return words.get(error.why) or self.env._(
            "wkhtmltopdf could not make the PDF: %(words)s. Page and Excel work"
            " without.",
            words=error.words.strip() or "?",
        )

    def _render_xlsx(self, records):
        # a workbook has the figures themselves and no need of words for them
        papers = self.with_context(smb_figures=True)._papers(records)
        return Book(self._look()).written(papers)

    def _render_escp(self, records):
        printer = Printer(*self._size(), self.margin_side, int(self.pitch))
        return printer.printed(self._papers(records))

    def action_print_sample(self):
        """The PDF of the document in the preview.

        :raise UserError: when there is none
        """
        self.ensure_one()
        record = self._sample()
        if not record:
            raise UserError(
                self.env._("There is no such document yet to show this paper with.")
            )
        return self._own_report().report_action(record, config=False)

    def _look(self):
        """What the page's own style is made of: checked values, never typed text."""
        self.ensure_one()
        width, height = self._size()
        return {
            "font": FONTS[self.font],
            "size": self.font_size,
            "colour": self.colour or "#000000",
            "width": width,
            "height": height,
            "margins": (self.margin_top, self.margin_side, self.margin_bottom),
            # a hair less than what the margins leave, for the engine's rounding
            "inner": (
                width - 2 * self.margin_side,
                height - self.margin_top - self.margin_bottom - 1,
            ),
            "model": self.model,
            "style": self.style,
            "ink": paper.ink(self.colour or "#000000"),
            "page_numbers": self.page_numbers,
        }


# a good one for Latin, Greek and Cyrillic, then Arabic, then Chinese; without quotes,
# which would arrive escaped
FONTS = {
    "sans": "Lato, Open Sans, Noto Sans, Liberation Sans, Arial, DejaVu Sans,"
    " Noto Sans CJK SC, Droid Sans Fallback, sans-serif",
    "serif": "Noto Serif, Liberation Serif, Times New Roman, DejaVu Serif, DejaVu Sans,"
    " Noto Serif CJK SC, Droid Sans Fallback, serif",
    "mono": "Noto Sans Mono, Liberation Mono, DejaVu Sans Mono, Noto Sans Mono CJK SC,"
    " Droid Sans Fallback, monospace",
}


@functools.cache
def _script():
    """Our own script that breaks pages; no word of anybody else's is in it."""
    with file_open("smb_crm/reports/printing/smb_print_pages.js") as text:
        return Markup(text.read())  # nosec B704
