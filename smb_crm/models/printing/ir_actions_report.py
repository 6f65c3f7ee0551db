from odoo import api, fields, models

# the page every template is written with; each report has a name of its own behind it
DOCUMENT = "smb_crm.smb_print_document"


class IrActionsReport(models.Model):
    _inherit = "ir.actions.report"

    smb_template_id = fields.Many2one(
        "smb.print.template",
        string="Print Template",
        index="btree_not_null",
        ondelete="cascade",
    )

    def _render_template(self, template, values=None):
        if template.startswith(f"{DOCUMENT}."):
            template = DOCUMENT
        return super()._render_template(template, values)

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

    def _get_rendering_context(self, report, docids, data):
        values = super()._get_rendering_context(report, docids, data)
        # the report comes with all rights: its template reads with the user's
        template = self.env["smb.print.template"].browse(report.smb_template_id.id)
        if template:
            template._check_printable(values["docs"], "pdf")
            values |= {
                "papers": template._papers(values["docs"]),
                "look": template._look(),
            }
        return values
