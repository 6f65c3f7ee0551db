from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain
from odoo.models import MAGIC_COLUMNS


class SmbPrintTemplate(models.Model):
    """What a real document looks like, beside the design and before it is saved."""

    _inherit = "smb.print.template"

    sample_id = fields.Many2oneReference(
        string="Shown with",
        model_field="model",
        help="The document in the preview. Empty: the latest one.",
    )
    preview = fields.Text(compute="_compute_preview")

    @api.onchange("kind")
    def _onchange_kind(self):
        self.sample_id = False

    @api.depends(lambda self: self._designed())
    def _compute_preview(self):
        for template in self:
            template.preview = template._shown()

    @api.model
    def _designed(self):
        """Every field that changes the paper."""
        own = ("paper", "width", "height", "landscape", "margin_top", "margin_side")
        looks = ("style", "font", "font_size", "colour", "lang_id", "copies", "foot")
        inner = [
            *(f"block_ids.{name}" for name in _typed(self.env["smb.print.block"])),
            *(
                f"block_ids.column_ids.{name}"
                for name in _typed(self.env["smb.print.column"])
            ),
        ]
        return ["kind", "sample_id", "page_numbers", *own, *looks, *inner]

    def _shown(self):
        """The page of the sample, or a sentence that says why there is none."""
        self.ensure_one()
        record = self._sample()
        if not record:
            return self.env._("There is no such document yet to show this paper with.")
        try:
            self._say_as_typed(self.env["smb.print.reader"]._language(self, record))
            return self._page(self._papers(record))
        except (AccessError, UserError) as error:
            return str(error)

    def _say_as_typed(self, lang):
        """Have the words that are being typed in the language of the sample too.

        They are in the user's language until they are saved: the paper of a customer
        with another one would go on showing what was there before.
        """
        if lang == self.env.lang:
            return
        for part in (self, *self.block_ids, *self.block_ids.column_ids):
            for name in _translated(part):
                if part[name] != part._origin[name]:
                    part.with_context(lang=lang)[name] = part[name]

    def _sample(self):
        documents = self.env[self.model or "sale.order"]
        if not documents.has_access("read"):
            return documents
        chosen = documents.browse(self.sample_id or []).exists()
        if self.kind == "statement" and not chosen:
            return self._latest_debtor() or documents.search([], limit=1)
        kinds = self.env["smb.print.field"]._documents()
        kind = self.kind or "quotation"
        if kind not in kinds:  # of an app that is gone
            return documents.browse()
        domain = Domain(kinds[kind][1])
        return chosen or documents.search(domain, limit=1, order="id desc")

    def _latest_debtor(self):
        """The customer of the latest invoice that is open, if the user sees any."""
        invoices = self.env["account.move"]
        if not invoices.has_access("read"):
            return self.env["res.partner"]
        open_ones = [("move_type", "=", "out_invoice"), ("amount_residual", ">", 0)]
        latest = invoices.search(open_ones, limit=1, order="id desc")
        return latest.commercial_partner_id


def _typed(model):
    """What people type into a part of a template."""
    parents = ("template_id", "block_id", *MAGIC_COLUMNS)
    return [
        name
        for name, field in model._fields.items()
        if field.store and name not in parents
    ]


def _translated(model):
    fields_ = model._fields.items()
    return [name for name, field in fields_ if field.store and field.translate]
