"""Customers that are merged, moved, archived or edited take their tier along."""

from unittest.mock import patch

from odoo.tests import freeze_time, tagged
from odoo.tools import mute_logger

from .ledger import NOW
from .test_value_tier_flow import TierFlowCase


@freeze_time(NOW)
@tagged("post_install", "-at_install")
class TestCustomersThatChange(TierFlowCase):
    def setUp(self):
        super().setUp()
        self.one, self.two = self.customer("One"), self.customer("Two")
        self.big = self.customer("Big")
        self.invoice(self.one, 600)
        self.invoice(self.two, 500)
        self.invoice(self.big, 8000)
        self.refresh()

    def merge(self, *partners, into):
        wizard = self.env["base.partner.merge.automatic.wizard"].create({})
        wizard._merge([p.id for p in partners], into)

    def change(self, partners, **vals):
        """As a request does that ends with this."""
        partners.write(vals)
        self.env.cr.flush()

    def give(self, partner, tier):
        return self.env["smb.tier.hand"].create(
            {
                "partner_id": partner.id,
                "company_id": self.company.id,
                "tier_id": tier.id,
                "reason": "A pioneer",
                "date_to": "2026-12-31",
            }
        )

    def test_merged_customers_are_one_with_all_their_history(self):
        self.assertEqual([self.tier(self.one), self.tier(self.two)], ["B", "B"])
        self.invoice(self.two, 90000)
        before = self.changes.search_count([])
        self.merge(self.one, self.two, into=self.one)
        self.assertEqual(self.card(self.one).revenue, 91100)
        self.assertEqual(self.tier(self.one), "A")
        self.assertEqual(self.changes.search_count([]), before + 1)
        self.assertEqual(self.moves(self.one)[-1], ("B", "A", "merge"))
        self.assertEqual(len(self.moves(self.one)), 3)

    def test_merging_into_a_customer_without_papers_keeps_the_tier(self):
        empty = self.customer("Empty")
        self.merge(self.one, empty, into=empty)
        self.assertEqual(self.tier(empty), "B")
        self.assertEqual(len(self.moves(empty)), 1)

    def test_merged_customers_keep_a_card_in_each_company(self):
        shop = self.env["res.company"].create({"name": "Shop"})
        theirs = self.env["smb.tier.policy"]._of(shop).tier_ids
        for partner in (self.one, self.two):
            card = {"company_id": shop.id, "partner_id": partner.id}
            self.cards.sudo().create({**card, "tier_id": theirs[0].id})
        self.merge(self.one, self.two, into=self.one)
        self.env.invalidate_all()
        cards = self.cards.search([("partner_id", "=", self.one.id)])
        self.assertEqual(set(cards.company_id), {self.company, shop})
        self.assertEqual(len(cards), 2)
        self.assertFalse(self.cards.search([("partner_id", "=", self.two.id)]))
        self.assertEqual(self.card(self.one).tier_id.company_id, self.company)

    def test_of_two_tiers_by_hand_the_survivors_stays(self):
        kept, ended = self.give(self.one, self.c), self.give(self.two, self.a)
        self.merge(self.one, self.two, into=self.one)
        self.env.invalidate_all()
        self.assertEqual([kept.active, ended.active], [True, False])
        self.assertEqual(ended.partner_id, self.one)
        self.assertEqual(self.tier(self.one), "C")

    def test_a_tier_by_hand_moves_to_the_survivor(self):
        hand = self.give(self.two, self.a)
        self.merge(self.one, self.two, into=self.one)
        self.env.invalidate_all()
        self.assertEqual(hand.partner_id, self.one)
        self.assertEqual(self.tier(self.one), "A")

    def test_archived_customers_leave_and_come_back(self):
        self.change(self.one, active=False)
        self.assertFalse(self.tier(self.one))
        self.assertEqual(self.card(self.one).revenue, 600)
        self.assertEqual(self.moves(self.one)[-1], ("B", "", "figures"))
        self.assertIn("archived", self.card(self.one).tier_reason)
        self.change(self.one, active=True)
        self.assertEqual(self.tier(self.one), "B")

    def test_a_customer_that_becomes_a_branch_counts_for_the_company(self):
        self.change(self.two, parent_id=self.one.id, is_company=False)
        self.assertEqual(self.card(self.one).revenue, 1100)
        self.assertEqual(self.moves(self.two)[-1], ("B", "", "figures"))
        self.assertFalse(self.card(self.two))
        self.change(self.two, parent_id=False)
        self.assertEqual(self.card(self.one).revenue, 600)
        self.refresh()
        self.assertEqual(self.tier(self.two), "B")

    def test_a_contact_has_no_tier_even_by_hand(self):
        self.give(self.two, self.a)
        self.change(self.two, parent_id=self.one.id, is_company=False)
        self.assertFalse(self.card(self.two))
        self.assertEqual(self.moves(self.two)[-1], ("A", "", "hand_end"))
        self.refresh()
        self.assertFalse(self.card(self.two))
        self.assertEqual(self.changes.search_count([("to_tier_id", "=", False)]), 1)

    def computations(self):
        return patch.object(
            type(self.cards), "_refresh", autospec=True, side_effect=lambda *a, **k: 0
        )

    def test_only_real_changes_count_and_once_a_transaction(self):
        with self.computations() as refresh:
            self.change(self.one, active=True, is_company=True, parent_id=False)
            refresh.assert_not_called()
            for partner in self.one + self.two + self.big:
                partner.active = False
            self.env.cr.flush()
            refresh.assert_called_once()

    def test_who_edits_a_customer_does_not_wait_for_a_run(self):
        locks = []

        def taken(cards, company, wait=True):
            locks.append(wait)

        with patch.object(type(self.cards), "_lock", taken):
            self.change(self.one, active=False)
        self.assertEqual(locks, [False])
        self.assertEqual(self.tier(self.one), "B")
        # as in real time, where the job comes later
        self.policy.documents_until = self.env.cr.now()
        self.assertIn(self.one, self.cards._changed_since(self.policy))

    def test_no_edit_fails_because_of_scorecards(self):
        self.policy.cuts = {"tiers": {str(self.a.id): "a lot"}}
        logger = "odoo.addons.smb_crm"
        with self.assertLogs(logger, "ERROR"), mute_logger("odoo.sql_db"):
            self.change(self.one, active=False, name="Gone")
        self.env.invalidate_all()
        self.assertFalse(self.one.active)
        self.assertEqual(self.tier(self.one), "B")

    def test_a_deleted_customer_leaves_nothing_behind(self):
        hand = self.give(self.customer("Nobody"), self.a)
        card = self.card(hand.partner_id)
        hand.partner_id.unlink()
        self.assertFalse(card.exists() or hand.exists())
