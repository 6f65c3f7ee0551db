from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools import html2plaintext

from ...tools import placeholders
from ...tools.text import depth

BLOCKS = [
    ("head", "Company"),
    ("title", "Title"),
    ("customer", "Customer"),
    ("facts", "Facts"),
    ("lines", "Lines"),
    ("totals", "Totals"),
    ("ageing", "Ageing"),
    ("terms", "Terms"),
    ("text", "Text"),
    ("qr", "Payment QR Code"),
    ("sign", "Signatures and Stamps"),
]


class SmbPrintBlock(models.Model):
    """One part of a paper, from top to bottom; two half ones stand side by side."""

    _name = "smb.print.block"
    _description = "Block of a Print Template"
    _inherit = ["smb.input.mixin"]
    _order = "sequence, id"

    template_id = fields.Many2one(
        "smb.print.template", required=True, index=True, ondelete="cascade"
    )
    model = fields.Char(related="template_id.model")
    sequence = fields.Integer(default=10)
    kind = fields.Selection(BLOCKS, string="Block", required=True, default="text")
    name = fields.Char(
        string="Heading",
        translate=True,
        help="Above the block; the title's own words. May have placeholders such as"
        " {{ name }}.",
    )
    half = fields.Boolean(string="Half Width", help="Stands beside the next half one.")
    align = fields.Selection(
        [("left", "Left"), ("center", "Centre"), ("right", "Right")],
        default="left",
        required=True,
    )
    address = fields.Selection(
        [
            ("customer", "Customer"),
            ("invoice", "Invoice Address"),
            ("delivery", "Delivery Address"),
        ],
        default="customer",
    )
    body = fields.Html(
        string="Text",
        translate=True,
        sanitize_attributes=True,
        sanitize_style=True,
        help="May have placeholders such as {{ name }}.",
    )
    boxes = fields.Text(
        help="Of signatures and stamps, one a line, such as Signature of customer.",
        translate=True,
    )
    words = fields.Boolean(string="Amount in Words", help="Below the total.")
    bank = fields.Boolean(string="Bank Account", help="Below the company's address.")
    carry = fields.Boolean(
        string="Carry Over",
        help="At the end of each page what the lines came to so far, and again at the"
        " start of the next.",
    )
    summary = fields.Char(
        compute="_compute_summary", string="Says", help="What the block holds."
    )
    column_ids = fields.One2many("smb.print.column", "block_id", "Fields", copy=True)

    @api.depends(
        *("kind", "name", "body", "boxes", "address", "words", "bank", "carry"),
        *("column_ids.field_id", "column_ids.name", "column_ids.sequence"),
    )
    def _compute_summary(self):
        addresses = dict(self._fields["address"]._description_selection(self.env))
        for block in self:
            labels = ", ".join(one._label() for one in block.column_ids)
            own = {
                "facts": labels,
                "lines": labels,
                "text": " ".join(html2plaintext(block.body or "").split())[:120],
                "sign": ", ".join((block.boxes or "").splitlines()),
                "customer": addresses.get(block.address),
                "totals": block.words and self.env._("with the amount in words"),
                "head": block.bank and self.env._("with the bank account"),
            }
            parts = (block.name, own.get(block.kind))
            block.summary = ": ".join(filter(None, parts))

    @api.constrains("body", "name", "boxes")
    def _check_text(self):
        for block in self:
            texts = (block.body or "", block.name or "", block.boxes or "")
            block._check_harmless(texts[0])
            if any(len(text) > placeholders.LONGEST for text in texts):
                raise ValidationError(
                    self.env._("A block has at most 200,000 characters.")
                )
            if any(len(placeholders.names(text)) > placeholders.MOST for text in texts):
                raise ValidationError(
                    self.env._("A block has at most 10,000 placeholders.")
                )

    def _check_harmless(self, body):
        """A page never fetches anything, neither of ours nor of others."""
        if placeholders.FOREIGN.search(body):
            raise ValidationError(
                self.env._(
                    "A text of a template has no pictures, links or scripts: they"
                    " would be fetched from elsewhere while printing."
                )
            )
        if depth(body) > 200:
            raise ValidationError(
                self.env._("The text is nested too deeply. Paste it without format.")
            )
