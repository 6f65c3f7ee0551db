"""Greetings: on the customer's own day, in his language, once, and only when wanted."""

from datetime import date, datetime, timedelta
from unittest.mock import patch

from freezegun import freeze_time

from odoo.exceptions import AccessError, ValidationError
from odoo.tests import tagged

from .mail_case import MailCase

ZONES = [
    "Pacific/Kiritimati",
    "Pacific/Auckland",
    "Asia/Tokyo",
    "Asia/Shanghai",
    "Asia/Kolkata",
    "Europe/Vilnius",
    "Europe/Paris",
    "UTC",
    "America/Santiago",
    "America/New_York",
    "Pacific/Honolulu",
    "Pacific/Pago_Pago",
]


class GreetingCase(MailCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.known(cls.acme)

    def greeting(self, occasion):
        return self.env["smb.greeting"].search(
            [("company_id", "=", self.shop.id), ("occasion", "=", occasion)]
        )

    def switch_on(self, occasion, moment, **vals):
        greeting = self.greeting(occasion)
        with freeze_time(moment):
            greeting.write({"enabled": True, **vals})
        return greeting

    def born(self, person, day, month, year=False):
        person.write(
            {"smb_birth_day": day, "smb_birth_month": month, "smb_birth_year": year}
        )

    def plan(self, moment):
        with freeze_time(moment), self.enter_registry_test_mode():
            self.env.ref("smb_crm.smb_greeting_cron").method_direct_trigger()

    def go(self, moment):
        """One round of both jobs."""
        self.plan(moment)
        return self.post(moment)

    def found(self, kind="birthday"):
        return self.sendings.search(
            [("company_id", "=", self.shop.id), ("kind", "=", kind)]
        )

    def days(self, first, last, step=timedelta(hours=1)):
        """Both jobs at every step: moments at which a mail left."""
        sent, moment = [], first
        while moment <= last:
            sent += [moment] * len(self.go(moment))
            moment += step
        return sent


@tagged("post_install", "-at_install")
class TestBirthday(GreetingCase):
    def test_a_new_app_greets_nobody(self):
        company = self.env["res.company"].create({"name": "New"})
        greetings = self.env["smb.greeting"].search([("company_id", "=", company.id)])
        self.assertTrue(greetings)
        self.assertFalse(any(greetings.mapped("enabled")))
        self.born(self.ada, "02", "06")
        self.assertFalse(self.go("2026-06-02 12:00:00"))

    def test_the_day_comes_and_the_mail_leaves_once(self):
        self.switch_on("birthday", "2026-06-01 08:00:00")
        self.born(self.ada, "02", "06", "1985")
        self.assertFalse(self.go("2026-06-02 06:59:00"))
        mails = self.go("2026-06-02 07:00:00")
        self.assertEqual(len(mails), 1)
        self.assertIn("Happy birthday, Ada Archer", mails[0]["message"])
        for moment in ("2026-06-02 07:05:00", "2026-06-02 20:00:00", "2026-06-03"):
            self.assertFalse(self.go(moment))
        self.assertEqual(len(self.go("2027-06-02 08:00:00")), 1)

    def test_each_zone_has_its_own_day(self):
        self.switch_on("birthday", "2026-05-20 08:00:00")
        for name in ZONES:
            person = self.customer(name, parent=self.acme, email="p@acme.example")
            person.tz = name
            self.born(person, "02", "06")
        self.plan("2026-06-01 00:00:00")
        rows = self.found()
        self.assertEqual(len(rows), len(ZONES))
        for row in rows:
            with self.subTest(row.partner_id.name), freeze_time(row.next_try):
                self.assertEqual(row._local_today(), date(2026, 6, 2))
        spread = max(rows.mapped("next_try")) - min(rows.mapped("next_try"))
        self.assertEqual(spread, timedelta(hours=25))

    def test_each_zone_is_greeted_once_across_the_change_of_clocks(self):
        changes = {
            "Europe/Paris": ("2026-03-29", "2026-10-25"),
            "America/New_York": ("2026-03-08", "2026-11-01"),
            "America/Santiago": ("2026-04-05", "2026-09-06"),
        }
        self.switch_on("birthday", "2026-01-01 08:00:00", hour=0)
        for name, days in changes.items():
            for text in days:
                day = date.fromisoformat(text)
                person = self.customer(name, parent=self.acme, email="p@acme.example")
                person.tz = name
                self.born(person, f"{day.day:02}", f"{day.month:02}")
                noon = datetime.combine(day, datetime.min.time())
                sent = self.days(
                    noon - timedelta(hours=12),
                    noon + timedelta(hours=36),
                    timedelta(hours=6),
                )
                with self.subTest(zone=name, day=text):
                    self.assertEqual(len(sent), 1)
                    row = self.sendings.search([("partner_id", "=", person.id)])
                    with freeze_time(row.next_try):
                        self.assertEqual(row._local_today(), day)

    def test_the_29th_of_february_is_the_28th_in_common_years(self):
        self.switch_on("birthday", "2026-01-01 08:00:00")
        self.born(self.ada, "29", "02", "1984")
        sent = [
            moment[:10]
            for year in (2026, 2027, 2028)
            for moment in (f"{year}-02-28 12:00:00", f"{year}-03-01 06:00:00")
            if self.go(moment)
        ]
        self.assertEqual(sent[:2], ["2026-02-28", "2027-02-28"])
        leap = self.found().filtered(lambda row: row.key == "2028")
        self.assertEqual(leap.date, date(2028, 2, 29))

    def test_switched_on_late_nothing_is_made_up_for(self):
        self.born(self.ada, "31", "05")
        self.switch_on("birthday", "2026-06-01 08:00:00")
        self.assertFalse(self.go("2026-06-01 09:00:00"))
        self.assertFalse(self.found())

    def test_after_ten_days_down_one_day_is_made_up_for_the_rest_is_listed(self):
        self.switch_on("birthday", "2026-06-01 08:00:00")
        self.plan("2026-06-01 09:00:00")
        for day in range(5, 13):
            person = self.customer(
                f"Born on {day}", parent=self.acme, email=f"p{day}@acme.example"
            )
            self.born(person, f"{day:02}", "06")
        mails = self.go("2026-06-12 12:00:00")
        self.assertEqual(
            sorted(m["smtp_to_list"][0] for m in mails),
            ["p11@acme.example", "p12@acme.example"],
        )
        missed = self.found().filtered(lambda row: row.state == "missed")
        self.assertEqual(len(missed), 6)

    def test_a_corrected_birthday_moves_the_greeting(self):
        self.switch_on("birthday", "2026-06-01 08:00:00")
        self.born(self.ada, "02", "06")
        self.plan("2026-06-01 09:00:00")
        self.assertTrue(self.found())
        self.born(self.ada, "20", "06")
        self.plan("2026-06-01 10:00:00")
        self.assertFalse(self.found())
        self.assertEqual(len(self.go("2026-06-20 12:00:00")), 1)

    def test_another_hour_holds_at_once(self):
        greeting = self.switch_on("birthday", "2026-06-01 08:00:00")
        self.born(self.ada, "02", "06")
        self.plan("2026-06-01 09:00:00")
        with freeze_time("2026-06-01 10:00:00"):
            greeting.hour = 15.5
        self.assertEqual(str(self.found().next_try), "2026-06-02 13:30:00")

    def test_switched_off_what_waits_is_dropped(self):
        greeting = self.switch_on("birthday", "2026-06-01 08:00:00")
        self.born(self.ada, "02", "06")
        self.plan("2026-06-01 09:00:00")
        greeting.enabled = False
        self.assertFalse(self.found())

    def test_who_is_no_customer_is_not_greeted(self):
        stranger = self.customer("Stranger", email="s@stranger.example")
        lost = self.customer("Lost", parent=self.acme, email="no address")
        paused = self.customer("Paused", parent=self.acme, email="p@acme.example")
        paused.smb_care_paused = True
        for person in (stranger, lost, paused):
            self.born(person, "02", "06")
        self.switch_on("birthday", "2026-06-01 08:00:00")
        self.assertFalse(self.go("2026-06-02 12:00:00"))

    def test_another_company_greets_its_own_customers(self):
        self.known(self.globex, company=self.company)
        self.globex.email = "g@globex.example"
        self.born(self.globex, "02", "06")
        self.switch_on("birthday", "2026-06-01 08:00:00")
        self.assertFalse(self.go("2026-06-02 12:00:00"))

    def test_who_opts_out_over_night_gets_nothing(self):
        self.switch_on("birthday", "2026-06-01 08:00:00")
        self.born(self.ada, "02", "06")
        self.plan("2026-06-01 09:00:00")
        self.env["mail.blacklist"]._add("ada@acme.example")
        self.assertFalse(self.go("2026-06-02 12:00:00"))
        self.assertEqual(self.found().state, "opt_out")

    def test_tomorrow_s_greetings_can_be_read_and_skipped(self):
        self.switch_on("birthday", "2026-06-01 08:00:00")
        self.born(self.ada, "02", "06")
        self.plan("2026-06-01 09:00:00")
        self.max.company_ids += self.shop
        row = self.found().with_user(self.max)
        row = row.with_context(allowed_company_ids=self.shop.ids)
        self.assertIn("Ada Archer", row.teaser)
        row.action_cancel()
        self.assertFalse(self.go("2026-06-02 12:00:00"))
        self.assertEqual(self.found().state, "cancelled")

    def test_paused_and_resumed_it_goes_on(self):
        self.switch_on("birthday", "2026-06-01 08:00:00")
        self.born(self.ada, "04", "06")
        self.policy.care_paused = True
        self.plan("2026-06-03 09:00:00")
        self.assertFalse(self.found())
        self.policy.care_paused = False
        self.assertEqual(len(self.go("2026-06-04 12:00:00")), 1)


@tagged("post_install", "-at_install")
class TestOtherOccasions(GreetingCase):
    def test_the_anniversary_counts_the_years(self):
        self.env["smb.scorecard"].search(
            [("partner_id", "=", self.acme.id), ("company_id", "=", self.shop.id)]
        ).first_deal_date = "2023-06-02"
        self.switch_on("anniversary", "2026-06-01 08:00:00")
        mails = self.go("2026-06-02 12:00:00")
        self.assertEqual(mails[0]["smtp_to_list"], ["office@acme.example"])
        self.assertIn("3 years ago", mails[0]["message"])
        self.assertFalse(self.go("2026-06-03 06:00:00"))

    def test_the_first_deal_itself_is_no_anniversary(self):
        card = self.env["smb.scorecard"].search(
            [("partner_id", "=", self.acme.id), ("company_id", "=", self.shop.id)]
        )
        card.first_deal_date = "2026-06-02"
        self.switch_on("anniversary", "2026-06-01 08:00:00")
        self.assertFalse(self.go("2026-06-02 12:00:00"))

    def test_other_dates_name_the_occasion(self):
        self.env["smb.partner.date"].create(
            {
                "partner_id": self.acme.id,
                "name": "Founding day",
                "day": "02",
                "month": "06",
            }
        )
        self.switch_on("date", "2026-06-01 08:00:00")
        mails = self.go("2026-06-02 12:00:00")
        self.assertEqual(len(mails), 1)
        self.assertIn("Founding day", mails[0]["message"])

    def test_a_holiday_is_for_its_countries_and_languages(self):
        self.env["res.lang"]._activate_lang("fr_FR")
        france, spain = self.env.ref("base.fr"), self.env.ref("base.es")
        people = {
            "in France": {"country_id": france.id, "lang": "fr_FR"},
            "in Spain": {"country_id": spain.id, "lang": "fr_FR"},
            "English in France": {"country_id": france.id, "lang": "en_US"},
        }
        for number, (name, vals) in enumerate(people.items()):
            firm = self.customer(name, email=f"h{number}@x.example", **vals)
            self.known(firm)
        holiday = self.env["smb.holiday"].create(
            {
                "name": "Bastille Day",
                "company_id": self.shop.id,
                "day": "14",
                "month": "07",
                "country_ids": france.ids,
                "lang_ids": self.env["res.lang"]._lang_get("fr_FR").ids,
            }
        )
        self.switch_on("holiday", "2026-07-01 08:00:00")
        mails = self.go("2026-07-14 12:00:00")
        self.assertEqual([m["smtp_to_list"] for m in mails], [["h0@x.example"]])
        self.assertIn("Bastille Day", mails[0]["message"])
        self.assertEqual(self.found("holiday").key, f"{holiday.id}|2026")

    def test_a_day_that_was_deleted_is_not_greeted(self):
        holiday = self.env["smb.holiday"].create(
            {
                "name": "Ladies' Day",
                "company_id": self.shop.id,
                "day": "08",
                "month": "03",
            }
        )
        self.switch_on("holiday", "2026-03-01 08:00:00")
        self.plan("2026-03-08 05:00:00")
        mail = self.found("holiday").filtered(
            lambda row: row.key == f"{holiday.id}|2026"
        )
        self.assertEqual(mail.state, "queued")
        holiday.unlink()
        self.assertFalse(self.post("2026-03-08 12:00:00"))
        self.assertEqual(mail.state, "cancelled")

    def test_a_movable_feast_is_of_one_year(self):
        self.env["smb.holiday"].create(
            {
                "name": "Spring Festival",
                "company_id": self.shop.id,
                "day": "06",
                "month": "02",
                "year": "2027",
            }
        )
        self.switch_on("holiday", "2026-01-20 08:00:00")
        self.assertFalse(self.go("2026-02-06 12:00:00"))
        self.assertEqual(len(self.go("2027-02-06 12:00:00")), 1)
        self.assertFalse(self.go("2028-02-06 12:00:00"))

    def test_impossible_holidays_are_refused(self):
        holidays = self.env["smb.holiday"]
        for day, month, year in (("31", "04", False), ("29", "02", "2027")):
            with self.subTest(day=day), self.assertRaises(ValidationError):
                holidays.create(
                    {"name": "None", "day": day, "month": month, "year": year}
                )


@tagged("post_install", "-at_install")
class TestGreetingSettings(GreetingCase):
    def test_switched_on_its_days_are_listed_once(self):
        with patch.object(type(self.env["smb.greeting"]), "_queue_own_days") as listed:
            self.switch_on("birthday", "2026-06-01 08:00:00", hour=9)
        self.assertEqual(listed.call_count, 1)

    def test_every_new_company_has_the_greetings_and_two_holidays(self):
        company = self.second_company("Third")
        greetings = self.env["smb.greeting"].search([("company_id", "=", company.id)])
        self.assertEqual(len(greetings), 4)
        self.assertTrue(all(greetings.mapped("template_id")))
        holidays = self.env["smb.holiday"].search([("company_id", "=", company.id)])
        self.assertEqual(len(holidays), 2)

    def test_managers_switch_them_on_and_reps_do_not(self):
        self.max.company_ids += self.shop
        self.sam.company_ids += self.shop
        greeting = self.greeting("birthday").with_context(
            allowed_company_ids=self.shop.ids
        )
        with self.assertRaises(AccessError):
            greeting.with_user(self.sam).enabled = True
        greeting.with_user(self.max).enabled = True
        self.assertTrue(greeting.date_start)

    def test_without_text_it_cannot_be_switched_on(self):
        with self.assertRaises(ValidationError):
            self.greeting("birthday").write({"enabled": True, "template_id": False})
