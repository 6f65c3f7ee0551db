from odoo import api, models
from odoo.exceptions import UserError

from ...tools.escp import Printer
from ...tools.paper_book import Book

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
        ways = {
            "html": self._render_html,
            "pdf": self._render_pdf,
            "xlsx": self._render_xlsx,
            "escp": self._render_escp,
        }
        return ways[output](records), TYPES[output]

    def _check_printable(self, records, output):
        records.check_access("read")
        self.check_access("read")
        if output not in TYPES:
            raise UserError(self.env._("Papers are html, pdf, xlsx or escp."))
        if records._name != self.model:
            raise UserError(
                self.env._("%(name)s is for other documents.", name=self.name)
            )
        if len(records) > MOST:
            raise UserError(
                self.env._(
                    "%(count)s documents are too many at once. Print at most %(most)s.",
                    count=len(records),
                    most=MOST,
                )
            )
        lines = sum(len(self._reader()._numbered(record)) for record in records)
        if lines > LINES:
            raise UserError(
                self.env._(
                    "%(count)s lines are too many at once. Print at most %(most)s.",
                    count=lines,
                    most=LINES,
                )
            )

    def _reader(self):
        return self.env["smb.print.reader"]

    def _papers(self, records):
        """One sheet for each document."""
        return [self._reader()._read_paper(self, record) for record in records]

    def _render_html(self, records):
        """A whole page that fetches nothing and runs nothing."""
        return self._page(self._papers(records)).encode()

    def _page(self, papers):
        return str(
            self.env["ir.qweb"]._render(
                "smb_crm.smb_print_page", {"papers": papers, "look": self._look()}
            )
        )

    def _render_pdf(self, records):
        report = self._own_report()
        return self.env["ir.actions.report"]._render_qweb_pdf(report, records.ids)[0]

    def _render_xlsx(self, records):
        return Book(self._look()).written(self._papers(records))

    def _render_escp(self, records):
        printer = Printer(*self._size(), self.margin_side)
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
            "landscape": width > height,
            "page_numbers": self.page_numbers,
        }


# with typefaces for Chinese behind those for Latin, Greek and Cyrillic; without quotes,
# which would arrive escaped
FONTS = {
    "sans": "Noto Sans, DejaVu Sans, Noto Sans CJK SC, Arial, sans-serif",
    "serif": "Noto Serif, DejaVu Serif, Noto Serif CJK SC, Georgia, serif",
    "mono": "Noto Sans Mono, DejaVu Sans Mono, Noto Sans Mono CJK SC, monospace",
}
