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

    # a link instead of a file
    days = fields.Integer(
        string="Link Lives (Days)", default=14, help="Then nobody sees the paper by it."
    )
    address = fields.Char(string="Link", readonly=True)
    link_ids = fields.Many2many(
        "smb.print.link", string="Shared Already", compute="_compute_link_ids"
    )
    # a printer instead of a file
    printer = fields.Char(
        default=lambda self: self._last_printer(),
        help="As the program beside it asks for. Empty: any.",
    )

    @api.model
    def _last_printer(self):
        jobs = self.env["smb.print.job"]
        if not jobs.has_access("read"):
            return False
        return jobs.search([("user_id", "=", self.env.uid)], limit=1).printer

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

    @api.depends("model", "res_ids")
    def _compute_link_ids(self):
        """Links to this document that are alive and the user's to see."""
        links = self.env["smb.print.link"]
        now = fields.Datetime.now()
        for choice in self:
            choice.link_ids = links.search(
                [
                    ("model", "=", choice.model),
                    ("res_id", "in", choice.res_ids or []),
                    ("revoked", "=", False),
                    ("date_end", ">", now),
                ],
                limit=20,
            )

    def _records(self):
        """The documents, once it is sure that the paper is for them.

        :raise UserError: when the template is for other documents
        """
        self.ensure_one()
        ids = [id_ for id_ in self.res_ids or [] if isinstance(id_, int)]
        records = self.env[self.template_id.model].browse(ids)
        if self.model != self.template_id.model or not records:
            raise UserError(self.env._("Choose a paper that is for these documents."))
        return records

    def action_share(self):
        """Make a link to the document on the chosen paper and show it.

        :raise UserError: for several documents at once
        :raise AccessError: when the user may not read it
        """
        records = self._records()
        if len(records) != 1:
            raise UserError(self.env._("A link shows one document. Choose one."))
        links = self.env["smb.print.link"]
        _link, self.address = links._share(self.template_id, records, self.days)
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Own Paper"),
            "res_model": self._name,
            "res_id": self.id,
            "views": [(False, "form")],
            "target": "new",
        }

    def action_queue(self):
        """Let the documents wait for the program beside the printer.

        :raise AccessError: when the user may not read one of them
        """
        records = self._records()
        self.env["smb.print.job"]._queue(self.template_id, records, self.printer)
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "success",
                "message": self.env._("It waits for the printer."),
                "next": {"type": "ir.actions.act_window_close"},
            },
        }

    def action_print(self):
        """Download the documents on the chosen paper.

        :raise UserError: when the template is for other documents
        :raise AccessError: when the user may not read one of them
        """
        records = self._records()
        self.template_id._check_printable(records, self.output)
        way = ",".join(map(str, records.ids))
        return {
            "type": "ir.actions.act_url",
            "url": f"/smb/print/{self.template_id.id}/{self.output}/{way}",
            "target": "download",
            "close": True,
        }
