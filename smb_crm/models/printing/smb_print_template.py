import re

from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ...tools import paper
from .smb_print_field import KINDS

FONTS = [
    ("sans", "Sans (modern)"),
    ("serif", "Serif (classic)"),
    ("mono", "Monospace (forms)"),
]
COLOUR = re.compile(r"#[0-9a-fA-F]{6}")


class SmbPrintTemplate(models.Model):
    """A paper of the company, made of blocks that people add and put in order.

    What a block says comes from the document, from the company and from text with
    placeholders. Nothing that is typed here is ever run: placeholders are names from
    ``smb.print.field``, read with the rights of whoever prints.
    """

    _name = "smb.print.template"
    _description = "Print Template"
    _inherit = ["smb.input.mixin"]
    _order = "kind, sequence, id"
    _check_company_auto = True

    name = fields.Char(
        required=True,
        translate=True,
        help="As it stands in the Print menu.",
    )
    kind = fields.Selection(KINDS, string="For", required=True, default="quotation")
    model = fields.Char(compute="_compute_model", help="Of the documents it prints.")
    active = fields.Boolean(default=True)
    sequence = fields.Integer(
        default=10, help="The first one that fits a document is proposed for it."
    )
    company_id = fields.Many2one(
        "res.company",
        index=True,
        ondelete="cascade",
        default=lambda self: self.env.company,
        help="Empty: for all companies.",
    )

    # for whom
    partner_ids = fields.Many2many(
        "res.partner",
        string="Customers",
        help="Only for these. Empty: for all.",
    )
    tier_ids = fields.Many2many("smb.tier", string="Tiers")
    team_ids = fields.Many2many("crm.team", string="Teams", check_company=True)

    instead = fields.Boolean(
        string="Instead of Odoo's Paper",
        help="Goes out with e-mails and is downloaded in the portal in place of Odoo's"
        " own paper; of invoices it becomes the PDF that is kept.",
    )

    # the sheet
    paper = fields.Selection(
        [
            ("a4", "A4"),
            ("a5", "A5"),
            ("letter", "US Letter"),
            ("form_280", "Continuous 241 x 280 mm"),
            ("form_140", "Continuous 241 x 140 mm"),
            ("form_93", "Continuous 241 x 93 mm"),
            ("own", "Own Size"),
        ],
        required=True,
        default="a4",
    )
    width = fields.Integer(string="Width (mm)", default=210)
    height = fields.Integer(string="Height (mm)", default=297)
    landscape = fields.Boolean()
    margin_top = fields.Integer(string="Top Margin (mm)", default=12)
    margin_bottom = fields.Integer(string="Bottom Margin (mm)", default=14)
    margin_side = fields.Integer(string="Side Margins (mm)", default=12)

    # the looks
    style = fields.Selection(
        [
            ("modern", "Modern: bands of colour"),
            ("classic", "Classic: fine lines"),
            ("grid", "Grid: boxes, for forms"),
        ],
        required=True,
        default="modern",
    )
    font = fields.Selection(FONTS, required=True, default="sans")
    font_size = fields.Integer(string="Text Size (pt)", required=True, default=10)
    pitch = fields.Selection(
        [("10", "10"), ("12", "12"), ("17", "17 (condensed)")],
        string="Characters per Inch",
        required=True,
        default="12",
        help="Of dot-matrix printers.",
    )
    colour = fields.Char(
        default="#1F5673", help="Of titles, lines and the head of the table."
    )
    lang_id = fields.Many2one(
        "res.lang",
        string="Language",
        help="Empty: the customer's own.",
    )
    copies = fields.Text(
        translate=True,
        help="A line for each part: its colour and who gets it, such as"
        " white: customer. Empty: one part without a name.",
    )
    foot = fields.Char(
        translate=True,
        help="At the foot of each page; may have placeholders.",
    )
    page_numbers = fields.Boolean(default=True)
    block_ids = fields.One2many("smb.print.block", "template_id", "Blocks", copy=True)

    @api.depends("kind")
    def _compute_model(self):
        kinds = self.env["smb.print.field"]._documents()
        for template in self:
            template.model = kinds.get(template.kind, ("",))[0]

    @api.constrains("colour")
    def _check_colour(self):
        for template in self:
            if template.colour and not COLOUR.fullmatch(template.colour):
                raise ValidationError(
                    self.env._(
                        "%(colour)s is not a colour. Write six digits after #, such as"
                        " #1F5673.",
                        colour=template.colour[:40],
                    )
                )

    @api.constrains("font_size", "margin_top", "margin_bottom", "margin_side")
    def _check_measures(self):
        for template in self:
            margins = template.margin_top, template.margin_bottom, template.margin_side
            if not all(0 <= margin <= 60 for margin in margins):
                raise ValidationError(self.env._("Margins are between 0 and 60 mm."))
            if not 5 <= template.font_size <= 24:
                raise ValidationError(
                    self.env._("The text size is between 5 and 24 points.")
                )

    @api.constrains("paper", "width", "height")
    def _check_size(self):
        for template in self:
            if template.paper == "own" and not (
                50 <= template.width <= 900 and 50 <= template.height <= 1200
            ):
                raise ValidationError(
                    self.env._(
                        "An own sheet is 50 to 900 mm wide and 50 to 1,200 mm high."
                    )
                )

    @api.constrains("kind", "block_ids")
    def _check_fields(self):
        """A template that became one for other documents names fields of the old."""
        for template in self:
            model = template.model
            foreign = template.block_ids.column_ids.field_id.filtered(
                lambda one, model=model: one.model != model
            )
            if foreign:
                raise ValidationError(
                    self.env._(
                        "%(fields)s: not a field of the documents this template"
                        " prints. Remove it or choose another kind of template.",
                        fields=", ".join(foreign.mapped("display_name")),
                    )
                )

    def copy_data(self, default=None):
        vals_list = super().copy_data(default)
        for template, vals in zip(self, vals_list, strict=True):
            if not (default or {}).get("name"):
                vals["name"] = self.env._("%(name)s (copy)", name=template.name)
        return vals_list

    def _size(self):
        """Width and height of the sheet in mm."""
        self.ensure_one()
        return paper.size(self.paper, self.width, self.height, self.landscape)
