from odoo import models


def _times(quantity):
    """For how many times its months a level is bought with this quantity."""
    return max(1, int(quantity)) if quantity > 0 else 0


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
            _times(sum(lines.mapped("product_uom_qty"))),
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


class SaleOrderLine(models.Model):
    """Another quantity on a confirmed order is another number of months."""

    _inherit = "sale.order.line"

    def _update_line_quantity(self, values):
        lines = self.filtered(
            lambda line: line.service_tracking == "partnership" and line.product_id
        )
        if lines:
            lines._smb_buy_times(values["product_uom_qty"])
        return super()._update_line_quantity(values)

    def _smb_buy_times(self, quantity):
        """These lines are about to have another quantity."""
        # sudo: memberships change by their own methods only; the order may be written
        memberships = self.env["smb.membership"].sudo()
        for order in self.order_id:
            lines = order.order_line.filtered(
                lambda line: (
                    line.service_tracking == "partnership" and line.product_id.grade_id
                )
            )
            before = sum(max(0, line.product_uom_qty) for line in lines)
            after = sum(
                max(0, quantity if line in self else line.product_uom_qty)
                for line in lines
            )
            if lines and _times(before) != _times(after):
                memberships._buy_again(lines.sudo(), _times(before), _times(after))
