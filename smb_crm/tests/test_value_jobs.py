"""The jobs that keep scorecards up to date, and what they do when something fails."""

from unittest.mock import patch

from psycopg2.errors import SerializationFailure

from odoo import fields
from odoo.tests import freeze_time, tagged
from odoo.tools import mute_logger

from .ledger import NOW, TODAY
from .test_value_scorecard import ScorecardCase

LONG_AGO = "2020-01-01 00:00:00"
LOGGER = "odoo.addons.smb_crm.models.settings.smb_heartbeat"


@tagged("post_install", "-at_install")
class TestJobs(ScorecardCase):
    """In real time: papers tell by the database's clock when they changed."""

    def setUp(self):
        super().setUp()
        self.ago = (TODAY - fields.Date.today()).days + 20
        self.paper = self.invoice(self.acme, 100, self.ago)
        self.invoice(self.globex, 50, self.ago)
        self.cards._refresh_all(self.policy)
        self.elsewhere = self.env["smb.tier.policy"]._of(
            self.env["res.company"].create({"name": "Elsewhere"})
        )
        # a transaction has but one time: what came before this looks old
        self.env.flush_all()
        for table in ("account_move", "res_partner"):
            self.env.cr.execute(
                f"UPDATE {table} SET write_date = write_date - interval '1 day'"
            )

    def follow(self):
        self.assertTrue(self.cards._changed_since(self.policy))
        self.cards._refresh_changed(self.policy)

    def job(self, name="smb_scorecard_cron"):
        """Run it in a transaction that may fail; the time of each company's run."""
        policies = self.policy + self.elsewhere
        policies.documents_until = LONG_AGO
        self.env.flush_all()
        with self.enter_registry_test_mode():
            self.env.ref(f"smb_crm.{name}").sudo().method_direct_trigger()
        self.env.invalidate_all()
        return [policy.documents_until.year > 2020 for policy in policies]

    def test_a_refund_is_found(self):
        self.invoice(self.acme, 30, self.ago, refund=True)
        self.follow()
        self.assertEqual(self.card(self.acme).revenue, 70)

    def test_a_payment_is_found(self):
        self.pay(self.paper, self.ago)
        self.follow()
        self.assertEqual(self.card(self.acme).collected, 100)

    def test_an_invoice_taken_back_is_found(self):
        self.paper.button_draft()
        self.follow()
        self.assertEqual(self.card(self.acme).revenue, 0)

    def test_an_archived_customer_is_found(self):
        self.acme.with_context(smb_tiers_later=True).active = False
        self.follow()
        self.assertFalse(self.card(self.acme).active)

    def test_a_company_that_fails_does_not_stop_the_next(self):
        refresh = type(self.cards)._refresh_all

        def fail(cards, policy):
            if policy.company_id.id == self.company.id:
                raise KeyError("an extension's fault")
            refresh(cards, policy)

        with (
            patch.object(type(self.cards), "_refresh_all", fail),
            self.assertLogs(LOGGER, "ERROR"),
        ):
            self.assertEqual(self.job(), [False, True])

    def test_a_run_that_met_another_change_is_tried_again(self):
        refresh = type(self.cards)._refresh_all
        calls = []

        def fail_once(cards, policy):
            calls.append(policy.id)
            if calls == [policy.id]:
                raise SerializationFailure
            refresh(cards, policy)

        with patch.object(type(self.cards), "_refresh_all", fail_once):
            self.assertEqual(self.job(), [True, True])
        self.assertEqual(calls.count(calls[0]), 2)

    def test_a_company_that_is_being_computed_is_left_alone(self):
        with patch.object(type(self.cards), "_lock", lambda *a, **k: None):
            for name in ("smb_scorecard_cron", "smb_scorecard_changed_cron"):
                self.assertEqual(self.job(name), [False, False])

    def test_a_job_stops_when_its_time_is_up(self):
        crons = type(self.env["ir.cron"])
        with (
            patch.object(crons, "_commit_progress", return_value=0),
            patch.object(type(self.cards), "_refresh_safely", return_value=0) as run,
        ):
            self.cards._cron_refresh_all()
        run.assert_called_once()

    @mute_logger(LOGGER)
    def test_a_run_that_breaks_half_way_leaves_no_history(self):
        self.invoice(self.globex, 90000, self.ago)
        changes = self.env["smb.tier.change"]
        before = changes.search([("company_id", "=", self.company.id)])

        def fail(cards, run):
            raise KeyError("half way")

        with patch.object(type(self.cards), "_store", fail):
            self.job()
        after = changes.search([("company_id", "=", self.company.id)])
        self.assertEqual(after, before)
        self.job()
        self.assertGreater(
            changes.search_count([("company_id", "=", self.company.id)]), len(before)
        )


@freeze_time(NOW)
@tagged("post_install", "-at_install")
class TestCostAndRank(ScorecardCase):
    def test_margin_is_at_the_cost_of_the_sale_where_that_is_known(self):
        """As with module sale_margin, whose column is put there when it is missing."""
        order = self.order(self.acme, 100)
        order.order_line.qty_delivered = 1
        order._create_invoices().action_post()
        self.invoice(self.globex, 100)
        self.env.flush_all()
        self.env.cr.execute(
            "ALTER TABLE sale_order_line ADD COLUMN IF NOT EXISTS purchase_price"
            " numeric"
        )
        self.env.cr.execute(
            "UPDATE sale_order_line SET purchase_price = 25 WHERE id = %s",
            [order.order_line.id],
        )
        with patch.object(type(self.cards), "_margin_source", lambda cards: "sale"):
            self.refresh()
        self.assertEqual(self.card(self.acme).margin_source, "sale")
        self.assertEqual(self.card(self.acme).margin, 75)
        self.assertEqual(self.card(self.globex).margin, 94)

    def test_a_rate_typed_into_the_invoice_is_trusted(self):
        strange = self.env["res.currency"].create({"name": "ZZZ", "symbol": "Z"})
        invoice = self.invoice(self.acme, 100, post=False, currency_id=strange.id)
        invoice.invoice_currency_rate = 4
        invoice.action_post()
        self.refresh()
        card = self.card(self.acme)
        self.assertEqual((card.problem, card.revenue), (False, 25))

    def test_whose_figures_cannot_be_trusted_has_no_rank(self):
        strange = self.env["res.currency"].create({"name": "ZZZ", "symbol": "Z"})
        self.invoice(self.acme, 100)
        self.invoice(self.globex, 90000, currency_id=strange.id)
        for partners in ((), (self.acme + self.globex,)):
            self.refresh(*partners)
            ranks = [self.card(p).measure_rank for p in (self.acme, self.globex)]
            self.assertEqual(ranks, [1, 0])
        self.assertEqual(self.policy.cuts["customers"], 1)
        self.assertIn("rank 1 of 1", self.card(self.acme).tier_reason)
