from odoo import models
from odoo.tools.pdf import merge_pdf

from ...models.printing.smb_print_render import MOST


class SmbStatementWizard(models.TransientModel):
    """Statements on the company's own paper, where one stands in for ours."""

    _inherit = "smb.statement.wizard"

    def _own_templates(self):
        return self.env["smb.print.template"].with_company(self.company_id)

    def action_print(self):
        action = super().action_print()
        if "res.partner" not in self._own_templates()._replaced():
            return action
        return {
            "type": "ir.actions.act_url",
            "url": f"/smb/print/statement/{self.id}",
            "target": "download",
            "close": True,
        }

    def _paper_content(self):
        if "res.partner" not in self._own_templates()._replaced():
            return super()._paper_content()
        customers = self.env["res.partner"].union(
            *(page["partner"] for page in self._checked_pages())
        )
        papers = customers.grouped(self._own_templates()._instead)
        others = papers.pop(self._own_templates(), self.env["res.partner"])
        files = [
            self._on_paper(template, some[start : start + MOST])
            for template, some in papers.items()
            for start in range(0, len(some), MOST)
        ]
        if others or not files:
            rest = (
                self if others == customers else self.copy({"partner_ids": others.ids})
            )
            files.append(super(SmbStatementWizard, rest)._paper_content())
        return files[0] if len(files) == 1 else merge_pdf(files)

    def _on_paper(self, template, customers):
        kind, date_from, date_to = self._period()
        asked = {"kind": kind, "date_from": date_from, "date_to": date_to}
        return template.with_context(smb_statement=asked).render(customers, "pdf")[0]
