"""What must not become a contact, and what capturing must not break."""

from datetime import timedelta

from odoo import fields
from odoo.exceptions import UserError
from odoo.tests import freeze_time, tagged

from ..hooks import post_init_hook
from .test_contact_capture import CaptureCase


class LimitCase(CaptureCase):
    def template(self, model, **vals):
        return self.env["mail.template"].create(
            {
                "name": "Thanks",
                "model_id": self.env["ir.model"]._get_id(model),
                "subject": "Thanks",
                "body_html": "<p>Your code is 123456</p>",
                **vals,
            }
        )

    def run_job(self):
        with self.enter_registry_test_mode():
            cron = self.env.ref("smb_crm.ir_cron_capture_meetings")
            cron.method_direct_trigger()

    def move(self, event, **delta):
        start = event.start + timedelta(**delta)
        event.write({"start": start, "stop": start + timedelta(hours=1)})


@tagged("post_install", "-at_install")
class TestCaptureDocuments(LimitCase):
    def bill(self, kind):
        return self.env["account.move"].create(
            {"move_type": kind, "partner_id": self.ada.id}
        )

    def transfer(self, source, destination):
        return self.env["stock.picking"].create(
            {
                "partner_id": self.ada.id,
                "picking_type_id": self.env.ref("stock.picking_type_in").id,
                "location_id": self.env.ref(f"stock.stock_location_{source}").id,
                "location_dest_id": self.env.ref(
                    f"stock.stock_location_{destination}"
                ).id,
            }
        )

    def test_papers_of_customers_are_logged(self):
        papers = (
            self.bill("out_invoice"),
            self.bill("out_refund"),
            self.transfer("customers", "stock"),
            self.transfer("suppliers", "customers"),
            self.env["crm.lead"].create({"name": "Chairs", "partner_id": self.ada.id}),
            self.ada,
            self.log(self.globex),
        )
        for count, paper in enumerate(papers, 1):
            with self.subTest(paper._name, count=count):
                self.send(paper, self.ada, user=self.env.user)
                self.assertEqual(len(self.logs()), count)

    def test_papers_of_vendors_are_not(self):
        papers = (
            self.bill("in_invoice"),
            self.bill("in_refund"),
            self.bill("entry"),
            self.transfer("suppliers", "stock"),
            self.transfer("stock", "suppliers"),
        )
        for paper in papers:
            with self.subTest(paper):
                self.send(paper, self.ada, user=self.env.user)
                self.plan(paper).action_feedback("Cheaper, please")
                logs = self.env["smb.contact.log"]
                logs._capture_sent("sms", paper, paper, self.ada, "Cheaper")
                self.meet(
                    self.ada,
                    user=self.env.user,
                    res_model_id=self.env["ir.model"]._get_id(paper._name),
                    res_id=paper.id,
                )
                self.assertFalse(self.logs())

    def test_a_login_code_is_no_contact(self):
        self.paul.partner_id.write({"email": "paul@acme.example"})
        self.paul.partner_id.parent_id = self.acme
        template = self.template("res.users", email_to="{{ object.email }}")
        template.send_mail(self.paul.id)
        self.assertFalse(self.logs())


@tagged("post_install", "-at_install")
class TestCaptureFromList(LimitCase):
    def send_many(self, documents, **vals):
        template = self.template(
            documents._name, partner_to="{{ object.partner_id.id or object.id }}"
        )
        composer = self.env["mail.compose.message"].with_user(self.sally)
        composer.create(
            {
                "composition_mode": "mass_mail",
                "model": documents._name,
                "res_ids": documents.ids,
                "template_id": template.id,
                **vals,
            }
        )._action_send_mail()

    def test_quotations_sent_from_the_list_are_logged(self):
        other = self.order(self.globex, user_id=self.sally.id)
        self.send_many(self.sale + other)
        self.assertEqual(self.logs().document, self.sale)
        self.assertEqual(self.logs().user_id, self.sally)
        self.assertEqual(self.logs(self.globex).document, other)

    def test_those_kept_without_their_mail_as_well(self):
        self.send_many(self.sale, auto_delete=False)
        self.assertEqual(len(self.logs()), 1)

    def test_a_mail_without_template_is_a_circular(self):
        self.send_many(self.sale, template_id=False, subject="News", body="News")
        self.assertFalse(self.logs())


