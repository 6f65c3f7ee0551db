import io
import secrets

from odoo import models

STATEMENT = "smb_crm.statement"
FRAME = "smb_crm.statement_frame"
PAGES = "smb_crm.statement_pages"
# where something is put in later: all pages, the text of one, its address
MARKS = ("smb_pages", "smb_page", "smb_address")


class IrActionsReport(models.Model):
    """Statements of thousands are drawn a hundred at a time.

    Odoo's layout puts the company's logo on each page: in one go all of them would be
    in memory several times over. Head and foot are the same for all customers of a
    language: they are drawn once, with marks where address and statement are put in.
    """

    _inherit = "ir.actions.report"

    def _render_template(self, template, values=None):
        if template != STATEMENT:
            return super()._render_template(template, values)
        # none that a text on a page could name
        marks = {name: secrets.token_hex(16) for name in MARKS}
        # what the frame is drawn with, which Odoo completes, is there for the pages
        values = {**(values or {}), **marks}
        frame = super()._render_template(template, values)
        begin, _mark, end = frame.partition(marks["smb_pages"].encode())
        paper = io.BytesIO()
        paper.write(begin)
        for wizard in values.get("docs") or ():
            for page in self._smb_statements(wizard, values):
                paper.write(page)
        paper.write(end)
        return paper.getvalue()

    def _smb_statements(self, wizard, values):
        """The pages of each customer of ``wizard``, as bytes."""
        address, body = values["smb_address"].encode(), values["smb_page"].encode()
        by_lang, frames = {}, {}
        for pages in wizard._checked_batches():
            by_lang |= wizard._words(pages, by_lang)
            drawn = {**values, "wizard": wizard, "pages": pages, "by_lang": by_lang}
            for lang in by_lang.keys() - frames.keys():
                words = {**drawn, "smb_lang": lang}
                frames[lang] = self._render_template(FRAME, words)
            bodies = self._render_template(PAGES, drawn).split(body)
            # behind the last body is nothing
            for page, text in zip(pages, bodies, strict=False):
                lines = by_lang[page["lang"]].address(page["partner"])
                frame = frames[page["lang"]].replace(address, str(lines).encode())
                yield frame.replace(body, text)
