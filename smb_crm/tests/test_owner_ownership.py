"""Who forgets a customer loses it: counted fairly, told first."""

from unittest.mock import patch

from lxml import etree

from odoo.exceptions import UserError
from odoo.tests import freeze_time, tagged

from .ownership_case import START, OwnershipCase


@tagged("post_install", "-at_install")
class TestCountdown(OwnershipCase):
    def test_it_counts_from_the_day_it_was_switched_on(self):
        self.talk(-100)
        self.switch_on()
        self.assertEqual(self.left(self.acme, 0), 14)
        self.assertEqual(self.left(self.acme, 5), 9)

    def test_any_real_contact_resets_it(self):
        self.switch_on()
        self.talk(5, self.ada)
        self.assertEqual(self.left(self.acme, 10), 9)

    def test_what_was_sent_by_itself_does_not(self):
        self.switch_on()
        self.talk(5, automatic=True)
        self.assertEqual(self.left(self.acme, 10), 4)

    def test_an_archived_contact_does_not(self):
        self.switch_on()
        self.talk(5).active = False
        self.assertEqual(self.left(self.acme, 10), 4)

    def test_a_contact_in_another_company_does_not(self):
        self.switch_on()
        elsewhere = self.second_company()
        self.talk(5, company_id=elsewhere.id)
        self.assertEqual(self.left(self.acme, 10), 4)

    def test_a_new_customer_counts_from_the_first_day(self):
        self.switch_on()
        with freeze_time(f"{self.day(30)} 09:00:00"):
            firm = self.customer("New", user=self.sally)
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE res_partner SET create_date = %s WHERE id = %s",
            [f"{self.day(30)} 09:00:00", firm.id],
        )
        self.card(firm)
        self.assertEqual(self.left(firm, 31), 13)

    def test_a_person_shows_the_countdown_of_the_customer(self):
        self.switch_on()
        self.assertEqual(self.left(self.ada, 4), 10)

    def test_there_is_none_for_whom_it_makes_no_sense(self):
        self.switch_on()
        self.assertTrue(self.left(self.acme, 1))
        self.acme.smb_care_paused = True
        self.assertIs(self.left(self.acme, 1), False)
        self.acme.smb_care_paused = False
        self.tiers[0].ownership_days = 0
        self.assertIs(self.left(self.acme, 1), False)
        self.tiers[0].ownership_days = 14
        self.acme.user_id = False
        self.assertIs(self.left(self.acme, 1), False)

    def test_open_business_protects_while_the_switch_is_on(self):
        self.switch_on()
        goods = self.env["product.product"].create({"name": "Tea", "type": "consu"})
        order = self.env["sale.order"].create(
            {
                "partner_id": self.ada.id,
                "order_line": [(0, 0, {"product_id": goods.id})],
            }
        )
        self.assertEqual(self.left(self.acme, 1), 13)
        order.action_confirm()
        self.assertIs(self.left(self.acme, 1), False)
        self.policy.ownership_exempt = False
        self.assertEqual(self.left(self.acme, 1), 13)

    def test_overdue_money_protects_while_the_switch_is_on(self):
        self.switch_on()
        self.acme.smb_scorecard_id.overdue_amount = 10
        self.assertIs(self.left(self.acme, 1), False)
        self.policy.ownership_exempt = False
        self.assertEqual(self.left(self.acme, 1), 13)

    def test_it_is_searched_and_sorted(self):
        self.switch_on()
        self.talk(5, self.globex)
        cases = {
            ("smb_owner_days_left", "<=", 4): self.acme,
            ("smb_owner_days_left", ">", 4): self.globex,
            ("smb_owner_days_left", "=", 9): self.globex,
            ("smb_owner_counts", "=", True): self.acme + self.globex,
            ("smb_owner_counts", "=", False): self.browse(),
        }
        for condition, expected in cases.items():
            with self.subTest(condition=condition):
                self.assertEqual(self.found([condition], 10), expected)
        with freeze_time(f"{self.day(10)} 12:00:00"):
            partners = self.acme + self.globex
            order = "smb_owner_days_left desc"
            found = partners.search([("id", "in", partners.ids)], order=order)
            self.assertEqual(found, self.globex + self.acme)

    def test_days_left_stand_in_lists_while_they_count(self):
        view = self.env.ref("smb_crm.smb_partner_view_list")
        for counts in (False, True, False):
            self.policy.ownership = counts
            partners = self.env["res.partner"].with_user(self.sally)
            arch = etree.fromstring(partners.get_view(view.id, "list")["arch"])
            [column] = arch.iterfind(".//field[@name='smb_owner_days_left']")
            shown = column.get("optional") == "show"
            self.assertEqual(shown, counts)

    def test_days_left_stand_on_cards_while_they_count(self):
        cards = self.env.ref("base.res_partner_kanban_view")
        for counts, user, shown in (
            (False, self.sally, False),
            (True, self.sally, True),
            (True, self.will, False),
        ):
            self.policy.ownership = counts
            partners = self.env["res.partner"].with_user(user)
            arch = partners.get_view(cards.id, "kanban")["arch"]
            self.assertEqual("smb_owner_days_left" in arch, shown, (counts, user.name))

    def test_what_is_no_number_of_days_is_refused(self):
        self.switch_on()
        for condition in (("=", "x"), (">", "x"), ("in", [1, "x"])):
            with self.subTest(condition), self.assertRaises(UserError):
                self.found([("smb_owner_days_left", *condition)], 10)

    def browse(self):
        return self.env["res.partner"]

    def test_nothing_runs_while_the_policy_is_off(self):
        self.talk(-100)
        runs = type(self.env["smb.ownership"])
        with patch.object(runs, "_tell") as tell, patch.object(runs, "_release") as go:
            self.on_day(400)
        tell.assert_not_called()
        go.assert_not_called()
        self.assertEqual(self.acme.user_id, self.sally)
        self.assertFalse(self.changes.search([("partner_id", "=", self.acme.id)]))
        self.assertIs(self.left(self.acme, 400), False)
        self.assertFalse(self.found([("smb_owner_days_left", "<=", 400)], 400))

    def test_nothing_runs_while_care_is_paused(self):
        self.switch_on()
        self.policy.care_paused = True
        self.on_day(14)
        self.on_day(40)
        self.assertEqual(self.acme.user_id, self.sally)

    def test_another_company_counts_by_its_own_policy(self):
        elsewhere = self.second_company()
        tiers = self.env["smb.tier.policy"]._of(elsewhere).tier_ids
        self.card(self.acme, tiers[0], elsewhere)
        self.switch_on()
        here = self.acme.with_company(elsewhere)
        with freeze_time(f"{self.day(3)} 12:00:00"):
            self.assertFalse(
                here.with_context(allowed_company_ids=elsewhere.ids).smb_owner_counts
            )
        self.assertEqual(self.left(self.acme, 3), 11)

    def test_new_policies_come_with_days(self):
        company = self.second_company("Third Company")
        tiers = self.env["smb.tier.policy"]._of(company).tier_ids
        self.assertEqual(tiers.mapped("ownership_days"), [14, 30, 90])

    def test_older_policies_get_days_unless_somebody_set_some(self):
        set_by_hand = self.env["smb.tier.policy"]._of(self.second_company())
        set_by_hand.tier_ids.ownership_days = 0
        set_by_hand.tier_ids[1].ownership_days = 7
        self.tiers.ownership_days = 0
        self.env["smb.tier.policy"]._fill_ownership_days()
        self.assertEqual(self.tiers.mapped("ownership_days")[:3], [14, 30, 90])
        self.assertEqual(set_by_hand.tier_ids.mapped("ownership_days"), [0, 7, 0])


