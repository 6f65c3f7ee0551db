"""Who forgets a customer loses it: counted fairly, told first, claimed by others."""

from contextlib import closing
from datetime import timedelta
from unittest.mock import patch

from psycopg2.errors import SerializationFailure

from odoo import api, fields
from odoo.exceptions import UserError
from odoo.tests import freeze_time, new_test_user, tagged
from odoo.tools import mute_logger

from .common import SmbCase

START = fields.Date.to_date("2026-03-02")


class OwnershipCase(SmbCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["smb.scorecard"].search([]).unlink()
        cls.policy = cls.env["smb.policy"]._of(cls.company)
        cls.tiers = cls.env["smb.tier.policy"]._of(cls.company).tier_ids
        cls.tiers[0].ownership_days = 14
        cls.changes = cls.env["smb.ownership.change"]
        for partner in (cls.acme, cls.globex):
            cls.card(partner)
        cls.age(cls.acme + cls.globex)
        cls.ada.user_id = cls.sally

    @classmethod
    def card(cls, partner, tier=None, company=None, **vals):
        return cls.env["smb.scorecard"].create(
            {
                "partner_id": partner.id,
                "company_id": (company or cls.company).id,
                "tier_id": (tier or cls.tiers[0]).id,
                **vals,
            }
        )

    @classmethod
    def age(cls, partners):
        """They have been here for long."""
        cls.env.flush_all()
        cls.env.cr.execute(
            "UPDATE res_partner SET create_date = '2025-01-01' WHERE id IN %s",
            [tuple(partners.ids)],
        )
        partners.invalidate_recordset(["create_date"])

    def day(self, days):
        return START + timedelta(days=days)

    def switch_on(self, **vals):
        with freeze_time(f"{START} 08:00:00"):
            self.policy.write({"ownership": True, **vals})

    def on_day(self, days):
        with freeze_time(f"{self.day(days)} 12:00:00"):
            self.env.flush_all()
            with self.enter_registry_test_mode():
                job = self.env.ref("smb_crm.smb_ownership_cron").sudo()
                job.method_direct_trigger()
            self.env.invalidate_all()

    def left(self, partner, days, user=None):
        with freeze_time(f"{self.day(days)} 12:00:00"):
            partner = partner.with_user(user or self.sally)
            partner.invalidate_recordset()
            return partner.smb_owner_counts and partner.smb_owner_days_left

    def found(self, domain, days):
        with freeze_time(f"{self.day(days)} 12:00:00"):
            customers = self.acme + self.globex
            return customers.search([*domain, ("id", "in", customers.ids)])

    def talk(self, days, partner=None, **vals):
        moment = f"{self.day(days)} 10:00:00"
        with freeze_time(f"{self.day(days)} 11:00:00"):
            return self.log(partner or self.acme, date=moment, **vals)

    def told(self, user=None):
        return self.env["mail.activity"].search(
            [("user_id", "=", (user or self.boss()).id), ("summary", "ilike", "pool")]
        )

    def boss(self):
        return self.env["smb.ownership"]._manager_of(self.sally, self.company)

    def pooled(self):
        """Acme went to the pool."""
        self.switch_on()
        self.on_day(14)
        self.on_day(17)
        self.assertFalse(self.acme.user_id)


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


@tagged("post_install", "-at_install")
class TestPool(OwnershipCase):
    def pool(self, user):
        partners = self.env["res.partner"].with_user(user)
        domain = [("smb_in_pool", "=", True)]
        return partners.search([*domain, ("id", "in", (self.acme + self.globex).ids)])

    def claim(self, user, partner=None, days=18):
        with freeze_time(f"{self.day(days)} 12:00:00"):
            (partner or self.acme).with_user(user).action_smb_claim()

    def test_a_colleague_claims_a_customer(self):
        self.pooled()
        self.claim(self.sam)
        self.assertEqual(self.acme.user_id, self.sam)
        change = self.changes.search([("partner_id", "=", self.acme.id)], limit=1)
        self.assertEqual((change.cause, change.to_user_id), ("claim", self.sam))
        self.assertEqual(change.user_id, self.sam)
        self.assertIn("Sam claimed", self.acme.message_ids[0].body)
        self.assertEqual(self.left(self.acme, 20, self.sam), 12)

    def test_what_somebody_has_is_not_claimed(self):
        self.switch_on()
        with self.assertRaises(UserError):
            self.claim(self.sam)
        self.assertEqual(self.acme.user_id, self.sally)

    def test_the_second_who_claims_is_told(self):
        self.pooled()
        self.claim(self.sam)
        with self.assertRaises(UserError):
            self.claim(self.sally)
        self.assertEqual(self.acme.user_id, self.sam)

    def test_only_salespeople_claim(self):
        self.pooled()
        for user in (self.anna, self.will, self.uma):
            with self.subTest(user.name), self.assertRaises(UserError):
                self.claim(user)

    def test_nobody_claims_while_the_policy_is_off(self):
        self.pooled()
        self.assertTrue(self.acme.with_user(self.sam).smb_can_claim)
        self.policy.ownership = False
        self.env.invalidate_all()
        self.assertFalse(self.acme.with_user(self.sam).smb_can_claim)
        with self.assertRaises(UserError):
            self.claim(self.sam)

    def test_nobody_claims_more_than_a_days_share(self):
        self.pooled()
        self.policy.claims_per_day = 1
        self.claim(self.sam)
        with self.assertRaises(UserError):
            self.claim(self.sam, self.globex)
        self.claim(self.sam, self.globex, days=19)
        self.assertEqual(self.globex.user_id, self.sam)

    def test_of_two_claims_at_once_the_second_begins_anew(self):
        """Else each would be counted without the other."""
        database = self.registry._db
        with closing(database.cursor()) as second:
            second.execute("SELECT 1")
            with database.cursor() as first:
                self.claims_by(first)._smb_lock_claims()
            with mute_logger("odoo.sql_db"), self.assertRaises(SerializationFailure):
                self.claims_by(second)._smb_lock_claims()

    def claims_by(self, cr):
        boss = self.env.ref("base.user_admin").id
        return api.Environment(cr, boss, {})["res.partner"]

    def test_they_are_counted_under_the_lock(self):
        self.pooled()
        model, done = self.registry["res.partner"], []
        steps = ["_smb_lock_claims", "_smb_check_claims"]
        for name in steps:
            note = lambda *_args, name=name: done.append(name)  # noqa: E731
            self.startPatcher(patch.object(model, name, note))
        self.claim(self.sam)
        self.assertEqual(done, steps)

    def test_the_pool_of_a_team_is_for_its_members(self):
        mate = new_test_user(
            self.env, "smb_mate", groups="sales_team.group_sale_salesman"
        )
        self.env["crm.team"].create(
            [
                {"name": "North", "member_ids": (self.sally + mate).ids},
                {"name": "South", "member_ids": self.sam.ids},
            ]
        )
        self.pooled()
        self.assertEqual(self.pool(mate), self.acme)
        self.assertEqual(self.pool(self.sam), self.globex)
        self.assertEqual(self.pool(self.max), self.acme + self.globex)
        with self.assertRaises(UserError):
            self.claim(self.sam)
        self.claim(mate)
        self.assertEqual(self.acme.user_id, mate)

    def test_a_customer_of_another_company_only_is_in_no_pool_of_ours(self):
        elsewhere = self.second_company()
        tiers = self.env["smb.tier.policy"]._of(elsewhere).tier_ids
        firm = self.customer("Theirs")
        self.card(firm, tiers[0], elsewhere)
        found = (
            self.env["res.partner"]
            .with_user(self.sam)
            .search([("smb_in_pool", "=", True), ("id", "=", firm.id)])
        )
        self.assertFalse(found)

    def test_a_manager_gives_a_claimed_customer_back_to_the_pool(self):
        self.pooled()
        self.claim(self.sam)
        change = self.changes.search([("partner_id", "=", self.acme.id)], limit=1)
        change.with_user(self.max).action_back()
        self.assertFalse(self.acme.user_id)

    def test_a_manager_gives_a_lost_customer_back(self):
        self.pooled()
        change = self.changes.search([("partner_id", "=", self.acme.id)], limit=1)
        self.assertEqual(change.cause, "pool")
        with self.assertRaises(UserError):
            change.with_user(self.sally).action_back()
        change.with_user(self.max).action_back()
        self.assertEqual(self.acme.user_id, self.sally)

    def test_what_changed_hands_again_is_not_given_back(self):
        self.pooled()
        change = self.changes.search([("partner_id", "=", self.acme.id)], limit=1)
        self.claim(self.sam)
        with self.assertRaises(UserError):
            change.with_user(self.max).action_back()
        self.assertEqual(self.acme.user_id, self.sam)

    def test_history_follows_merged_customers(self):
        self.switch_on()
        self.globex.user_id = self.sally
        self.on_day(14)
        wizard = self.env["base.partner.merge.automatic.wizard"].create({})
        wizard._merge((self.acme + self.globex).ids, self.acme, extra_checks=False)
        warnings = self.changes.search([("partner_id", "=", self.acme.id)])
        self.assertEqual(len(warnings), 1)
