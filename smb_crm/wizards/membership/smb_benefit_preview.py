from odoo import api, fields, models


class SmbBenefitPreview(models.TransientModel):
    """What an order of the past would have cost with the benefits of a level.

    Nothing is changed: the figures are worked out beside the order.
    """

    _name = "smb.benefit.preview"
    _description = "Preview of Benefits"
    _inherit = ["smb.input.mixin"]

    level_id = fields.Many2one(
        "res.partner.grade",
        required=True,
        ondelete="cascade",
        default=lambda self: self.env.context.get("active_id"),
    )
    order_id = fields.Many2one(
        "sale.order",
        ondelete="cascade",
        domain=[("state", "!=", "cancel")],
    )
    table = fields.Html(compute="_compute_table", sanitize=False)

    @api.depends("level_id", "order_id")
    def _compute_table(self):
        for preview in self:
            order = preview.order_id
            preview.table = (
                order
                and preview.level_id
                and self.env["ir.qweb"]._render(
                    "smb_crm.smb_benefit_preview_table",
                    {
                        "rows": order._smb_preview(preview.level_id),
                        "besides": order._smb_preview_besides(preview.level_id),
                        "currency": order.currency_id,
                    },
                )
            )