@tagged("post_install", "-at_install")
class TestCaptureSafely(LimitCase):
    def test_what_cannot_be_read_breaks_no_act(self):
        logs = type(self.env["smb.contact.log"])

        def broken(*args, **kwargs):
            raise ValueError("broken")

        self.patch(logs, "_capture_vals", broken)
        template = self.template("sale.order", partner_to=str(self.ada.id))
        acts = {
            "mail": lambda: self.send(self.sale, self.ada),
            "template": lambda: template.send_mail(self.sale.id),
            "activity": lambda: self.plan(self.sale).action_done(),
            "meeting": lambda: self.meet(self.ada),
            "sms": lambda: self.env["smb.contact.log"]._capture_sent(
                "sms", self.sale, self.sale, self.ada, "Ready"
            ),
        }
        for name, act in acts.items():
            with self.subTest(name), self.assertLogs("odoo.addons.smb_crm", "ERROR"):
                act()
        self.assertFalse(self.logs())

    def test_a_document_that_is_gone_breaks_no_mail(self):
        mail = self.env["mail.mail"].create(
            {
                "model": "sale.order",
                "res_id": self.sale.id,
                "recipient_ids": [(4, self.ada.id)],
            }
        )
        self.env.flush_all()
        message = mail.mail_message_id
        self.env.cr.execute(
            "UPDATE mail_message SET res_id = 2147483647 WHERE id = %s", message.ids
        )
        self.env.invalidate_all()
        mail._smb_capture()
        self.assertFalse(self.logs())


@tagged("post_install", "-at_install")
class TestCaptureMovedMeeting(LimitCase):
    def series(self, count=4):
        """A daily meeting that began two days ago."""
        return self.meet(
            self.ada,
            hours=-50,
            recurrency=True,
            rrule_type="daily",
            interval=1,
            end_type="count",
            count=count,
            event_tz="UTC",
        )

    def change_series(self, event, which, **delta):
        start = event.start + timedelta(**delta)
        event.write(
            {
                "recurrence_update": which,
                "start": start,
                "stop": start + timedelta(hours=1),
            }
        )

    def test_changing_a_series_does_not_log_its_past_again(self):
        for which in ("all_events", "future_events"):
            with self.subTest(which):
                event = self.series()
                known = self.logs()
                self.assertEqual(len(known), 3)
                self.change_series(event, which, minutes=30)
                self.run_job()
                self.assertEqual(self.logs(), known)
                known.active = False

    def test_a_changed_series_goes_on(self):
        event = self.series()
        self.change_series(event, "all_events", minutes=30)
        with freeze_time(fields.Datetime.now() + timedelta(days=1)):
            self.run_job()
        self.assertEqual(len(self.logs()), 4)

    def test_what_was_held_before_the_change_is_logged(self):
        event = self.series()
        self.logs().write({"source_model": False, "active": False})
        event.recurrence_id.calendar_event_ids.smb_captured = False
        self.change_series(event, "all_events", minutes=30)
        self.assertEqual(len(self.logs()), 3)

    def test_a_series_moved_to_the_future_leaves_its_past(self):
        event = self.series(count=2)
        known = self.logs()
        days = known.mapped("date")
        self.change_series(event, "all_events", days=10)
        with freeze_time(fields.Datetime.now() + timedelta(days=15)):
            self.run_job()
        self.assertEqual(known.mapped("date"), days)
        self.assertEqual(len(self.logs()), 4)

    def test_a_meeting_that_was_postponed_did_not_happen_yet(self):
        event = self.meet(self.ada)
        log = self.logs()
        log.note = "Bring the blue ones"
        self.move(event, days=3)
        self.assertFalse(self.logs())
        with freeze_time(fields.Datetime.now() + timedelta(days=4)):
            self.run_job()
        self.assertEqual(self.logs(), log)
        self.assertEqual(log.date, event.start)
        self.assertIn("blue", log.note)

    def test_a_postponed_meeting_that_is_cancelled_never_happened(self):
        event = self.meet(self.ada)
        self.move(event, days=3)
        event.active = False
        with freeze_time(fields.Datetime.now() + timedelta(days=4)):
            self.run_job()
        self.assertFalse(self.logs())

    def test_what_a_manager_archived_stays_archived(self):
        event = self.meet(self.ada)
        self.logs().active = False
        for days in (3, -4):
            self.move(event, days=days)
        self.run_job()
        self.assertFalse(self.logs())

    def test_installing_in_another_time_zone_keeps_the_coming_meetings(self):
        coming, held = self.meet(self.ada, hours=2), self.meet(self.ada, hours=-2)
        for zone in ("Asia/Shanghai", "America/Los_Angeles"):
            (coming + held).smb_captured = False
            self.env.flush_all()
            self.env.cr.execute("SELECT set_config('TimeZone', %s, true)", [zone])
            post_init_hook(self.env)
            self.env.invalidate_all()
            with self.subTest(zone):
                self.assertFalse(coming.smb_captured)
                self.assertTrue(held.smb_captured)


