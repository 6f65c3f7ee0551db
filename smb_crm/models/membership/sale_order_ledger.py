from odoo import fields, models
from odoo.exceptions import UserError

from ...tools.benefits import split
from ...tools.roles import PAPERS
from .sale_order_line import SERVER_ONLY


class SaleOrder(models.Model):
    """What a confirmed order used is booked; what is cancelled is taken back.

    The ledger is brought in line with the order whenever one of them may have changed,
    so that confirming twice, or again after a cancellation, books nothing twice.
    """

    _inherit = "sale.order"

    smb_use_ids = fields.One2many(
        "smb.benefit.use", "order_id", string="Benefits Used", groups=PAPERS
    )
    smb_booked = fields.Boolean(
        string="Benefits Booked",
        readonly=True,
        copy=False,
        groups=PAPERS,
        help="What it uses stands in the ledger; nothing to look for otherwise.",
    )

    def _confirmation_error_message(self):
        return super()._confirmation_error_message() or self._smb_outdated()

    def _smb_outdated(self):
        """Why an order can't be confirmed with the benefits that it shows."""
        # sudo: names of benefits that the caller sees on the order
        order = self.sudo()
        if not order.smb_membership_id:
            return False
        serve = order._smb_benefits()
        shown = order._smb_shown()
        gone = shown - serve
        if not gone:
            return False
        return self.env._(
            "%(order)s still has benefits that %(customer)s gets no longer:"
            " %(benefits)s. Click Update Benefits to see the new total, then confirm"
            " again.",
            order=order.name,
            customer=order.partner_id.commercial_partner_id.name,
            benefits=", ".join(gone.mapped("name")),
        )

    def _smb_shown(self):
        """The benefits that the prices and terms of a quotation rest on."""
        lines = self._get_priced_lines()
        keys = [
            key
            for line in lines
            if not line._smb_by_hand()
            for key, _points in line._smb_shares() or []
        ]
        benefits = self.env["smb.member.benefit"].sudo()  # sudo: as in the caller
        level = self.smb_membership_id.level_id
        chosen = benefits._of_level(level, self.company_id)
        own = self.with_company(self.company_id).partner_id
        for kind, name, usual in (
            ("pricelist", "pricelist_id", "property_product_pricelist"),
            ("term", "payment_term_id", "property_payment_term_id"),
        ):
            same = chosen._of_kind(kind).filtered_domain([(name, "=", self[name].id)])
            if same and self[name] and self[name] != own[usual]:
                keys += (same & self._smb_benefits() or same)[:1].ids
        serving = set(self._smb_benefits().ids)
        if serving.issuperset(keys):
            return benefits.browse(dict.fromkeys(keys))
        return benefits.browse(dict.fromkeys(keys)).exists()

    def _action_confirm(self):
        # before deliveries are made, which ask whether they are urgent
        self._smb_served()._smb_book()
        return super()._action_confirm()

    def _action_cancel(self):
        result = super()._action_cancel()
        booked = self._smb_booked()
        if booked:
            # sudo: the ledger, which the engine alone writes
            uses = self.env["smb.benefit.use"].sudo()
            uses._standing(booked)._take_back(self.env._("Order cancelled"))
            booked._smb_note_booked(False)
        return result

    def _smb_booked(self):
        # sudo: only whether there is something in the ledger
        return self.filtered(lambda order: order.sudo().smb_booked)

    def _smb_note_booked(self, booked):
        self.with_context(smb_engine=SERVER_ONLY).smb_booked = booked

    def _smb_book(self):
        """Bring the ledger in line with confirmed orders."""
        if not self:
            return
        # sudo: the ledger, which the engine alone writes
        uses = self.env["smb.benefit.use"].sudo()
        standing = uses._standing(self._smb_booked())
        new = []
        for order in self.sudo():  # sudo: reads the benefits of the caller's orders
            rows = standing.filtered(lambda row: row.order_id == order)  # noqa: B023
            order._smb_hurry()
            wanted = order._smb_wanted_uses()
            changed = rows.filtered(lambda row: not row._is_as(wanted))  # noqa: B023
            # with all its lines, so that exactly one of them counts as the use
            gone = changed.benefit_id
            same = rows.filtered(lambda row: row.benefit_id not in gone)  # noqa: B023
            (rows - same)._take_back(self.env._("Order changed"))
            for row in same:
                wanted.pop(row._key())
            order._smb_check_allowances(wanted, same)
            new += order._smb_number_uses(wanted, same)
            if order.smb_booked != bool(wanted or same):
                order._smb_note_booked(bool(wanted or same))
        uses.create(new)

    def _smb_hurry(self):
        urgent = self._smb_benefits()._of_kind("priority")[:1]
        if self.smb_priority_id != urgent:
            self.with_context(smb_engine=SERVER_ONLY).smb_priority_id = urgent

    def _smb_wanted_uses(self):
        """What this order uses, by benefit and line."""
        benefits = self._smb_benefits()
        urgent = benefits._of_kind("priority")[:1]
        wanted = {}
        for benefit in urgent | self._smb_used_term(benefits):
            wanted[(benefit.id, False)] = self._smb_prepare_use(benefit, 0)
        for line in self._get_priced_lines():
            for benefit, amount in line._smb_savings(benefits):
                wanted[(benefit.id, line.id)] = self._smb_prepare_use(
                    benefit, amount, line
                )
        return wanted

    def _smb_used_term(self, benefits):
        terms = benefits._of_kind("term")
        return terms.filtered(lambda b: b.payment_term_id == self.payment_term_id)[:1]

    def _smb_prepare_use(self, benefit, amount, line=None):
        """Values of a row of the ledger."""
        membership = self.smb_membership_id
        override = (self.smb_override or {}).get("with", {})
        return {
            "name": benefit.name,
            "benefit_id": benefit.id,
            "kind": benefit.kind,
            "membership_id": membership.id,
            "partner_id": membership.partner_id.id,
            "company_id": self.company_id.id,
            "level_id": membership.level_id.id,
            "date": self._smb_day(),
            "order_id": self.id,
            "order_line_id": line.id if line else False,
            "product_id": line.product_id.id if line else False,
            "currency_id": self.currency_id.id,
            "amount_currency": amount,
            "amount": self._smb_in_company_currency(amount),
            "reason": override.get(str(benefit.id)),
            "uses": 0,
        }

    @staticmethod
    def _smb_number_uses(wanted, same):
        """An order is one use of a benefit, on however many lines it is."""
        counted = set(same.filtered("uses").benefit_id.ids)
        for vals in wanted.values():
            if vals["benefit_id"] not in counted:
                counted.add(vals["benefit_id"])
                vals["uses"] = 1
        return list(wanted.values())

    def _smb_check_allowances(self, wanted, same):
        """Refuse what was used as often as it may be."""
        ids = dict.fromkeys(vals["benefit_id"] for vals in wanted.values())
        limited = (
            self.env["smb.member.benefit"]
            .browse(ids)
            .filtered(lambda b: b._limit() and b not in same.benefit_id)
        )
        if not limited:
            return
        limited._lock_allowances()
        for benefit in limited:
            used = benefit._times_used(self.smb_membership_id, self._smb_day())
            if used >= benefit._limit():
                raise UserError(
                    self.env._(
                        "%(benefit)s is used up: %(used)s of %(allowance)s orders."
                        " Leave it out of %(order)s with Change Benefits, then confirm"
                        " again.",
                        benefit=benefit.name,
                        used=used,
                        allowance=benefit._limit(),
                        order=self.name,
                    )
                )


