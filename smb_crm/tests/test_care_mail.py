from datetime import date
from unittest.mock import patch

from odoo.exceptions import UserError
from odoo.tests import freeze_time, tagged

from .ledger import LedgerCase
from .mail_case import MailCase
from .plan_case import PlanCase

DAY = date(2026, 6, 1)
NOON, LATER = f"{DAY} 12:00:00", f"{DAY} 15:00:00"


class CareMailCase(MailCase, PlanCase):
    """Acme gets a mail every 30 days, and the one of today waits in the outbox."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.care = cls.program(
            cls.a,
            {
                "what": "mail",
                "automatic": True,
                "mail_template_id": cls.template.id,
                "interval_number": 30,
            },
        )
        cls.step = cls.care.step_ids
        with freeze_time(NOON):
            cls.rows._plan(cls.shop, None)
            cls.rows.open_due()
        cls.todo = cls.rows.search([("step_id", "=", cls.step.id)])
        cls.mail = cls.sendings.search([("follow_up_id", "=", cls.todo.id)])

    def open_on(self, day):
        with freeze_time(f"{day} 12:00:00"):
            self.rows.open_due()
        self.env.invalidate_all()


@tagged("post_install", "-at_install")
class TestStepsByMail(CareMailCase):
    def test_from_the_programme_to_the_next_mail(self):
        self.assertEqual((self.todo.state, self.mail.state), ("due", "queued"))
        self.assertFalse(self.todo.activity_id)
        [mail] = self.post(LATER)
        self.assertIn("office@acme.example", mail["smtp_to_list"])
        self.assertEqual(self.mail.state, "sent")
        log = self.mail.log_id
        self.assertEqual(log, self.logs(self.acme))
        self.assertEqual((log.automatic, log.channel_id.kind), (True, "email"))
        self.assertEqual((self.todo.state, self.todo.log_id), ("done", log))
        self.plan(DAY)
        [coming] = self.open(self.acme)
        self.assertEqual((coming.state, str(coming.date)), ("planned", "2026-07-01"))
        self.assertFalse(self.post(f"{DAY} 18:00:00"))
        self.open_on("2026-07-01")
        self.assertEqual(len(self.post("2026-07-01 15:00:00")), 1)

    def test_a_mail_that_waits_for_the_server_is_not_queued_again(self):
        self.assertFalse(self.post(LATER, away=True))
        self.plan(DAY)
        self.open_on(DAY)
        self.assertEqual(self.todo.state, "due")
        self.assertEqual(self.sendings.search([("kind", "=", "step")]), self.mail)
        self.assertEqual(len(self.post(f"{DAY} 16:00:00")), 1)
        self.assertEqual(self.todo.state, "done")

    def test_what_failed_says_so_on_the_follow_up(self):
        self.acme.email = self.ada.email = False
        self.post(LATER)
        self.assertEqual((self.todo.state, self.mail.state), ("due", "failed"))
        self.assertIn("address", self.todo.error)

    def test_one_whose_mail_was_lost_is_opened_again(self):
        self.mail.unlink()
        self.open_on(DAY)
        again = self.sendings.search([("follow_up_id", "=", self.todo.id)])
        self.assertEqual((self.todo.state, again.state), ("due", "queued"))
        self.assertEqual(len(self.post(LATER)), 1)
        self.assertEqual(self.todo.state, "done")


@tagged("post_install", "-at_install")
class TestSecondThoughts(CareMailCase):
    """The programme or a person decides otherwise while the mail waits."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # the mail leaves before the planner has seen the change
        later = "odoo.addons.smb_crm.models.care.smb_care_program_steps.AT_ONCE"
        cls.startClassPatcher(patch(later, 0))

    def assertNotSent(self, reason):
        self.assertFalse(self.post(LATER))
        self.assertEqual(self.mail.state, "cancelled")
        self.assertIn(reason, self.mail.error)
        self.assertFalse(self.logs(self.acme))

    def test_a_step_that_is_done_by_hand_now_comes_onto_a_desk(self):
        self.step.automatic = False
        self.assertNotSent("by hand")
        self.assertEqual(self.todo.state, "planned")
        self.open_on(DAY)
        self.assertEqual(self.todo.state, "due")
        self.assertTrue(self.todo.activity_id)
        self.assertFalse(self.post(f"{DAY} 18:00:00"))

    def test_and_when_it_is_automatic_again_the_mail_leaves_once(self):
        self.step.automatic = False
        self.assertNotSent("by hand")
        self.step.automatic = True
        self.open_on(DAY)
        self.assertEqual(len(self.post(LATER)), 1)
        self.assertEqual((self.todo.state, self.mail.state), ("done", "sent"))

    def test_an_archived_step_sends_nothing(self):
        self.step.active = False
        self.assertNotSent("archived")
        self.assertEqual(self.todo.state, "cancelled")

    def test_an_archived_programme_sends_nothing(self):
        self.care.active = False
        self.assertNotSent("archived")

    def test_a_deleted_step_sends_nothing(self):
        self.step.unlink()
        self.assertNotSent("deleted")

    def test_a_paused_programme_sends_when_it_goes_on(self):
        self.care.paused = True
        self.assertNotSent("paused")
        self.care.paused = False
        self.plan(DAY)
        self.open_on(DAY)
        self.assertEqual(len(self.post(LATER)), 1)
        self.assertEqual(self.mail.state, "sent")

    def test_put_off_it_leaves_on_the_day_that_was_chosen(self):
        with freeze_time(NOON):
            self.todo.with_user(self.max_there()).action_snooze("2026-06-08")
        self.assertFalse(self.post(LATER))
        self.assertEqual(self.todo.state, "planned")
        self.assertEqual(str(self.todo.date), "2026-06-08")
        self.plan("2026-06-05")
        self.open_on("2026-06-05")
        self.assertFalse(self.post("2026-06-05 15:00:00"))
        self.open_on("2026-06-08")
        self.assertEqual(len(self.post("2026-06-08 15:00:00")), 1)
        self.assertEqual((self.todo.state, self.mail.state), ("done", "sent"))

    def test_what_is_on_its_way_is_not_put_off(self):
        for state in ("sending", "uncertain"):
            self.as_if(self.mail, state=state, sending_since=NOON)
            with self.subTest(state), freeze_time(NOON), self.assertRaises(UserError):
                self.todo.action_snooze("2026-06-08")

    def test_given_to_a_colleague_it_leaves_in_that_name(self):
        self.sam.company_ids += self.shop
        with freeze_time(NOON):
            self.mail._compose()
            self.todo.action_reassign(self.sam)
        self.post(LATER)
        self.assertEqual(self.mail.user_id, self.sam)
        self.assertEqual(self.todo.log_id.user_id, self.sam)

    def max_there(self):
        self.max.company_ids += self.shop
        return self.max


