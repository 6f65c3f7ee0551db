from odoo import api, fields, models
from odoo.exceptions import UserError


class SmbPrintChoice(models.TransientModel):
    """On which paper documents are printed, and as what kind of file."""

    _name = "smb.print.choice"
    _description = "Print on Own Paper"

    model = fields.Char(required=True)
    res_ids = fields.Json()
    kinds = fields.Json(compute="_compute_kinds")
    template_id = fields.Many2one(
        "smb.print.template",
        string="Paper",
        required=True,
        ondelete="cascade",
    )
    why = fields.Char(string="Proposed", readonly=True)
    output = fields.Selection(
        [
            ("pdf", "PDF"),
            ("xlsx", "Excel"),
            ("escp", "Text for Dot-Matrix Printers"),
            ("html", "Page"),
        ],
        string="As",
        required=True,
        default="pdf",
    )

    @api.model
    def default_get(self, fields):
        values = super().default_get(fields)
        model = self.env.context.get("active_model")
        if not self.env["smb.print.field"]._kinds(model):
            return values
        ids = self.env.context.get("active_ids") or []
        template, why = self.env["smb.print.template"].choose(
            self.env[model].browse(ids[:1])
        )
        return values | {
            "model": model,
            "res_ids": ids,
            "template_id": template.id,
            "why": why,
        }

    @api.depends("model")
    def _compute_kinds(self):
        for choice in self:
            choice.kinds = self.env["smb.print.field"]._kinds(choice.model)

    def action_print(self):
        """Download the documents on the chosen paper.

        :raise UserError: when the template is for other documents
        :raise AccessError: when the user may not read one of them
        """
        self.ensure_one()
        ids = [id_ for id_ in self.res_ids or [] if isinstance(id_, int)]
        records = self.env[self.template_id.model].browse(ids)
        if self.model != self.template_id.model or not records:
            raise UserError(self.env._("Choose a paper that is for these documents."))
        self.template_id._check_printable(records, self.output)
        way = ",".join(map(str, records.ids))
        return {
            "type": "ir.actions.act_url",
            "url": f"/smb/print/{self.template_id.id}/{self.output}/{way}",
            "target": "download",
            "close": True,
        }
