from datetime import date

from odoo.fields import Command
from odoo.tests import freeze_time, tagged

from .member_life_case import MemberLifeCase


@freeze_time("2026-03-10 12:00:00")
@tagged("post_install", "-at_install")
class TestMemberBought(MemberLifeCase):
    def test_an_order_makes_a_member_for_as_often_as_ordered(self):
        self.buy(times=2)
        membership = self.member()
        self.assertEqual(membership.date_end, date(2028, 3, 9))
        self.assertEqual((membership.source, membership.state), ("order", "active"))

    def test_a_second_order_prolongs_and_its_cancelling_takes_exactly_that_back(self):
        self.buy()
        self.buy()._action_cancel()
        self.assertEqual(self.member().date_end, date(2027, 3, 9))
        self.assertEqual(self.member().state, "active")

    def test_cancelling_the_only_order_ends_it(self):
        self.buy()._action_cancel()
        self.assertEqual(self.member().state, "ended")
        self.assertFalse(self.acme.grade_id)

    def test_a_lower_level_never_takes_a_better_one_away(self):
        self.env["smb.membership"]._join(self.acme, self.company, self.gold, "hand")
        self.buy()
        self.assertEqual(self.member().level_id, self.gold)
        self.assertEqual(self.acme.grade_id, self.gold)

    def test_the_day_after_the_end_it_is_over(self):
        self.buy()
        with freeze_time("2027-03-10 12:00:00"):
            self.env["smb.membership"]._roll()
        self.assertEqual(self.member().state, "ended")
        self.assertFalse(self.acme.grade_id)

    def test_a_better_level_stops_the_clock_of_what_was_bought_before(self):
        self.buy(self.silver)
        self.buy(self.gold)
        membership = self.member()
        self.assertEqual(membership.level_id, self.gold)
        self.assertEqual(membership.date_end, date(2027, 3, 9))
        with freeze_time("2027-03-10 12:00:00"):
            self.memberships._roll()
        self.assertEqual(membership.level_id, self.silver)
        self.assertEqual(membership.date_end, date(2028, 3, 9))

    def test_a_lower_level_does_not_prolong_a_better_one(self):
        self.buy(self.gold)
        self.buy(self.silver)
        membership = self.member()
        self.assertEqual(membership.level_id, self.gold)
        self.assertEqual(membership.date_end, date(2027, 3, 9))

    def test_cancelling_the_first_order_takes_exactly_that_back(self):
        first, _second = self.buy(times=2), self.buy()
        first._action_cancel()
        membership = self.member()
        self.assertEqual(membership.date_end, date(2027, 3, 9))
        self.assertEqual(self.history(), ["joined", "renewed", "shortened"])

    def test_cancelling_the_better_one_gives_the_other_one_back(self):
        self.buy(self.silver)
        self.buy(self.gold)._action_cancel()
        membership = self.member()
        self.assertEqual(membership.level_id, self.silver)
        self.assertEqual(membership.date_end, date(2027, 3, 9))

    def test_months_are_those_of_the_purchase(self):
        order = self.buy()
        self.silver.smb_months = 24
        self.buy()
        membership = self.member()
        self.assertEqual(membership.date_end, date(2029, 3, 9))
        order._action_cancel()
        self.assertEqual(membership.date_end, date(2028, 3, 9))

    def test_confirming_again_counts_once(self):
        order = self.buy()
        order._action_cancel()
        order.action_draft()
        order.action_confirm()
        self.assertEqual(self.member().date_end, date(2027, 3, 9))
        order._add_partnership()
        self.assertEqual(self.member().date_end, date(2027, 3, 9))

    def test_cancelling_after_a_manager_ended_it_gives_nothing_back(self):
        order = self.buy()
        membership = self.member()
        membership._leave()
        end = membership.date_end
        order._action_cancel()
        self.assertEqual((membership.state, membership.date_end), ("ended", end))
        self.assertEqual(self.history(), ["joined", "left"])

    def test_what_a_manager_gave_is_before_what_is_bought(self):
        self.join(date_end=date(2026, 12, 31))
        self.buy()
        self.assertEqual(self.member().date_end, date(2027, 12, 31))

    def test_what_has_no_end_swallows_nothing(self):
        self.silver.smb_months = 0
        self.join()
        self.silver.smb_months = 12
        self.buy()
        self.assertFalse(self.member().date_end)
        self.assertEqual(self.member().paid_until, date(2027, 3, 9))

    def test_another_quantity_is_another_number_of_months(self):
        order = self.buy()
        for times, end in ((3, date(2029, 3, 9)), (2, date(2028, 3, 9))):
            with self.subTest(times=times):
                order.order_line.product_uom_qty = times
                self.assertEqual(self.member().date_end, end)
        self.assertEqual(self.history(), ["joined", "renewed", "shortened"])
        order._action_cancel()
        self.assertEqual(self.member().state, "ended")

    def test_another_quantity_moves_nothing_but_its_own_months(self):
        first, second = self.buy(), self.buy(times=2)
        first.order_line.product_uom_qty = 2
        self.assertEqual(self.member().date_end, date(2030, 3, 9))
        second.order_line.product_uom_qty = 1
        self.assertEqual(self.member().date_end, date(2029, 3, 9))

    def test_no_quantity_is_no_membership_until_there_is_one_again(self):
        order = self.buy(times=2)
        order.order_line.product_uom_qty = 0
        self.assertEqual(self.member().state, "ended")
        order.order_line.product_uom_qty = 1
        self.assertEqual(self.member().date_end, date(2027, 3, 9))
        self.assertEqual(self.member().state, "active")

    def test_the_quantity_of_a_quotation_brings_nothing_yet(self):
        order = self.buy()
        order._action_cancel()
        order.action_draft()
        order.order_line.product_uom_qty = 5
        self.assertEqual(self.member().state, "ended")
        order.action_confirm()
        self.assertEqual(self.member().date_end, date(2031, 3, 9))

    def add(self, order, level=None, times=1):
        """A line more on an order that is confirmed already."""
        vals = {"product_id": self.fee(level or self.silver).id}
        lines = self.env["sale.order.line"]
        return lines.create({"order_id": order.id, "product_uom_qty": times, **vals})

    def confirmed(self):
        """An order of something else."""
        order = self.buy()
        order.order_line.product_id = self.env["product.product"].create(
            {"name": "Advice", "type": "service"}
        )
        return order

    def test_a_line_added_to_a_confirmed_order_brings_its_months(self):
        order = self.buy()
        self.add(order, times=2)
        self.assertEqual(self.member().date_end, date(2029, 3, 9))
        self.assertEqual(self.history(), ["joined", "renewed"])
        order._action_cancel()
        self.assertEqual(self.member().state, "ended")
        order.action_draft()
        self.assertEqual(self.member().state, "ended")
        order.action_confirm()
        self.assertEqual(self.member().date_end, date(2029, 3, 9))

    def test_a_line_added_through_the_order_makes_a_member(self):
        order = self.confirmed()
        self.assertEqual(self.member().state, "ended")
        vals = {"product_id": self.fee(self.silver).id}
        order.order_line = [Command.create(vals)]
        self.assertEqual(self.member().date_end, date(2027, 3, 9))
        self.assertEqual(self.acme.grade_id, self.silver)
        order.order_line[1].product_uom_qty = 0
        self.assertEqual(self.member().state, "ended")

    def test_an_added_line_is_its_own_order_s_alone(self):
        first, second = self.buy(), self.buy()
        self.add(first)
        first._action_cancel()
        self.assertEqual(self.member().date_end, date(2027, 3, 9))
        second._action_cancel()
        self.assertEqual(self.member().state, "ended")

    def test_an_added_line_without_a_quantity_or_of_a_quotation_brings_nothing(self):
        order = self.buy()
        self.add(order, times=0)
        self.assertEqual(self.member().date_end, date(2027, 3, 9))
        self.add(order.copy())
        self.assertEqual(self.member().date_end, date(2027, 3, 9))

    def test_a_level_added_beside_another_one_is_bought_beside_it(self):
        order = self.buy(self.silver)
        self.add(order, self.gold)
        self.assertEqual(self.member().level_id, self.gold)
        order._action_cancel()
        self.assertEqual(self.member().state, "ended")

    def test_another_product_is_another_purchase(self):
        order = self.buy(self.silver)
        order.order_line.write(
            {"product_id": self.fee(self.gold).id, "product_uom_qty": 2}
        )
        membership = self.member()
        self.assertEqual(membership.level_id, self.gold)
        self.assertEqual(membership.date_end, date(2028, 3, 9))
        order._action_cancel()
        self.assertEqual(membership.state, "ended")

    def test_a_rep_adds_it_and_another_company_gets_nothing(self):
        other = self.second_company()
        order = self.buy()
        order.user_id = self.sally
        lines = self.env["sale.order.line"].with_user(self.sally)
        lines.create({"order_id": order.id, "product_id": self.fee(self.silver).id})
        self.assertEqual(self.member().date_end, date(2028, 3, 9))
        self.assertFalse(self.member(company=other))

    def test_other_months_of_the_level_do_not_change_what_was_bought(self):
        order = self.buy()
        self.silver.smb_months = 6
        order.order_line.product_uom_qty = 2
        self.assertEqual(self.member().date_end, date(2028, 3, 9))

    def test_when_the_better_one_ends_the_other_one_serves_at_once(self):
        """Before the job has seen the new day."""
        self.buy(self.silver)
        self.buy(self.gold)
        with freeze_time("2027-03-10 00:05:00"):
            found = self.memberships._of(self.acme, self.company)
            self.assertEqual((found.level_id, found.state), (self.silver, "active"))
            self.assertTrue(found._serves(date(2027, 3, 10)))
        self.assertEqual(self.acme.grade_id, self.silver)
        self.assertIn("down", self.history())

    def test_after_the_last_one_nothing_serves_even_before_the_job(self):
        self.buy()
        with freeze_time("2027-03-10 00:05:00"):
            found = self.memberships._of(self.acme, self.company)
            self.assertFalse(found._serves(date(2027, 3, 10)))
            self.assertEqual(found.state, "ended")
