from odoo import models

SOLD = ("out_invoice", "out_refund")


class AccountMove(models.Model):
    """A refund takes back what the membership saved on what is refunded.

    Whatever is invoiced anew, or refunded by mistake, is saved again.
    """

    _inherit = "account.move"

    def _post(self, soft=True):
        posted = super()._post(soft)
        lines = posted._smb_sold_lines()
        if lines:
            back = lines.filtered(lambda line: line._smb_back() > 0)
            back._smb_take_back()
            (lines - back)._smb_save_again()
        return posted

    def button_draft(self):
        result = super().button_draft()
        lines = self._smb_sold_lines()
        if lines:
            lines._smb_forget()
        return result

    def _smb_sold_lines(self):
        """Lines of orders that stand in the ledger."""
        sold = self.filtered(lambda move: move.move_type in SOLD)
        # sudo: the ledger, which the engine alone writes, by the caller's own document;
        # all lines, as Odoo does: what is read here is not read again
        return sold.sudo().line_ids.filtered(
            lambda line: line.sale_line_ids.order_id._smb_booked()
        )


class AccountMoveLine(models.Model):
    _inherit = "account.move.line"

    def _smb_back(self):
        """The quantity that this line gives back."""
        return self.quantity if self.move_type == "out_refund" else -self.quantity

    def _smb_rows(self):
        """What the order lines of these saved, as the ledger has it."""
        return self.env["smb.benefit.use"].search(
            [
                ("order_line_id", "in", self.sale_line_ids.ids),
                ("opposite_of_id", "=", False),
                ("closed", "=", False),
            ]
        )

    def _smb_take_back(self):
        """Book the opposite of what the refunded part of an order line saved."""
        rows = self._smb_rows()
        for line in self:
            for row in rows.filtered(lambda r: r.order_line_id in line.sale_line_ids):  # noqa: B023
                if line in row.opposite_ids.move_line_id:
                    continue
                reason = self.env._("Refunded by %s", line.move_id.name)
                ratio = line._smb_refunded(row.order_line_id)
                rows.create(row._prepare_opposite(reason, ratio, move_line_id=line.id))

    def _smb_refunded(self, order_line):
        """Which part of ``order_line`` this refund gives back."""
        ordered = order_line.product_uom_qty
        if not ordered:
            return 0.0
        quantity = self._smb_back()
        if self.product_uom_id and self.product_uom_id != order_line.product_uom_id:
            quantity = self.product_uom_id._compute_quantity(
                quantity, order_line.product_uom_id, round=False
            )
        ratio = quantity / ordered
        if order_line.price_subtotal and self.currency_id == order_line.currency_id:
            price, paid = order_line.price_subtotal, abs(self.price_subtotal)
            # a refund of less than these pieces cost, by more than rounding makes
            if price * ratio - paid > self.currency_id.rounding * 1.5:
                ratio = paid / price
        return max(0.0, min(1.0, ratio))

    def _smb_save_again(self):
        """What stands invoiced was saved, although it had been refunded before."""
        rows = self._smb_rows().filtered("opposite_ids") if self else ()
        for row in rows:
            line = row.order_line_id
            part = line.qty_invoiced_posted / (line.product_uom_qty or 1.0)
            invoice = self.filtered(lambda one: line in one.sale_line_ids)[:1]  # noqa: B023
            reason = self.env._("Invoiced again by %s", invoice.move_id.name)
            row._save_again(min(1.0, part), reason)

    def _smb_forget(self):
        """These do not stand any more: neither does what they took back."""
        uses = self.env["smb.benefit.use"]
        taken = uses.search([("move_line_id", "in", self.ids)])
        for row in taken:
            if not row.opposite_of_id.closed:
                name = row.move_line_id.move_id.name
                reason = self.env._("%s is a draft again", name)
                uses.create(row._prepare_undo(reason))
        # the same line takes back once more when it is posted once more
        taken.move_line_id = False
        taken.flush_recordset(["move_line_id"])
