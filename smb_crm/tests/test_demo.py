import doctest
from datetime import timedelta

from odoo import fields
from odoo.fields import Domain
from odoo.tests import TransactionCase, tagged

from ..demo import people, plot, stage

SELLERS = ("sally", "sam")


@tagged("post_install", "-at_install")
class TestDemoStory(TransactionCase):
    """Every screen has something to show in a database with demo data."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        if not cls.env.ref(f"{stage.MODULE}.user_sally", raise_if_not_found=False):
            cls.skipTest(cls, "installed without demo data")
        cls.stage = stage.Stage(cls.env)
        people.hire(cls.stage)
        people.meet(cls.stage)
        cls.told_on = cls.stage.users["sally"].create_date.date()
        cls.customers = cls.env["res.partner"].browse(
            [partner.id for partner in cls.stage.customers.values()]
        )

    def count(self, model, *terms):
        return self.env[model].search_count(Domain(list(terms)))

    def of_story(self, field="partner_id"):
        return (f"{field}.commercial_partner_id", "in", self.customers.ids)

    def test_its_examples_tell_the_truth(self):
        for module in (stage, people):
            found = doctest.testmod(module)
            self.assertTrue(found.attempted)
            self.assertFalse(found.failed)

    def test_forty_customers_and_some_twins(self):
        rows = stage.table("customers")
        twins = [row for row in rows if row["size"] == "T"]
        self.assertEqual(len(rows) - len(twins), 40)
        self.assertEqual(len(twins), 8)
        self.assertGreater(len(self.customers.country_id), 15)

    def test_a_second_telling_adds_no_customers(self):
        before = self.count("res.partner"), self.count("sale.order")
        people.hire(self.stage)
        self.assertFalse(people.meet(self.stage))
        self.assertEqual(before, (self.count("res.partner"), self.count("sale.order")))

    def test_birthdays_wait_to_be_greeted_and_nobody_is_greeted_today(self):
        mails = self.env["smb.sending"].search([("kind", "=", "birthday")])
        self.assertLessEqual(set(mails.mapped("state")), {"queued", "cancelled"})
        waiting = mails.filtered(lambda mail: mail.state == "queued")
        self.assertTrue(waiting)
        self.assertFalse(
            waiting.filtered(lambda mail: mail.date <= mail.create_date.date())
        )

    def test_quotations_in_every_state(self):
        for state in ("draft", "sent", "sale", "cancel"):
            with self.subTest(state):
                self.assertTrue(
                    self.count("sale.order", self.of_story(), ("state", "=", state))
                )

    def test_expired_quotations_and_late_deliveries(self):
        today = fields.Date.today()
        self.assertTrue(
            self.count(
                "sale.order",
                self.of_story(),
                ("state", "=", "sent"),
                ("validity_date", "<", today),
            )
        )
        open_states = ("confirmed", "waiting", "assigned")
        for states in (open_states, ("confirmed",), ("done",)):
            with self.subTest(states):
                self.assertTrue(
                    self.count(
                        "stock.picking",
                        self.of_story(),
                        ("state", "in", states),
                        ("scheduled_date", "<", today),
                    )
                )

    def test_invoices_paid_partial_overdue_and_credited(self):
        if not self.count("account.move", self.of_story()):
            self.skipTest("the company has no accounts")
        overdue = ("invoice_date_due", "<", fields.Date.today())
        for terms in (
            [("payment_state", "=", "paid")],
            [("payment_state", "=", "partial")],
            [("payment_state", "=", "not_paid"), overdue],
            [("move_type", "=", "out_refund")],
        ):
            with self.subTest(terms):
                self.assertTrue(self.count("account.move", self.of_story(), *terms))

    def test_few_customers_bring_most_revenue(self):
        groups = self.env["sale.order"]._read_group(
            [self.of_story(), ("state", "=", "sale")],
            ["partner_id"],
            ["amount_total:sum"],
        )
        revenue = sorted((amount for _partner, amount in groups), reverse=True)
        share = sum(revenue[:5]) / sum(revenue)
        self.assertTrue(0.6 < share < 0.9, share)

    def test_logs_on_every_channel_for_both_reps(self):
        for login in SELLERS:
            groups = self.env["smb.contact.log"]._read_group(
                [("user_id", "=", self.stage.users[login].id)], ["channel_id"]
            )
            self.assertGreaterEqual(len(groups), 7, login)

    def test_the_worklists_are_full(self):
        today = self.told_on
        ranges = {
            "overdue": ("<", today),
            "today": ("=", today),
            "tomorrow": ("=", today + timedelta(days=1)),
            "later": (">", today + timedelta(days=1)),
        }
        for login in (*SELLERS, "max"):
            for name, (operator, day) in ranges.items():
                with self.subTest(login=login, when=name):
                    self.assertTrue(
                        self.count(
                            "mail.activity",
                            ("user_id", "=", self.stage.users[login].id),
                            ("date_deadline", operator, day),
                            ("smb_is_contact", "=", True),
                        )
                    )

    def test_accountant_and_warehouse_find_contacts_of_theirs(self):
        for login in ("anna", "will"):
            logs = self.env["smb.contact.log"].with_user(self.stage.users[login])
            self.assertTrue(logs.search_count([]), login)

    def test_some_customers_are_nobodys_and_some_were_never_contacted(self):
        self.assertTrue(self.customers.filtered(lambda c: not c.user_id))
        never = self.customers.filtered(lambda c: not c.smb_last_contact_date)
        self.assertTrue(never.filtered("user_id"))

    def follow_ups(self, *terms):
        return self.env["smb.follow.up"].search([self.of_story(), *terms])

    def test_sallys_first_screen_tells_a_story_of_care(self):
        sally = ("user_id", "=", self.stage.users["sally"].id)
        for name, terms in {
            "due": [("state", "=", "due")],
            "overdue": [("state", "=", "due"), ("date", "<", self.told_on)],
            "put off": [("snooze_count", ">", 0)],
            "left out": [("state", "=", "skipped")],
            "done": [("state", "=", "done")],
            "to come": [("state", "=", "planned")],
        }.items():
            with self.subTest(name):
                self.assertTrue(self.follow_ups(sally, *terms))
        due = self.follow_ups(sally, ("state", "=", "due"))
        self.assertLess(len(due), 15)
        self.assertEqual(due.activity_id.user_id, self.stage.users["sally"])
        self.assertTrue(self.follow_ups(("escalation", "=", "pool")))

    def test_one_of_the_best_customers_has_no_representative(self):
        best = self.customers.filtered("smb_tier_id.is_best")
        self.assertTrue(best.filtered("smb_representative_id"))
        self.assertTrue(best.filtered(lambda c: not c.smb_representative_id))
        self.assertTrue(self.customers.filtered("smb_care_paused"))

    def test_a_quiet_customer_has_no_recent_order(self):
        quiet = self.stage.customers["vostok"]
        orders = self.env["sale.order"].search(
            [("partner_id", "=", quiet.id), ("state", "=", "sale")]
        )
        limit = fields.Datetime.now() - timedelta(days=plot.QUIET_SINCE["vostok"] - 10)
        self.assertTrue(orders)
        self.assertFalse(orders.filtered(lambda order: order.date_order > limit))

    def test_customers_were_entered_by_several_people(self):
        people = self.customers.create_uid | self.customers.child_ids.create_uid
        self.assertEqual(set(people.mapped("login")), {"sally", "sam", "max"})
        entered = self.env["smb.data.quality.report"].search(
            [("partner_id", "in", self.customers.ids)]
        )
        self.assertEqual(entered.entered_by_id, people)

    def test_customers_wrote_about_their_quotations(self):
        letters = self.env["mail.message"].search(
            [("model", "=", "sale.order"), ("message_type", "=", "email")]
        )
        self.assertGreater(len(letters), 5)
        logs = self.env["smb.contact.log"].search(
            [("source_model", "=", "mail.message"), ("source_id", "in", letters.ids)]
        )
        self.assertEqual(len(logs), len(letters))
        self.assertEqual(set(logs.mapped("direction")), {"in"})

    def test_the_twins_are_found(self):
        twins = self.customers.filtered(lambda c: not c.smb_relation)
        self.assertEqual(len(twins), 8)
        pairs = self.env["smb.duplicate"].search(
            ["|", ("partner_id", "in", twins.ids), ("other_id", "in", twins.ids)]
        )
        found = (pairs.partner_id + pairs.other_id) & twins
        self.assertEqual(found, twins)

    def test_opportunities_are_open_won_and_lost(self):
        leads = self.env["crm.lead"].with_context(active_test=False)
        found = leads.search([self.of_story()])
        self.assertLessEqual(
            {"won", "lost", "pending"}, set(found.mapped("won_status"))
        )

    def test_some_are_reminded_and_some_are_spared(self):
        runs = self.env["smb.reminder.run"].search([])
        self.assertEqual(set(runs.mapped("state")), {"preview", "sent"})
        sent = runs.filtered(lambda run: run.state == "sent")
        self.assertLess(sent.sent_date.date(), self.told_on)
        waiting = runs - sent
        self.assertTrue(waiting.reminder_ids)
        self.assertTrue(waiting.left_ids)
        states = self.env["smb.promise"].search([]).mapped("state")
        self.assertIn("open", states)
