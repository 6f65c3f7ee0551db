from odoo import fields, models


class SaleOrderLine(models.Model):
    """What a membership did to the price of a line."""

    _inherit = "sale.order.line"

    smb_benefit_ids = fields.Many2many(
        "smb.member.benefit",
        string="Benefits",
        copy=False,
        readonly=True,
        help="Those that made the discount.",
    )
    smb_base_discount = fields.Float(
        string="Discount Without Membership (%)",
        digits="Discount",
        copy=False,
        readonly=True,
    )
    smb_member_discount = fields.Float(
        string="Discount With Membership (%)",
        digits="Discount",
        copy=False,
        readonly=True,
        help="What the engine set; another discount was typed by somebody.",
    )
