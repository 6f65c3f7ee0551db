"""The morning digest: one per user and working day, with what he may see."""

from datetime import date

from freezegun import freeze_time

from odoo.tests import tagged

from .mail_case import MailCase

# a Tuesday, at 6:30 in Paris
MORNING = "2026-06-02 04:30:00"
TODAY = date(2026, 6, 2)


@tagged("post_install", "-at_install")
class TestDigest(MailCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.policy.digest = True
        calendars = cls.env["resource.calendar"]
        cls.shop.resource_calendar_id = calendars.create(
            {"name": "Office", "company_id": cls.shop.id}
        )
        cls.seller = cls.sally
        # nothing of the demo story waits in a pool
        cls.env["smb.follow.up"].search([]).unlink()
        for user in (cls.sally, cls.sam):
            user.write(
                {
                    "company_ids": [(4, cls.shop.id)],
                    "company_id": cls.shop.id,
                    "email": f"{user.login}@shop.example",
                    "tz": "Europe/Paris",
                }
            )
        cls.acme.user_id = cls.sally

    def to_do(self, user=None, day=TODAY, customer=None, **vals):
        return self.env["mail.activity"].create(
            {
                "res_model_id": self.env["ir.model"]._get_id("res.partner"),
                "res_id": (customer or self.acme).id,
                "activity_type_id": self.phone.activity_type_id.id,
                "user_id": (user or self.sally).id,
                "date_deadline": day,
                "summary": "Call about the order",
                **vals,
            }
        )

    def go(self, moment=MORNING):
        cron = self.env.ref("smb_crm.smb_digest_cron")
        with freeze_time(moment), self.enter_registry_test_mode():
            cron.method_direct_trigger()
        return self.post(moment)

    def test_who_has_something_to_do_is_told_once(self):
        self.to_do()
        mails = self.go()
        self.assertEqual(
            [mail["smtp_to_list"] for mail in mails], [["smb_sally@shop.example"]]
        )
        sending = self.sendings.search([("kind", "=", "digest")])
        self.assertIn("Call about the order", sending.body)
        self.assertIn("Your day: 1 today", mails[0]["message"])
        self.assertFalse(self.go("2026-06-02 04:45:00"))
        self.assertEqual(len(self.go("2026-06-03 04:30:00")), 1)

    def test_nothing_to_say_nothing_sent(self):
        self.assertFalse(self.go())
        self.assertFalse(self.sendings.search([("kind", "=", "digest")]))

    def test_not_before_half_past_six_nor_at_noon(self):
        self.to_do()
        self.assertFalse(self.go("2026-06-02 04:29:00"))
        self.assertFalse(self.go("2026-06-02 07:31:00"))

    def test_each_has_a_morning_of_his_own(self):
        self.sally.tz = "Asia/Tokyo"
        self.to_do()
        self.assertFalse(self.go())
        self.assertEqual(len(self.go("2026-06-02 21:30:00")), 1)

    def test_no_digest_at_the_weekend_nor_on_holidays(self):
        self.to_do()
        self.assertFalse(self.go("2026-06-06 04:30:00"))
        self.env["resource.calendar.leaves"].create(
            {
                "name": "Feast",
                "calendar_id": self.shop.resource_calendar_id.id,
                "company_id": self.shop.id,
                "date_from": "2026-06-01 22:00:00",
                "date_to": "2026-06-02 21:59:59",
            }
        )
        self.assertFalse(self.go())

    def test_the_company_or_the_user_can_do_without(self):
        self.to_do()
        self.policy.digest = False
        self.assertFalse(self.go())
        self.policy.digest = True
        self.sally.with_user(self.sally).smb_digest = False
        self.assertFalse(self.go())

    def test_it_names_overdue_tomorrow_and_birthdays(self):
        self.to_do(day="2026-05-29", summary="Late call")
        self.to_do(day="2026-06-03", summary="Visit")
        self.ada.write({"smb_birth_day": "02", "smb_birth_month": "06"})
        self.assertEqual(len(self.go()), 1)
        sending = self.sendings.search([("kind", "=", "digest")])
        for words in ("Overdue", "Late call", "Tomorrow", "Visit", "Birthdays", "Ada"):
            self.assertIn(words, sending.body)
        self.assertFalse(sending.log_id)

    def test_nobody_reads_of_others(self):
        self.to_do(self.sam, customer=self.globex, summary="Secret of Sam")
        self.to_do()
        self.go()
        bodies = {
            row.partner_id.user_ids: row.body
            for row in self.sendings.search([("kind", "=", "digest")])
        }
        self.assertEqual(set(bodies), {self.sally, self.sam})
        self.assertNotIn("Secret of Sam", bodies[self.sally])
        self.assertNotIn("Call about the order", bodies[self.sam])

    def test_it_is_about_one_company(self):
        # its managers read the outbox
        self.assertIn(self.company, self.sally.company_ids)
        foreign = self.customer(
            "Elsewhere", user=self.sally, company_id=self.company.id
        )
        foreign.write({"smb_birth_day": "02", "smb_birth_month": "06"})
        self.to_do(customer=foreign, summary="Secret of the other company")
        self.to_do()
        self.go()
        [digest] = self.sendings.search([("kind", "=", "digest")])
        self.assertIn("Call about the order", digest.body)
        self.assertNotIn("Secret", digest.body)
        self.assertNotIn("Elsewhere", digest.body)

    def test_each_company_tells_its_own(self):
        self.env["smb.policy"]._of(self.company).digest = True
        self.company.email = "main@company.example"
        foreign = self.customer("Elsewhere", company_id=self.company.id)
        self.to_do(customer=foreign, summary="Call elsewhere")
        self.go()
        [digest] = self.sendings.search([("kind", "=", "digest")])
        self.assertEqual(digest.company_id, self.company)
        self.assertIn("Call elsewhere", digest.body)

    def test_old_ones_are_forgotten(self):
        self.to_do()
        self.go()
        digest = self.sendings.search([("kind", "=", "digest")])
        greeting = self.queue(kind="birthday", date="2026-06-02")
        with freeze_time("2026-08-30"):
            self.sendings._gc_digests()
        self.assertTrue(digest.exists())
        message = digest.mail_message_id
        with freeze_time("2026-09-02"):
            self.sendings._gc_digests()
        self.assertFalse(digest.exists() or message.exists())
        self.assertTrue(greeting.exists())

    def test_it_speaks_the_reader_s_language(self):
        self.env["res.lang"]._activate_lang("fr_FR")
        self.sally.lang = "fr_FR"
        self.to_do()
        self.go()
        body = self.sendings.search([("kind", "=", "digest")]).body
        self.assertIn("juin", body)

    def test_it_is_no_contact_with_anybody(self):
        self.to_do()
        self.go()
        logs = self.env["smb.contact.log"].search(
            [("partner_id", "=", self.sally.partner_id.id)]
        )
        self.assertFalse(logs)
