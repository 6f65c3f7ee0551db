from datetime import timedelta
from unittest.mock import patch

from odoo import fields
from odoo.exceptions import AccessError
from odoo.fields import Command
from odoo.tests import RecordCapturer, freeze_time, new_test_user, tagged, warmup

from .ledger import NOW, TODAY
from .test_value_scorecard import ScorecardCase


@freeze_time(NOW)
@tagged("post_install", "-at_install")
class TestMoves(ScorecardCase):
    def test_a_moved_person_takes_the_papers_along(self):
        self.invoice(self.ada, 100)
        self.invoice(self.acme, 10)
        self.refresh()
        self.ada.parent_id = self.globex
        self.refresh()
        self.assertEqual(self.card(self.acme).revenue, 10)
        self.assertEqual(self.card(self.globex).revenue, 100)

    def test_who_is_no_customer_any_more_loses_the_card(self):
        self.invoice(self.globex)
        self.refresh()
        self.globex.write({"parent_id": self.acme.id, "is_company": False})
        self.refresh(self.globex)
        self.assertFalse(self.card(self.globex))
        self.assertEqual(self.card(self.acme).revenue, 100)

    def test_the_archived_keep_their_figures_and_take_no_part(self):
        self.invoice(self.acme)
        self.invoice(self.globex, 900)
        self.refresh()
        self.globex.active = False
        self.refresh()
        card = self.card(self.globex)
        self.assertEqual((card.active, card.counts, card.revenue), (False, False, 900))
        self.assertEqual(self.card(self.acme).measure_rank, 1)
        self.assertEqual(self.card(self.acme).measure_share, 1)

    def test_a_deleted_customer_leaves_nothing(self):
        lead = self.env["crm.lead"].create(
            {"name": "Idea", "type": "opportunity", "partner_id": self.globex.id}
        )
        self.refresh()
        card = self.card(self.globex)
        self.assertEqual(card.lifecycle, "prospect")
        lead.unlink()
        self.refresh(self.globex)
        self.assertFalse(card.exists())

    def test_companies_do_not_see_each_others_papers(self):
        data = self.setup_other_company()
        other = data["company"]
        self.invoice(self.acme, 100)
        self.env["account.move"].with_company(other).create(
            {
                "move_type": "out_invoice",
                "partner_id": self.acme.id,
                "invoice_date": self.day(5),
                "invoice_line_ids": [
                    Command.create({"name": "Goods", "price_unit": 7, "tax_ids": False})
                ],
            }
        ).action_post()
        self.cards._refresh()
        self.assertEqual(self.card(self.acme).revenue, 100)
        self.assertEqual(self.card(self.acme, other).revenue, 7)


