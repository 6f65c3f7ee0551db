from datetime import timedelta

from odoo import fields
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, tagged

from .common import SmbCase


@tagged("post_install", "-at_install")
class TestContactQuick(SmbCase):
    """A contact is logged from wherever the customer is on screen."""

    def quick(self, user=None, on=None, **vals):
        """The quick entry as ``user`` opens it ``on`` a record."""
        quick = self.env["smb.contact.quick"].with_user(user or self.sally)
        if on:
            quick = quick.with_context(
                active_model=on._name, active_id=on[:1].id, active_ids=on.ids
            )
        return quick.create(vals)

    def logs_of(self, partner):
        return self.env["smb.contact.log"].search([("partner_id", "=", partner.id)])

    def test_a_call_takes_a_subject_an_outcome_and_a_next_date(self):
        entry = Form(
            self.env["smb.contact.quick"]
            .with_user(self.sally)
            .with_context(active_model="res.partner", active_id=self.ada.id)
        )
        entry.subject = "Prices"
        entry.outcome_id = self.ordered
        entry.next_date = fields.Date.today() + timedelta(days=3)
        entry.save().action_save()
        log = self.logs_of(self.ada)
        self.assertRecordValues(
            log,
            [
                {
                    "user_id": self.sally.id,
                    "channel_id": self.phone.id,
                    "direction": "out",
                    "subject": "Prices",
                    "outcome_id": self.ordered.id,
                    "next_date": fields.Date.today() + timedelta(days=3),
                    "res_model": False,
                }
            ],
        )

    def test_it_knows_the_customer_of_the_document_it_is_opened_on(self):
        order = self.env["sale.order"].create(
            {"partner_id": self.acme.id, "user_id": self.sally.id}
        )
        lead = self.env["crm.lead"].create(
            {"name": "Big", "partner_id": self.acme.id, "user_id": self.sally.id}
        )
        for document in (order, lead):
            with self.subTest(document=document._name):
                self.quick(on=document, subject=document._name).action_save()
                log = self.logs_of(self.acme).filtered(
                    lambda log, about=document._name: log.subject == about
                )
                self.assertEqual(log.document, document)
                self.assertEqual(log.company_id, document.company_id or self.company)

    def test_several_customers_get_one_contact_each(self):
        chosen = self.acme + self.globex + self.ada
        self.quick(on=chosen, subject="Spring letter").action_save()
        logs = self.env["smb.contact.log"].search([("subject", "=", "Spring letter")])
        self.assertEqual(logs.partner_id, chosen)
        self.assertEqual(len(logs), 3)

    def test_too_many_customers_at_once_are_refused_in_a_sentence(self):
        quick = self.env["smb.contact.quick"].with_user(self.sally)
        with self.assertRaises(UserError):
            quick.with_context(
                active_model="res.partner", active_ids=list(range(1, 1200))
            ).default_get(["partner_id"])

    def test_a_contact_in_the_future_becomes_an_activity(self):
        tomorrow = fields.Datetime.now() + timedelta(days=1)
        done = self.quick(on=self.acme, date=tomorrow, subject="Visit").action_save()
        self.assertFalse(self.logs_of(self.acme))
        activity = self.acme.activity_ids
        self.assertEqual(activity.summary, "Visit")
        self.assertEqual(activity.user_id, self.sally)
        self.assertIn("Planned", done["params"]["message"])

    def test_the_planned_contact_that_is_due_is_offered(self):
        activity = self.acme.activity_schedule(
            "mail.mail_activity_data_call",
            date_deadline=fields.Date.today() - timedelta(days=1),
            summary="Renewal",
            user_id=self.sally.id,
        )
        entry = self.quick(on=self.ada)
        self.assertEqual(entry.activity_id, activity)
        self.assertEqual(entry.subject, "Renewal")

    def test_saving_fulfils_the_planned_contact_that_was_offered(self):
        activity = self.acme.activity_schedule(
            "mail.mail_activity_data_call", user_id=self.sally.id, summary="Renewal"
        )
        self.quick(on=self.acme).action_save()
        self.assertFalse(activity.active)
        self.assertEqual(self.logs_of(self.acme).activity_id, activity)

    def test_a_plan_that_was_unticked_stays_open(self):
        activity = self.acme.activity_schedule(
            "mail.mail_activity_data_call", user_id=self.sally.id
        )
        self.quick(on=self.acme, activity_id=False).action_save()
        self.assertTrue(activity.active)

    def test_opened_on_a_planned_contact_it_fulfils_that_one(self):
        self.acme.activity_schedule(
            "mail.mail_activity_data_call", user_id=self.sally.id, summary="Earlier"
        )
        visit = self.acme.activity_schedule(
            "smb_crm.mail_activity_type_visit",
            date_deadline=fields.Date.today() + timedelta(days=9),
            user_id=self.sally.id,
        )
        entry = self.quick(on=visit)
        self.assertEqual(entry.partner_id, self.acme)
        self.assertEqual(entry.channel_id, self.visit)
        entry.action_save()
        self.assertFalse(visit.active)

    def test_a_planned_contact_of_a_colleague_is_not_offered(self):
        self.acme.activity_schedule(
            "mail.mail_activity_data_call", user_id=self.sam.id, summary="His"
        )
        self.assertFalse(self.quick(on=self.acme).activity_id)

    def test_the_last_contact_is_shown_only_to_those_who_may_read_it(self):
        log = self.log(self.globex, user=self.sam, subject="Secret discount")
        self.assertEqual(self.quick(self.sam, on=self.globex).last_log_id, log)
        self.assertFalse(self.quick(self.sally, on=self.globex).last_log_id)

    def test_the_day_of_the_last_contact_is_no_secret(self):
        log = self.log(self.globex, user=self.sam)
        entry = self.quick(self.sally, on=self.globex)
        self.assertEqual(entry.last_day, log.date.date())

    def test_save_and_new_starts_with_an_empty_customer_and_the_same_channel(self):
        entry = self.quick(on=self.acme, channel_id=self.visit.id)
        action = entry.action_save_new()["params"]["next"]
        self.assertEqual(action["res_model"], "smb.contact.quick")
        self.assertEqual(action["context"], {"default_channel_id": self.visit.id})

    def test_it_opens_empty_where_no_customer_is_on_screen(self):
        entry = Form(self.env["smb.contact.quick"].with_user(self.sally))
        self.assertFalse(entry.last_log_id)
        entry.partner_id = self.acme
        self.assertEqual(entry.channel_id, self.phone)

    def test_without_a_customer_nothing_is_logged(self):
        with self.assertRaises(UserError):
            self.quick(subject="Nobody").action_save()

    def test_an_absurd_date_is_refused_in_a_sentence(self):
        with self.assertRaises(ValidationError):
            self.quick(on=self.acme, date="20000-01-01 00:00:00")


