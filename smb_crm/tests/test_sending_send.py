"""The outbox: each mail once, to whom it is for, and never to who does not want it."""

import smtplib
from datetime import timedelta

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .mail_case import MailCase

NOISE = (
    "odoo.addons.mail.models.mail_mail",
    "odoo.addons.base.models.ir_mail_server",
    "odoo.addons.smb_crm.models.sending.smb_sending_send",
    "odoo.addons.smb_crm.models.sending.smb_sending_settle",
)


@tagged("post_install", "-at_install")
class TestOutbox(MailCase):
    def test_the_same_occasion_is_queued_once(self):
        first = self.queue()
        self.assertEqual(len(first), 1)
        self.assertFalse(self.queue())
        self.assertEqual(len(self.queue(key="2")), 1)
        self.assertEqual(len(self.queue(company_id=self.company.id)), 1)

    def test_a_due_mail_leaves_once(self):
        sending = self.queue()
        mails = self.post()
        self.assertEqual(len(mails), 1)
        self.assertEqual(mails[0]["smtp_to_list"], ["ada@acme.example"])
        self.assertIn("Good day", mails[0]["message"])
        self.assertRecordValues(
            sending,
            [{"state": "sent", "tries": 1, "email": "ada@acme.example"}],
        )
        self.assertIn("Good day", sending.body)
        self.assertFalse(self.post())

    def test_it_is_logged_once_and_as_automatic(self):
        sending = self.queue()
        self.post()
        log = self.logs()
        self.assertEqual(sending.log_id, log)
        self.assertRecordValues(
            log,
            [
                {
                    "automatic": True,
                    "direction": "out",
                    "subject": "Hello Ada Archer",
                    "company_id": self.shop.id,
                }
            ],
        )
        sending._settle()
        self.sendings._settle_left_over()
        self.assertEqual(len(self.logs()), 1)

    def test_what_was_not_logged_any_more_is_logged_by_the_next_round(self):
        sending = self.queue()
        self.post()
        log = sending.log_id
        self.env.cr.execute("DELETE FROM smb_contact_log WHERE id = %s", [log.id])
        self.env.invalidate_all()
        self.post()
        self.assertEqual(len(self.logs()), 1)

    def test_nothing_leaves_before_its_time(self):
        later = fields.Datetime.now() + timedelta(hours=1)
        sending = self.queue(next_try=later)
        self.assertFalse(self.post())
        self.assertEqual(sending.state, "queued")
        self.assertEqual(len(self.post(later + timedelta(minutes=1))), 1)

    def test_machines_are_told_not_to_answer(self):
        self.queue()
        message = self.post()[0]["message"]
        self.assertIn("Auto-Submitted: auto-generated", message)
        self.assertIn("X-Auto-Response-Suppress: All", message)

    def test_the_reply_finds_the_customer(self):
        sending = self.queue()
        self.post()
        message = sending.mail_message_id
        self.assertEqual((message.model, message.res_id), ("res.partner", self.ada.id))
        self.assertEqual(message.message_id, sending.message_id)

    def test_a_company_without_address_is_written_to_through_its_people(self):
        self.acme.email = False
        self.queue(self.acme)
        self.assertEqual(self.post()[0]["smtp_to_list"], ["ada@acme.example"])

    def test_of_many_addresses_one_is_used(self):
        odd = {
            "ada@acme.example, bob@acme.example": "ada@acme.example",
            "Ada <ADA@Acme.example>; bob@acme.example": "ada@acme.example",
            '"Archer, Ada" <ada@acme.example>': "ada@acme.example",
            "call me": None,
            "ada@": None,
            "   ": None,
        }
        for number, (typed, expected) in enumerate(odd.items()):
            with self.subTest(typed):
                self.ada.email = typed
                sending = self.queue(key=f"odd {number}")
                mails = self.post()
                reached = [address for m in mails for address in m["smtp_to_list"]]
                self.assertEqual(reached, [expected] if expected else [])
                if not expected:
                    self.assertEqual(sending.state, "failed")
                    self.assertIn("e-mail address", sending.error)


