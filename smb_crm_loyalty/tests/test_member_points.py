"""Members earn more points: so many times, on what, from when to when, and once."""

from datetime import timedelta

from psycopg2 import IntegrityError

from odoo.exceptions import UserError, ValidationError
from odoo.fields import Command
from odoo.tests import Form, tagged
from odoo.tools import mute_logger

from odoo.addons.smb_crm.tests.member_case import MemberCase

DAY = timedelta(days=1)


@tagged("post_install", "-at_install")
class TestMemberPoints(MemberCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["loyalty.program"].search([]).active = False
        cls.stamps = cls.program("Stamps")

    @classmethod
    def program(cls, name, kind="loyalty", **rule):
        """A programme with a point for each unit of money, or as the rule says."""
        return cls.env["loyalty.program"].create(
            {
                "name": name,
                "program_type": kind,
                "applies_on": "both" if kind == "loyalty" else "future",
                "trigger": "auto",
                "rule_ids": [
                    Command.clear(),
                    Command.create(
                        {
                            "reward_point_mode": "money",
                            "reward_point_amount": 1,
                            **rule,
                        }
                    ),
                ],
                "reward_ids": [
                    Command.clear(),
                    Command.create({"required_points": 10000, "discount": 1}),
                ],
            }
        )

    @classmethod
    def points_benefit(cls, factor=2.0, **vals):
        return cls.benefit("More points", kind="points", points_factor=factor, **vals)

    def card(self, partner=None, program=None):
        return self.env["loyalty.card"].search(
            [
                ("partner_id", "=", (partner or self.acme).id),
                ("program_id", "=", (program or self.stamps).id),
            ]
        )

    def confirmed(self, *args, **vals):
        order = self.order(*args, **vals)
        order.action_confirm()
        return order

    def test_a_member_earns_so_many_times_the_points(self):
        self.points_benefit(2.5)
        self.confirmed()
        self.assertEqual(self.card().points, 250)

    def test_nobody_else_does(self):
        self.points_benefit()
        self.confirmed(self.globex)
        self.assertEqual(self.card(self.globex).points, 100)

    def test_a_rep_confirms_and_the_member_earns(self):
        self.points_benefit()
        self.confirmed(user=self.sally)
        self.assertEqual(self.card().points, 200)

    def test_points_are_counted_from_what_the_member_pays(self):
        self.points_benefit()
        self.benefit(discount=10)
        self.confirmed()
        self.assertEqual(self.card().points, 180)

    def test_only_the_chosen_programs_are_multiplied(self):
        other = self.program("Marks")
        self.points_benefit(program_ids=[Command.set(other.ids)])
        self.confirmed()
        self.assertEqual(self.card().points, 100)
        self.assertEqual(self.card(program=other).points, 200)

    def test_coupons_are_not_multiplied(self):
        program = self.program(
            "Next order", "next_order_coupons", reward_point_mode="order"
        )
        self.points_benefit()
        self.confirmed()
        self.assertEqual(self.card(program=program).points, 1)

    def test_nothing_is_multiplied_on_other_days(self):
        benefit = self.points_benefit()
        for membership, vals in (
            ({"date_end": self.today - DAY}, {}),
            ({"suspended": True}, {}),
            ({}, {"date_to": self.today - DAY}),
            ({}, {"date_from": self.today + DAY}),
        ):
            with self.subTest(membership=membership, **vals):
                usual = {"date_end": self.today + DAY, "suspended": False}
                self.membership.write({**usual, **membership})
                benefit.write({"date_from": False, "date_to": False, **vals})
                before = self.card().points
                self.confirmed()
                self.assertEqual(self.card().points, before + 100)

    def test_cancelling_takes_back_and_confirming_anew_gives_once(self):
        benefit = self.points_benefit()
        order = self.confirmed()
        for _turn in range(2):
            order._action_cancel()
            self.assertEqual(self.card().points, 0)
            self.assertEqual(order.smb_use_ids.mapped("uses").count(1), _turn + 1)
            self.assertEqual(sum(order.smb_use_ids.mapped("uses")), 0)
            order.action_draft()
            order.action_confirm()
            self.assertEqual(self.card().points, 200)
        self.assertEqual(self.saved(order), {benefit: 0})
        self.assertEqual(sum(order.smb_use_ids.mapped("uses")), 1)

    def test_counting_again_does_not_multiply_again(self):
        self.points_benefit()
        order = self.order()
        for _turn in range(3):
            order._update_programs_and_rewards()
        self.assertEqual(order.coupon_point_ids.mapped("points"), [200])
        order.order_line.product_uom_qty = 2
        order._update_programs_and_rewards()
        self.assertEqual(order.coupon_point_ids.mapped("points"), [400])

    def test_points_are_rounded_as_odoo_rounds_them(self):
        self.points_benefit(1.5)
        for price, points in ((0.01, 0.01), (33.33, 49.99), (66.67, 100), (0.1, 0.15)):
            with self.subTest(price=price):
                order = self.order()
                order.order_line.price_unit = price
                order._update_programs_and_rewards()
                self.assertEqual(order.coupon_point_ids.points, points)

    def test_the_order_explains_it(self):
        self.points_benefit()
        order = self.order()
        (row,) = order.smb_explain_benefits()
        self.assertEqual((row["applies"], row["amount"]), (False, 0))
        order.action_confirm()
        (row,) = order.smb_explain_benefits()
        self.assertTrue(row["applies"])
        self.assertIn("200 points", row["why"])

    def test_who_leaves_it_out_earns_as_everybody(self):
        benefit = self.points_benefit()
        order = self.order()
        order._smb_change_benefit(benefit, "without", "Not this time")
        order.action_confirm()
        self.assertEqual(self.card().points, 100)
        self.assertFalse(order.smb_use_ids)

    def test_an_allowance_counts_orders(self):
        self.points_benefit(allowance=1)
        self.confirmed()
        order = self.order()
        with self.assertRaisesRegex(Exception, "used up"):
            order.action_confirm()

    def test_another_company_multiplies_nothing(self):
        other = self.second_company()
        self.env["smb.member.benefit"].create(
            {
                "name": "Theirs",
                "level_id": self.silver.id,
                "company_id": other.id,
                "kind": "points",
            }
        )
        self.confirmed()
        self.assertEqual(self.card().points, 100)

    @mute_logger("odoo.sql_db")
    def test_what_makes_no_sense_is_refused(self):
        coupons = self.program("Coupons", "next_order_coupons")
        with self.assertRaisesRegex(ValidationError, "no loyalty program"):
            self.points_benefit(program_ids=[Command.set(coupons.ids)])
        for factor in (0, -1):
            with self.assertRaises(IntegrityError), self.cr.savepoint():
                self.points_benefit(factor)

    def test_two_on_the_same_days_are_refused(self):
        marks = self.program("Marks")
        self.points_benefit(program_ids=[Command.set(self.stamps.ids)])
        second = self.points_benefit(program_ids=[Command.set(marks.ids)])
        with self.assertRaisesRegex(ValidationError, "same days"):
            self.points_benefit(3)
        with self.assertRaisesRegex(ValidationError, "same days"):
            second.program_ids += self.stamps
        self.points_benefit(3, date_to=self.today, date_from=self.today, active=False)

    def test_managers_make_it_in_the_form(self):
        with Form(self.env["smb.member.benefit"].with_user(self.max)) as form:
            form.name = "Double points"
            form.level_id = self.silver
            form.kind = "points"
            form.points_factor = 3
        self.confirmed()
        self.assertEqual(self.card().points, 300)

    # rewards that only members' points pay for

    def rewarded(self, needed=150, user=None):
        """A quotation on which points of this very order pay for 10 % off."""
        self.stamps.reward_ids.write({"required_points": needed, "discount": 10})
        order = self.order(user=user)
        order._update_programs_and_rewards()
        coupon = order.coupon_point_ids.coupon_id
        order._apply_program_reward(self.stamps.reward_ids, coupon)
        order._update_programs_and_rewards()
        return order

    def test_a_reward_that_the_membership_paid_for_says_why_it_goes(self):
        self.points_benefit()
        order = self.rewarded(user=self.sally)
        self.assertEqual(order.amount_untaxed, 90)
        self.membership.date_end = self.today - DAY
        with self.assertRaisesRegex(UserError, "100 of them, before 200.*ended on"):
            order.action_confirm()
        self.assertEqual((order.state, order.amount_untaxed), ("draft", 90))
        order.action_smb_update_benefits()
        self.assertEqual(order.amount_untaxed, 100)
        told = order.message_ids.filtered(lambda m: "don't pay for" in m.body)
        self.assertEqual(len(told), 1)
        self.assertIn("ended on", told.body)
        order.action_confirm()
        self.assertEqual(self.card().points, 100)

    def test_odoo_s_own_update_of_rewards_says_it_too(self):
        benefit = self.points_benefit()
        order = self.rewarded()
        benefit.active = False
        order._update_programs_and_rewards()
        self.assertEqual(order.amount_untaxed, 100)
        self.assertIn("archived", order.message_ids[:1].body)

    def test_a_reward_that_is_still_paid_for_stays_without_a_word(self):
        self.points_benefit()
        order = self.rewarded(needed=80)
        before = len(order.message_ids)
        self.membership.suspended = True
        order._update_programs_and_rewards()
        self.assertEqual(len(order.message_ids), before)
        order.action_confirm()
        self.assertEqual((order.state, order.amount_untaxed), ("sale", 90))

    def test_fewer_goods_are_not_the_membership_s_fault(self):
        self.points_benefit()
        order = self.rewarded()
        order.order_line[0].product_uom_qty = 0.5
        self.assertFalse(order._smb_lost_rewards())
        order._update_programs_and_rewards()
        self.assertFalse(order.order_line.filtered("reward_id"))
        self.assertFalse(order.message_ids.filtered(lambda m: "pay for" in m.body))

    def test_who_is_no_member_hears_nothing_of_it(self):
        self.points_benefit()
        self.assertFalse(self.order(self.globex)._smb_lost_rewards())

    def test_the_member_reads_what_it_brings(self):
        words = self.points_benefit(1.5)._in_words(self.membership)
        self.assertEqual(words, ["1.5 times the loyalty points"])

    def test_orders_of_others_ask_nothing_more(self):
        order = self.order(self.globex)
        order._update_programs_and_rewards()
        status = order._program_check_compute_points(self.stamps)
        with self.assertQueryCount(0):
            benefits = order._smb_benefits()
        self.assertFalse(benefits)
        self.assertEqual(status[self.stamps]["points"], [100])
