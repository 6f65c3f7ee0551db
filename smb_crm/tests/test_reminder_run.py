from datetime import timedelta
from unittest.mock import patch

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import freeze_time, tagged
from odoo.tools import mute_logger

from .ledger import NOW, TODAY
from .reminder_case import ReminderCase


@freeze_time(NOW)
@tagged("post_install", "-at_install")
class TestReminderProposal(ReminderCase):
    # which level

    def test_a_new_company_has_three_levels(self):
        company = self.env["res.company"].create({"name": "New"})
        levels = self.env["smb.reminder.level"].search(
            [("company_id", "=", company.id)]
        )
        self.assertEqual(levels.mapped("days_late"), [7, 21, 45])
        self.assertEqual(levels.mapped("sequence"), [1, 2, 3])

    def test_nobody_is_reminded_before_the_first_level(self):
        self.late(self.acme, 6)
        self.assertFalse(self.of(self.run_(), self.acme))

    def test_who_is_late_enough_is_proposed(self):
        self.late(self.acme, 7)
        reminder = self.of(self.run_(), self.acme)
        self.assertEqual(reminder.state, "proposed")
        self.assertEqual(reminder.level_id, self.friendly)
        self.assertEqual((reminder.amount, reminder.days_late), (100, 7))
        self.assertEqual(reminder.channel, "mail")

    def test_the_friendly_words_come_first_however_late(self):
        self.late(self.acme, 200)
        self.assertEqual(self.of(self.run_(), self.acme).level_id, self.friendly)

    def test_levels_are_climbed_one_at_a_time(self):
        self.late(self.acme, 200)
        for day, level in ((0, self.friendly), (20, self.firm), (40, self.final)):
            with freeze_time(TODAY + timedelta(days=day)):
                run = self.remind()
                self.assertEqual(self.of(run, self.acme).level_id, level)
        with freeze_time(TODAY + timedelta(days=60)):
            self.assertFalse(self.of(self.run_(), self.acme))

    def test_an_item_never_gets_a_level_twice(self):
        self.late(self.acme, 10)
        self.remind()
        with freeze_time(TODAY + timedelta(days=9)):
            self.rules.reminder_gap = 0
            self.assertFalse(self.of(self.run_(), self.acme))

    def test_a_withdrawn_level_is_given_again(self):
        self.late(self.acme, 10)
        self.run_().action_cancel()
        self.assertEqual(self.of(self.run_(), self.acme).level_id, self.friendly)

    def test_two_runs_never_propose_the_same(self):
        self.late(self.acme, 10)
        self.run_()
        self.assertFalse(self.of(self.run_(), self.acme))
        self.late(self.acme, 12)
        self.assertEqual(self.reason(self.acme), "other_run")

    def test_all_that_is_due_stands_in_one_letter(self):
        self.late(self.acme, 10)
        self.late(self.acme, 30, amount=50)
        person = self.customer("Person", parent=self.acme)
        self.late(person, 8, amount=25)
        reminder = self.of(self.run_(), self.acme)
        self.assertEqual(len(reminder.item_ids), 3)
        self.assertEqual((reminder.amount, reminder.days_late), (175, 30))

    def test_what_was_reminded_before_stands_in_the_next_letter(self):
        self.late(self.acme, 10)
        self.remind()
        self.late(self.acme, 8, amount=30)
        self.rules.reminder_gap = 0
        with freeze_time(TODAY + timedelta(days=1)):
            reminder = self.of(self.run_(), self.acme)
        kinds = {item.kind: item.level_id for item in reminder.item_ids}
        self.assertEqual(kinds, {"before": self.levels.browse(), "new": self.friendly})
        self.assertEqual(reminder.amount, 130)

    def test_instalments_are_reminded_one_by_one(self):
        half = {"value": "percent", "value_amount": 50}
        term = self.env["account.payment.term"].create(
            {
                "name": "Half now, half in 60 days",
                "line_ids": [
                    Command.create({**half, "nb_days": 0}),
                    Command.create({**half, "nb_days": 60}),
                ],
            }
        )
        self.invoice(
            self.acme,
            200,
            ago=50,
            invoice_payment_term_id=term.id,
            invoice_date_due=False,
        )
        self.assertEqual(self.of(self.run_(), self.acme).amount, 100)

    def test_money_to_the_customers_credit_counts(self):
        self.late(self.acme, 10, amount=100)
        self.late(self.acme, 10, amount=30, refund=True)
        reminder = self.of(self.run_(), self.acme)
        self.assertEqual((reminder.amount, reminder.state), (70, "proposed"))

    # who is spared

    def test_who_is_spared_and_why(self):
        disputed = self.debtor("Disputed")
        self.late(disputed).action_toggle_block_payment()
        silent = self.debtor("Silent")
        self.late(silent).no_followup = True
        promised = self.debtor("Promised")
        self.late(promised)
        self.promise(promised)
        partly = self.debtor("Partly")
        invoice = self.late(partly)
        self.promise(partly, move_id=invoice.id)
        paid = self.debtor("Paid")
        self.pay(self.late(paid), amount=10)
        covered = self.debtor("Covered")
        self.late(covered)
        self.late(covered, refund=True)
        small = self.debtor("Small")
        self.late(small, amount=4)
        self.rules.reminder_minimum = 5
        nowhere = self.debtor("Nowhere", email=False, city=False)
        self.late(nowhere)
        run = self.run_()
        reasons = {
            disputed: "dispute",
            silent: "no_followup",
            promised: "promise",
            partly: "promise",
            paid: "recent_payment",
            covered: "minimum",
            small: "minimum",
            nowhere: "no_address",
        }
        for customer, reason in reasons.items():
            with self.subTest(customer=customer.name):
                reminder = self.of(run, customer)
                self.assertEqual(
                    (reminder.state, reminder.reason), ("left_out", reason)
                )
        self.assertFalse(run.reminder_ids)
        self.assertEqual(run.left_count, len(reasons))

    def test_a_payment_long_ago_spares_nobody(self):
        self.pay(self.late(self.acme, 20), amount=10, ago=5)
        self.assertFalse(self.reason(self.acme))

    def test_a_disputed_invoice_does_not_spare_the_others(self):
        self.late(self.acme, 10, amount=40)
        self.late(self.acme, 10, amount=60).action_toggle_block_payment()
        reminder = self.of(self.run_(), self.acme)
        self.assertEqual((reminder.state, reminder.amount), ("proposed", 40))
        self.assertNotIn("60.00", reminder.preview)

    def test_what_a_customer_says_is_wrong_is_not_reminded_until_it_is_settled(self):
        wrong, other = self.late(self.acme), self.late(self.acme, 12)
        answers = self.env["smb.statement.answer"].sudo()
        answer = answers._answer(self.acme, False, f"{wrong.name} was never delivered")
        reminder = self.of(self.run_(), self.acme)
        kinds = {item.move_id: item.kind for item in reminder.item_ids}
        self.assertEqual(kinds, {wrong: "dispute", other: "new"})
        reminder.run_id.action_cancel()
        answer.with_user(self.anna).action_end_dispute()
        reminder = self.of(self.run_(), self.acme)
        self.assertEqual(set(reminder.item_ids.mapped("kind")), {"new"})

    def test_nobody_is_reminded_twice_within_the_gap(self):
        self.late(self.acme, 19)
        self.remind()
        with freeze_time(TODAY + timedelta(days=3)):
            self.assertEqual(self.reason(self.acme), "too_soon")
        with freeze_time(TODAY + timedelta(days=15)):
            self.assertFalse(self.reason(self.acme))

    def test_customers_with_an_open_case_are_left_alone(self):
        self.late(self.acme)
        runs = type(self.env["smb.reminder.run"])
        with patch.object(runs, "_open_cases", lambda run: self.acme.ids):
            self.assertEqual(self.reason(self.acme), "open_case")

    def test_other_companies_and_suppliers_are_no_business_of_a_run(self):
        other = self.setup_other_company()["company"]
        self.late(self.acme)
        run = self.env["smb.reminder.run"].create({"company_id": other.id})
        other.smb_policy_id.reminder = True
        run.action_preview()
        self.assertFalse(run.reminder_ids | run.left_ids)

    # which way

    def test_who_has_no_mail_address_gets_a_letter(self):
        self.acme.email = False
        self.late(self.acme)
        self.assertEqual(self.of(self.run_(), self.acme).channel, "letter")

    def test_mail_goes_to_the_address_for_invoices(self):
        office = self.customer(
            "Office", parent=self.acme, type="invoice", email="office@acme.example"
        )
        self.late(self.acme)
        self.assertEqual(self.of(self.run_(), self.acme).contact_id, office)

    def test_the_best_customers_are_called_first(self):
        self.rules.reminder_call_first = True
        self.late(self.acme)
        self.late(self.globex)
        tiers = self.policy.tier_ids
        for customer, tier in ((self.acme, tiers[0]), (self.globex, tiers[1])):
            self.cards.sudo().create(
                {
                    "partner_id": customer.id,
                    "company_id": self.company.id,
                    "tier_id": tier.id,
                }
            )
        run = self.run_()
        self.assertEqual(self.of(run, self.acme).channel, "call")
        self.assertEqual(self.of(run, self.globex).channel, "mail")

    # editing

    def test_left_out_by_hand_and_taken_in_again(self):
        self.late(self.acme)
        reminder = self.run_().reminder_ids
        reminder.action_leave_out()
        self.assertEqual((reminder.state, reminder.reason), ("left_out", "by_hand"))
        self.assertFalse(reminder.item_ids.live)
        reminder.action_take_in()
        self.assertEqual(reminder.state, "proposed")
        self.assertTrue(reminder.item_ids.live)

    def test_what_can_not_be_reminded_is_not_taken_in(self):
        self.late(self.acme).action_toggle_block_payment()
        with self.assertRaises(UserError):
            self.run_().left_ids.action_take_in()

    def test_another_level_is_the_level_of_its_items(self):
        self.firm.fee = 15
        self.late(self.acme)
        reminder = self.run_().reminder_ids
        reminder.level_id = self.firm
        self.assertEqual(reminder.item_ids.level_id, self.firm)
        self.assertEqual(reminder.fee, 15)

    @mute_logger("odoo.sql_db")
    def test_a_level_that_was_given_is_not_chosen_again(self):
        self.late(self.acme, 30)
        self.remind()
        with freeze_time(TODAY + timedelta(days=20)):
            reminder = self.run_().reminder_ids
            with self.assertRaises(Exception) as caught, self.env.cr.savepoint():
                reminder.level_id = self.friendly
                self.env.flush_all()
            self.assertIn("smb_reminder_item", str(caught.exception))

    def test_only_the_server_decides_about_state_and_amount(self):
        self.late(self.acme)
        reminder = self.run_().reminder_ids
        for vals in ({"state": "sent"}, {"amount": 1}, {"partner_id": self.globex.id}):
            with self.subTest(vals=vals), self.assertRaises(UserError):
                reminder.write(vals)

    def test_after_the_approval_nothing_is_edited(self):
        self.late(self.acme)
        run = self.run_()
        run.action_approve()
        with self.assertRaises(UserError):
            run.reminder_ids.note = "Wait"
        with self.assertRaises(UserError):
            run.reminder_ids.action_leave_out()
        run.action_take_back()
        run.reminder_ids.note = "Wait"

    def test_reps_do_not_make_runs(self):
        sally = self.clerk("sally", "sales_team.group_sale_salesman")
        with self.assertRaises(AccessError):
            self.env["smb.reminder.run"].with_user(sally).create({})

    def test_switched_off_nothing_is_proposed(self):
        self.rules.reminder = False
        with self.assertRaises(UserError):
            self.run_()

    # two people

    def test_an_unusually_large_run_needs_a_second_person(self):
        self.rules.reminder_most = 1
        self.late(self.acme)
        self.late(self.globex)
        boss = self.clerk("boss", "account.group_account_manager")
        run = self.run_(boss)
        self.assertTrue(run.needs_second)
        for user in (boss, self.anna):
            with self.subTest(user=user.name), self.assertRaises(UserError):
                run.with_user(user).action_approve()
        other = self.clerk("other", "account.group_account_manager")
        run.with_user(other).action_approve()
        self.assertEqual(run.approver_id, other)

    def test_much_money_needs_a_second_person_too(self):
        self.rules.reminder_most_amount = 99
        self.late(self.acme)
        run = self.run_()
        with self.assertRaises(UserError):
            run.action_approve()

    def test_a_usual_run_is_approved_by_who_made_it(self):
        self.late(self.acme)
        run = self.run_()
        run.action_approve()
        self.assertEqual(run.approver_id, self.anna)

    # words

    def test_words_in_braces_are_filled_in_and_nothing_is_run(self):
        self.friendly.body = "{{ customer }} {{ amount }} {{ 7 * 7 }} <b>x</b>"
        self.late(self.acme)
        preview = self.of(self.run_(), self.acme).preview
        self.assertIn("Acme", preview)
        self.assertIn("100.00", preview)
        self.assertIn("{{ 7 * 7 }}", preview)
        self.assertIn("&lt;b&gt;x", preview)

    def test_a_word_nobody_fills_in_is_refused(self):
        with self.assertRaises(UserError):
            self.friendly.body = "Dear {{ custommer }}"

    def test_customers_read_their_own_language(self):
        self.env["res.lang"]._activate_lang("fr_FR")
        self.friendly.with_context(lang="fr_FR").body = "Cher client"
        self.acme.lang = "fr_FR"
        self.late(self.acme)
        self.late(self.globex)
        run = self.run_()
        self.assertIn("Cher client", self.of(run, self.acme).preview)
        self.assertNotIn("Cher client", self.of(run, self.globex).preview)

    # figures

    def test_many_customers_cost_as_many_queries_as_few(self):
        counts = []
        # the first pays for caches
        for number in (1, 3, 30):
            for index in range(number):
                self.late(self.debtor(f"Many {number} {index}"))
            run = self.env["smb.reminder.run"].create({"company_id": self.company.id})
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            run._propose()
            counts.append(self.env.cr.sql_log_count - before)
            self.assertGreaterEqual(run.reminder_count, number)
            run.sudo().reminder_ids._withdraw("cancelled")
        self.assertEqual(counts[1], counts[2])
