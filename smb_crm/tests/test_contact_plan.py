from datetime import date, timedelta

from odoo import fields
from odoo.exceptions import RedirectWarning, ValidationError
from odoo.tests import freeze_time, tagged

from .common import SmbCase


class PlanCase(SmbCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env.user.tz = "UTC"
        cls.call = cls.env.ref("mail.mail_activity_data_call")
        cls.todo = cls.env.ref("mail.mail_activity_data_todo")
        cls.today = fields.Date.context_today(cls.acme)

    @classmethod
    def plan(cls, document, day=0, user=None, kind=None, **vals):
        """An open activity ``day`` days from today on ``document``."""
        return cls.env["mail.activity"].create(
            {
                "res_model_id": cls.env["ir.model"]._get_id(document._name),
                "res_id": document.id,
                "activity_type_id": (kind or cls.call).id,
                "date_deadline": cls.today + timedelta(days=day),
                "user_id": (user or cls.sally).id,
                "summary": "Call",
                **vals,
            }
        )

    def order(self, partner, **vals):
        return self.env["sale.order"].create({"partner_id": partner.id, **vals})


@tagged("post_install", "-at_install")
class TestActivityCustomer(PlanCase):
    def test_an_activity_knows_the_customer_of_its_document(self):
        for document in (self.acme, self.ada, self.order(self.ada), self.log(self.ada)):
            with self.subTest(document._name):
                self.assertEqual(self.plan(document).smb_partner_id, self.acme)

    def test_an_activity_without_customer_has_none(self):
        product = self.env["product.template"].create({"name": "Chair"})
        self.assertFalse(self.plan(product).smb_partner_id)

    def test_it_follows_the_document_to_another_customer(self):
        order = self.order(self.ada)
        activity = self.plan(order)
        order.partner_id = self.globex
        self.assertEqual(activity.smb_partner_id, self.globex)

    def test_it_follows_a_person_to_another_company(self):
        activity = self.plan(self.ada)
        done = self.plan(self.order(self.ada))
        done.action_done()
        self.ada.parent_id = self.globex
        self.assertEqual((activity + done).smb_partner_id, self.globex)

    def test_it_follows_to_another_company_of_ours(self):
        other = self.second_company()
        lead = self.env["crm.lead"].create(
            {"name": "Chairs", "partner_id": self.ada.id, "company_id": self.company.id}
        )
        on_lead, on_person = self.plan(lead), self.plan(self.ada)
        lead.company_id = other
        self.ada.company_id = other
        self.assertEqual(on_lead.smb_company_id, other)
        self.assertEqual(on_person.smb_company_id, other)

    def test_it_follows_a_customer_to_another_company_of_ours(self):
        other = self.second_company()
        lead = self.env["crm.lead"].create(
            {"name": "Chairs", "partner_id": self.ada.id, "company_id": False}
        )
        activity = self.plan(lead)
        self.assertFalse(activity.smb_company_id)
        self.acme.company_id = other
        self.assertEqual(activity.smb_company_id, other)

    def test_installing_fills_open_and_done_activities_by_sql(self):
        activities = self.plan(self.ada) + self.plan(self.order(self.ada))
        done = self.plan(self.globex)
        done.action_done()
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE mail_activity SET smb_partner_id = NULL, smb_company_id = NULL"
        )
        self.env.invalidate_all()
        self.env["mail.activity"]._smb_fill_customers()
        self.assertEqual(activities.smb_partner_id, self.acme)
        self.assertEqual(done.smb_partner_id, self.globex)
        self.assertEqual(activities[1].smb_company_id, self.env.company)

    def test_planning_costs_no_query_more_where_the_customer_is_cached(self):
        order = self.order(self.ada)
        self.env.flush_all()
        compute = self.registry["mail.activity"]._smb_read_customer
        activity = self.plan(order)
        order.sudo().partner_id.commercial_partner_id.mapped("company_id")
        with self.assertQueryCount(0):
            compute(activity)


