from datetime import timedelta

from psycopg2.errors import CheckViolation

from odoo import fields
from odoo.exceptions import AccessError, RedirectWarning, UserError, ValidationError
from odoo.tests import Form, freeze_time, tagged
from odoo.tools import mute_logger

from .common import SmbCase


@tagged("post_install", "-at_install")
class TestContactLog(SmbCase):
    def test_a_typical_call_takes_two_inputs(self):
        with Form(self.env["smb.contact.log"].with_user(self.sally)) as form:
            form.partner_id = self.ada
            form.subject = "Prices for spring"
        log = form.record
        self.assertEqual(log.user_id, self.sally)
        self.assertEqual(log.channel_id, self.phone)
        self.assertEqual(log.direction, "out")
        self.assertEqual(log.commercial_partner_id, self.acme)

    def test_the_channel_proposes_duration_and_direction(self):
        self.assertEqual(self.log(self.ada, channel_id=self.visit.id).duration, 1)

    def test_a_contact_in_the_past_can_be_logged(self):
        self.assertTrue(self.log(self.ada, date="2020-01-01 09:00:00"))

    def test_a_contact_in_the_future_is_offered_as_a_plan(self):
        tomorrow = fields.Datetime.now() + timedelta(days=1)
        with self.assertRaises(RedirectWarning):
            self.log(self.ada, date=tomorrow)

    def test_a_log_cannot_be_moved_into_the_future(self):
        log = self.log(self.ada)
        with self.assertRaises(RedirectWarning):
            log.date = fields.Datetime.now() + timedelta(days=1)

    def test_nobody_logs_in_another_name(self):
        log = self.log(self.ada, user=self.sally, user_id=self.sam.id)
        self.assertEqual(log.user_id, self.sally)
        log.with_user(self.sally).user_id = self.sam
        self.assertEqual(log.user_id, self.sally)

    def test_a_manager_may_log_for_a_colleague(self):
        log = self.log(self.ada, user=self.max, user_id=self.sally.id)
        self.assertEqual(log.user_id, self.sally)

    def test_the_author_corrects_within_a_day(self):
        log = self.log(self.ada, user=self.sally)
        log.with_user(self.sally).subject = "Corrected"
        with freeze_time(fields.Datetime.now() + timedelta(hours=25)):
            with self.assertRaises(UserError):
                log.with_user(self.sally).subject = "Too late"
            log.with_user(self.max).subject = "Corrected by the manager"

    def test_others_may_not_correct(self):
        log = self.log(self.ada, user=self.sam)
        with self.assertRaises(AccessError):
            log.with_user(self.sally).subject = "Rewritten"

    def test_nobody_deletes_a_log(self):
        log = self.log(self.ada, user=self.sally)
        for name in ("sally", "sam", "max"):
            with self.subTest(name), self.assertRaises(AccessError):
                log.with_user(self.users[name]).unlink()


@tagged("post_install", "-at_install")
class TestContactLogInput(SmbCase):
    def test_a_negative_duration_is_refused(self):
        with mute_logger("odoo.sql_db"), self.assertRaises(CheckViolation):
            self.log(self.ada, duration=-1)

    def test_an_absurd_date_is_refused_in_a_sentence(self):
        for date in ("20000-01-01 00:00:00", "1066-10-14 09:00:00", "soon"):
            with self.subTest(date), self.assertRaises(ValidationError):
                self.log(self.ada, date=date)

    def test_unstorable_characters_are_dropped(self):
        log = self.log(self.ada, subject="Ca\x00ll \ud800back", note="<p>a\x00b</p>")
        self.assertEqual(log.subject, "Call back")
        self.assertIn("ab", log.note)

    def test_a_contact_is_about_papers_of_customers_only(self):
        self.assertTrue(self.log(self.ada, res_model="res.partner", res_id=self.ada.id))
        for model in ("res.users", "no.such.model"):
            with self.subTest(model), self.assertRaises(ValidationError):
                self.log(self.ada, res_model=model, res_id=1)

    def test_a_script_never_survives(self):
        log = self.log(self.ada, note='<p onclick="x()">hi<script>x()</script></p>')
        self.assertNotIn("script", log.note)
        self.assertNotIn("onclick", log.note)

    def test_a_note_that_would_be_cut_is_refused(self):
        for note in ("<p>" + "x" * (256 * 1024) + "</p>", "<b>" * 255 + "deep"):
            with self.subTest(note[:3]), self.assertRaises(ValidationError):
                self.log(self.ada, note=note)
