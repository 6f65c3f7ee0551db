from odoo import fields, models


class IrActionsReport(models.Model):
    _inherit = "ir.actions.report"

    smb_template_id = fields.Many2one(
        "smb.print.template",
        string="Print Template",
        index="btree_not_null",
        ondelete="cascade",
    )

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
