from odoo import models


class AccountMove(models.Model):
    """A refund takes back what the membership saved on what is refunded."""

    _inherit = "account.move"

    def _post(self, soft=True):
        posted = super()._post(soft)
        refunds = posted.filtered(lambda move: move.move_type == "out_refund")
        lines = refunds.invoice_line_ids.filtered("sale_line_ids")
        if lines:
            lines._smb_take_back()
        return posted


class AccountMoveLine(models.Model):
    _inherit = "account.move.line"

    def _smb_take_back(self):
        """Book the opposite of what the refunded part of an order line saved."""
        # sudo: the ledger, which the engine alone writes, by the caller's own refund
        lines = self.sudo().filtered(
            lambda line: line.sale_line_ids.order_id._smb_served()
        )
        if not lines:
            return
        uses = lines.env["smb.benefit.use"]
        rows = uses.search(
            [
                ("order_line_id", "in", lines.sale_line_ids.ids),
                ("opposite_of_id", "=", False),
                ("closed", "=", False),
            ]
        )
        for line in lines:
            for row in rows.filtered(lambda r: r.order_line_id in line.sale_line_ids):  # noqa: B023
                if line in row.opposite_ids.move_line_id:
                    continue
                reason = self.env._("Refunded by %s", line.move_id.name)
                ratio = line._smb_refunded(row.order_line_id)
                uses.create(row._prepare_opposite(reason, ratio, move_line_id=line.id))

    def _smb_refunded(self, order_line):
        """Which part of ``order_line`` this refund gives back."""
        ordered = order_line.product_uom_qty
        if not ordered:
            return 0.0
        quantity = self.quantity
        if self.product_uom_id and self.product_uom_id != order_line.product_uom_id:
            quantity = self.product_uom_id._compute_quantity(
                quantity, order_line.product_uom_id, round=False
            )
        ratio = quantity / ordered
        if order_line.price_subtotal and self.currency_id == order_line.currency_id:
            ratio = min(ratio, abs(self.price_subtotal) / order_line.price_subtotal)
        return max(0.0, min(1.0, ratio))