@tagged("post_install", "-at_install")
class TestWhatIsInTheWay(MailCase):
    def assertStopped(self, sending, state):
        self.assertFalse(self.post())
        self.assertEqual(sending.state, state)
        self.assertTrue(sending.error)
        self.assertFalse(self.logs())

    def test_who_opts_out_after_it_was_queued_gets_nothing(self):
        sending = self.queue()
        self.env["mail.blacklist"]._add("ada@acme.example")
        self.assertStopped(sending, "opt_out")

    def test_who_is_paused_gets_nothing(self):
        for partner in (self.ada, self.acme):
            with self.subTest(partner.name):
                sending = self.queue(key=partner.name)
                partner.smb_care_paused = True
                self.assertStopped(sending, "cancelled")
                partner.smb_care_paused = False

    def test_who_is_archived_gets_nothing(self):
        sending = self.queue()
        self.ada.active = False
        self.assertStopped(sending, "cancelled")

    def test_what_is_too_late_is_missed(self):
        sending = self.queue(
            kind="birthday", date="2026-06-01", next_try="2026-06-01 07:00:00"
        )
        self.assertFalse(self.post("2026-06-02 22:30:00"))
        self.assertEqual(sending.state, "missed")

    def test_the_day_after_is_not_too_late(self):
        self.queue(kind="birthday", date="2026-06-01", next_try="2026-06-01 07:00:00")
        self.assertEqual(len(self.post("2026-06-02 21:30:00")), 1)

    def test_a_paused_company_sends_nothing_and_forgets_nothing(self):
        sending = self.queue()
        self.policy.care_paused = True
        self.assertFalse(self.post())
        self.assertEqual(sending.state, "queued")
        self.policy.care_paused = False
        self.assertEqual(len(self.post()), 1)

    def test_another_company_is_not_held_up(self):
        self.company.email = "main@company.example"
        self.policy.care_paused = True
        self.queue()
        self.queue(company_id=self.company.id)
        self.assertEqual(len(self.post()), 1)

    def test_a_copy_for_tests_sends_nothing(self):
        self.queue()
        self.env["ir.config_parameter"].set_param("database.is_neutralized", True)
        self.assertFalse(self.post())

    def test_a_copied_database_sends_nothing_until_somebody_says_it_is_real(self):
        params = self.env["ir.config_parameter"]
        self.sendings.with_user(self.max).action_confirm_database()
        params.set_param("database.uuid", "another")
        self.queue()
        self.assertFalse(self.post())
        self.sendings.with_user(self.max).action_confirm_database()
        self.assertEqual(len(self.post()), 1)

    def test_a_restored_backup_asks_about_each_mail_that_waited(self):
        params = self.env["ir.config_parameter"]
        self.sendings.with_user(self.max).action_confirm_database()
        params.set_param("smb_crm.mail_place", "1")
        waiting = self.queue()
        self.assertFalse(self.post())
        self.assertEqual(waiting.state, "queued")
        self.sendings.with_user(self.max).action_confirm_database()
        self.assertFalse(self.post())
        self.assertEqual(waiting.state, "uncertain")
        self.queue(key="later")
        self.assertEqual(len(self.post()), 1)

    @mute_logger(*NOISE)
    def test_a_blank_text_is_not_sent_and_somebody_is_told(self):
        self.policy.care_fallback_id = self.max
        self.max.company_ids += self.shop
        for body in ("", "<p><br></p>", "<p> {{ object.name }} </p>"):
            self.template.body_html = body if "name" not in body else "<p> </p>"
            sending = self.queue(key=f"blank {body}")
            with self.subTest(body):
                self.assertFalse(self.post())
                self.assertEqual(sending.state, "failed")
                self.assertIn("empty", sending.error)
        told = self.env["mail.activity"].search([("user_id", "=", self.max.id)])
        self.assertEqual(len(told), 1)

    @mute_logger(*NOISE, "odoo.addons.mail.models.mail_render_mixin")
    def test_one_bad_mail_does_not_stop_the_others(self):
        bad = self.mail_template("Hello", self.breaks_for(self.ada))
        first = self.queue(template_id=bad.id, key="1", next_try="2026-06-01 08:00:00")
        self.queue(key="2", next_try="2026-06-01 09:00:00")
        self.assertEqual(len(self.post()), 1)
        self.assertEqual((first.state, first.error), ("failed", "division by zero"))


