"""Birthday gifts and free hours: given by people, counted by the ledger."""

from datetime import date

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import tagged

from .member_case import MemberCase


@tagged("post_install", "-at_install")
class TestMemberGift(MemberCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.gift = cls.benefit(
            "A birthday present",
            kind="gift",
            product_ids=[Command.set(cls.tea.product_tmpl_id.ids)],
        )
        cls.ada.write({"smb_birth_day": "15", "smb_birth_month": cls.month(0)})

    @classmethod
    def month(cls, ahead):
        return f"{(cls.today.month - 1 + ahead) % 12 + 1:02d}"

    def given(self, **vals):
        order = self.order(user=self.sally, **vals)
        order.action_smb_add_gift()
        return order

    def test_a_gift_is_a_free_line_and_a_row_of_the_ledger(self):
        order = self.given()
        self.assertEqual(order.amount_untaxed, 100)
        self.assertEqual(self.discounts(order), [0, 100])
        self.assertFalse(order.smb_gift_offered)
        order.action_confirm()
        self.assertEqual(self.saved(order), {self.gift: 10})

    def test_it_is_offered_in_the_month_of_the_birthday_only(self):
        self.assertTrue(self.order(user=self.sally).smb_gift_offered)
        self.ada.smb_birth_month = self.month(1)
        order = self.order(user=self.sally)
        self.assertFalse(order.smb_gift_offered)
        with self.assertRaises(UserError):
            order.action_smb_add_gift()

    def test_there_is_one_a_year(self):
        first, second = self.given(), self.given()
        first.action_confirm()
        self.assertFalse(self.order(user=self.sally).smb_gift_offered)
        with self.assertRaises(UserError):
            second.action_confirm()

    def test_a_cancelled_gift_may_be_given_again(self):
        first = self.given()
        first.action_confirm()
        first._action_cancel()
        self.assertEqual(self.saved(first), {self.gift: 0})
        self.assertTrue(self.order(user=self.sally).smb_gift_offered)

    def test_one_piece_of_the_gift_is_free_and_no_more(self):
        order = self.given()
        line = order.order_line[1]
        line.product_uom_qty = 50
        self.assertEqual(order.amount_untaxed, 600)
        line.product_uom_qty = 1
        line.product_id = self.wheel
        self.assertEqual(order.amount_untaxed, 200)

    def test_a_copy_has_no_gift(self):
        self.assertEqual(self.given().copy().order_line.product_id, self.wheel)

    def test_nobody_makes_a_line_a_gift_from_outside(self):
        order = self.order(user=self.sally)
        order.order_line.write({"smb_gift_id": self.gift.id})
        self.assertFalse(order.order_line.smb_gift_id)
        with self.assertRaises(AccessError):
            order.with_user(self.will).action_smb_add_gift()

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


@tagged("post_install", "-at_install")
class TestMemberHours(MemberCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.hours = cls.benefit("Five hours of service", kind="hours", hours=5)

    def book(self, hours, user=None):
        wizards = self.env["smb.benefit.hours"].with_user(user or self.sally)
        wizards.create(
            {"membership_id": self.membership.id, "hours": hours, "reason": "Set up"}
        ).action_apply()

    def left(self):
        self.membership.invalidate_recordset()
        return self.membership.hours_left

    def test_hours_are_booked_until_none_are_left(self):
        self.book(3.5)
        self.assertEqual(self.left(), 1.5)
        with self.assertRaises(UserError):
            self.book(2)
        self.book(1.5)
        self.assertEqual(self.left(), 0)

    def test_what_was_booked_wrongly_is_given_back(self):
        self.book(2)
        self.book(-2)
        self.assertEqual(self.left(), 5)
        for hours in (-1, 0):
            with self.subTest(hours), self.assertRaises(UserError):
                self.book(hours)

    def test_each_year_of_the_membership_has_its_own_hours(self):
        self.book(5)
        self.membership.use_ids.date = date(2020, 1, 1)
        self.assertEqual(self.left(), 5)

    def test_the_member_reads_what_is_left(self):
        self.book(1.5)
        words = " ".join(self.hours._in_words(self.membership))
        self.assertIn("3.5 of 5 hours left", words)

    def test_who_is_no_member_today_gets_none(self):
        self.membership.suspended = True
        with self.assertRaises(UserError):
            self.book(1)
        self.assertFalse(self.membership.has_hours)

    def test_a_rep_books_for_the_own_customers(self):
        self.acme.user_id = self.sam
        with self.assertRaises(AccessError):
            self.book(1)
        self.book(1, self.sam)
