"""Benefits changed by hand, explained, tried out, and refused where absurd."""

from datetime import timedelta

from psycopg2 import IntegrityError

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command
from odoo.tests import tagged
from odoo.tools import mute_logger

from .member_case import MemberCase


@tagged("post_install", "-at_install")
class TestMemberOverride(MemberCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.five = cls.benefit(discount=5)

    def change(self, order, act, benefit=None, user=None, reason="Promised"):
        wizard = self.env["smb.benefit.override"].with_user(user or self.sally)
        return wizard.create(
            {
                "order_id": order.id,
                "act": act,
                "benefit_id": (benefit or self.five).id,
                "reason": reason,
            }
        ).action_apply()

    def why(self, order):
        return {row["benefit"]: row["why"] for row in order.smb_explain_benefits()}

    def test_sales_leave_a_benefit_out(self):
        order = self.order(user=self.sally)
        self.change(order, "without")
        self.assertEqual(self.discounts(order), [0])
        self.assertEqual(self.why(order), {"5 %": "Left out by hand: Promised"})
        self.assertIn("Promised", order.message_ids[0].body)
        self.change(order, "usual", reason="")
        self.assertEqual(self.discounts(order), [5])

    def test_managers_alone_give_one(self):
        gold = self.benefit("20 %", self.level("Gold"), discount=20)
        order = self.order(user=self.sally)
        with self.assertRaises(AccessError):
            self.change(order, "with", gold)
        self.five.active = False
        self.change(order, "with", gold, user=self.max)
        self.assertEqual(self.discounts(order), [20])
        order.action_confirm()
        self.assertEqual(self.saved(order), {gold: 20})
        self.assertEqual(order.smb_use_ids.reason, "Promised")

    def test_a_reason_is_asked_for(self):
        with self.assertRaises(UserError):
            self.change(self.order(user=self.sally), "without", reason=" ")

    def test_a_confirmed_order_is_not_changed(self):
        order = self.order(user=self.sally)
        order.action_confirm()
        with self.assertRaises(UserError):
            self.change(order, "without")

    def test_nobody_changes_an_order_of_others(self):
        order = self.order(self.globex, user=self.sam)
        with self.assertRaises(AccessError):
            self.change(order, "without")

    def test_a_benefit_of_another_company_is_not_given(self):
        other = self.second_company()
        foreign = self.benefit(company_id=other.id, discount=50)
        order = self.order(user=self.max)
        with self.assertRaises(UserError):
            self.change(order, "with", foreign, user=self.max)

    def test_what_was_changed_by_hand_can_not_be_written(self):
        order = self.order(user=self.sally)
        order.with_user(self.sally).write({"smb_override": {"with": {"1": "x"}}})
        self.assertFalse(order.smb_override)

    # explanation

    def test_what_applies_without_an_amount_is_told_from_what_does_not(self):
        self.benefit("First", kind="priority", lead_days=1)
        self.benefit("Later", date_from="2099-01-01", discount=3, combinable=True)
        order = self.order()
        applies = {r["benefit"]: r["applies"] for r in order.smb_explain_benefits()}
        self.assertTrue(applies["First"])
        self.assertFalse(applies["Later"])
        self.assertIn("Does not apply", order.smb_benefit_panel)
        # said once, above the benefits
        self.assertEqual(order.smb_benefit_panel.count("Silver member until"), 1)

    def test_members_discounts_show_where_nobody_may_type_one(self):
        arch = self.order().with_user(self.sally).get_view(view_type="form")["arch"]
        self.assertIn('name="discount"', arch.split('name="order_line"')[1])

    def test_it_says_why(self):
        end = self.membership.date_end
        [row] = self.order().smb_explain_benefits()
        self.assertEqual((row["benefit"], row["amount"]), ("5 %", 5))
        self.assertRegex(row["why"], f"^Silver member until .*{end.year}: 5 %$")

    def test_it_says_why_not(self):
        order = self.order(None, self.tea)
        day = timedelta(days=1)
        for vals, words in (
            ({"date_from": self.today + day}, "begins on"),
            ({"date_from": False, "date_to": self.today - day}, "ended on"),
            (
                {
                    "date_to": False,
                    "applies_on": "category",
                    "category_id": self.parts.id,
                },
                "Nothing on this order",
            ),
        ):
            self.five.write(vals)
            order._smb_settle(everything=True)
            [row] = order.smb_explain_benefits()
            self.assertEqual(row["amount"], 0)
            self.assertIn(words, row["why"])
        self.membership.suspended = True
        self.assertIn("suspended", self.why(order)["5 %"])

    def test_a_typed_discount_is_explained(self):
        order = self.order()
        order.order_line.discount = 20
        self.assertIn("by hand", self.why(order)["Wheel"])

    def test_who_is_no_member_gets_no_explanation(self):
        self.assertEqual(self.order(self.globex).smb_explain_benefits(), [])

    def test_an_order_explains_itself_to_its_readers_alone(self):
        order = self.order(user=self.sam)
        self.assertTrue(order.with_user(self.sam).smb_explain_benefits())
        for user in (self.uma, self.paul):
            with self.subTest(user.name), self.assertRaises(AccessError):
                order.with_user(user).smb_explain_benefits()

    def test_an_explanation_changes_nothing(self):
        self.benefit("Fast", kind="priority", lead_days=1)
        order = self.order()
        order.smb_explain_benefits()
        self.assertFalse(order.smb_priority_id)

    # preview

    def test_a_preview_changes_nothing(self):
        gold = self.level("Gold")
        self.benefit("20 %", gold, discount=20)
        self.benefit(
            "Free",
            gold,
            kind="delivery",
            amount_from=50,
            product_ids=[Command.set(self.freight.product_tmpl_id.ids)],
        )
        order = self.order(self.globex, self.wheel, self.freight)
        wizard = self.env["smb.benefit.preview"].with_user(self.max)
        preview = wizard.create({"level_id": gold.id, "order_id": order.id})
        self.assertIn("80.00", preview.table)
        rows = order._smb_preview(gold)
        self.assertEqual(
            [(r["before"], r["after"]) for r in rows], [(100, 80), (25, 0)]
        )
        self.assertEqual(order.amount_untaxed, 125)

    def test_a_preview_shows_the_prices_of_the_levels_list(self):
        gold = self.level("Gold")
        prices = self.env["product.pricelist"].create(
            {
                "name": "Members",
                "item_ids": [
                    Command.create({"compute_price": "fixed", "fixed_price": 60})
                ],
            }
        )
        self.benefit("List", gold, kind="pricelist", pricelist_id=prices.id)
        self.benefit("10 %", gold, discount=10)
        self.benefit("First", gold, kind="priority", lead_days=1)
        order = self.order(self.globex, self.wheel)
        order.order_line.product_uom_qty = 2
        [row] = order._smb_preview(gold)
        self.assertEqual((row["before"], row["after"]), (200, 108))
        self.assertEqual(row["benefits"], "List, 10 %")
        self.assertEqual(order._smb_preview_besides(gold), ["First"])
        order.order_line.price_unit = 80
        [row] = order._smb_preview(gold)
        self.assertEqual((row["before"], row["after"]), (160, 144))
        self.assertEqual(row["benefits"], "10 %")

    # bad input

    def test_a_discount_lies_between_0_and_100(self):
        for percent in (-1, 101):
            with (
                self.subTest(percent),
                mute_logger("odoo.sql_db"),
                self.assertRaises(IntegrityError),
            ):
                self.benefit("Absurd", self.level("Odd"), discount=percent)

    def test_a_benefit_needs_what_it_brings(self):
        for vals in (
            {"kind": "discount"},
            {"kind": "discount", "discount": 5, "applies_on": "category"},
            {"kind": "discount", "discount": 5, "applies_on": "product"},
            {"kind": "pricelist"},
            {"kind": "term"},
        ):
            with self.subTest(**vals), self.assertRaises(ValidationError):
                self.benefit("Empty", self.level("Odd"), **vals)

    def test_two_for_the_same_days_are_refused(self):
        with self.assertRaises(ValidationError):
            self.benefit("Again", discount=7)
        self.benefit(
            "Parts", discount=7, applies_on="category", category_id=self.parts.id
        )
        with self.assertRaises(ValidationError):
            self.benefit(
                "P2", discount=8, applies_on="category", category_id=self.parts.id
            )
        self.five.date_to = self.today
        self.benefit("Later", discount=7, date_from=self.today + timedelta(days=1))
        self.benefit("With", discount=7, combinable=True)

    def test_an_archived_product_is_warned_of(self):
        only = self.benefit(
            "Tea",
            discount=7,
            applies_on="product",
            product_ids=[Command.set(self.tea.product_tmpl_id.ids)],
        )
        self.assertFalse(only.warning)
        self.tea.product_tmpl_id.active = False
        self.assertIn("Tea", only.warning)

    def test_a_used_benefit_is_not_deleted(self):
        self.order().action_confirm()
        with self.assertRaises(UserError):
            self.five.unlink()
