import re
from datetime import date

from psycopg2.errors import CheckViolation

from odoo.exceptions import AccessError, ValidationError
from odoo.fields import Domain
from odoo.tests import freeze_time, tagged
from odoo.tools import mute_logger

from .common import SmbCase

PRIVATE = ("smb_birth_day", "smb_birthday", "smb_next_birthday", "smb_habits")
PROFILE = ("smb_relation", "smb_credit_risk", "smb_completeness", "smb_confirmed_on")


@tagged("post_install", "-at_install")
class TestProfile(SmbCase):
    def born(self, partner, day, month, year=False):
        partner.write(
            {"smb_birth_day": day, "smb_birth_month": month, "smb_birth_year": year}
        )
        return partner

    def found(self, *domain):
        mine = Domain("id", "in", (self.ada + self.acme).ids)
        return self.env["res.partner"].search(mine & Domain(list(domain)))

    def test_a_birthday_needs_no_year(self):
        self.born(self.ada, "29", "02")
        self.assertEqual(self.ada.smb_birthday, "29 February")

    def test_a_birthday_with_year_is_shown_in_the_readers_format(self):
        self.born(self.ada, "29", "02", "1984")
        self.assertEqual(self.ada.smb_birthday, "02/29/1984")

    def test_a_day_that_never_was_is_refused(self):
        for day, month, year in (("31", "04", False), ("29", "02", "1985")):
            with self.subTest(day), self.assertRaises(ValidationError):
                self.born(self.ada, day, month, year)
        with self.assertRaises(ValidationError):
            self.born(self.globex, "12", False)

    def test_a_birth_year_is_four_digits(self):
        with mute_logger("odoo.sql_db"), self.assertRaises(CheckViolation):
            self.born(self.ada, "01", "02", "85")
            self.env.flush_all()

    @freeze_time("2026-02-20")
    def test_a_leap_day_comes_on_28_february_in_a_common_year(self):
        self.born(self.ada, "29", "02")
        self.assertEqual(self.ada.smb_next_birthday, date(2026, 2, 28))
        self.assertEqual(self.found(("smb_next_birthday", "=", "2026-02-28")), self.ada)

    @freeze_time("2026-12-28")
    def test_birthdays_of_the_next_week_reach_into_the_new_year(self):
        self.born(self.ada, "02", "01", "1990")
        self.born(self.acme, "10", "01")
        week = self.found(("smb_next_birthday", "<=", "today +7d"))
        self.assertEqual(week, self.ada)
        self.assertEqual(self.found(("smb_next_birthday", ">", "today +7d")), self.acme)

    def test_customers_without_birthday_can_be_found(self):
        self.born(self.ada, "02", "01")
        self.assertEqual(self.found(("smb_next_birthday", "=", False)), self.acme)

    def test_nobody_refers_themselves_nor_in_a_circle(self):
        with self.assertRaises(ValidationError):
            self.acme.smb_referred_by_id = self.acme
        self.globex.smb_referred_by_id = self.acme
        with self.assertRaises(ValidationError):
            self.acme.smb_referred_by_id = self.globex

    def test_referrals_of_its_people_count_for_the_company(self):
        self.globex.smb_referred_by_id = self.ada
        self.assertEqual(self.acme.smb_referral_count, 1)
        self.assertEqual(
            self.env["res.partner"].search(self.acme.action_smb_referrals()["domain"]),
            self.globex,
        )

    def test_other_dates_belong_to_the_customer(self):
        self.acme.with_user(self.sally).smb_date_ids = [
            (0, 0, {"name": "Founding day", "day": "29", "month": "02", "year": "1996"})
        ]
        with freeze_time("2027-01-01"):
            self.acme.smb_date_ids.invalidate_recordset(["next_date"])
            self.assertEqual(self.acme.smb_date_ids.next_date, date(2027, 2, 28))
        with self.assertRaises(ValidationError):
            self.acme.smb_date_ids.day = "30"


@tagged("post_install", "-at_install")
class TestProfileAccess(SmbCase):
    def test_private_data_are_for_sales_alone(self):
        for name in ("anna", "will", "uma", "paul"):
            customer = self.ada.with_user(self.users[name])
            for field in PRIVATE:
                with self.subTest(f"{name} {field}"), self.assertRaises(AccessError):
                    customer.read([field])
        self.assertTrue(self.ada.with_user(self.sally).read(list(PRIVATE)))

    def test_the_profile_is_for_sales_and_accounting(self):
        for name in ("will", "uma", "paul"):
            customer = self.ada.with_user(self.users[name])
            for field in PROFILE:
                with self.subTest(f"{name} {field}"), self.assertRaises(AccessError):
                    customer.read([field])
        for name in ("sally", "anna"):
            self.assertTrue(self.ada.with_user(self.users[name]).read(list(PROFILE)))

    def test_nobody_learns_private_data_by_searching(self):
        self.ada.smb_habits = "Sails on Sundays"
        for name in ("anna", "will", "uma", "paul"):
            partners = self.env["res.partner"].with_user(self.users[name])
            with self.subTest(name), self.assertRaises(AccessError):
                partners.search([("smb_habits", "ilike", "sails")])
            with self.subTest(name), self.assertRaises(AccessError):
                partners.search([("smb_next_birthday", "<=", "today +7d")])

    def test_private_fields_are_in_no_form_of_others(self):
        for name in ("uma", "will", "anna"):
            form = self.env["res.partner"].with_user(self.users[name])
            arch = form.get_view(view_type="form")["arch"]
            with self.subTest(name):
                self.assertNotIn('name="smb_habits"', arch)
                self.assertNotIn('name="smb_birth', arch)
        arch = self.env["res.partner"].with_user(self.uma).get_view(view_type="form")
        ours = set(re.findall(r'name="(smb_\w+)"', arch["arch"]))
        # the tier's letter is for everybody who serves the customer
        self.assertLessEqual(ours, {"smb_tier_id"})

    def test_dates_of_another_company_stay_there(self):
        other = self.second_company()
        secret = self.customer("Secret", company_id=other.id)
        day = self.env["smb.partner.date"].create(
            {"partner_id": secret.id, "name": "Secret day", "day": "01", "month": "02"}
        )
        for name in ("sally", "max", "anna"):
            dates = self.env["smb.partner.date"].with_user(self.users[name])
            if name == "anna":
                with self.assertRaises(AccessError):
                    dates.search([])
            else:
                self.assertNotIn(day, dates.search([]))

    def test_reps_name_new_interests_but_only_managers_change_them(self):
        interest = self.env["smb.interest"].with_user(self.sally)
        sailing = interest.create({"name": "Sailing"})
        with self.assertRaises(AccessError):
            sailing.name = "Yachting"
        sailing.with_user(self.max).name = "Yachting"
        with self.assertRaises(AccessError):
            interest.with_user(self.uma).search([])