@tagged("post_install", "-at_install")
class TestZero(OwnershipCase):
    def test_at_zero_the_manager_is_told_once_in_one_task(self):
        self.switch_on()
        self.on_day(13)
        self.assertFalse(self.told())
        self.on_day(14)
        task = self.told()
        self.assertEqual(len(task), 1)
        self.assertIn("Acme Trading", task.note)
        self.assertIn("Globex", task.note)
        self.on_day(14)
        self.on_day(15)
        self.assertEqual(len(self.told()), 1)
        self.assertEqual(self.acme.user_id, self.sally)

    def test_the_leader_of_the_team_is_told(self):
        self.env["crm.team"].create(
            {"name": "North", "user_id": self.max.id, "member_ids": self.sally.ids}
        )
        self.switch_on()
        self.on_day(14)
        self.assertIn("Acme Trading", self.told(self.max).note)
        self.assertNotIn("Globex", self.told(self.max).note)

    def test_after_grace_the_customer_goes_to_the_pool(self):
        self.switch_on()
        self.on_day(14)
        self.on_day(16)
        self.assertEqual(self.acme.user_id, self.sally)
        self.on_day(17)
        self.assertFalse(self.acme.user_id)
        self.assertFalse(self.ada.user_id)
        change = self.changes.search(
            [("partner_id", "=", self.acme.id), ("cause", "=", "pool")]
        )
        self.assertEqual(change.from_user_id, self.sally)
        self.assertEqual(change.counted_from, START)
        self.assertIn("No contact since", change.reason)
        self.assertIn("pool", self.acme.message_ids[0].body)

    def test_a_contact_in_the_days_of_grace_saves_it(self):
        self.switch_on()
        self.on_day(14)
        self.talk(16)
        self.on_day(17)
        self.on_day(29)
        self.assertEqual(self.acme.user_id, self.sally)
        self.on_day(30)
        self.on_day(33)
        self.assertFalse(self.acme.user_id)

    def test_a_day_on_which_nothing_ran_shortens_nobodys_grace(self):
        self.switch_on()
        self.on_day(100)
        self.assertEqual(self.acme.user_id, self.sally)
        self.on_day(103)
        self.assertFalse(self.acme.user_id)

    def test_who_gets_a_neglected_customer_is_warned_first(self):
        self.switch_on()
        self.on_day(14)
        self.acme.user_id = self.sam
        self.on_day(17)
        self.assertEqual(self.acme.user_id, self.sam)
        self.on_day(20)
        self.assertFalse(self.acme.user_id)

    def test_switching_it_on_again_begins_anew(self):
        self.switch_on()
        self.policy.ownership = False
        with freeze_time(f"{self.day(50)} 08:00:00"):
            self.policy.ownership = True
        self.assertEqual(self.left(self.acme, 51), 13)

    def test_one_company_that_fails_stops_no_other(self):
        elsewhere = self.second_company()
        self.max.company_ids += elsewhere
        tiers = self.env["smb.tier.policy"]._of(elsewhere).tier_ids
        firm = self.customer("Theirs", user=self.sally)
        self.age(firm)
        self.card(firm, tiers[0], elsewhere)
        self.switch_on()
        with freeze_time(f"{START} 08:00:00"):
            self.env["smb.policy"]._of(elsewhere).ownership = True
        origin = type(self.env["smb.ownership"])._tell

        def fail(ownership, company):
            if company == self.company:
                raise KeyError("an extension's fault")
            return origin(ownership, company)

        with (
            patch.object(type(self.env["smb.ownership"]), "_tell", fail),
            self.assertLogs("odoo.addons.smb_crm.models.owner.smb_ownership", "ERROR"),
        ):
            self.on_day(14)
        self.assertTrue(self.changes.search([("partner_id", "=", firm.id)]))
