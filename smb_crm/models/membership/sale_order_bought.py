from odoo import api, models


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
    """A line more, or another quantity, on a confirmed order: another time to run."""

    _inherit = "sale.order.line"

    @api.model_create_multi
    def create(self, vals_list):
        lines = super().create(vals_list)
        lines._smb_bought()._smb_buy_times(lambda line: (0, line.product_uom_qty))
        return lines

    def write(self, vals):
        if "product_id" not in vals:
            return super().write(vals)
        self._smb_bought()._smb_buy_times(lambda line: (line.product_uom_qty, 0))
        result = super().write(vals)
        self._smb_bought()._smb_buy_times(lambda line: (0, line.product_uom_qty))
        return result

    def _update_line_quantity(self, values):
        # with another product it is another purchase, see write()
        if "product_id" not in values:
            wanted = values["product_uom_qty"]
            self._smb_bought()._smb_buy_times(
                lambda line: (line.product_uom_qty, wanted)
            )
        return super()._update_line_quantity(values)

    def _smb_bought(self):
        """Those of confirmed orders that make members."""
        return self.filtered(
            lambda line: line.state == "sale" and line._smb_brings_level()
        )

    def _smb_brings_level(self):
        return self.service_tracking == "partnership" and bool(self.product_id.grade_id)

    def _smb_buy_times(self, change):
        """Let memberships follow these lines.

        :param change: gives the quantity of a line before and after
        """
        if not self:
            return
        # sudo: memberships change by their own methods only; the order may be written
        memberships = self.env["smb.membership"].sudo()
        for (order, level), mine in self.grouped(
            lambda line: (line.order_id, line.product_id.grade_id)
        ).items():
            lines = order.order_line._smb_of_level(level)
            kept = sum(max(0, line.product_uom_qty) for line in lines - mine)
            before, after = (
                _times(kept + sum(max(0, number) for number in numbers))
                for numbers in zip(*map(change, mine), strict=True)
            )
            if before != after:
                memberships._buy_again(lines.sudo(), before, after)

    def _smb_of_level(self, level):
        return self.filtered(
            lambda line: line._smb_brings_level() and line.product_id.grade_id == level
        )