@tagged("post_install", "-at_install")
class TestMailServer(MailCase):
    def setUp(self):
        super().setUp()
        mute = mute_logger(*NOISE)
        mute.__enter__()
        self.addCleanup(mute.__exit__, None, None, None)

    def test_a_server_that_is_away_is_tried_again_later_and_later(self):
        sending = self.queue(kind="step", date="2026-06-01")
        now = fields.Datetime.to_datetime("2026-06-01 08:00:00")
        sending.next_try = now
        waits = []
        for _try in range(5):
            self.assertFalse(self.post(now, away=True))
            self.assertEqual(sending.state, "queued")
            waits.append((sending.next_try - now).total_seconds() / 60)
            now = sending.next_try
        self.assertEqual(waits, [15, 60, 240, 720, 1440])
        self.assertEqual(len(self.post(now)), 1)
        self.assertEqual(sending.state, "sent")

    def test_it_is_not_tried_for_ever(self):
        sending = self.queue()
        self.as_if(sending, tries=5)
        self.assertFalse(self.post(away=True))
        self.assertEqual(sending.state, "failed")

    def test_a_later_code_is_tried_again(self):
        sending = self.queue()
        self.post(refusing=smtplib.SMTPDataError(451, b"greylisted"))
        self.assertEqual((sending.state, sending.tries), ("queued", 1))
        self.assertIn("greylisted", sending.error)

    def test_a_final_code_fails_at_once(self):
        refusals = (
            smtplib.SMTPDataError(554, b"spam"),
            smtplib.SMTPRecipientsRefused({"ada@acme.example": (550, b"nobody")}),
            smtplib.SMTPSenderRefused(550, b"who", "x"),
        )
        for refusal in refusals:
            with self.subTest(str(refusal)):
                sending = self.queue(key=str(refusal))
                self.post(refusing=refusal)
                self.assertEqual(sending.state, "failed")

    def test_who_knows_whether_it_left_is_asked(self):
        for error in (smtplib.SMTPServerDisconnected("gone"), TimeoutError("slow")):
            with self.subTest(str(error)):
                sending = self.queue(key=str(error))
                self.post(refusing=error)
                self.assertEqual(sending.state, "uncertain")
                self.assertFalse(self.post())

    def test_what_a_crash_left_is_uncertain_and_never_sent_by_itself(self):
        sending = self.queue()
        self.as_if(sending, state="sending", sending_since="2026-01-01 10:00:00")
        self.assertFalse(self.post())
        self.assertEqual(sending.state, "uncertain")
        self.assertFalse(self.post())

    def test_what_is_in_the_act_is_left_alone(self):
        sending = self.queue()
        self.as_if(sending, state="sending", sending_since=fields.Datetime.now())
        self.assertFalse(self.post())
        self.assertEqual(sending.state, "sending")

    def test_sent_again_it_is_the_same_mail(self):
        sending = self.queue()
        self.post(refusing=TimeoutError("slow"))
        first = sending.message_id, sending.body, sending.sending_since
        self.template.body_html = "<p>Changed</p>"
        sending.with_user(self.max_here()).action_send_again()
        mails = self.post()
        self.assertEqual(len(mails), 1)
        self.assertIn(sending.message_id, mails[0]["message"])
        self.assertEqual(
            (sending.message_id, sending.body, sending.sending_since), first
        )

    def test_sent_again_it_is_not_uncertain_while_it_is_in_the_act(self):
        sending = self.queue()
        self.as_if(
            sending,
            state="sending",
            sending_since="2026-01-01 10:00:00",
            claimed_at=fields.Datetime.now(),
        )
        self.assertFalse(self.post())
        self.assertEqual(sending.state, "sending")

    def max_here(self):
        self.max.company_ids += self.shop
        return self.max


