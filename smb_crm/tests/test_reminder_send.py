from datetime import timedelta

from odoo.exceptions import UserError
from odoo.tests import freeze_time, tagged

from .ledger import NOW, TODAY
from .mail_case import MailCase
from .reminder_case import ReminderCase


@freeze_time(NOW)
@tagged("post_install", "-at_install")
class TestReminderSend(ReminderCase):
    def approved(self, *channels):
        run = self.run_()
        for reminder, channel in zip(run.reminder_ids, channels, strict=False):
            reminder.channel = channel
        run.action_approve()
        return run

    def sendings(self, run):
        return self.env["smb.sending"].search(
            [
                ("kind", "=", "reminder"),
                ("key", "in", [str(number) for number in run.reminder_ids.ids]),
            ]
        )

    # letters

    def test_a_letter_waits_to_be_printed_and_is_a_contact(self):
        self.late(self.acme)
        run = self.approved("letter")
        run.action_send()
        reminder = run.reminder_ids
        self.assertEqual((reminder.state, run.to_print_count), ("sending", 1))
        action = run.action_print_letters()
        self.assertEqual(action["report_name"], "smb_crm.smb_reminder_letter")
        self.assertEqual(reminder.state, "sent")
        self.assertTrue(reminder.printed_date)
        log = reminder.sudo().log_id
        self.assertEqual(
            (log.partner_id, log.channel_id.kind, log.automatic),
            (self.acme, "letter", True),
        )
        self.assertIn("100.00", str(self.acme.message_ids[:1].body))

    def test_letters_are_printed_again_without_a_second_contact(self):
        self.late(self.acme)
        run = self.remind()
        logs = self.env["smb.contact.log"]
        found = [("source_model", "=", "smb.reminder")]
        before = logs.search_count(found)
        run.action_print_letters()
        self.assertEqual(logs.search_count(found), before)

    def test_a_document_disputed_after_the_preview_is_not_reminded(self):
        wrong = self.late(self.acme)
        run = self.approved("letter")
        answers = self.env["smb.statement.answer"].sudo()
        answers._answer(self.acme, False, f"{wrong.name} is not ours")
        run.action_send()
        self.assertEqual(self.of(run, self.acme).state, "withdrawn")

    def test_a_last_letter_goes_out_by_mail_too_and_only_once(self):
        self.friendly.also_mail = True
        self.late(self.acme)
        run = self.remind()
        copies = [("kind", "=", "reminder_copy"), ("partner_id", "=", self.acme.id)]
        copy = self.env["smb.sending"].search(copies)
        self.assertEqual(copy.key, str(run.reminder_ids.id))
        self.assertIsNone(copy._obstacle())
        run.action_print_letters()
        self.assertEqual(self.env["smb.sending"].search(copies), copy)

    def test_a_letter_that_was_paid_meanwhile_is_not_mailed(self):
        self.friendly.also_mail = True
        invoice = self.late(self.acme)
        self.remind()
        self.pay(invoice)
        copies = [("kind", "=", "reminder_copy"), ("partner_id", "=", self.acme.id)]
        copy = self.env["smb.sending"].search(copies)
        self.assertEqual(copy._obstacle()[0], "cancelled")

    def test_a_level_without_it_sends_no_mail_beside_the_letter(self):
        self.late(self.acme)
        self.remind()
        copies = [("kind", "=", "reminder_copy")]
        self.assertFalse(self.env["smb.sending"].search_count(copies))

    def test_a_letter_names_items_totals_fee_and_ageing(self):
        self.friendly.fee = 12
        self.late(self.acme, 40, amount=300)
        self.late(self.acme, 10, amount=50, refund=True)
        reminder = self.of(self.run_(), self.acme)
        html, _kind = self.env["ir.actions.report"]._render_qweb_html(
            "smb_crm.smb_reminder_letter", reminder.ids
        )
        text = html.decode()
        for words in (
            "Acme",
            "300.00",
            "to your credit",
            "Reminder fee",
            "262.00",
            "31 to 60",
        ):
            with self.subTest(words):
                self.assertIn(words, text)

    # calls

    def test_a_call_is_an_activity_of_the_salesperson(self):
        sally = self.clerk("sally", "sales_team.group_sale_salesman")
        self.acme.user_id = sally
        self.late(self.acme)
        run = self.approved("call")
        run.action_send()
        activity = run.reminder_ids.activity_id
        self.assertEqual(activity.user_id, sally)
        self.assertEqual(activity.res_id, self.acme.id)
        self.assertIn("100.00", activity.summary)
        self.assertEqual(run.reminder_ids.state, "sent")

    # read again

    def test_what_was_paid_between_preview_and_send_is_not_sent(self):
        invoice = self.late(self.acme)
        self.late(self.globex)
        run = self.approved("letter", "letter")
        self.pay(invoice)
        run.action_send()
        mine, other = self.of(run, self.acme), self.of(run, self.globex)
        self.assertEqual((mine.state, mine.reason), ("withdrawn", "paid"))
        self.assertEqual(mine.item_ids.kind, "paid")
        self.assertFalse(mine.item_ids.live)
        self.assertEqual(other.state, "sending")

    def test_what_was_paid_in_part_leaves_the_letter(self):
        invoice = self.late(self.acme, amount=60)
        self.late(self.acme, amount=40)
        run = self.approved("letter")
        self.pay(invoice)
        run.action_send()
        self.assertEqual(
            (run.reminder_ids.state, run.reminder_ids.amount), ("sending", 40)
        )

    def test_a_payment_that_is_not_matched_yet_counts_too(self):
        self.late(self.acme)
        run = self.approved("letter")
        self.late(self.acme, refund=True)
        run.action_send()
        self.assertEqual(run.reminder_ids.state, "withdrawn")

    def test_a_promise_or_dispute_after_the_preview_stops_it(self):
        self.late(self.acme)
        self.late(self.globex).action_toggle_block_payment()
        invoice = self.late(self.globex)
        run = self.approved("letter", "letter")
        self.promise(self.acme)
        invoice.action_toggle_block_payment()
        run.action_send()
        self.assertEqual(self.of(run, self.acme).reason, "promise")
        self.assertEqual(self.of(run, self.globex).state, "withdrawn")

    def test_a_letter_paid_before_it_is_printed_is_withdrawn(self):
        invoice = self.late(self.acme)
        run = self.approved("letter")
        run.action_send()
        self.pay(invoice)
        action = run.action_print_letters()
        self.assertEqual(action["tag"], "display_notification")
        self.assertEqual(run.reminder_ids.state, "withdrawn")
        with self.assertRaises(UserError):
            run.action_print_letters()

    # mails

    def test_a_mail_waits_in_the_outbox_once(self):
        self.late(self.acme)
        run = self.approved("mail")
        run.action_send()
        self.assertEqual(len(self.sendings(run)), 1)
        self.assertEqual(run.reminder_ids.state, "sending")
        with self.assertRaises(UserError):
            run.action_send()
        self.assertEqual(len(self.sendings(run)), 1)

    def test_a_run_is_sent_only_when_approved(self):
        self.late(self.acme)
        with self.assertRaises(UserError):
            self.run_().action_send()

    # what it is good for

    def test_the_effect_counts_days_until_paid(self):
        invoice = self.late(self.acme, 20)
        self.late(self.globex, 20)
        with freeze_time(TODAY - timedelta(days=8)):
            self.remind()
        self.pay(invoice, ago=3)
        self.env.flush_all()
        rows = self.env["smb.reminder.effect"].search(
            [("company_id", "=", self.company.id)]
        )
        paid = rows.filtered("is_paid")
        self.assertEqual((paid.partner_id, paid.days_to_pay), (self.acme, 5))
        self.assertEqual((rows - paid).partner_id, self.globex)
        # what is still open says nothing of how soon customers pay
        [[average]] = rows._read_group(
            [("id", "in", rows.ids)], [], ["days_to_pay:avg"]
        )
        self.assertEqual(average, 5)


