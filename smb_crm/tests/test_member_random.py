"""Random orders of random members, against figures worked out on paper.

A few hundred in the usual run; ``SMB_RANDOM_ORDERS=10000`` tries as many as one likes,
``SMB_RANDOM_LIVES`` likewise of what becomes of them, ``SMB_RANDOM_SEED`` others.
"""

import os
import random
from decimal import ROUND_HALF_UP, Decimal

from odoo.fields import Command
from odoo.tests import tagged

from .member_case import MemberCase

ORDERS = int(os.environ.get("SMB_RANDOM_ORDERS", "300"))
LIVES = int(os.environ.get("SMB_RANDOM_LIVES", "12"))
SEED = int(os.environ.get("SMB_RANDOM_SEED", "5"))
BATCH = 50
LEVELS = 8
CENT = Decimal("0.01")
AMOUNTS = ("amount_untaxed", "amount_total")


def cents(value):
    return value.quantize(CENT, ROUND_HALF_UP)


def on_paper(listed, offers):
    """The discount that members get, as a shopkeeper would work it out."""
    found, taken = listed, []
    for percent, combinable in offers:
        if taken and not (combinable and all(taken)):
            continue
        left = (100 - found) * (100 - percent) / 100
        wanted = cents(100 - left) if combinable else percent
        if wanted > found:
            found = wanted
            taken.append(combinable)
    return found