@tagged("post_install", "-at_install")
class TestDecisions(MailCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        for user in (cls.max, cls.sam, cls.sally, cls.anna):
            user.company_ids += cls.shop

    def decide(self, user, sending):
        companies = self.shop.ids
        return sending.with_user(user).with_context(allowed_company_ids=companies)

    def test_a_cancelled_mail_does_not_leave(self):
        sending = self.queue()
        self.decide(self.max, sending).action_cancel()
        self.assertFalse(self.post())
        self.assertEqual(sending.state, "cancelled")
        self.assertIn("Max", sending.error)

    def test_nobody_but_managers_decides(self):
        sending = self.queue()
        for user in (self.sally, self.sam, self.anna):
            for name in ("action_cancel", "action_send_again", "action_was_sent"):
                act = getattr(self.decide(user, sending), name)
                with self.subTest(f"{user.name} {name}"):
                    self.assertRaises(AccessError, act)

    def test_managers_of_another_company_do_not(self):
        sending = self.queue(company_id=self.company.id)
        with self.assertRaises(AccessError):
            self.decide(self.max, sending).action_cancel()

    def test_a_sent_mail_is_neither_cancelled_nor_sent_again(self):
        sending = self.queue()
        self.post()
        for name in ("action_cancel", "action_send_again", "action_was_sent"):
            with self.subTest(name), self.assertRaises(UserError):
                getattr(self.decide(self.max, sending), name)()

    def test_a_failed_mail_is_made_anew(self):
        self.template.body_html = ""
        sending = self.queue()
        with mute_logger(*NOISE):
            self.post()
        self.template.body_html = "<p>Mended</p>"
        self.decide(self.max, sending).action_send_again()
        self.assertIn("Mended", self.post()[0]["message"])

    def test_an_uncertain_mail_that_arrived_is_put_on_record(self):
        sending = self.queue()
        with mute_logger(*NOISE):
            self.post(refusing=TimeoutError("slow"))
        self.decide(self.max, sending).action_was_sent()
        self.assertEqual(sending.state, "sent")
        self.assertEqual(len(self.logs()), 1)

    def test_the_preview_shows_what_will_be_sent(self):
        sending = self.decide(self.max, self.queue())
        self.assertIn("Good day", sending.preview)
        self.assertFalse(sending.body)
        # a name even before there is a subject
        self.assertIn(sending.partner_id.display_name, sending.display_name)

    def test_a_broken_template_says_so_in_the_preview(self):
        bad = self.mail_template("Hello", self.breaks_for(self.ada))
        with mute_logger("odoo.addons.mail.models.mail_render_mixin"):
            preview = self.decide(self.max, self.queue(template_id=bad.id)).preview
        self.assertEqual(preview, "<p>division by zero</p>")


@tagged("post_install", "-at_install")
class TestLanguage(MailCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["res.lang"]._activate_lang("fr_FR")
        cls.env["res.lang"]._activate_lang("es_ES")
        cls.template.with_context(lang="fr_FR").subject = "Bonjour"
        cls.template.with_context(lang="fr_FR").body_html = "<p>Bonne journée</p>"

    def sent(self, **vals):
        sending = self.queue(**vals)
        self.post()
        return sending.subject

    def test_the_customer_reads_his_language(self):
        self.ada.lang = "fr_FR"
        self.assertEqual(self.sent(), "Bonjour")

    def test_without_translation_it_is_the_company_s(self):
        self.shop.partner_id.lang = "fr_FR"
        self.ada.lang = "es_ES"
        self.assertEqual(self.sent(), "Bonjour")

    def test_a_language_that_was_switched_off_falls_back_too(self):
        self.shop.partner_id.lang = "fr_FR"
        self.ada.lang = "es_ES"
        # Odoo refuses it while a customer speaks it; imports and merges do not ask
        self.env.flush_all()
        self.env.cr.execute("UPDATE res_lang SET active = FALSE WHERE code = 'es_ES'")
        self.env.registry.clear_cache("stable")
        self.env.invalidate_all()
        self.assertEqual(self.sent(), "Bonjour")

    def test_without_any_it_is_english(self):
        self.ada.lang = "es_ES"
        self.shop.partner_id.lang = "es_ES"
        self.assertEqual(self.sent(), "Hello Ada Archer")


@tagged("post_install", "-at_install")
class TestMerge(MailCase):
    def merge(self, *partners):
        wizard = self.env["base.partner.merge.automatic.wizard"]
        wizard._merge([p.id for p in partners], partners[0], extra_checks=False)

    def test_merged_customers_keep_what_was_sent_and_get_nothing_twice(self):
        twin = self.customer("Ada Archer", parent=self.acme, email="ada@acme.example")
        self.queue(self.ada)
        self.post()
        waiting = self.queue(twin)
        other = self.queue(twin, key="2")
        self.merge(self.ada, twin)
        self.assertFalse(waiting.exists())
        self.assertEqual(other.partner_id, self.ada)
        self.assertEqual(len(self.post()), 1)

    def test_both_histories_stay(self):
        twin = self.customer("Ada Archer", parent=self.acme, email="ada@acme.example")
        rows = self.queue(self.ada) + self.queue(twin)
        self.assertEqual(len(self.post()), 2)
        self.merge(self.ada, twin)
        self.assertEqual(rows.exists(), rows)
        self.assertEqual(rows.mapped("state"), ["sent", "sent"])
        self.assertFalse(self.queue(self.ada))