@tagged("post_install", "-at_install")
class TestReminderMail(MailCase, ReminderCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.email = "books@company.example"

    def queued(self):
        self.late(self.acme, 10)
        run = self.run_()
        run.reminder_ids.channel = "mail"
        run.action_approve()
        run.action_send()
        return run.reminder_ids

    def test_a_mail_goes_out_once_and_is_a_contact(self):
        with freeze_time(NOW):
            reminder = self.queued()
        mails = self.post("2026-03-10 12:10:00")
        self.assertEqual(len(mails), 1)
        self.assertIn("100.00", reminder.sudo().sending_id.body)
        self.assertEqual(reminder.state, "sent")
        self.assertTrue(reminder.sudo().log_id.automatic)
        self.assertFalse(self.post("2026-03-10 12:20:00"))

    def test_what_is_paid_while_the_mail_waits_is_not_sent(self):
        with freeze_time(NOW):
            reminder = self.queued()
            self.pay(reminder.item_ids.move_id)
        self.assertFalse(self.post("2026-03-10 12:10:00"))
        self.assertEqual((reminder.state, reminder.reason), ("withdrawn", "paid"))

    def test_a_part_paid_while_the_mail_waits_changes_its_sum(self):
        with freeze_time(NOW):
            reminder = self.queued()
            self.pay(reminder.item_ids.move_id, amount=30)
        self.assertEqual(len(self.post("2026-03-10 12:10:00")), 1)
        self.assertIn("70.00", reminder.sudo().sending_id.body)

    def test_an_uncertain_mail_is_shown_and_never_sent_again_by_itself(self):
        with freeze_time(NOW):
            reminder = self.queued()
        sending = reminder.sudo().sending_id
        self.as_if(sending, state="sending", sending_since="2026-03-10 12:05:00")
        self.assertFalse(self.post("2026-03-10 12:30:00"))
        self.assertEqual(reminder.state, "uncertain")
        self.assertFalse(self.post("2026-03-10 12:40:00"))
        with freeze_time("2026-03-10 12:45:00"):
            reminder.with_user(self.anna).action_was_sent()
        self.assertEqual(reminder.state, "sent")

    def test_an_accountant_sends_an_uncertain_mail_again(self):
        with freeze_time(NOW):
            reminder = self.queued()
        sending = reminder.sudo().sending_id
        self.as_if(sending, state="sending", sending_since="2026-03-10 12:05:00")
        self.post("2026-03-10 12:30:00")
        with freeze_time("2026-03-10 12:45:00"):
            reminder.with_user(self.anna).action_send_again()
        self.assertEqual(len(self.post("2026-03-10 12:50:00")), 1)
        self.assertEqual(reminder.state, "sent")

    def test_a_mail_that_is_refused_becomes_a_letter_by_hand(self):
        with freeze_time(NOW):
            reminder = self.queued()
            self.env["mail.blacklist"]._add("office@acme.example")
        self.assertFalse(self.post("2026-03-10 12:10:00"))
        self.assertEqual(reminder.state, "failed")
        with freeze_time("2026-03-10 12:20:00"):
            reminder.with_user(self.anna).action_as_letter()
            reminder.run_id.with_user(self.anna).action_print_letters()
        self.assertEqual((reminder.state, reminder.channel), ("sent", "letter"))
