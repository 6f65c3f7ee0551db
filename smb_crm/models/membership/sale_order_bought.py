from odoo import models


class SaleOrder(models.Model):
    """A confirmed order with the product of a level makes or prolongs a membership."""

    _inherit = "sale.order"

    def _add_partnership(self):
        result = super()._add_partnership()
        for order in self:
            if order.assigned_grade_id:
                order._smb_bought()
        return result

    def _smb_bought(self):
        lines = self.order_line.filtered(
            lambda line: (
                line.service_tracking == "partnership"
                and line.product_id.grade_id
                and line.product_uom_qty > 0
            )
        )
        if not lines:
            return
        # sudo: memberships change by their own methods only; the order was confirmed
        self.env["smb.membership"].sudo()._buy(
            self.partner_id,
            self.company_id,
            lines[:1].sudo(),
            max(1, int(sum(lines.mapped("product_uom_qty")))),
        )

    def _action_cancel(self):
        result = super()._action_cancel()
        lines = self.order_line.filtered(
            lambda line: line.service_tracking == "partnership"
        )
        if lines:
            # sudo: memberships change by their own methods only; the order is cancelled
            self.env["smb.membership"].sudo()._give_back(lines.sudo())
        return result
