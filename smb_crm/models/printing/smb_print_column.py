from odoo import api, fields, models
from odoo.exceptions import ValidationError


class SmbPrintColumn(models.Model):
    """One column of the lines, or one of the facts of a document."""

    _name = "smb.print.column"
    _description = "Field of a Print Template"
    _inherit = ["smb.input.mixin"]
    _order = "sequence, id"

    block_id = fields.Many2one(
        "smb.print.block", required=True, index=True, ondelete="cascade"
    )
    model = fields.Char(related="block_id.model")
    is_line = fields.Boolean(compute="_compute_is_line")
    sequence = fields.Integer(default=10)
    # restrict: a field that a new version no longer ships is noticed then
    field_id = fields.Many2one(
        "smb.print.field",
        required=True,
        ondelete="restrict",
        domain="[('model', '=', model), ('is_line', '=', is_line)]",
    )
    name = fields.Char(
        string="Label", translate=True, help="Empty: the field's own name."
    )
    width = fields.Float(
        string="Width (%)",
        digits=(5, 1),
        help="Of the table. Columns without one share the rest.",
    )
    align = fields.Selection(
        [
            ("auto", "Figures Right"),
            ("left", "Left"),
            ("center", "Centre"),
            ("right", "Right"),
        ],
        default="auto",
        required=True,
    )
    add_up = fields.Boolean(string="Sum", help="Added up below the lines.")

    @api.depends("block_id.kind")
    def _compute_is_line(self):
        for column in self:
            column.is_line = column.block_id.kind == "lines"

    @api.constrains("width")
    def _check_width(self):
        for column in self:
            if not 0 <= column.width <= 100:
                raise ValidationError(
                    self.env._("A column's width is between 0 and 100 %.")
                )

    @api.constrains("field_id", "block_id")
    def _check_field(self):
        for column in self:
            if column.field_id.is_line != (column.block_id.kind == "lines"):
                raise ValidationError(
                    self.env._(
                        "%(field)s does not belong into this block.",
                        field=column.field_id.display_name,
                    )
                )

    def _label(self):
        """What stands above the column, in the language of the paper."""
        self.ensure_one()
        # none is chosen yet while people add one
        return self.name or (self.field_id._label(last=True) if self.field_id else "")
