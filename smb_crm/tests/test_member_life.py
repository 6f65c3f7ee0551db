from datetime import date

from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, freeze_time, tagged

from .common import SmbCase

MEMBERSHIP = "smb.membership"


@freeze_time("2026-03-10 12:00:00")
@tagged("post_install", "-at_install")
class TestMemberLife(SmbCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.partner_id.tz = "UTC"
        levels = cls.env["res.partner.grade"]
        cls.gold, cls.silver = levels.create(
            [
                {"name": name, "sequence": number, "company_id": False}
                for number, name in enumerate(("Gold", "Silver"))
            ]
        )
        cls.memberships = cls.env[MEMBERSHIP]

    def join(self, partner=None, level=None, **words):
        return self.memberships._join(
            partner or self.acme, self.company, level or self.silver, "hand", **words
        )

    def history(self, membership):
        return membership.change_ids.sorted("id").mapped("kind")

    # begin

    def test_a_member_has_a_number_and_runs_as_long_as_the_level(self):
        membership = self.join()
        self.assertTrue(membership.number.startswith("M"))
        self.assertEqual(membership.date_start, date(2026, 3, 10))
        self.assertEqual(membership.date_end, date(2027, 3, 9))
        self.assertEqual(
            (membership.state, self.history(membership)), ("active", ["joined"])
        )
        self.assertEqual(self.acme.grade_id, self.silver)

    def test_a_level_without_months_runs_without_end(self):
        self.silver.smb_months = 0
        self.assertFalse(self.join().date_end)

    def test_a_person_makes_the_whole_customer_a_member(self):
        person = self.env["res.partner"].create(
            {"name": "Person", "parent_id": self.acme.id}
        )
        membership = self.join(person)
        self.assertEqual(membership.partner_id, self.acme)
        self.assertEqual(person.smb_membership_id, membership)

    def test_it_may_begin_later(self):
        membership = self.join(date_start=date(2026, 4, 1))
        self.assertEqual(membership.state, "waiting")
        self.assertFalse(membership._serves(date(2026, 3, 31)))
        self.assertTrue(membership._serves(date(2026, 4, 1)))

    def test_who_comes_back_keeps_the_number(self):
        membership = self.join()
        number = membership.number
        membership._leave("Moved away")
        self.assertEqual(membership.state, "ended")
        self.assertFalse(self.acme.grade_id)
        again = self.join(level=self.gold)
        self.assertEqual((again, again.number), (membership, number))
        self.assertEqual(self.history(again), ["joined", "left", "joined"])
        self.assertEqual(self.acme.grade_id, self.gold)

    # change

    def test_levels_go_up_and_down_in_the_history(self):
        membership = self.join()
        membership._change_level(self.gold, "Good year")
        membership._change_level(self.gold)
        membership._change_level(self.silver)
        self.assertEqual(self.history(membership), ["joined", "up", "down"])
        self.assertEqual(membership.change_ids.sorted("id")[1].from_level, "Silver")
        self.assertEqual(self.acme.grade_id, self.silver)

    def test_renewing_adds_to_the_end(self):
        membership = self.join()
        membership.with_user(self.max).action_renew()
        self.assertEqual(membership.date_end, date(2028, 3, 9))

    def test_renewing_what_is_over_begins_today(self):
        membership = self.join(date_start=date(2024, 1, 1), date_end=date(2025, 1, 1))
        self.assertEqual(membership.state, "ended")
        membership._prolong()
        self.assertEqual(membership.date_start, date(2026, 3, 10))
        self.assertEqual(membership.date_end, date(2027, 3, 9))
        self.assertEqual(membership.state, "active")

    def test_a_suspended_member_is_not_served(self):
        membership = self.join()
        membership.with_user(self.max).action_suspend("Does not pay")
        self.assertFalse(membership._serves(date(2026, 3, 10)))
        self.assertEqual(membership.state, "suspended")
        membership.with_user(self.max).action_resume()
        self.assertTrue(membership._serves(date(2026, 3, 10)))
        self.assertEqual(self.history(membership), ["joined", "suspended", "resumed"])

    def test_the_price_list_of_a_level_goes_with_it(self):
        pricelist = self.env["product.pricelist"].create({"name": "Silver prices"})
        self.silver.default_pricelist_id = pricelist
        membership = self.join()
        self.assertEqual(self.acme.specific_property_product_pricelist, pricelist)
        membership._leave()
        self.assertFalse(self.acme.specific_property_product_pricelist)

    def test_the_price_list_of_the_level_before_does_not_stay(self):
        pricelist = self.env["product.pricelist"].create({"name": "Silver prices"})
        self.silver.default_pricelist_id = pricelist
        membership = self.join()
        membership._change_level(self.gold)
        self.assertFalse(self.acme.specific_property_product_pricelist)
        own = self.env["product.pricelist"].create({"name": "Own prices"})
        membership._change_level(self.silver)
        self.acme.specific_property_product_pricelist = own
        membership._leave()
        self.assertEqual(self.acme.specific_property_product_pricelist, own)

    def test_what_has_no_end_is_not_cut_short_by_renewing(self):
        self.silver.smb_months = 0
        membership = self.join()
        self.silver.smb_months = 12
        membership._prolong()
        self.assertFalse(membership.date_end)

    def test_a_managers_dialog_gives_changes_suspends_and_ends(self):
        def ask(act):
            wizard = Form.from_action(self.env(user=self.max), act)
            wizard.reason = "A friend of the house"
            return wizard

        wizard = ask(self.acme.with_user(self.max).action_smb_make_member())
        wizard.level_id = self.silver
        wizard.save().action_apply()
        membership = self.acme.smb_membership_id.with_user(self.max)
        self.assertEqual(membership.source, "hand")
        wizard = ask(membership.action_change_level())
        wizard.level_id = self.gold
        wizard.save().action_apply()
        ask(membership.action_ask_suspend()).save().action_apply()
        self.assertTrue(membership.suspended)
        ask(membership.action_ask_end()).save().action_apply()
        self.assertEqual(membership.state, "ended")
        self.assertEqual(
            self.history(membership), ["joined", "up", "suspended", "left"]
        )
        self.assertEqual(membership.change_ids.user_id, self.max)

    # what must not happen

    def test_only_managers_change_memberships_by_hand(self):
        self.acme.user_id = self.sally
        membership = self.join().with_user(self.sally)
        for act in (membership.action_suspend, membership.action_resume):
            with self.subTest(act=act.__name__), self.assertRaises(AccessError):
                act()
        with self.assertRaises(UserError):
            membership.action_renew()
        self.assertEqual(membership.date_end, date(2027, 3, 9))
        with self.assertRaises(AccessError):
            membership.write({"date_end": "2099-01-01"})

    def test_reps_sell_the_product_that_renews(self):
        product = self.env["product.product"].create(
            {
                "name": "Silver for a year",
                "type": "service",
                "service_tracking": "partnership",
                "grade_id": self.silver.id,
            }
        )
        self.acme.user_id = self.sally
        action = self.join().with_user(self.sally).action_renew()
        order = Form.from_action(self.env(user=self.sally), action).save()
        self.assertEqual(order.partner_id, self.acme)
        self.assertEqual(order.order_line.product_id, product)

    def test_archived_and_foreign_levels_are_not_given(self):
        other = self.env["res.company"].create({"name": "Elsewhere"})
        foreign = self.env["res.partner.grade"].create(
            {"name": "Theirs", "company_id": other.id}
        )
        self.silver.active = False
        for level in (self.silver, foreign):
            with self.subTest(level=level.name), self.assertRaises(UserError):
                self.join(level=level)
        self.assertFalse(self.acme.smb_membership_id)

    def test_another_company_has_members_of_its_own(self):
        other = self.env["res.company"].create({"name": "Elsewhere"})
        membership = self.join()
        theirs = self.memberships._join(self.acme, other, self.gold, "hand")
        self.assertNotEqual(theirs, membership)
        self.assertEqual(self.acme.smb_membership_id, membership)
        self.assertEqual(self.acme.with_company(other).smb_membership_id, theirs)
        self.assertEqual(self.acme.grade_id, self.gold)
        theirs._leave()
        self.assertEqual(self.acme.grade_id, self.silver)
