from odoo import api, fields, models
from odoo.fields import Domain

KINDS = [
    ("quotation", "Quotation"),
    ("order", "Order or Contract"),
    ("delivery", "Delivery Note"),
    ("notice", "Delivery Notice"),
    ("picking", "Picking List"),
    ("goods_in", "Goods Receipt"),
    ("invoice", "Invoice"),
    ("refund", "Credit Note"),
    ("payment", "Payment Receipt"),
    ("statement", "Statement of Account"),
]
MODELS = {
    "quotation": ("sale.order", [("state", "in", ["draft", "sent"])]),
    "order": ("sale.order", [("state", "=", "sale")]),
    "delivery": ("stock.picking", [("picking_type_code", "=", "outgoing")]),
    "notice": ("stock.picking", [("picking_type_code", "=", "outgoing")]),
    "picking": ("stock.picking", [("picking_type_code", "!=", "incoming")]),
    "goods_in": ("stock.picking", [("picking_type_code", "=", "incoming")]),
    "invoice": ("account.move", [("move_type", "=", "out_invoice")]),
    "refund": ("account.move", [("move_type", "=", "out_refund")]),
    "payment": ("account.payment", []),
    "statement": ("res.partner", []),
}


class SmbPrintField(models.Model):
    """One thing a paper may name: a field of a document or of its lines.

    This list is all there is. It ships with the addon and nobody edits it, so that no
    template reaches further than what is written here, whoever designs it; what is
    printed is read with the rights of whoever prints.
    """

    _name = "smb.print.field"
    _description = "Field for Print Templates"
    _inherit = ["smb.input.mixin"]
    _order = "model, is_line, id"

    model = fields.Char(required=True, help="Of the document.", index=True)
    is_line = fields.Boolean(string="Of a Line", help="Of each line of the document.")
    path = fields.Char(required=True, help="Field names with points in between.")
    money = fields.Boolean(
        string="About Money", help="Prices, discounts, taxes and totals."
    )

    _path_unique = models.UniqueIndex("(model, is_line, path)")

    @api.depends("path", "model", "is_line")
    @api.depends_context("lang")
    def _compute_display_name(self):
        for one in self:
            one.display_name = one._label()

    @api.model
    def _search_display_name(self, operator, value):
        """By the words on screen, which are no column: the list is short."""
        if operator not in ("ilike", "like", "=", "=ilike", "=like"):
            return Domain(super()._search_display_name(operator, value))
        # dialogs escape what the database would take for any sign
        text = str(value or "").replace("\\", "").strip("%").lower()
        # the whole list is some 150 rows
        found = self.search([], limit=1000).filtered(
            lambda one: (
                text in one.display_name.lower() or text.replace(" ", "_") in one.path
            )
        )
        return Domain("id", "in", found.ids)

    def _label(self, last=False):
        """The field's name in the user's language, with the way to it.

        :param last: only the end of the way, as heads of columns say it
        """
        self.ensure_one()
        if self.path.startswith("_"):
            return self._own_words().get(self.path, self.path)
        words = [field._description_string(self.env) for field in self._chain()]
        if last or len(words) < 2:
            return words[-1] if words else self.path
        return " / ".join(words)

    @api.model
    def _documents(self):
        """``{kind: (model, domain)}`` of the documents there are papers for."""
        return dict(MODELS)

    @api.model
    def _kinds(self, model):
        """The kinds of papers there are for documents of ``model``."""
        return [
            kind for kind, (name, _domain) in self._documents().items() if name == model
        ]

    @api.model
    def _own_words(self):
        """Names of what papers say beyond the fields of their documents."""
        return {
            "_row": self.env._("No."),
            "_day": self.env._("As Of"),
            "_from": self.env._("From"),
            "_balance": self.env._("Balance"),
            "_overdue": self.env._("Past Due"),
        }

    def _chain(self):
        """The fields on the way, as far as they exist in this database."""
        model = self.env.get(self._start())
        found = []
        for name in self.path.split("."):
            field = model._fields.get(name) if model is not None else None
            if field is None:
                return []
            found.append(field)
            model = self.env.get(field.comodel_name) if field.relational else None
        return found

    def _is_figure(self):
        """Whether what it names stands to the right, as figures do."""
        chain = self._chain()
        kinds = ("float", "integer", "monetary")
        return self.path == "_row" or bool(chain) and chain[-1].type in kinds

    def _start(self):
        """The model whose fields the way starts from."""
        self.ensure_one()
        lines = self.env["smb.print.reader"]._line_models()
        return lines.get(self.model) if self.is_line else self.model
