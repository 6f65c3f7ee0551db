import io
import secrets

from odoo import models

STATEMENT = "smb_crm.statement"


class IrActionsReport(models.Model):
    """Statements of thousands are drawn a hundred at a time.

    Odoo's layout puts the company's logo on each page: in one go all of them would be
    in memory several times over.
    """

    _inherit = "ir.actions.report"

    def _render_template(self, template, values=None):
        if template != STATEMENT:
            return super()._render_template(template, values)
        # none that a text on a page could name
        mark = secrets.token_hex(16)
        # what the frame is drawn with, which Odoo completes, is there for the pages
        values = {**(values or {}), "smb_pages": mark}
        frame = super()._render_template(template, values)
        begin, _mark, end = frame.partition(mark.encode())
        paper = io.BytesIO()
        paper.write(begin)
        for wizard in values.get("docs") or ():
            by_lang = {}
            for pages in wizard._checked_batches():
                by_lang |= wizard._words(pages, by_lang)
                drawn = {**values, "wizard": wizard, "pages": pages, "by_lang": by_lang}
                paper.write(super()._render_template("smb_crm.statement_pages", drawn))
        paper.write(end)
        return paper.getvalue()
