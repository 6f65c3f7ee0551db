from datetime import timedelta

from markupsafe import Markup

from odoo import fields
from odoo.tests import freeze_time, tagged, warmup

from .test_contact_plan import PlanCase


class CaptureCase(PlanCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.acme.email = "office@acme.example"
        cls.bob = cls.customer("Bob", parent=cls.acme, email="bob@acme.example")
        cls.globex.email = "office@globex.example"
        cls.sale = cls.env["sale.order"].create(
            {"partner_id": cls.ada.id, "user_id": cls.sally.id}
        )
        cls.email = cls.env.ref("smb_crm.smb_contact_channel_email")
        cls.meeting = cls.env.ref("smb_crm.smb_contact_channel_meeting")

    def logs(self, customer=None):
        customer = customer or self.acme
        return self.env["smb.contact.log"].search(
            [("commercial_partner_id", "=", customer.id)]
        )

    def send(self, document, partners, user=None, **kwargs):
        values = {
            "body": Markup("<p>Our <b>prices</b></p>"),
            "subject": "Prices",
            "message_type": "comment",
            "subtype_xmlid": "mail.mt_comment",
            "partner_ids": partners.ids,
            **kwargs,
        }
        return document.with_user(user or self.sally).message_post(**values)

    def meet(self, partners, user=None, hours=-2, **kwargs):
        start = fields.Datetime.now() + timedelta(hours=hours)
        return (
            self.env["calendar.event"]
            .with_user(user or self.sally)
            .create(
                {
                    "name": "Samples",
                    "start": start,
                    "stop": start + timedelta(hours=1),
                    "partner_ids": [(6, 0, partners.ids)],
                    **kwargs,
                }
            )
        )


@tagged("post_install", "-at_install")
class TestCaptureMail(CaptureCase):
    def test_a_mail_on_an_order_is_logged(self):
        message = self.send(self.sale, self.ada)
        log = self.logs()
        self.assertEqual(log.partner_id, self.ada)
        self.assertEqual(log.user_id, self.sally)
        self.assertEqual(log.channel_id, self.email)
        self.assertEqual(log.direction, "out")
        self.assertEqual(log.subject, "Prices")
        self.assertIn("Our prices", log.note)
        self.assertEqual(log.document, self.sale)
        self.assertEqual(log.date, message.date)
        self.assertEqual((log.source_model, log.source_id), (message._name, message.id))

    def test_three_readers_of_one_company_give_one_log(self):
        self.send(self.sale, self.ada + self.bob + self.acme + self.globex)
        self.assertEqual(self.logs().partner_id, self.ada)
        self.assertEqual(self.logs(self.globex).partner_id, self.globex)

    def test_an_answer_by_mail_is_logged_for_the_salesperson(self):
        self.sale.message_post(
            body=Markup("<p>Yes</p><div data-o-mail-quote='1'>Our prices</div>"),
            message_type="email",
            subtype_xmlid="mail.mt_comment",
            author_id=self.bob.id,
        )
        log = self.logs()
        self.assertEqual(log.partner_id, self.bob)
        self.assertEqual(log.direction, "in")
        self.assertEqual(log.user_id, self.sally)
        self.assertIn("Yes", log.note)
        self.assertNotIn("prices", log.note)

    def test_a_comment_in_the_portal_is_incoming(self):
        self.paul.partner_id.parent_id = self.acme
        self.sale.message_post(
            body="Where is it?",
            message_type="comment",
            subtype_xmlid="mail.mt_comment",
            author_id=self.paul.partner_id.id,
        )
        self.assertEqual(self.logs().direction, "in")

    def test_what_stays_in_the_house_is_not_logged(self):
        note = {"subtype_xmlid": "mail.mt_note"}
        cases = {
            "internal note": lambda: self.send(self.sale, self.ada, **note),
            "colleague": lambda: self.send(self.sale, self.sam.partner_id),
            "system": lambda: self.send(
                self.sale, self.ada, message_type="notification"
            ),
            "tracking": lambda: self.sale.write({"client_order_ref": "X"}),
            "nobody": lambda: self.send(self.sale, self.env["res.partner"]),
            "no customer": lambda: self.send(
                self.env["product.template"].create({"name": "Chair"}),
                self.ada,
                user=self.env.user,
            ),
            "internal flag": lambda: self.send(self.sale, self.ada, is_internal=True),
            "notify": lambda: self.sale.message_notify(
                body="Hi", partner_ids=self.ada.ids
            ),
        }
        before = self.env["smb.contact.log"].search_count([])
        for name, act in cases.items():
            with self.subTest(name):
                act()
                after = self.env["smb.contact.log"].search_count([])
                self.assertEqual(after, before)

    def test_a_mail_sent_by_template_is_logged_and_a_newsletter_is_not(self):
        template = self.env["mail.template"].create(
            {
                "name": "Thanks",
                "model_id": self.env["ir.model"]._get_id("sale.order"),
                "subject": "Thanks",
                "body_html": "<p>For <t t-out='object.name'/></p>",
                "partner_to": "{{ object.partner_id.id }}",
            }
        )
        template.with_user(self.sally).send_mail(self.sale.id)
        self.assertEqual(self.logs().subject, "Thanks")
        self.assertEqual(self.logs().user_id, self.sally)
        self.env["mail.mail"].create(
            {
                "subject": "News",
                "body_html": "<p>News</p>",
                "model": "res.partner",
                "res_id": self.ada.id,
                "recipient_ids": [(4, self.ada.id)],
            }
        )
        self.assertEqual(len(self.logs()), 1)

    def test_the_switch_turns_it_off(self):
        self.email.capture = False
        self.send(self.sale, self.ada)
        self.assertFalse(self.logs())

    def test_a_mail_for_later_is_logged_when_it_goes_out(self):
        later = fields.Datetime.now() + timedelta(hours=5)
        self.send(self.sale, self.ada, scheduled_date=later)
        self.assertFalse(self.logs())
        self.env["mail.message.schedule"].search([]).force_send()
        self.assertEqual(len(self.logs()), 1)

    def test_capturing_twice_logs_once(self):
        message = self.send(self.sale, self.ada)
        logs = self.env["smb.contact.log"]
        logs._capture_message(self.sale, message, [{"id": self.ada.id, "share": True}])
        self.assertEqual(len(self.logs()), 1)

    def test_a_faster_worker_is_no_error(self):
        message = self.send(self.sale, self.ada)
        row = {
            "partner_id": self.bob.id,
            "source_model": message._name,
            "source_id": message.id,
        }
        logs = self.env["smb.contact.log"]
        other = {**row, "partner_id": self.globex.id}
        self.patch(type(logs), "_capture_new_rows", lambda self, rows: rows)
        self.assertFalse(logs._capture([row]))
        self.assertEqual(len(logs._capture([row, other])), 1)
        self.assertEqual(len(self.logs()), 1)

    def test_a_capture_that_fails_leaves_the_mail(self):
        logs = self.env["smb.contact.log"]

        def broken(*args):
            raise ValueError("broken")

        self.patch(type(logs), "_capture_create", broken)
        with self.assertLogs("odoo.addons.smb_crm", "ERROR"):
            self.assertTrue(self.send(self.sale, self.ada))
        self.assertFalse(self.logs())

    def test_who_reads_it_is_up_to_the_rules(self):
        self.send(self.sale, self.globex, user=self.sam)
        log = self.logs(self.globex)
        self.assertTrue(log.with_user(self.sam).has_access("read"))
        self.assertFalse(log.with_user(self.sally).has_access("read"))
        self.assertFalse(log.with_user(self.uma).has_access("read"))

    def test_it_belongs_to_the_company_of_the_document(self):
        other = self.second_company()
        order = self.order(self.globex, company_id=other.id)
        self.send(order, self.globex, user=self.env.user)
        self.assertEqual(self.logs(self.globex).company_id, other)

    @warmup
    def test_a_tracking_message_costs_no_query(self):
        sale = self.sale.with_context(tracking_disable=False)
        capture = self.registry["smb.contact.log"]._capture_message
        message = self.send(sale, self.ada, subtype_xmlid="mail.mt_note")
        logs = self.env["smb.contact.log"]
        capture(logs, sale, message, [])
        with self.assertQueryCount(0):
            capture(logs, sale, message, [])


@tagged("post_install", "-at_install")
class TestCaptureActivity(CaptureCase):
    def test_a_done_call_is_logged_once(self):
        activity = self.plan(self.sale, summary="Ask for the order")
        activity.with_user(self.sally).action_feedback("They will sign on Monday")
        log = self.logs()
        self.assertEqual(log.partner_id, self.ada)
        self.assertEqual(log.subject, "Ask for the order")
        self.assertIn("sign on Monday", log.note)
        self.assertEqual(log.document, self.sale)
        self.assertEqual(log.user_id, self.sally)
        self.assertEqual(log.channel_id, self.phone)

    def test_other_activities_are_not_contacts(self):
        self.plan(self.sale, kind=self.todo).action_done()
        self.assertFalse(self.logs())

    def test_a_cancelled_activity_is_no_contact(self):
        self.plan(self.sale).unlink()
        self.assertFalse(self.logs())

    def test_the_switch_turns_it_off(self):
        self.phone.capture = False
        self.plan(self.sale).action_done()
        self.assertFalse(self.logs())

    def test_a_plan_fulfilled_by_hand_is_not_captured_again(self):
        self.plan(self.sale)
        self.log(self.ada, user=self.sally)
        self.assertEqual(len(self.logs()), 1)


@tagged("post_install", "-at_install")
class TestCaptureMeeting(CaptureCase):
    def run_job(self):
        with self.enter_registry_test_mode():
            cron = self.env.ref("smb_crm.ir_cron_capture_meetings")
            cron.method_direct_trigger()

    def test_a_meeting_entered_afterwards_is_logged_at_once(self):
        event = self.meet(self.ada + self.bob + self.sally.partner_id)
        log = self.logs()
        self.assertEqual(log.date, event.start)
        self.assertEqual(log.duration, 1)
        self.assertEqual(log.user_id, self.sally)
        self.assertEqual(log.channel_id, self.meeting)

    def test_a_planned_meeting_is_logged_when_it_is_over(self):
        self.meet(self.ada + self.globex, hours=1)
        self.run_job()
        self.assertFalse(self.logs())
        with freeze_time(fields.Datetime.now() + timedelta(hours=3)):
            self.run_job()
            self.run_job()
        self.assertEqual(len(self.logs()), 1)
        self.assertEqual(len(self.logs(self.globex)), 1)

    def test_cancelled_declined_and_private_meetings_are_not(self):
        cancelled = self.meet(self.ada, hours=1)
        cancelled.active = False
        declined = self.meet(self.ada, hours=1)
        partner = self.ada
        declined.attendee_ids.filtered(lambda a: a.partner_id == partner).do_decline()
        self.meet(self.ada, hours=1, privacy="private")
        self.meet(self.sam.partner_id, hours=1)
        with freeze_time(fields.Datetime.now() + timedelta(hours=3)):
            self.run_job()
        self.assertFalse(self.logs())

    def test_a_meeting_planned_by_an_activity_gives_one_log(self):
        kind = self.env.ref("mail.mail_activity_data_meeting")
        activity = self.plan(self.ada, kind=kind)
        self.meet(self.ada, hours=1, activity_ids=[(6, 0, activity.ids)])
        with freeze_time(fields.Datetime.now() + timedelta(hours=3)):
            self.run_job()
        self.assertEqual(len(self.logs()), 1)
        self.assertFalse(activity.active)
        self.assertEqual(self.logs().activity_id, activity)

    def test_the_same_when_the_activity_is_done_first(self):
        kind = self.env.ref("mail.mail_activity_data_meeting")
        activity = self.plan(self.ada, kind=kind)
        self.meet(self.ada, hours=1, activity_ids=[(6, 0, activity.ids)])
        with freeze_time(fields.Datetime.now() + timedelta(hours=3)):
            activity.with_user(self.sally).action_feedback("Liked them")
            self.run_job()
        self.assertEqual(len(self.logs()), 1)
        self.assertIn("Liked them", self.logs().note)

    def test_each_held_occurrence_counts_once(self):
        self.meet(
            self.ada,
            hours=-2,
            recurrency=True,
            rrule_type="daily",
            interval=1,
            end_type="count",
            count=3,
            event_tz="UTC",
        )
        self.run_job()
        self.assertEqual(len(self.logs()), 1)
        with freeze_time(fields.Datetime.now() + timedelta(days=2)):
            self.run_job()
        self.assertEqual(len(self.logs()), 3)

    def test_a_meeting_that_was_moved_moves_its_log(self):
        event = self.meet(self.ada)
        start = event.start - timedelta(days=1)
        event.write({"start": start, "stop": start + timedelta(hours=1)})
        self.run_job()
        self.assertEqual(self.logs().date, start)

    def test_the_switch_turns_it_off(self):
        self.meeting.capture = False
        self.meet(self.ada)
        self.assertFalse(self.logs())

    def test_other_addons_capture_what_they_send(self):
        source = self.send(self.sale, self.ada, subtype_xmlid="mail.mt_note")
        logs = self.env["smb.contact.log"]
        for _again in range(2):
            logs._capture_sent("sms", source, self.sale, self.ada, "Ready!", self.sally)
        self.assertEqual(self.logs().channel_id.kind, "sms")
        self.assertEqual(self.logs().subject, "Ready!")
