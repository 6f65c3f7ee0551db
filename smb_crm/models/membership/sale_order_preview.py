from odoo import models

from ...tools.benefits import combine

# what is on an order beside its prices
BESIDES = ("priority", "term")


class SaleOrder(models.Model):
    """What an order would have looked like with the benefits of a level."""

    _inherit = "sale.order"

    def _smb_preview_benefits(self, level):
        self.ensure_one()
        self.check_access("read")
        benefits = self.env["smb.member.benefit"]._of_level(level, self.company_id)
        return benefits._runs(self._smb_today())

    def _smb_preview(self, level):
        """Each line as it is and as members of ``level`` would have paid it today.

        :return: list of dicts ``product``, ``before``, ``after``, ``benefits``
        """
        benefits = self._smb_preview_benefits(level)
        rows, fees = [], []
        for line in self._get_priced_lines():
            row = line._smb_preview(benefits)
            rows.append(row)
            if line._smb_is_fee(benefits) and line._smb_takes_part():
                fees.append(row)
        goods = sum(row["after"] for row in rows if row not in fees)
        worth = self._smb_in_company_currency(goods)
        compare = self.company_id.currency_id.compare_amounts
        free = benefits._of_kind("delivery").filtered(
            lambda benefit: compare(worth, benefit.amount_from) >= 0
        )[:1]
        if free:
            for row in fees:
                row.update(after=0.0, benefits=free.name)
        return rows

    def _smb_preview_besides(self, level):
        """Names of what the order would have had besides other prices."""
        benefits = self._smb_preview_benefits(level)
        return benefits.filtered(lambda one: one.kind in BESIDES).mapped("name")


class SaleOrderLine(models.Model):
    _inherit = "sale.order.line"

    def _smb_preview(self, benefits):
        """This line before and after ``benefits``, without free delivery."""
        known = bool(self.smb_benefit_shares) and not self._smb_by_hand()
        base = self._smb_base() if known else self.discount
        before = after = self._smb_subtotal(base)
        fee = self._smb_is_fee(benefits)
        lists = benefits._of_kind("pricelist")[:1]
        factor, listed = 1, base
        if lists and not fee:
            factor, listed = self._smb_preview_list(lists.pricelist_id, base)
        offers = [
            (benefit.id, benefit.discount, benefit.combinable)
            for benefit in benefits._of_kind("discount")
            if benefit._covers(self.product_id)
            and (not fee or benefit.applies_on == "product")
        ]
        takes = self._smb_takes_part()
        total, shares = combine(listed, offers if takes else [], self._smb_digits())
        names = benefits.browse([key for key, _points in shares]).mapped("name")
        if (factor, listed) != (1, base):
            names.insert(0, lists.name)
        if names:
            after = self.currency_id.round(self._smb_subtotal(total) * factor)
        return {
            "product": self.product_id.display_name or self.name,
            "before": before,
            "after": after,
            "benefits": ", ".join(names),
        }

    def _smb_preview_list(self, pricelist, base):
        """How many times its price the line costs by ``pricelist``, at which discount.

        A price or discount that was typed stays, as it does on orders.
        """
        typed = self.currency_id.compare_amounts(
            self.technical_price_unit, self.price_unit
        )
        own = self.order_id.pricelist_id
        if typed or pricelist == own or not (self.price_unit and self.product_id):
            return 1, base
        if self._smb_by_hand() or not self._smb_takes_part():
            return 1, base
        known = self._get_pricelist_kwargs()
        product = self.product_id.with_context(**self._get_product_price_context())
        item = self.env["product.pricelist.item"].browse(
            pricelist._get_product_rule(product=product, **known)
        )
        price = item._compute_price(product=product, **known)
        if not item or not item._show_discount():
            return price / self.price_unit, 0.0
        full = item._compute_price_before_discount(product=product, **known)
        if not full or price >= full:
            return price / self.price_unit, 0.0
        return full / self.price_unit, (full - price) / full * 100