class SaleOrderLine(models.Model):
    _inherit = "sale.order.line"

    def _smb_savings(self, benefits):
        """What each benefit saves on this line, in the order's currency, untaxed."""
        self.ensure_one()
        savings = self._smb_list_savings(benefits)
        shares = self._smb_shares()
        if not shares or self._smb_by_hand():
            return savings
        saved = self._smb_subtotal(self._smb_base()) - self.price_subtotal
        parts = split(
            self.currency_id.round(saved),
            [points for _key, points in shares],
            self.currency_id.round,
        )
        by_key = {benefit.id: benefit for benefit in benefits}
        gone = [key for key, _points in shares if key not in by_key]
        if gone:
            # archived or ended since then; what was used stays used
            by_key |= {old.id: old for old in benefits.browse(gone).exists()}
        return savings + [
            (by_key[key], part)
            for (key, _points), part in zip(shares, parts, strict=True)
            if key in by_key
        ]

    def _smb_subtotal(self, discount):
        """What the line would cost untaxed with another discount."""
        # a group may hold taxes that are part of the price
        if all(
            not tax.price_include and tax.amount_type != "group" for tax in self.tax_ids
        ):
            # as Odoo multiplies it; taxes on top would only cost more queries
            price = self.price_unit * (1 - discount / 100.0)
            return self.currency_id.round(self.product_uom_qty * price)
        taxes = self.env["account.tax"]
        line = self._prepare_base_line_for_taxes_computation(discount=discount)
        taxes._add_tax_details_in_base_line(line, self.company_id)
        taxes._round_base_lines_tax_details([line], self.company_id)
        return line["tax_details"]["total_excluded_currency"]

    def _smb_list_savings(self, benefits):
        """What the member's price list saves against the customer's own."""
        order = self.order_id
        lists = benefits._of_kind("pricelist")
        used = lists.filtered(lambda b: b.pricelist_id == order.pricelist_id)[:1]
        if not used or not self._smb_takes_part():
            return []
        partner = order.with_company(order.company_id).partner_id
        own = partner.property_product_pricelist
        typed = self.currency_id.compare_amounts(
            self.technical_price_unit, self.price_unit
        )
        if typed or own == used.pricelist_id or self._smb_by_hand():
            return []
        now = self._get_pricelist_price()
        usual = own._get_product_price(
            self.product_id,
            self.product_uom_qty or 1.0,
            currency=self.currency_id,
            uom=self.product_uom_id,
            date=order.date_order,
        )
        if not now or usual <= now:
            return [(used, 0.0)]
        subtotal = self._smb_subtotal(self._smb_base())
        return [(used, self.currency_id.round(subtotal * (usual / now - 1)))]
