"""Customers that were forgotten: claimed by others, or given back."""

from contextlib import closing
from unittest.mock import patch

from psycopg2.errors import SerializationFailure

from odoo import api
from odoo.exceptions import UserError
from odoo.tests import freeze_time, new_test_user, tagged
from odoo.tools import mute_logger

from .ownership_case import OwnershipCase


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

    def test_who_cannot_claim_is_told_why(self):
        stranger = self.customer("Just Entered")
        for ownership, known, unknown in (
            (False, "switched off", "switched off"),
            (True, False, "first contact"),
        ):
            self.policy.ownership = ownership
            self.acme.user_id = False
            self.env.invalidate_all()
            seen = (self.acme + stranger).with_user(self.sam)
            for partner, hint in zip(seen, (known, unknown), strict=True):
                with self.subTest(f"{ownership} {partner.name}"):
                    if hint:
                        self.assertIn(hint, partner.smb_claim_hint)
                    else:
                        self.assertFalse(partner.smb_claim_hint)
        self.assertFalse(self.globex.with_user(self.sam).smb_claim_hint)

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
