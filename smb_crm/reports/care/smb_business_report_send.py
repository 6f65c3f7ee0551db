from odoo import models


class SmbSending(models.Model):
    """The step "business report": the PDF goes to the customer, and is kept."""

    _inherit = "smb.sending"

    def _compose_vals(self):
        if self.kind != "report":
            return super()._compose_vals()
        if not self.template_id:
            self.template_id = self.env.ref("smb_crm.smb_template_report")
        vals = super()._compose_vals()
        report = self.env["smb.business.report"]._of(
            self.partner_id, self.company_id, self.date
        )
        vals["attachment_ids"] = report._archive().ids
        return vals

    def _preview_body(self):
        if self.kind == "report" and not self.template_id:
            return False
        return super()._preview_body()

    def _template_words(self):
        words = super()._template_words()
        if self.kind == "report":
            report = self.env["smb.business.report"]._of(
                self.partner_id, self.company_id, self.date
            )
            here = report.with_context(lang=self._customer_lang() or report._lang())
            words["smb_period"] = here._period()
        return words