@tagged("post_install", "-at_install")
class TestNextDate(PlanCase):
    def test_a_next_date_becomes_one_activity(self):
        log = self.log(self.ada, user=self.sally, next_date=self.today)
        activity = log.next_activity_id
        self.assertEqual(activity.res_model, "res.partner")
        self.assertEqual(activity.res_id, self.ada.id)
        self.assertEqual(activity.activity_type_id, self.call)
        self.assertEqual(activity.user_id, self.sally)
        self.assertEqual(activity.date_deadline, self.today)
        self.assertEqual(activity.summary, "A call")

    def test_changing_the_next_date_reschedules_it(self):
        log = self.log(self.ada, user=self.sally, next_date=self.today)
        activity = log.next_activity_id
        log.with_user(self.sally).next_date = self.today + timedelta(days=3)
        self.assertEqual(log.next_activity_id, activity)
        self.assertEqual(activity.date_deadline, self.today + timedelta(days=3))

    def test_clearing_the_next_date_cancels_it(self):
        log = self.log(self.ada, user=self.sally, next_date=self.today)
        activity = log.next_activity_id
        log.with_user(self.sally).next_date = False
        self.assertFalse(activity.exists())
        self.assertFalse(log.next_activity_id)

    def test_rescheduling_the_activity_moves_the_next_date(self):
        log = self.log(self.ada, user=self.sally, next_date=self.today)
        with freeze_time(fields.Datetime.now() + timedelta(days=2)):
            day = self.today + timedelta(days=9)
            log.next_activity_id.with_user(self.sally).date_deadline = day
            self.assertEqual(log.next_date, day)

    def test_a_next_date_before_the_contact_is_refused(self):
        with self.assertRaises(ValidationError):
            self.log(self.ada, next_date=self.today - timedelta(days=1))


@tagged("post_install", "-at_install")
class TestFulfil(PlanCase):
    def test_a_contact_fulfils_the_oldest_due_plan(self):
        late, due = self.plan(self.acme, -3), self.plan(self.order(self.ada), 0)
        log = self.log(self.ada, user=self.sally)
        self.assertEqual(log.activity_id, late)
        self.assertFalse(late.active)
        self.assertTrue(due.active)
        self.assertIn("A call", late.feedback)

    def test_it_leaves_what_is_not_its_business(self):
        others = (
            self.plan(self.acme, 1)
            + self.plan(self.acme, 0, kind=self.todo)
            + self.plan(self.acme, 0, user=self.sam)
            + self.plan(self.globex, 0)
        )
        self.assertFalse(self.log(self.ada, user=self.sally).activity_id)
        self.assertEqual(others.mapped("active"), [True] * 4)

    def test_the_rep_may_choose_none(self):
        late = self.plan(self.acme, -3)
        self.log(self.ada, user=self.sally, activity_id=False)
        self.assertTrue(late.active)

    def test_an_old_contact_does_not_fulfil_a_later_plan(self):
        plan = self.plan(self.acme, -1)
        self.log(self.ada, user=self.sally, date="2020-01-01 09:00:00")
        self.assertTrue(plan.active)

    def test_a_plan_of_another_customer_is_refused(self):
        with self.assertRaises(ValidationError):
            self.log(self.ada, user=self.sally, activity_id=self.plan(self.globex).id)

    def test_it_counts_as_one_contact(self):
        self.plan(self.acme, -3)
        self.log(self.ada, user=self.sally)
        logs = self.env["smb.contact.log"].search(
            [("commercial_partner_id", "=", self.acme.id)]
        )
        self.assertEqual(len(logs), 1)


@tagged("post_install", "-at_install")
class TestFuture(PlanCase):
    def test_the_warning_leads_to_the_planner_filled_in(self):
        tomorrow = fields.Datetime.now() + timedelta(days=1)
        with self.assertRaises(RedirectWarning) as caught:
            self.log(self.ada, channel_id=self.visit.id, date=tomorrow)
        action = caught.exception.args[1]
        wizard = (
            self.env[action["res_model"]].with_context(**action["context"]).create({})
        )
        wizard.action_schedule_activities()
        activity = self.ada.activity_ids
        self.assertEqual(activity.activity_type_id, self.visit.activity_type_id)
        self.assertEqual(activity.summary, "A call")
        self.assertEqual(activity.date_deadline, tomorrow.date())

    def test_future_values_become_an_activity(self):
        activity = (
            self.env["smb.contact.log"]
            .with_user(self.sally)
            ._plan(
                {
                    "partner_id": self.ada.id,
                    "channel_id": self.visit.id,
                    "date": "2030-05-06 10:00:00",
                    "subject": "Show samples",
                }
            )
        )
        self.assertEqual(activity.date_deadline, date(2030, 5, 6))
        self.assertEqual(activity.activity_type_id, self.visit.activity_type_id)
        self.assertEqual(activity.user_id, self.sally)
