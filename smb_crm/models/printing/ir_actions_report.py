import io
import secrets
from collections import OrderedDict

from odoo import api, fields, models
from odoo.tools.pdf import PdfFileReader, PdfFileWriter

# the page every template is written with; each report has a name of its own behind it
DOCUMENT = "smb_crm.smb_print_document"


class IrActionsReport(models.Model):
    """A paper of one's own is an entry of the Print menu like any report.

    It is made from its template instead of from a view of the database: with an engine
    call of its own that fetches nothing and ends in time.
    """

    _inherit = "ir.actions.report"

    smb_template_id = fields.Many2one(
        "smb.print.template",
        string="Print Template",
        index="btree_not_null",
        ondelete="cascade",
    )

    def _render_qweb_pdf(self, report_ref, res_ids=None, data=None):
        if self.env.context.get("smb_own_paper"):
            report_ref = self._smb_instead(report_ref, res_ids)
        return super()._render_qweb_pdf(report_ref, res_ids=res_ids, data=data)

    @api.model
    def _smb_replaced(self):
        """Names of Odoo's reports that papers of our own may stand in for."""
        return {
            "sale.report_saleorder",
            "stock.report_deliveryslip",
            "account.report_invoice",
            "account.report_invoice_with_payments",
            "account.report_payment_receipt",
        }

    @api.model
    def _smb_instead(self, report_ref, res_ids):
        """The report of our own paper that goes out in place of ``report_ref``."""
        report = self._get_report(report_ref)
        templates = self.env["smb.print.template"]
        if (
            report.report_name not in self._smb_replaced()
            or report.model not in templates._replaced()
        ):
            return report_ref
        record = self.env[report.model].browse(res_ids or [])
        return templates._instead(record)._own_report() or report_ref

    def _smb_template(self, report_ref):
        """The template behind a report, with the rights of whoever prints."""
        template = self._get_report(report_ref).smb_template_id
        return self.env["smb.print.template"].browse(template.id)

    @api.model
    def _render_qweb_html(self, report_ref, docids, data=None):
        template = self._smb_template(report_ref)
        if not template:
            return super()._render_qweb_html(report_ref, docids, data=data)
        records = self.env[template.model].browse(docids)
        return template.render(records, "html")[0], "html"

    @api.model
    def _render_qweb_pdf_prepare_streams(self, report_ref, data, res_ids=None):
        template = self._smb_template(report_ref)
        if not template:
            return super()._render_qweb_pdf_prepare_streams(
                report_ref, data, res_ids=res_ids
            )
        records = self.env[template.model].browse(res_ids or [])
        template._check_printable(records, "pdf")
        template = template._printing(records)
        found = OrderedDict()
        for part in template._portions(records):
            for id_, stream in self._smb_streams(template, part):
                found[id_] = {"stream": stream, "attachment": None}
        return found

    @api.model
    def _smb_streams(self, template, records):
        """Pairs of a document's number and its PDF, made in one call."""
        ids = records.ids
        if len(set(ids)) < len(ids):
            return [(False, io.BytesIO(template._engine_pdf(records)))]
        if len(ids) == 1:
            return [(ids[0], io.BytesIO(template._engine_pdf(records)))]
        # none that a text of the documents could name
        mark = f"smb{secrets.token_hex(8)}-"
        return _split(template._engine_pdf(records, mark), ids, mark).items()


def _split(content, ids, mark):
    """The pages of each document; where one begins, the outline has its number."""
    reader = PdfFileReader(io.BytesIO(content))
    root = reader.trailer["/Root"]
    begins, node = {}, root["/Outlines"]["/First"]
    while node:
        title = str(node["/Title"]).strip()
        if title.startswith(mark):
            begins[int(title[len(mark) :])] = root["/Dests"][node["/Dest"]][0]
        node = node.get("/Next")
    starts = [*(begins[id_] for id_ in ids), reader.numPages]
    found = {}
    for id_, first, after in zip(ids, starts, starts[1:], strict=False):
        writer, stream = PdfFileWriter(), io.BytesIO()
        for number in range(first, after):
            writer.addPage(reader.getPage(number))
        writer.write(stream)
        found[id_] = stream
    return found
