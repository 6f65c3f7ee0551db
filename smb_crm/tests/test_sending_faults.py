"""What must not happen to mails: a second one, a stranger's words, none at all."""

from unittest.mock import Mock, patch

from psycopg2.errors import SerializationFailure

from odoo.tests import freeze_time, tagged
from odoo.tools import mute_logger

from .mail_case import MailCase
from .test_care_mail import DAY, LATER, CareMailCase
from .test_sending_send import NOISE


@tagged("post_install", "-at_install")
class TestOnce(MailCase):
    def test_a_slower_round_takes_nothing_back(self):
        sending = self.queue()
        self.post()
        self.ada.active = False
        sending._deliver(Mock())
        self.assertEqual(sending.state, "sent")

    def test_a_slower_round_does_not_mind_what_is_gone(self):
        sending = self.queue()
        sending.unlink()
        sending._deliver(Mock())

    @mute_logger(*NOISE)
    def test_what_breaks_after_the_mail_left_is_asked_about(self):
        for error in (SerializationFailure("again"), ValueError("another app")):
            with self.subTest(str(error)):
                sending = self.queue(key=str(error))
                with self.breaking(error):
                    self.assertEqual(len(self.post()), 1)
                self.assertEqual(sending.state, "uncertain")
                self.assertIn(str(error), sending.error)
                self.assertFalse(self.post())

    def breaking(self, error):
        """Tidying up after a mail fails."""

        def unlink(mails):
            if mails:
                raise error

        return patch.object(type(self.env["mail.mail"]), "unlink", unlink)

    def test_who_works_elsewhere_is_not_told(self):
        self.assertNotIn(self.shop, self.sam.company_ids)
        self.acme.user_id = self.sam
        self.assertNotEqual(self.queue(self.acme)._owner(), self.sam)

    def test_an_archived_company_sends_nothing(self):
        sending = self.queue()
        self.shop.active = False
        self.assertFalse(self.post())
        self.assertEqual(sending.state, "queued")


@tagged("post_install", "-at_install")
class TestWhoseWords(MailCase):
    @mute_logger(*NOISE)
    def test_a_text_about_something_else_is_never_filled_in(self):
        # a record of that number, read with the rights of the job
        stranger = self.mail_template("Hello {{ object.name }}", "<p>Good day</p>")
        stranger.model_id = self.env["ir.model"]._get_id("ir.model")
        sending = self.queue(template_id=stranger.id)
        self.assertIn("not one for customers", sending.preview)
        self.assertFalse(self.post())
        self.assertEqual(sending.state, "failed")
        self.assertIn("not one for customers", sending.error)


@tagged("post_install", "-at_install")
class TestMergedSteps(CareMailCase):
    """Two customers of whom each waits for the same mail are one."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.twin = cls.customer("Acme Ltd", email="office@acme.example")
        cls.env.cr.execute(
            "UPDATE res_partner SET create_date = '2020-01-01' WHERE id = %s",
            [cls.twin.id],
        )
        cls.card(cls.twin, cls.a)
        with freeze_time(f"{DAY} 12:00:00"):
            cls.rows._plan(cls.shop, None)
            cls.rows.open_due()

    def merge(self, stays, goes):
        wizard = self.env["base.partner.merge.automatic.wizard"]
        # what the merged customer is worth is another story
        planner = patch.object(type(self.rows), "_plan", lambda *args, **kw: None)
        with freeze_time(f"{DAY} 13:00:00"), planner:
            wizard._merge((stays + goes).ids, stays, extra_checks=False)
        self.env.invalidate_all()

    def mail_to(self, partners):
        return self.sendings.search([("partner_id", "in", partners.ids)])

    def open_steps(self, partner):
        return self.rows.search(
            [("partner_id", "=", partner.id), ("state", "=", "due")]
        )

    def test_of_two_that_wait_one_leaves(self):
        self.merge(self.twin, self.acme)
        self.assertEqual(len(self.post(LATER)), 1)
        self.assertFalse(self.open_steps(self.twin))

    def test_what_one_of_them_got_the_other_waits_for_no_longer(self):
        self.mail_to(self.twin).next_try = f"{DAY} 20:00:00"
        self.assertEqual(len(self.post(LATER)), 1)
        self.merge(self.twin, self.acme)
        self.assertFalse(self.open_steps(self.twin))
        self.assertFalse(self.post(f"{DAY} 21:00:00"))