@tagged("post_install", "-at_install")
class TestCaptureCustomerMoves(LimitCase):
    def shared_mail(self, *persons):
        """One mail, logged for each of ``persons``."""
        message = self.send(self.sale, self.env["res.partner"].union(*persons))
        return self.env["smb.contact.log"].search([("source_id", "=", message.id)])

    def test_a_holding_leaves_the_logs_of_its_subsidiaries(self):
        logs = self.shared_mail(self.ada, self.globex)
        self.acme.parent_id = self.globex
        self.assertEqual(logs.mapped("active"), [True, True])
        self.assertEqual(self.acme.smb_last_contact_date, self.today)

    def test_a_subsidiary_that_becomes_a_person_keeps_one_log(self):
        self.acme.parent_id = self.globex
        logs = self.shared_mail(self.ada, self.globex)
        self.acme.is_company = False
        self.assertEqual(sum(logs.mapped("active")), 1)
        self.assertEqual(logs.commercial_partner_id, self.globex)

    def test_two_steps_of_a_chain_that_become_persons_keep_one_log(self):
        top = self.customer("Top")
        self.globex.parent_id = top
        self.acme.parent_id = self.globex
        logs = self.shared_mail(self.ada, self.globex, top)
        self.assertEqual(len(logs), 3)
        (self.acme + self.globex).write({"is_company": False})
        self.assertEqual(sum(logs.mapped("active")), 1)
        self.assertEqual(logs.commercial_partner_id, top)

    def test_who_reports_to_a_person_moves_with_him(self):
        aide = self.customer("Aide", parent=self.ada)
        logs = self.shared_mail(aide, self.globex)
        self.ada.parent_id = self.globex
        self.assertEqual(logs.commercial_partner_id, self.globex)
        self.assertEqual(sum(logs.mapped("active")), 1)

    def test_leaving_a_company_costs_no_log(self):
        logs = self.shared_mail(self.ada, self.globex)
        self.ada.parent_id = False
        self.assertEqual(logs.mapped("active"), [True, True])


@tagged("post_install", "-at_install")
class TestLogIsKept(LimitCase):
    def test_its_author_may_not_archive_it(self):
        log = self.log(self.ada, user=self.sally)
        with self.assertRaises(UserError):
            log.with_user(self.sally).action_archive()
        log.with_user(self.max).action_archive()
        self.assertFalse(log.active)

    def test_nobody_reserves_a_source(self):
        forged = {
            "source_model": "mail.message",
            "source_id": 4711,
            "next_activity_id": self.plan(self.globex).id,
        }
        hidden = self.log(self.ada, user=self.sally, active=False, **forged)
        defaults = {f"default_{name}": value for name, value in forged.items()}
        logs = self.env["smb.contact.log"].with_context(**defaults, default_active=0)
        by_context = logs.with_user(self.sally).create({"partner_id": self.acme.id})
        written = self.log(self.ada, user=self.sally)
        written.with_user(self.sally).write(forged)
        for log in (hidden, by_context, written):
            with self.subTest(log):
                self.assertTrue(log.active)
                self.assertFalse(log.source_model or log.source_id)
                self.assertFalse(log.next_activity_id)

    def test_its_next_contact_is_still_planned(self):
        log = self.log(self.ada, user=self.sally, next_date=self.today)
        self.assertTrue(log.next_activity_id.active)
