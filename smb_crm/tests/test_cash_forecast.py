import base64
from datetime import timedelta
from io import BytesIO
from random import Random

from openpyxl import load_workbook

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import freeze_time, tagged

from .cash_case import CashCase
from .ledger import NOW, TODAY

FORECAST = "smb.cash.forecast"


class ForecastCase(CashCase):
    def forecast(self, unit="day", user=None, **question):
        forecast = self.env[FORECAST].with_user(user or self.env.user)
        return forecast.smb_screen(unit, **question)

    def days(self, side="in", **question):
        """What is expected, by days from today."""
        steps = self.forecast(**question)["steps"]
        found = enumerate(step[side] for step in steps)
        return {number: amount for number, amount in found if amount}

    def habit(self, partner, late):
        """Let a customer be as late as this, on average."""
        self.refresh(partner)
        self.card(partner).sudo().days_late = late

    def due(self, days, partner=None, amount=100, **vals):
        """An invoice that is due in so many days."""
        day = TODAY + timedelta(days)
        return self.invoice(
            partner or self.acme, amount, ago=40, invoice_date_due=day, **vals
        )


@freeze_time(NOW)
@tagged("post_install", "-at_install")
class TestCashForecast(ForecastCase):
    def test_invoices_come_when_due(self):
        self.due(5)
        self.due(20, amount=30)
        self.assertEqual(self.days(), {5: 100, 20: 30})

    def test_who_pays_late_is_expected_late(self):
        self.due(5)
        self.habit(self.acme, 7)
        self.assertEqual(self.days(), {12: 100})
        self.assertEqual(self.days(habits=False), {5: 100})

    def test_who_pays_early_is_expected_early_but_not_yesterday(self):
        self.due(5)
        self.due(1, amount=10)
        self.habit(self.acme, -3)
        self.assertEqual(self.days(), {2: 100, 0: 10})

    def test_what_is_overdue_comes_after_the_usual_days(self):
        self.due(-25)
        self.habit(self.acme, 9)
        self.assertEqual(self.days(), {9: 100})

    def test_who_has_no_habit_is_like_the_others(self):
        self.due(5)
        self.habit(self.acme, 7)
        self.due(5, self.customer("New"), amount=30)
        self.assertEqual(self.days(), {12: 130})

    def test_what_was_promised_comes_on_that_day(self):
        first, second = self.due(-5, amount=60), self.due(3, amount=100)
        self.env["smb.promise"].create(
            {
                "partner_id": self.acme.id,
                "date": TODAY + timedelta(8),
                "amount": 80,
            }
        )
        self.assertTrue(first + second)
        self.assertEqual(self.days(), {8: 80, 3: 80})
        self.assertEqual(self.forecast()["steps"][8]["promised"], 80)

    def test_a_broken_promise_is_none(self):
        self.due(3)
        promise = self.env["smb.promise"].create(
            {"partner_id": self.acme.id, "date": TODAY + timedelta(8), "amount": 80}
        )
        promise.sudo().state = "broken"
        self.assertEqual(self.days(), {3: 100})

    def test_bills_go_when_we_usually_pay(self):
        day = TODAY + timedelta(4)
        self.bill(self.mill, 70, invoice_date_due=day)
        self.assertEqual(self.days("out"), {4: 70})
        paid = self.bill(self.mill, 10, ago=60, invoice_date_due=self.day(30))
        self.pay(paid, ago=24)
        self.assertEqual(self.days("out"), {10: 70})

    def test_credits_are_taken_off_and_never_paid_out(self):
        self.due(5)
        self.invoice(self.acme, 30, ago=2, refund=True)
        self.invoice(self.customer("Credit"), 500, ago=2, refund=True)
        self.assertEqual(self.days(), {5: 70})
        self.assertFalse(self.days("out"))

    def test_paid_and_draft_invoices_are_not_expected(self):
        self.pay(self.due(5))
        self.due(6, post=False)
        self.assertFalse(self.days())
        self.assertEqual(self.days(orders=True), {6: 100})

    def test_draft_bills_and_orders_are_choices(self):
        day = TODAY + timedelta(6)
        self.bill(self.mill, 40, post=False, invoice_date_due=day)
        self.order(self.acme, 90, ago=2)
        self.order(self.acme, 55, ago=2, confirm=False)
        self.assertFalse(self.days() or self.days("out"))
        self.assertEqual(self.days("out", drafts=True), {6: 40})
        self.assertEqual(self.days(orders=True), {0: 90})

    def test_what_was_invoiced_of_an_order_counts_once(self):
        self.goods.invoice_policy = "order"
        order = self.order(self.acme, 90, ago=2)
        self.assertEqual(sum(self.days(orders=True).values()), 90)
        invoice = order._create_invoices()
        self.assertEqual(sum(self.days(orders=True).values()), 90)
        invoice.invoice_payment_term_id = False
        invoice.invoice_date = TODAY
        invoice.action_post()
        self.assertEqual(sum(self.days(orders=True).values()), 90)

    def test_it_begins_with_what_the_ledger_says(self):
        before = self.forecast()["opening"]
        self.pay(self.invoice(self.acme, 300), ago=3)
        self.pay(self.bill(self.mill, 80), ago=2)
        screen = self.forecast()
        self.assertEqual(screen["opening"] - before, 220)
        self.assertEqual(screen["steps"][-1]["balance"], screen["opening"])

    def test_a_payment_of_a_later_day_comes_then(self):
        before = self.forecast()["opening"]
        self.pay(self.due(5), ago=-9)
        screen = self.forecast()
        self.assertEqual(screen["opening"], before)
        self.assertEqual(self.days(), {9: 100})
        self.assertEqual(screen["steps"][9]["parts"], {"in_booked": 100})

    def test_the_balance_follows_and_the_lowest_point_is_marked(self):
        self.due(8, amount=500)
        self.bill(self.mill, 70, invoice_date_due=TODAY + timedelta(4))
        screen = self.forecast()
        left = [step["balance"] - screen["opening"] for step in screen["steps"]]
        self.assertEqual((left[3], left[4], left[8], left[-1]), (0, -70, 430, 430))
        self.assertEqual(screen["lowest"], 4)

    def test_what_comes_later_stands_apart(self):
        self.due(45)
        screen = self.forecast()
        self.assertEqual(screen["later"]["in"], 100)
        self.assertFalse(self.days())
        self.assertEqual(self.forecast("week")["later"]["in"], 0)

    def test_foreign_papers_count_at_todays_rate(self):
        other = self.setup_other_currency(
            "HRK", rates=[("2020-01-01", 2.0), (str(self.day(5)), 4.0)]
        )
        self.due(5, currency_id=other.id)
        self.assertEqual(self.days(), {5: 25})

    def test_the_items_add_up_to_their_period(self):
        self.due(5, amount=60)
        self.due(5, self.customer("Globex"), amount=100)
        found = self.env[FORECAST].smb_items(5, "in", "day")
        self.assertEqual([item["amount"] for item in found["items"]], [100, 60])
        self.assertEqual(found["items"][1]["partner"], "Acme")

    def test_accountants_and_sales_managers_only(self):
        self.due(5)
        self.bill(self.mill, 70, invoice_date_due=TODAY + timedelta(4))
        readers = ("sales_team.group_sale_manager", "account.group_account_readonly")
        for groups in readers:
            user = self.rep(groups, groups)
            self.assertEqual(self.days(user=user), {5: 100})
            self.assertEqual(self.days("out", user=user), {4: 70})
        groups = (
            "sales_team.group_sale_salesman_all_leads",
            "stock.group_stock_user",
            "base.group_user",
        )
        for group in groups:
            user = self.rep(group, group)
            with self.assertRaises(AccessError):
                self.forecast(user=user)
            with self.assertRaises(AccessError):
                self.env[FORECAST].with_user(user).smb_items(0, "in")

    def test_single_bills_are_for_accounting(self):
        self.bill(self.mill, 70, invoice_date_due=TODAY + timedelta(4))
        boss = self.rep("sales_team.group_sale_manager")
        with self.assertRaises(AccessError):
            self.env[FORECAST].with_user(boss).smb_items(4, "out", "day")
        books = self.rep("account.group_account_invoice", "smb_books")
        found = self.env[FORECAST].with_user(books).smb_items(4, "out", "day")
        self.assertEqual(found["items"][0]["amount"], 70)

    def test_odd_questions_get_an_answer(self):
        with self.assertRaises(UserError):
            self.forecast("century")
        with self.assertRaises(AccessError):
            self.env[FORECAST].smb_items(0, "sideways")
        self.assertFalse(self.env[FORECAST].smb_items(-5, "in")["items"])

    def test_another_companys_money_is_not_ours(self):
        data = self.setup_other_company(name="Elsewhere")
        user = self.rep("account.group_account_invoice", "smb_books")
        before = self.forecast(user=user)
        there = self.env["account.move"].with_company(data["company"])
        there.create(
            {
                "move_type": "out_invoice",
                "partner_id": self.acme.id,
                "invoice_date": TODAY,
                "journal_id": data["default_journal_sale"].id,
                "invoice_line_ids": [
                    Command.create({"name": "x", "price_unit": 5, "tax_ids": False})
                ],
            }
        ).action_post()
        self.assertEqual(self.forecast(user=user)["steps"], before["steps"])

    def test_it_costs_the_same_for_one_invoice_and_for_many(self):
        def cost():
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self.forecast("week", orders=True, drafts=True)
            return self.env.cr.sql_log_count - before

        self.due(5)
        cost()
        few = cost()
        for number in range(5):
            self.due(5 + number, self.customer(f"Customer {number}"))
            self.bill(self.mill, 10 + number)
        cost()  # what new records made Odoo forget is known again
        self.assertEqual(cost(), few)

    def test_the_file_computes_by_itself(self):
        self.due(5)
        self.env.user.group_ids += self.env.ref("base.group_allow_export")
        paper = self.env["smb.cash.paper"].create({"unit": "day"})
        paper.action_sheet()
        sheet = load_workbook(BytesIO(base64.b64decode(paper.file))).active
        self.assertEqual(sheet.cell(4, 3).value, "Open invoices (in)")
        self.assertEqual(sheet.cell(10, 3).value, 100)
        self.assertEqual(sheet.cell(10, 4).value, "=C10")
        self.assertEqual(sheet.cell(10, 6).value, "=F9+D10-E10")
        self.assertEqual(sheet.cell(5, 6).value, "=F3+D5-E5")

    def test_without_the_right_to_export_there_is_no_file(self):
        books = self.rep("account.group_account_invoice", "smb_books")
        books.group_ids -= self.env.ref("base.group_allow_export")
        paper = self.env["smb.cash.paper"].with_user(books).create({})
        with self.assertRaises(AccessError):
            paper.action_sheet()


@freeze_time(NOW)
@tagged("post_install", "-at_install")
class TestForecastAgainstHistory(ForecastCase):
    def test_own_days_are_nearer_to_what_came_than_due_dates(self):
        """Customers who pay on time, late and very late, each with some scatter."""
        dice = Random(7)
        came = [0] * 30
        for usual in (0, 6, 12, 18):
            customer = self.customer(f"Late by {usual}")
            for ago in (150, 120, 100, 80):
                invoice = self.invoice(
                    customer, 50, ago=ago, invoice_date_due=self.day(ago - 14)
                )
                self.pay(invoice, ago=ago - 14 - usual - dice.randint(-2, 2))
            for due in (2, 5, 8):
                self.due(due, customer, amount=100)
                came[due + usual + dice.randint(-1, 2)] += 100
            self.refresh(customer)
        own, alone = (
            self._distance(came, self.days(habits=habits)) for habits in (True, False)
        )
        self.assertLess(own, alone / 2)

    def _distance(self, came, forecast):
        """How far apart the two are, in money times days."""
        apart = total = 0
        for day, amount in enumerate(came):
            total += amount - forecast.get(day, 0)
            apart += abs(total)
        return apart
