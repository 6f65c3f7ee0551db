"""Regular payments in the forecast, and the forecast on paper."""

from datetime import date, timedelta

from psycopg2 import IntegrityError

from odoo.exceptions import AccessError, ValidationError
from odoo.fields import Command
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
class TestRegularFound(ForecastCase):
    """What the ledger shows month by month becomes a regular payment."""

    # the last days of the six months before March 2026
    ENDS = (10, 38, 69, 100, 130, 161)

    def spent(self, amount, ago, account=None, **vals):
        """Money that left the bank without a bill."""
        bank = self.bank.default_account_id
        lines = ((account or self.rent, amount), (bank, -amount))
        entry = self.env["account.move"].create(
            {
                "date": self.day(ago),
                "journal_id": self.bank.id,
                "line_ids": [
                    Command.create({"account_id": one.id, "balance": balance, **vals})
                    for one, balance in lines
                ],
            }
        )
        entry.action_post()

    def monthly(self, amounts, **vals):
        for amount, ago in zip(amounts, self.ENDS, strict=False):
            self.spent(amount, ago, **vals)

    def found(self):
        """All that pressing the button brings."""
        before = self.env["smb.cash.regular"].search([])
        before.action_find()
        return before.search([]) - before

    def test_what_was_paid_each_month_is_found_once(self):
        self.monthly([105, 100, 100, 95, 100, 100])
        row = self.found()
        self.assertEqual((row.name, row.amount), (self.rent.name, 105))
        self.assertEqual((row.side, str(row.date)), ("out", "2026-02-28"))
        self.assertTrue(row.month_end)
        self.assertEqual(self.days("out"), {21: 105})
        row.active = False
        self.assertFalse(self.found())

    def test_what_comes_in_is_found_with_who_pays_it(self):
        self.monthly([-50] * 6, account=self.travel, partner_id=self.mill.id)
        row = self.found()
        self.assertEqual((row.side, row.amount), ("in", 50))
        self.assertEqual((row.partner_id, row.month_end), (self.mill, True))

    def test_what_is_missing_once_or_jumps_is_not_regular(self):
        self.monthly([100] * 5)
        self.monthly([100, 100, 112, 100, 100, 100], account=self.travel)
        self.assertFalse(self.found())

    def test_what_has_a_bill_or_waits_to_be_matched_is_none(self):
        for ago in self.ENDS:
            self.pay(self.bill(self.mill, 100, ago=ago), ago=ago)
            self.statement(-70, ago)
        self.assertFalse(self.found())

    def test_this_month_and_other_companies_are_not_looked_at(self):
        self.monthly([100] * 6)
        self.spent(5000, 2)
        other = self.setup_other_company(name="Elsewhere")["company"]
        there = self.env["smb.cash.regular"].with_company(other)
        self.assertFalse(there._found())
        self.assertEqual(self.found().amount, 100)

    def test_accountants_only(self):
        groups = ("sales_team.group_sale_manager", "account.group_account_readonly")
        for group in groups:
            rows = self.env["smb.cash.regular"].with_user(self.rep(group, group))
            with self.subTest(group), self.assertRaises(AccessError):
                rows.action_find()


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
