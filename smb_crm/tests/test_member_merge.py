from datetime import date

from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tests import freeze_time, tagged

from .member_life_case import MemberLifeCase


@freeze_time("2026-03-10 12:00:00")
@tagged("post_install", "-at_install")
class TestMemberMerge(MemberLifeCase):
    def merge(self, source, target):
        wizard = self.env["base.partner.merge.automatic.wizard"].create({})
        wizard._merge((source + target).ids, target)
        self.env.invalidate_all()

    def test_the_better_level_stays_with_the_number_of_the_kept_customer(self):
        mine, other = self.join(), self.join(self.globex, self.gold)
        number, theirs = mine.number, other.number
        self.merge(self.globex, self.acme)
        self.assertFalse(other.exists())
        self.assertEqual((mine.number, mine.level_id), (number, self.gold))
        self.assertEqual(self.acme.grade_id, self.gold)
        self.assertEqual(self.acme.smb_membership_id, mine)
        [merged] = mine.change_ids.filtered(lambda row: row.kind == "merged")
        self.assertIn(theirs, merged.reason)
        self.assertIn("joined", self.history(mine))

    def test_the_worse_one_of_the_vanishing_customer_changes_nothing(self):
        mine = self.join(level=self.gold)
        self.join(self.globex)
        self.merge(self.globex, self.acme)
        self.assertEqual(mine.level_id, self.gold)
        self.assertEqual(mine.date_end, date(2027, 3, 9))

    def test_the_only_membership_moves(self):
        other = self.join(self.globex)
        self.merge(self.globex, self.acme)
        self.assertEqual(other.partner_id, self.acme)
        self.assertEqual(self.acme.grade_id, self.silver)
        self.assertEqual(set(other.change_ids.partner_id.ids), {self.acme.id})

    def test_one_that_ended_takes_over_one_that_runs(self):
        mine = self.join()
        mine._leave()
        self.join(self.globex, self.gold)
        self.merge(self.globex, self.acme)
        self.assertEqual((mine.state, mine.level_id), ("active", self.gold))

    def test_what_both_bought_can_be_cancelled_alone(self):
        self.buy(self.gold)
        order = self.buy(self.silver, partner=self.globex)
        self.merge(self.globex, self.acme)
        membership = self.member()
        self.assertEqual(len(membership.right_ids), 2)
        order._action_cancel()
        self.assertEqual(membership.date_end, date(2027, 3, 9))
        with freeze_time("2027-03-10 12:00:00"):
            self.memberships._roll()
        self.assertEqual(membership.state, "ended")

    def test_the_ledger_and_orders_move(self):
        mine, other = self.join(), self.join(self.globex, self.gold)
        self.env["smb.member.benefit"].create(
            {"name": "5 %", "level_id": self.gold.id, "discount": 5}
        )
        product = self.env["product.product"].create({"name": "Tea", "list_price": 10})
        order = self.env["sale.order"].create(
            {
                "partner_id": self.globex.id,
                "order_line": [Command.create({"product_id": product.id})],
            }
        )
        order.action_confirm()
        self.assertEqual(len(other.use_ids), 1)
        self.merge(self.globex, self.acme)
        self.assertEqual(mine.use_ids.partner_id, self.acme)
        self.assertEqual(order.smb_membership_id, mine)

    def test_companies_are_merged_apart(self):
        other = self.second_company()
        here = self.join(level=self.bronze)
        there = self.join(self.globex, self.gold, other)
        again = self.join(level=self.silver, company=other)
        self.merge(self.globex, self.acme)
        self.assertEqual(here.level_id, self.bronze)
        self.assertFalse(there.exists())
        self.assertEqual(again.level_id, self.gold)
        self.assertEqual(self.member(), here)

    def test_a_suspension_goes_on(self):
        mine, other = self.join(), self.join(self.globex)
        other.with_user(self.max).action_suspend("Does not pay")
        self.merge(self.globex, self.acme)
        self.assertEqual(
            (mine.state, mine.suspend_reason), ("suspended", "Does not pay")
        )

    def test_who_becomes_a_person_of_a_customer_brings_the_membership(self):
        person = self.customer("Ben")
        mine, other = self.join(level=self.bronze), self.join(person, self.gold)
        person.write({"is_company": False, "parent_id": self.acme.id})
        self.memberships._roll()
        self.assertFalse(other.exists())
        self.assertEqual((mine.partner_id, mine.level_id), (self.acme, self.gold))
        self.assertFalse(person.grade_id)
        self.assertEqual(self.acme.grade_id, self.gold)
        self.assertEqual(person.smb_membership_id, mine)

    def test_a_person_merged_into_another_customer_brings_it_too(self):
        person = self.customer("Ben", is_company=False)
        mine = self.join(person)
        self.merge(person, self.ada)
        self.assertEqual(mine.partner_id, self.acme)
        self.assertEqual(self.acme.grade_id, self.silver)

    # deleted and archived

    def test_a_member_is_not_deleted(self):
        membership = self.join()
        membership._leave()
        with self.assertRaisesRegex(UserError, "is or was a member"):
            self.acme.unlink()

    def test_a_level_in_use_is_not_deleted(self):
        self.join()
        self.b.level_id = self.bronze
        for level in (self.silver, self.bronze):
            with self.subTest(level.name), self.assertRaisesRegex(UserError, "Archive"):
                level.unlink()
        fee = self.fee(self.gold)
        with self.assertRaisesRegex(UserError, "a product sells it"):
            self.gold.unlink()
        fee.grade_id = False
        self.gold.unlink()

    def test_an_archived_level_stays_and_is_not_given_anew(self):
        membership = self.join()
        self.silver.active = False
        self.assertTrue(membership._serves(date(2026, 3, 10)))
        for act in (membership._prolong, lambda: self.join(self.globex), self.buy):
            with self.assertRaisesRegex(UserError, "archived"):
                act()

    def test_an_archived_customer_stays_a_member_until_the_end(self):
        membership = self.join()
        self.acme.active = False
        self.memberships._roll()
        self.assertEqual(membership.state, "active")
        with freeze_time("2027-03-10 12:00:00"):
            self.memberships._roll()
        self.assertEqual(membership.state, "ended")

    def counted(self, membership):
        steps = membership.change_ids.filtered(lambda step: not step.merged_away)
        kinds = steps.sorted(lambda step: (step.date, step.id)).mapped("kind")
        return [kind for kind in kinds if kind in ("joined", "left")]

    def test_merged_members_joined_once(self):
        mine = self.join()
        self.join(self.globex, self.gold)
        self.merge(self.globex, self.acme)
        self.assertEqual(self.counted(mine), ["joined"])
        mine._leave()
        self.assertEqual(self.counted(mine), ["joined", "left"])

    def test_who_left_while_the_other_was_a_member_did_not_leave(self):
        mine = self.join()
        self.join(self.globex)
        with freeze_time("2026-04-10 12:00:00"):
            mine._leave()
        with freeze_time("2026-05-10 12:00:00"):
            self.merge(self.globex, self.acme)
            self.assertEqual(mine.state, "active")
            self.assertEqual(self.counted(mine), ["joined"])

    def test_who_left_before_the_other_joined_did_leave(self):
        mine = self.join()
        mine._leave()
        with freeze_time("2026-05-10 12:00:00"):
            self.join(self.globex)
            self.merge(self.globex, self.acme)
            self.assertEqual(self.counted(mine), ["joined", "left", "joined"])
