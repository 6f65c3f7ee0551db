from odoo import models

from ...tools.benefits import combine
from .sale_order_line import SERVER_ONLY


class SaleOrder(models.Model):
    """Benefits changed by hand, and what another level would have brought."""

    _inherit = "sale.order"

    def action_smb_change_benefits(self):
        self.ensure_one()
        self._smb_check_seller()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Change Benefits"),
            "res_model": "smb.benefit.override",
            "view_mode": "form",
            "target": "new",
            "context": {"default_order_id": self.id},
        }

    def _smb_changed_benefits(self):
        override = self.sudo().smb_override or {}  # sudo: the caller's own order
        ids = [int(key) for part in override.values() for key in part]
        return self.env["smb.member.benefit"].browse(ids).exists()

    def _smb_change_benefit(self, benefit, act, reason):
        """Leave ``benefit`` out (``without``), give it (``with``) or neither."""
        # sudo: read and written for the caller's own order, whose right was checked
        override = {
            name: dict(part) for name, part in (self.sudo().smb_override or {}).items()
        }
        for part in override.values():
            part.pop(str(benefit.id), None)
        if act != "usual":
            override.setdefault(act, {})[str(benefit.id)] = reason
        self.sudo().with_context(smb_engine=SERVER_ONLY).smb_override = override
        self._smb_update_pricelist()
        self._smb_update_term()
        self._smb_settle(everything=True)
        self.message_post(body=self._smb_tell_change(benefit, act, reason))

    def _smb_tell_change(self, benefit, act, reason):
        if act == "without":
            return self.env._(
                "Benefit left out: %(benefit)s. Reason: %(reason)s",
                benefit=benefit.name,
                reason=reason,
            )
        if act == "with":
            return self.env._(
                "Benefit given by hand: %(benefit)s. Reason: %(reason)s",
                benefit=benefit.name,
                reason=reason,
            )
        return self.env._("Benefit as usual again: %(name)s", name=benefit.name)

    def _smb_preview(self, level):
        """Each line as it is and as members of ``level`` would have paid it today.

        :return: list of dicts ``product``, ``before``, ``after``, ``benefits``
        """
        self.ensure_one()
        self.check_access("read")
        benefits = self.env["smb.member.benefit"]._of_level(level, self.company_id)
        benefits = benefits._runs(self._smb_today())
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


class SaleOrderLine(models.Model):
    _inherit = "sale.order.line"

    def _smb_preview(self, benefits):
        """This line before and after ``benefits``, without free delivery."""
        known = bool(self.smb_benefit_shares) and not self._smb_by_hand()
        base = self._smb_base() if known else self.discount
        fee = self._smb_is_fee(benefits)
        offers = [
            (benefit.id, benefit.discount, benefit.combinable)
            for benefit in benefits._of_kind("discount")
            if benefit._covers(self.product_id)
            and (not fee or benefit.applies_on == "product")
        ]
        takes = self._smb_takes_part()
        total, shares = combine(base, offers if takes else [], self._smb_digits())
        names = benefits.browse([key for key, _points in shares]).mapped("name")
        return {
            "product": self.product_id.display_name or self.name,
            "before": self._smb_subtotal(base),
            "after": self._smb_subtotal(total) if shares else self._smb_subtotal(base),
            "benefits": ", ".join(names),
        }
