from odoo import api, fields, models
from odoo.fields import Command

from ...tools.roles import CARE
from .ir_actions_report import DOCUMENT

# whatever of a template stands in its entry of the Print menu
SHOWN = {"name", "kind", "active", "company_id", "paper", "width", "height"} | {
    *("landscape", "margin_top", "margin_bottom", "margin_side", "sequence"),
    *("partner_ids", "tier_ids", "team_ids", "instead"),
}


class SmbPrintTemplate(models.Model):
    """Each template is an entry of the Print menu with a sheet of its own."""

    _inherit = "smb.print.template"

    report_ids = fields.One2many("ir.actions.report", "smb_template_id")

    @api.model_create_multi
    def create(self, vals_list):
        templates = super().create(vals_list)
        templates._follow_reports()
        self.env.registry.clear_cache()
        return templates

    def write(self, vals):
        done = super().write(vals)
        if vals.keys() & SHOWN:
            self._follow_reports()
            self.env.registry.clear_cache()
        return done

    def unlink(self):
        # sudo: entries and sheets of these templates alone
        reports = self.sudo().report_ids
        sheets = reports.paperformat_id
        reports.unlink()
        sheets.unlink()
        self.env.registry.clear_cache()
        return super().unlink()

    def _own_report(self):
        # sudo: the entry that this template made for itself
        return self.sudo().report_ids[:1]

    def _follow_reports(self):
        """Make or mend the entries of the Print menu."""
        for template in self:
            # sudo: who may design a paper need not be allowed to change all reports
            report = template.sudo().report_ids[:1]
            sheet = template._prepare_sheet_vals()
            if report:
                report.paperformat_id.write(sheet)
                report.write(template._prepare_report_vals(report.paperformat_id))
                continue
            paper = self.env["report.paperformat"].sudo().create(sheet)
            report.create(template._prepare_report_vals(paper))

    def _prepare_sheet_vals(self):
        width, height = self._size()
        return {
            "name": f"{self.name} ({self.id})",
            "format": "custom",
            "orientation": "Portrait",
            "page_width": width,
            "page_height": height,
            "margin_top": self.margin_top,
            "margin_bottom": self.margin_bottom,
            "margin_left": self.margin_side,
            "margin_right": self.margin_side,
            "header_spacing": 0,
            "disable_shrinking": True,
            "dpi": 96,
        }

    def _readers_of_statements(self):
        """Groups that see the entry; other documents are seen by their readers only."""
        if self.model != "res.partner":
            return self.env["res.groups"]
        # sudo: groups to show an entry of the menu to
        groups = self.env["res.groups"].sudo()
        return groups.union(*map(self.env.ref, CARE.split(",")))

    def _prepare_report_vals(self, paper):
        # sudo: the model's row, which the menu's entry belongs to
        model = self.env["ir.model"].sudo()._get(self.model)
        return {
            "name": self.name,
            "model": self.model,
            "report_type": "qweb-pdf",
            # a name of its own: the web client and accounting ask for reports by name
            "report_name": f"{DOCUMENT}.{self.id}",
            "report_file": DOCUMENT,
            # whether accounting may make the PDF of invoices with it
            "is_invoice_report": self.instead and self.model == "account.move",
            "group_ids": [Command.set(self._readers_of_statements().ids)],
            "print_report_name": "object.display_name.replace('/', '-')",
            "paperformat_id": paper.id,
            "binding_model_id": model.id if self.active else False,
            "binding_type": "report",
            "domain": str(self._applies_to()),
            "smb_template_id": self.id,
        }
