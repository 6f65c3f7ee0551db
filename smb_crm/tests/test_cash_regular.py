"""Regular payments in the forecast, and the forecast on paper."""

from datetime import date, timedelta

from psycopg2 import IntegrityError

from odoo.exceptions import AccessError, ValidationError
from odoo.tests import freeze_time, tagged
from odoo.tools import mute_logger

from .ledger import NOW, TODAY
from .test_cash_forecast import FORECAST, ForecastCase


@freeze_time(NOW)
@tagged("post_install", "-at_install")
class TestCashRegular(ForecastCase):
    """What comes back regularly, without a bill."""

    def regular(self, amount=100, **vals):
        vals = {"name": "Rent", "date": TODAY, **vals}
        return self.env["smb.cash.regular"].create({"amount": amount, **vals})

    def test_it_is_expected_each_time_it_is_due(self):
        self.regular(unit="week", every=2, date=TODAY - timedelta(10))
        self.assertEqual(self.days("out"), {4: 100, 18: 100})
        step = self.forecast("month")["steps"][1]
        self.assertEqual(step["parts"], {"out_regular": 200})

    def test_in_or_out_and_for_as_long_as_said(self):
        self.regular(30, side="in", unit="week", date_end=TODAY + timedelta(8))
        self.regular(50, date=TODAY + timedelta(40)).active = False
        self.assertEqual(self.days(), {0: 30, 7: 30})
        self.assertFalse(self.days("out"))

    def test_the_last_day_of_the_month_is_another_day_each_month(self):
        regular = self.regular(date=self.day(100), month_end=True)
        self.assertEqual(self.days("out"), {21: 100})
        self.assertEqual(str(regular.next_date), "2026-03-31")
        self.assertEqual(regular.date_end, False)
        months = [step["out"] for step in self.forecast("month")["steps"]]
        self.assertEqual(months, [100] * 12)

    def test_habits_and_what_is_later_do_not_move_it(self):
        self.regular(date=TODAY + timedelta(3))
        self.bill(self.mill, 10, ago=40, invoice_date_due=self.day(5))
        self.assertEqual(self.days("out")[3], 100)
        self.assertEqual(self.forecast()["later"]["out"], 0)

    def test_another_currency_counts_at_todays_rate(self):
        other = self.setup_other_currency("HRK", rates=[("2020-01-01", 4.0)])
        self.regular(currency_id=other.id)
        self.assertEqual(self.days("out"), {0: 25})

    def test_accountants_open_it_and_managers_read_the_sum(self):
        regular = self.regular(date=TODAY + timedelta(2))
        books = self.rep("account.group_account_invoice", "smb_books")
        [item] = self.env[FORECAST].with_user(books).smb_items(2, "out", "day")["items"]
        self.assertEqual(
            (item["name"], item["model"], item["res_id"]),
            ("Rent", "smb.cash.regular", regular.id),
        )
        self.assertIsNone(item["late"])
        boss = self.rep("sales_team.group_sale_manager")
        self.assertEqual(self.days("out", user=boss), {2: 100})
        with self.assertRaises(AccessError):
            regular.with_user(boss).read(["amount"])

    def test_another_companys_rent_is_not_ours(self):
        other = self.setup_other_company(name="Elsewhere")["company"]
        self.regular(company_id=other.id)
        user = self.rep("account.group_account_invoice")
        self.assertFalse(self.days("out", user=user))

    @mute_logger("odoo.sql_db")
    def test_what_makes_no_sense_is_refused(self):
        for vals in ({"amount": -5}, {"amount": 0}, {"every": 0}, {"every": 1000}):
            with (
                self.subTest(vals),
                self.assertRaises(IntegrityError),
                self.cr.savepoint(),
            ):
                self.regular(**vals)
        with self.assertRaisesRegex(ValidationError, "before it begins"):
            self.regular(date_end=self.day(1))

    def test_one_from_long_ago_costs_no_more(self):
        """A day of the year 1900 is not walked through day by day."""
        regular = self.regular(unit="week", date="1900-01-01")
        self.assertEqual(regular.next_date, date(2026, 3, 16))


@freeze_time(NOW)
@tagged("post_install", "-at_install")
class TestForecastPaper(ForecastCase):
    def html(self, **question):
        paper = self.env["smb.cash.paper"].create(question)
        reports = self.env["ir.actions.report"]
        return reports._render_qweb_html("smb_crm.smb_cash_forecast_report", paper.ids)[
            0
        ].decode()

    def test_the_paper_shows_the_chart_and_every_period(self):
        self.due(5, amount=4321)
        for unit, rows in (("day", 30), ("week", 13), ("month", 12)):
            with self.subTest(unit):
                html = self.html(unit=unit)
                self.assertIn("4,321.00", html)
                self.assertIn("<polyline", html)
                self.assertEqual(html.count("cash_step"), rows)
        self.assertIn("Open invoices (in)", self.html(unit="week"))

    def test_only_readers_of_the_forecast_print_it(self):
        boss = self.rep("sales_team.group_sale_manager")
        paper = self.env["smb.cash.paper"].with_user(boss).create({})
        self.assertEqual(paper.action_print()["report_name"], "smb_crm.cash_forecast")
        boss.group_ids -= self.env.ref("sales_team.group_sale_manager")
        with self.assertRaises(AccessError):
            paper.action_print()