@tagged("post_install", "-at_install")
@freeze_time("2026-03-10 12:00:00")
class TestPaidInvoices(LedgerCase):
    """The step “a week after an invoice was paid”, with real money."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.acme = cls.customer("Acme Trading")
        programs = cls.env["smb.care.program"]
        programs.search([]).active = False
        step = {
            "name": "Courtesy call",
            "what": "call",
            "trigger": "invoice_paid",
            "interval_number": 7,
        }
        tiers = cls.env["smb.tier.policy"]._of(cls.company).tier_ids
        for tier in [*tiers, cls.env["smb.tier"]]:
            programs.create(
                {
                    "name": tier.name or "Others",
                    "company_id": cls.company.id,
                    "tier_id": tier.id,
                    "date_start": "2026-01-01",
                    "step_ids": [(0, 0, step)],
                }
            )

    def days(self):
        self.env.flush_all()
        rows = self.env["smb.follow.up"]
        rows._plan(self.company, self.acme)
        found = rows.search([("partner_id", "=", self.acme.id)])
        self.assertEqual(set(found.mapped("reason")), {"event"} if found else set())
        return [str(row.date) for row in found]

    def test_the_day_counts_from_the_last_payment(self):
        invoice = self.invoice(self.acme, amount=100, ago=20)
        self.refresh(self.acme)
        self.assertFalse(self.days())
        self.pay(invoice, ago=5, amount=40)
        self.assertFalse(self.days())
        self.pay(invoice, ago=2)
        self.assertIn(invoice.payment_state, ("paid", "in_payment"))
        self.assertEqual(self.days(), ["2026-03-15"])

    def test_a_payment_that_is_taken_back_asks_for_nothing(self):
        invoice = self.invoice(self.acme, ago=20)
        self.refresh(self.acme)
        self.pay(invoice, ago=2)
        self.assertEqual(len(self.days()), 1)
        invoice.line_ids.remove_move_reconcile()
        self.assertFalse(self.days())

    def test_a_credit_note_is_no_payment_to_thank_for(self):
        self.invoice(self.acme, ago=20, refund=True)
        self.refresh(self.acme)
        self.assertFalse(self.days())