@tagged("post_install", "-at_install")
class TestContactQuickRights(SmbCase):
    """What the client names is checked with the user's own rights."""

    def entry(self, user, **context):
        return self.env["smb.contact.quick"].with_user(user).with_context(**context)

    def test_sales_roles_log_and_others_do_not(self):
        for user in (self.sally, self.sam, self.max):
            with self.subTest(user=user.name):
                entry = self.entry(user, active_model="res.partner")
                entry.create({"partner_id": self.acme.id}).action_save()
        for user in (self.anna, self.will, self.uma, self.paul):
            with self.subTest(user=user.name), self.assertRaises(AccessError):
                self.entry(user).create({"partner_id": self.acme.id})

    def test_the_entry_of_a_colleague_is_out_of_reach(self):
        entry = self.entry(self.sam).create({"partner_id": self.acme.id})
        with self.assertRaises(AccessError):
            entry.with_user(self.sally).action_save()

    def test_a_document_one_may_not_read_gives_nothing_away(self):
        order = self.env["sale.order"].create(
            {"partner_id": self.globex.id, "user_id": self.sam.id}
        )
        entry = self.entry(self.sally, active_model="sale.order", active_id=order.id)
        with self.assertRaises(AccessError):
            entry.default_get(["partner_id"])

    def test_a_document_slipped_in_by_the_client_is_checked_on_saving(self):
        order = self.env["sale.order"].create(
            {"partner_id": self.globex.id, "user_id": self.sam.id}
        )
        entry = self.entry(self.sally).create(
            {"partner_id": self.acme.id, "res_model": "sale.order"}
        )
        entry.res_id = order.id
        with self.assertRaises(AccessError):
            entry.action_save()

    def test_a_model_contacts_do_not_come_from_is_ignored(self):
        for model in ("res.users", "ir.config_parameter", "nonsense", None, 7):
            with self.subTest(model=model):
                entry = self.entry(
                    self.sally, active_model=model, active_id=1, active_ids=[1]
                )
                self.assertFalse(entry.default_get(["partner_id"]).get("partner_id"))

    def test_ids_that_are_none_are_ignored(self):
        for ids in ("1 OR 1=1", ["1"], [None], [True], {"a": 1}, [10**9]):
            with self.subTest(ids=ids):
                entry = self.entry(
                    self.sally, active_model="res.partner", active_ids=ids
                )
                self.assertFalse(entry.default_get(["partner_id"]).get("partner_id"))

    def test_a_customer_of_another_company_is_out_of_reach(self):
        abroad = self.second_company()
        stranger = self.customer("Stranger", company_id=abroad.id)
        entry = self.entry(self.sally, active_model="res.partner")
        with self.assertRaises(AccessError):
            entry.with_context(active_id=stranger.id).default_get(["partner_id"])
        with self.assertRaises(AccessError):
            entry.create({"partner_id": stranger.id}).action_save()


@tagged("post_install", "-at_install")
class TestQuickSearch(SmbCase):
    """The command palette finds customers by name, number and e-mail."""

    def names(self, term, user=None):
        partners = self.env["res.partner"].with_user(user or self.sally)
        return [found["name"] for found in partners.smb_quick_search(term)]

    def test_a_customer_is_found_by_name_mail_and_number(self):
        for term in ("acme trad", "ada@acme", "2 111 11"):
            with self.subTest(term=term):
                self.assertTrue(any("Acme" in name for name in self.names(term)))

    def test_wildcards_are_letters_like_any_other(self):
        self.assertFalse(self.names("%%"))
        self.assertFalse(self.names("__"))

    def test_one_letter_finds_nothing(self):
        self.assertFalse(self.names("a"))
