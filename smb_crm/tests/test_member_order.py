"""What a member's quotation costs, and who may change that."""

from datetime import timedelta

from odoo.fields import Command
from odoo.tests import Form, tagged

from .member_case import MemberCase


@tagged("post_install", "-at_install")
class TestMemberOrder(MemberCase):
    def test_a_member_gets_the_discount(self):
        self.benefit(discount=5)
        order = self.order()
        self.assertEqual(order.smb_membership_id, self.membership)
        self.assertEqual(self.discounts(order), [5])
        self.assertEqual(order.amount_untaxed, 95)

    def test_nobody_else_does(self):
        self.benefit(discount=5)
        order = self.order(self.globex)
        self.assertFalse(order.smb_membership_id)
        self.assertEqual(self.discounts(order), [0])

    def test_a_level_without_a_membership_brings_nothing(self):
        self.benefit(discount=5)
        self.globex.grade_id = self.silver
        self.assertEqual(self.discounts(self.order(self.globex)), [0])

    def test_a_person_uses_the_membership_of_the_company(self):
        self.benefit(discount=5)
        self.assertEqual(self.discounts(self.order(self.ada)), [5])

    def test_the_membership_decides_by_its_days(self):
        self.benefit(discount=5)
        day = timedelta(days=1)
        for start, end, suspended, expected in (
            (self.today, self.today, False, 5),
            (self.today + day, None, False, 0),
            (self.today - day, None, False, 5),
            (self.today - day, None, True, 0),
            # last: what is over ends as soon as somebody asks
            (self.today - day, self.today - day, False, 0),
        ):
            with self.subTest(start=start, end=end, suspended=suspended):
                self.membership.write(
                    {"date_start": start, "date_end": end, "suspended": suspended}
                )
                self.assertEqual(self.discounts(self.order()), [expected])

    def test_a_discount_is_for_what_it_says(self):
        for vals, expected in (
            ({"applies_on": "all"}, [5, 5]),
            ({"applies_on": "category", "category_id": self.parts.id}, [5, 0]),
            (
                {
                    "applies_on": "product",
                    "product_ids": [Command.set(self.tea.product_tmpl_id.ids)],
                },
                [0, 5],
            ),
        ):
            with self.subTest(**vals):
                benefit = self.benefit(discount=5, **vals)
                order = self.order(None, self.wheel, self.tea)
                self.assertEqual(self.discounts(order), expected)
                benefit.active = False

    def test_two_that_combine_multiply(self):
        first = self.benefit(discount=10, combinable=True)
        second = self.benefit(discount=5, combinable=True)
        line = self.order().order_line
        self.assertEqual(line.discount, 14.5)
        self.assertEqual(line.smb_benefit_ids, first + second)

    def test_two_that_do_not_combine_are_one(self):
        self.benefit(discount=10)
        self.benefit(discount=50, combinable=True)
        self.assertEqual(self.discounts(self.order()), [10])

    def test_it_stands_beside_the_price_list(self):
        self.feature("product.group_product_pricelist")
        self.feature("sale.group_discount_per_so_line")
        self.acme.property_product_pricelist = self.percent_list(20)
        benefit = self.benefit(discount=10)
        self.assertEqual(self.discounts(self.order()), [20], "the list is better")
        benefit.combinable = True
        line = self.order().order_line
        self.assertEqual((line._smb_base(), line.discount), (20, 28))
        benefit.write({"combinable": False, "discount": 30})
        self.assertEqual(self.discounts(self.order()), [30])

    def percent_list(self, percent, **vals):
        item = {"compute_price": "percentage", "percent_price": percent}
        return self.env["product.pricelist"].create(
            {"name": "Some", "item_ids": [Command.create(item)], **vals}
        )

    # typed discounts

    def test_a_typed_discount_stays(self):
        self.benefit(discount=5)
        line = self.order().order_line
        line.discount = 12
        self.assertTrue(line._smb_by_hand())
        line.order_id._smb_settle(everything=True)
        self.assertEqual(line.discount, 12)

    def test_a_discount_given_with_the_line_stays(self):
        self.benefit(discount=5)
        vals = {**self.line(self.wheel), "discount": 12}
        order = self.order(None, self.tea)
        order.order_line = [Command.create(vals)]
        self.assertEqual(self.discounts(order), [5, 12])

    def test_a_repeated_discount_is_not_a_typed_one(self):
        self.feature("sale.group_discount_per_so_line")
        self.benefit(discount=5)
        vals = {**self.line(self.wheel), "discount": 5}
        order = self.order()
        order.order_line = [Command.create(vals)]
        for line in order.order_line:
            self.assertFalse(line._smb_by_hand())
            self.assertTrue(line.smb_benefit_ids)

    def test_nobody_writes_what_the_engine_notes(self):
        benefit = self.benefit(discount=5)
        line = self.order().order_line
        for context in ({}, {"smb_engine": True}, {"smb_engine": "SERVER_ONLY"}):
            with self.subTest(context=context):
                line.with_context(**context).write(
                    {"smb_benefit_shares": {"member": 90, "shares": []}}
                )
                self.assertEqual(line._smb_promised(), 5)
                self.assertEqual(line.smb_benefit_ids, benefit)

    def test_nobody_chooses_a_membership(self):
        self.benefit(discount=5)
        for order in (
            self.order(self.globex, smb_membership_id=self.membership.id),
            self.env["sale.order"]
            .with_context(default_smb_membership_id=self.membership.id)
            .create({"partner_id": self.globex.id}),
        ):
            order.write({"smb_membership_id": self.membership.id})
            self.assertFalse(order.smb_membership_id)

    # changes

    def test_another_customer_gets_his_own_price(self):
        self.benefit(discount=5)
        order = self.order(None, self.wheel, self.tea)
        order.order_line[1].discount = 12
        order.partner_id = self.globex
        self.assertEqual(self.discounts(order), [0, 12])
        order.partner_id = self.acme
        self.assertEqual(self.discounts(order), [5, 12])

    def test_a_new_quantity_keeps_the_discount(self):
        self.benefit(discount=5)
        line = self.order().order_line
        line.product_uom_qty = 3
        self.assertEqual(line.discount, 5)
        line.product_id = self.tea
        self.assertEqual(line.discount, 5)

    def test_a_copy_gets_what_its_day_brings(self):
        self.benefit(discount=5)
        order = self.order()
        self.membership.date_end = self.today - timedelta(days=1)
        self.assertEqual(self.discounts(order.copy()), [0])

    def test_it_works_without_discounts_and_price_lists(self):
        self.feature("sale.group_discount_per_so_line", on=False)
        self.feature("product.group_product_pricelist", on=False)
        self.benefit(discount=5)
        order = self.order()
        order.order_line.product_uom_qty = 7
        self.assertEqual(self.discounts(order), [5])
        order.partner_id = self.globex
        self.assertEqual(self.discounts(order), [0])

    def test_fees_rewards_and_notes_are_left_alone(self):
        self.benefit(discount=5)
        order = self.order(None, self.wheel)
        order.order_line = [
            Command.create({"display_type": "line_note", "name": "Thanks"}),
            Command.create({**self.line(self.tea), "price_unit": -3}),
        ]
        self.assertEqual(self.discounts(order), [5, 0, 0])

    # delivery

    def test_delivery_is_free_from_an_amount_on(self):
        self.free_delivery(200)
        order = self.order(None, (self.wheel, 2), self.freight)
        self.assertEqual(self.discounts(order), [0, 100])
        order.order_line[0].product_uom_qty = 1
        self.assertEqual(self.discounts(order), [0, 0])
        order.order_line = [Command.create(self.line((self.wheel, 1)))]
        self.assertEqual(self.discounts(order), [0, 100, 0])
        order.order_line[2].unlink()
        self.assertEqual(self.discounts(order), [0, 0])

    def free_delivery(self, amount, **vals):
        return self.benefit(
            "Free delivery",
            kind="delivery",
            amount_from=amount,
            product_ids=[Command.set(self.freight.product_tmpl_id.ids)],
            **vals,
        )

    def test_discounts_do_not_touch_delivery(self):
        self.free_delivery(2000)
        self.benefit(discount=5)
        order = self.order(None, self.wheel, self.freight)
        self.assertEqual(self.discounts(order), [5, 0])

    def test_the_amount_is_compared_in_the_company_currency(self):
        self.free_delivery(200)
        other = self.env["res.currency"].create(
            {
                "name": "XTS",
                "symbol": "X",
                "rate_ids": [Command.create({"name": "2020-01-01", "rate": 10})],
            }
        )
        prices = self.env["product.pricelist"].create(
            {"name": "X", "currency_id": other.id}
        )
        order = self.order(None, (self.wheel, 1), self.freight, pricelist_id=prices.id)
        self.assertEqual(order.order_line[0].price_subtotal, 1000)
        self.assertEqual(self.discounts(order), [0, 0])
        order.order_line[0].product_uom_qty = 2
        self.assertEqual(self.discounts(order), [0, 100])

    def test_a_member_is_delivered_faster(self):
        self.wheel.sale_delay = 10
        self.tea.sale_delay = 1
        self.benefit("Fast", kind="priority", lead_days=3)
        order = self.order(None, self.wheel, self.tea)
        self.assertEqual(order.order_line.mapped("customer_lead"), [3, 1])
        self.assertEqual(self.order(self.globex).order_line.customer_lead, 10)

    # price list and term

    def test_a_member_buys_from_the_members_list(self):
        self.feature("product.group_product_pricelist")
        self.percent_list(0, sequence=1)
        prices = self.percent_list(50, sequence=9)
        self.benefit("List", kind="pricelist", pricelist_id=prices.id)
        self.assertEqual(self.order().pricelist_id, prices)
        self.assertNotEqual(self.order(self.globex).pricelist_id, prices)
        prices.active = False
        self.assertNotEqual(self.order().pricelist_id, prices)

    def test_a_member_pays_later(self):
        term = self.env.ref("account.account_payment_term_30days")
        self.benefit("30 days", kind="term", payment_term_id=term.id)
        order = self.order()
        self.assertEqual(order.payment_term_id, term)
        order.action_confirm()
        self.assertEqual(order._create_invoices().invoice_payment_term_id, term)
        self.assertNotEqual(self.order(self.globex).payment_term_id, term)

    # the client

    def test_the_form_shows_it_at_once(self):
        self.feature("sale.group_discount_per_so_line")
        self.free_delivery(200)
        self.benefit(discount=5, applies_on="category", category_id=self.parts.id)
        form = Form(self.env["sale.order"].with_user(self.sally))
        form.partner_id = self.acme
        with form.order_line.new() as line:
            line.product_id = self.wheel
            self.assertEqual(line.discount, 5)
            line.product_uom_qty = 3
        with form.order_line.new() as line:
            line.product_id = self.freight
        self.assertEqual(form.order_line.edit(1).discount, 100)
        with form.order_line.edit(0) as line:
            line.product_uom_qty = 1
        self.assertEqual(form.order_line.edit(1).discount, 0)
        order = form.save()
        self.assertEqual(self.discounts(order), [5, 0])
        self.assertFalse(any(line._smb_by_hand() for line in order.order_line))

    def test_the_form_follows_another_customer(self):
        self.feature("sale.group_discount_per_so_line")
        self.benefit(discount=5)
        form = Form(self.env["sale.order"])
        form.partner_id = self.acme
        for discount in (None, 12):
            with form.order_line.new() as line:
                line.product_id = self.wheel
                line.discount = line.discount if discount is None else discount
        form.partner_id = self.globex
        self.assertEqual(self.form_discounts(form), [0, 12])
        form.partner_id = self.acme
        self.assertEqual(self.form_discounts(form), [5, 12])
        form.save()
        form.partner_id = self.globex
        self.assertEqual(self.form_discounts(form), [0, 12])
        self.assertEqual(self.discounts(form.save()), [0, 12])

    @staticmethod
    def form_discounts(form):
        return [form.order_line.edit(n).discount for n in range(len(form.order_line))]

    def test_a_discount_goes_with_the_product_that_it_is_for(self):
        self.benefit(
            "5 % on wheels",
            discount=5,
            applies_on="category",
            category_id=self.wheels.id,
        )
        order = self.order()
        self.assertEqual(self.discounts(order), [5])
        order.order_line.product_id = self.tea
        self.assertEqual(self.discounts(order), [0])