@tagged("post_install", "-at_install")
class TestRandomOrders(MemberCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.chance = random.Random(SEED)
        cls.company.tax_calculation_rounding_method = "round_per_line"
        cls.feature("product.group_product_pricelist")
        cls.feature("sale.group_discount_per_so_line")
        cls.taxes = {
            included: cls.env["account.tax"].create(
                {
                    "name": f"21 {included}",
                    "amount": 21,
                    "price_include_override": included,
                }
            )
            for included in ("tax_included", "tax_excluded")
        }
        cls.foreign = cls.env["res.currency"].create(
            {
                "name": "XTS",
                "symbol": "X",
                "rate_ids": [Command.create({"name": "2020-01-01", "rate": 1.6})],
            }
        )
        cls.lists = [
            cls.price_list(currency, percent)
            for currency in (cls.company.currency_id, cls.foreign)
            for percent in (0, 3, 12.5)
        ]
        cls.members = [cls.random_member(n) for n in range(LEVELS)]

    @classmethod
    def price_list(cls, currency, percent):
        item = {"compute_price": "percentage", "percent_price": percent}
        return cls.env["product.pricelist"].create(
            {
                "name": f"{currency.name} {percent}",
                "currency_id": currency.id,
                "item_ids": [Command.create(item)],
            }
        )

    @classmethod
    def random_member(cls, number):
        level = cls.level(f"Level {number}")
        chance = cls.chance
        alone = chance.random() < 0.5
        for place in range(chance.randint(1, 3)):
            parts = chance.random() < 0.5
            cls.benefit(
                f"B{place}",
                level,
                sequence=place,
                discount=chance.choice([2.5, 5, 7.25, 10, 33.33, 100]),
                combinable=place > 0 or not alone,
                applies_on="category" if parts else "all",
                category_id=cls.parts.id if parts else False,
            )
        if chance.random() < 0.6:
            cls.benefit(
                "Free",
                level,
                kind="delivery",
                sequence=9,
                amount_from=chance.choice([0, 150, 400]),
                product_ids=[Command.set(cls.freight.product_tmpl_id.ids)],
            )
        partner = cls.customer(f"Member {number}")
        if number:
            cls.member(partner, level)
        return partner, level if number else level.browse()

    def random_order(self):
        chance = self.chance
        partner, level = chance.choice(self.members)
        prices = chance.choice(self.lists)
        lines = [
            {
                "product_id": chance.choice([self.wheel, self.tea]).id,
                "product_uom_qty": chance.randint(1, 9),
                "price_unit": chance.randint(1, 4000) / 20,
                "tax_ids": [Command.set(chance.choice([*self.taxes.values()]).ids)],
            }
            for _line in range(chance.randint(1, 5))
        ]
        if chance.random() < 0.5:
            lines.append(
                {
                    "product_id": self.freight.id,
                    "product_uom_qty": 1,
                    "price_unit": 25,
                    "tax_ids": [Command.set(self.taxes["tax_excluded"].ids)],
                }
            )
        vals = {
            "partner_id": partner.id,
            "pricelist_id": prices.id,
            "order_line": [Command.create(line) for line in lines],
        }
        return vals, level

    def paper(self, order, level):
        """Untaxed and total, from the prices and rules alone."""
        base = Decimal(str(order.pricelist_id.item_ids.percent_price))
        benefits = level.smb_benefit_ids.sorted(lambda b: (b.sequence, b.id))
        free = benefits.filtered(lambda b: b.kind == "delivery")
        goods, fees = [], []
        for line in order.order_line:
            fee = line.product_id == self.freight
            offers = [
                (Decimal(str(b.discount)), b.combinable)
                for b in benefits
                if b.kind == "discount"
                and not (fee and free)
                and (b.applies_on == "all" or line.product_id == self.wheel)
            ]
            (fees if fee and free else goods).append((line, on_paper(base, offers)))
        sums = [self.line_on_paper(*each) for each in goods]
        worth = sum(untaxed for untaxed, _total in sums)
        if order.currency_id == self.foreign:
            worth = cents(worth / Decimal("1.6"))
        for line, _discount in fees:
            charged = worth < Decimal(str(free.amount_from))
            sums.append(self.line_on_paper(line, base if charged else Decimal(100)))
        return [sum(column) for column in zip(*sums, strict=True)]

    @staticmethod
    def story(order):
        names = ("price_unit", "product_uom_qty", "discount", "price_subtotal")
        return [
            (line.product_id.name, line.tax_ids.name, *(line[name] for name in names))
            for line in order.order_line
        ]

    def line_on_paper(self, line, discount):
        price = Decimal(str(line.price_unit)) * int(line.product_uom_qty)
        amount = cents(price * (100 - discount) / 100)
        if line.tax_ids == self.taxes["tax_excluded"]:
            return amount, amount + cents(amount * 21 / 100)
        return amount - cents(amount * 21 / 121), amount

    def test_orders_cost_what_they_cost_on_paper(self):
        for start in range(0, ORDERS, BATCH):
            drawn = [self.random_order() for _n in range(min(BATCH, ORDERS - start))]
            orders = self.env["sale.order"].create([vals for vals, _level in drawn])
            for order, (_vals, level) in zip(orders, drawn, strict=True):
                untaxed, total = self.paper(order, level)
                got = [cents(Decimal(order[name])) for name in AMOUNTS]
                self.assertEqual(got, [untaxed, total], self.story(order))
                plain = sum(
                    line._smb_subtotal(line._smb_base()) for line in order.order_line
                )
                saved = plain - order.amount_untaxed if level else 0
                self.assertAlmostEqual(order.smb_saved, saved, 2)
            orders.unlink()

    # what becomes of them

    def listed(self, order):
        """Untaxed, as somebody pays who is no member."""
        base = Decimal(str(order.pricelist_id.item_ids.percent_price))
        return sum(self.line_on_paper(line, base)[0] for line in order.order_line)

    def assert_booked(self, order, saved):
        rows = order.smb_use_ids
        self.assertEqual(cents(Decimal(sum(rows.mapped("amount_currency")))), saved)
        if not saved:
            self.assertEqual(cents(Decimal(sum(rows.mapped("amount")))), 0)

    def cancelled(self, order, saved):
        order._action_cancel()
        self.assert_booked(order, 0)

    def confirmed_again(self, order, saved):
        for _turn in range(self.chance.randint(1, 2)):
            self.cancelled(order, saved)
            order.action_draft()
            order.action_confirm()
        self.assert_booked(order, saved)

    def invoiced(self, order, saved):
        invoice = order._create_invoices(final=True)
        invoice.action_post()
        self.assertEqual(
            cents(Decimal(sum(order.invoice_ids.mapped("amount_total")))),
            cents(Decimal(order.amount_total)),
            self.story(order),
        )
        self.assert_booked(order, saved)
        return invoice

    def refunded(self, order, saved):
        invoice = self.invoiced(order, saved)
        part = invoice._reverse_moves()
        for line in part.invoice_line_ids:
            line.quantity = self.chance.randint(0, int(line.quantity))
        part.action_post()
        left = sum(order.smb_use_ids.mapped("amount_currency"))
        self.assertGreaterEqual(round(left, 2), 0)
        self.assertLessEqual(round(left, 2), float(saved))
        invoice._reverse_moves().action_post()
        self.assert_booked(order, 0)
        order._create_invoices().action_post()
        self.assert_booked(order, saved)

    def returned(self, order, saved):
        """Goods come back, in one or two turns, each with its credit."""
        goods = order.order_line.product_id - self.freight
        goods.invoice_policy = "delivery"
        delivery = order.picking_ids
        delivery.button_validate()
        self.invoiced(order, saved)
        rows = order.smb_use_ids
        kept = self.chance.random() < 0.5
        if kept:
            self.bring_back(delivery, lambda most: self.chance.randint(1, int(most)))
            expected = sum(map(self.kept_on_paper, rows))
            self.assert_booked(order, expected)
            self.assertEqual(order.smb_saved, float(expected))
        if any(move.quantity > self.sent_back(move) for move in delivery.move_ids):
            self.bring_back(delivery, lambda most: most)
        fees = rows.filtered(lambda row: row.product_id == self.freight)
        self.assert_booked(order, cents(Decimal(sum(fees.mapped("amount_currency")))))
        if not kept:  # Odoo rounds each credit by itself
            lines = order.order_line
            charged = lines.filtered(lambda line: line.product_id == self.freight)
            owed = sum(order.invoice_ids.mapped("amount_total_in_currency_signed"))
            self.assertAlmostEqual(owed, sum(charged.mapped("price_total")), 2)
        goods.invoice_policy = "order"

    @staticmethod
    def sent_back(move):
        return sum(move.returned_move_ids.mapped("quantity"))

    def bring_back(self, delivery, number):
        wizard = self.env["stock.return.picking"].create({"picking_id": delivery.id})
        for line in wizard.product_return_moves:
            most = line.move_id.quantity - self.sent_back(line.move_id)
            line.quantity = number(most) if most else 0
        action = wizard.action_create_returns()
        self.env["stock.picking"].browse(action["res_id"]).button_validate()
        credit = delivery.sale_id._create_invoices(final=True)
        credit.action_post()

    def kept_on_paper(self, row):
        """What a row of the ledger is worth without what came back."""
        line = row.order_line_id
        amount = cents(Decimal(row.amount_currency))
        back = sum(self.sent_back(move) for move in line.move_ids)
        return amount - cents(amount * int(back) / int(line.product_uom_qty))

    def paid_in_two(self, order, saved):
        payments = self.env["sale.advance.payment.inv"].with_context(
            active_model="sale.order", active_ids=order.ids
        )
        payments.create(
            {"advance_payment_method": "percentage", "amount": 30}
        ).create_invoices()
        order.invoice_ids.action_post()
        self.assert_booked(order, saved)
        self.invoiced(order, saved)

    def test_the_ledger_is_right_whatever_becomes_of_them(self):
        ways = (
            *(self.cancelled, self.confirmed_again, self.refunded),
            *(self.returned, self.paid_in_two),
        )
        for number in range(LIVES):
            vals, level = self.random_order()
            order = self.env["sale.order"].create(vals)
            untaxed, total = self.paper(order, level)
            saved = self.listed(order) - untaxed if level else Decimal(0)
            order.action_confirm()
            got = [cents(Decimal(order[name])) for name in AMOUNTS]
            self.assertEqual(got, [untaxed, total], self.story(order))
            self.assert_booked(order, saved)
            if order.amount_total:
                ways[number % len(ways)](order, saved)
