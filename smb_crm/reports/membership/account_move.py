from odoo import models


class AccountMove(models.Model):
    """What the membership saved, told on the invoice; nothing of it is stored."""

    _inherit = "account.move"

    def _smb_saved(self):
        """What the membership saved on this invoice, untaxed, in its currency.

        Found anew from the lines whenever it is printed. Refunds say nothing, nor do
        lines whose discount was changed after the order.
        """
        self.ensure_one()
        if self.move_type != "out_invoice":
            return 0.0
        # sudo: sums of the invoice that is being printed
        lines = self.sudo().invoice_line_ids.filtered("sale_line_ids")
        saved = sum(line._smb_saved() for line in lines)
        return max(0.0, self.currency_id.round(saved))


class AccountMoveLine(models.Model):
    _inherit = "account.move.line"

    def _smb_saved(self):
        """What the membership of its order saved on this line."""
        self.ensure_one()
        ordered = self.sale_line_ids[:1]
        if not ordered.order_id.smb_membership_id:
            return 0.0
        return self._smb_saved_by_discount(ordered) + self._smb_saved_by_list(ordered)

    def _smb_saved_by_discount(self, ordered):
        promised = ordered._smb_promised()
        if not ordered._smb_shares() or ordered._smb_differs(self.discount, promised):
            return 0.0
        taxes = self.env["account.tax"]
        line = self.move_id._prepare_product_base_line_for_taxes_computation(self)
        line["discount"] = ordered._smb_base()
        taxes._add_tax_details_in_base_line(line, self.company_id)
        taxes._round_base_lines_tax_details([line], self.company_id)
        return line["tax_details"]["total_excluded_currency"] - self.price_subtotal

    def _smb_saved_by_list(self, ordered):
        """The part of what the member's prices saved on the whole order line."""
        as_ordered = (
            self.currency_id == ordered.currency_id
            and not self.currency_id.compare_amounts(
                self.price_unit, ordered.price_unit
            )
            and ordered.product_uom_qty
        )
        if not as_ordered:
            return 0.0
        uses = ordered.order_id.smb_use_ids.filtered(
            lambda row: (
                row.order_line_id == ordered
                and row.kind == "pricelist"
                and not row.closed
                and not row.opposite_of_id
            )
        )
        quantity = self.quantity
        if self.product_uom_id != ordered.product_uom_id:
            quantity = self.product_uom_id._compute_quantity(
                quantity, ordered.product_uom_id, round=False
            )
        return sum(uses.mapped("amount_currency")) * quantity / ordered.product_uom_qty