@freeze_time(NOW)
@tagged("post_install", "-at_install")
class TestRefresh(ScorecardCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        admin = cls.env(su=True)
        cls.people = {
            name: new_test_user(
                admin,
                f"card_{name}",
                groups=groups,
                company_id=cls.company.id,
                company_ids=[Command.set(cls.company.ids)],
            )
            for name, groups in {
                "sally": "sales_team.group_sale_salesman",
                "sam": "sales_team.group_sale_salesman_all_leads",
                "max": "sales_team.group_sale_manager",
                "uma": "base.group_user",
            }.items()
        }

    def rows(self):
        """Where each row lies and who wrote it: both change by a write."""
        self.env.cr.execute(
            "SELECT id, ctid, xmin, xmax FROM smb_scorecard WHERE company_id = %s",
            [self.company.id],
        )
        return sorted(self.env.cr.fetchall())

    def test_what_did_not_change_is_not_written(self):
        self.invoice(self.acme)
        self.invoice(self.globex, 50)
        self.refresh()
        rows = self.rows()
        self.refresh()
        self.refresh(self.acme)
        self.assertEqual(self.rows(), rows)
        self.invoice(self.globex, 1)
        self.refresh(self.globex)
        self.assertNotEqual(self.rows(), rows)

    @warmup
    def test_one_customer_takes_at_most_twelve_queries(self):
        self.invoice(self.acme)
        self.refresh()
        self.refresh(self.acme)
        self.env.invalidate_all()
        with self.assertQueryCount(12):
            self.cards._refresh(self.acme, self.company)

    @warmup
    def test_the_queries_do_not_grow_with_the_customers(self):
        for number in range(12):
            self.invoice(self.customer(f"Customer {number}"), 10 + number)
        self.refresh()
        self.env.invalidate_all()
        with self.assertQueryCount(15):
            self.cards._refresh(None, self.company)

    def test_everybody_at_once_is_for_sales_managers(self):
        self.invoice(self.acme)
        for name in ("sally", "sam", "uma"):
            with self.subTest(name), self.assertRaises(AccessError):
                self.cards.with_user(self.people[name]).refresh()
        self.cards.with_user(self.people["max"]).refresh()
        self.assertEqual(self.card(self.acme).revenue, 100)

    def test_a_salesperson_refreshes_the_customers_he_may_read(self):
        self.invoice(self.acme)
        self.refresh()
        self.invoice(self.acme, 5)
        card = self.card(self.acme)
        card.with_user(self.people["sam"]).action_refresh()
        self.assertEqual(card.revenue, 105)
        with self.assertRaises(AccessError):
            self.cards.with_user(self.people["uma"]).refresh(self.acme)

    def test_nobody_writes_a_card_by_hand(self):
        self.invoice(self.acme)
        self.refresh()
        card = self.card(self.acme)
        for user in self.people.values():
            mine = card.with_user(user)
            with self.assertRaises(AccessError):
                mine.revenue = 1
            with self.assertRaises(AccessError):
                mine.unlink()

    def test_other_companies_are_out_of_reach(self):
        other = self.env(su=True)["res.company"].create({"name": "Elsewhere"})
        with self.assertRaises(AccessError):
            self.cards.with_user(self.people["max"]).refresh(companies=other)

    def test_other_software_names_customers_by_number(self):
        self.invoice(self.acme)
        self.cards.with_user(self.people["max"]).refresh([self.ada.id])
        self.assertEqual(self.card(self.acme).revenue, 100)
        self.cards.with_user(self.people["max"]).refresh(10**9, self.company.id)
        for nonsense in ("x", ["x", None], {"id": 1}, 1.5):
            self.cards.with_user(self.people["max"]).refresh(nonsense)


@tagged("post_install", "-at_install")
class TestChanges(ScorecardCase):
    """In real time: papers tell by the database's clock when they changed."""

    def setUp(self):
        super().setUp()
        self.cards._refresh_all(self.policy)
        # a transaction has but one time: what came before this looks old
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE sale_order SET write_date = write_date - interval '1 day';"
            "UPDATE account_move SET write_date = write_date - interval '1 day';"
            "UPDATE res_partner SET write_date = write_date - interval '1 day'"
        )

    def _changed(self):
        return self.cards._changed_since(self.policy)

    def test_nothing_changed(self):
        self.assertFalse(self._changed())

    def test_orders_invoices_and_contacts_tell_of_their_change(self):
        channel = self.env.ref("smb_crm.smb_contact_channel_phone")
        paul, vera = self.customer("Paul"), self.customer("Vera")
        self.order(self.acme)
        self.invoice(paul)
        self.env["smb.contact.log"].sudo().create(
            {
                "partner_id": vera.id,
                "subject": "Hello",
                "channel_id": channel.id,
                "company_id": self.company.id,
            }
        )
        self.assertEqual(self._changed(), self.acme + paul + vera)

    def test_the_quarterly_run_refreshes_them(self):
        self.invoice(self.acme, 120, (TODAY - fields.Date.today()).days)
        self.cards._refresh_changed(self.policy)
        self.assertEqual(self.card(self.acme).revenue, 120)
        self.assertFalse(self.card(self.globex))

    def test_an_invoice_that_goes_to_somebody_else_tells_of_both(self):
        move = self.invoice(self.acme, 120, (TODAY - fields.Date.today()).days)
        self.cards._refresh_changed(self.policy)
        tracked = move.with_context(tracking_disable=False, mail_notrack=False)
        tracked.button_draft()
        tracked.partner_id = self.globex
        tracked.action_post()
        self.env.flush_all()
        self.env.cr.precommit.run()
        self.cards._refresh_changed(self.policy)
        self.assertEqual(self.card(self.globex).revenue, 120)
        self.assertEqual(self.card(self.acme).revenue, 0)

    def test_a_company_never_computed_is_computed_whole(self):
        self.policy.cuts = False
        self.assertIsNone(self._changed())

    def test_the_jobs_run(self):
        for job in ("smb_scorecard_cron", "smb_scorecard_changed_cron"):
            self.policy.documents_until = fields.Datetime.now() - timedelta(days=30)
            with self.enter_registry_test_mode():
                self.env.ref(f"smb_crm.{job}").sudo().method_direct_trigger()
            self.assertGreater(
                self.policy.documents_until, fields.Datetime.now() - timedelta(days=1)
            )

    def test_a_large_company_gets_its_first_cards_from_the_job(self):
        job = self.env.ref("smb_crm.smb_scorecard_cron")
        cards = self.env["smb.scorecard"]
        few = "odoo.addons.smb_crm.models.value.smb_scorecard_changes.AT_ONCE"
        calls = [("cron_id", "=", job.id)]
        for limit, times in ((1, 1), (10**9, 0)):
            woken = RecordCapturer(self.env["ir.cron.trigger"], calls)
            with patch(few, limit), woken:
                cards._begin()
            self.assertEqual(len(woken.records), times)
