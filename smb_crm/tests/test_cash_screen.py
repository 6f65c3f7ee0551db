from odoo.exceptions import AccessError, UserError
from odoo.tests import HttpCase, freeze_time, tagged

from .cash_case import CashCase
from .ledger import NOW

EXPENSE = "smb.expense"


@freeze_time(NOW)
@tagged("post_install", "-at_install")
class TestExpenseScreen(CashCase):
    def screen(self, *question, user=None):
        self.env.flush_all()
        return self.env[EXPENSE].with_user(user or self.env.user).smb_screen(*question)

    def row(self, screen, name):
        return next(row for row in screen["rows"] if name in row["name"])

    def test_each_month_stands_beside_the_same_month_of_the_year_before(self):
        self.bill(self.mill, 10, ago=0, account=self.travel)
        self.bill(self.mill, 30, ago=40, account=self.travel)
        self.bill(self.mill, 20, ago=365 + 40, account=self.travel)
        row = self.row(self.screen(), "Travel")
        # 40 days before 10 March is 29 January
        self.assertEqual(row["months"][:4], [30, 0, 10, 0])
        self.assertEqual(row["before"][:4], [20, 0, 0, 0])
        self.assertEqual((row["months"][2], row["total"]), (10, 40))
        self.assertEqual((row["compared"], row["change"]), (20, 1))

    def test_the_running_year_is_compared_until_the_same_day(self):
        self.bill(self.mill, 10, ago=0)
        self.bill(self.mill, 40, ago=365)
        self.bill(self.mill, 500, ago=364)
        total = self.screen()["total"]
        self.assertEqual((total["total"], total["compared"]), (10, 40))
        self.assertEqual(sum(total["before"]), 540)

    def test_a_year_that_is_over_is_compared_as_a_whole(self):
        self.bill(self.mill, 10, ago=100)
        self.bill(self.mill, 40, ago=500)
        screen = self.screen(1)
        self.assertEqual(screen["total"]["compared"], 40)
        self.assertEqual(screen["total"]["change"], -0.75)
        self.assertFalse(screen["is_running"])

    def test_it_adds_up_to_the_ledger_by_every_group(self):
        self.bill(self.mill, 12.34, ago=3, account=self.travel)
        self.bill(self.mill, 20, ago=60)
        self.bill(self.mill, 5, ago=2, refund=True)
        for group in ("account_id", "account_type", "partner_id", "user_id"):
            with self.subTest(group):
                screen = self.screen(0, group)
                self.assertEqual(screen["total"]["total"], 27.34)
                total = sum(row["total"] for row in screen["rows"])
                self.assertAlmostEqual(total, 27.34)

    def test_rows_are_named(self):
        self.bill(self.mill, 10, ago=0)
        self.assertEqual(self.screen(0, "partner_id")["rows"][0]["name"], "Mill")
        self.assertEqual(self.screen(0, "account_type")["rows"][0]["name"], "Expenses")

    def test_accounting_only(self):
        self.bill(self.mill, 10, ago=0)
        books = self.rep("account.group_account_readonly", "smb_books")
        self.assertEqual(self.screen(user=books)["total"]["total"], 10)
        for group in ("sales_team.group_sale_manager", "stock.group_stock_user"):
            with self.assertRaises(AccessError):
                self.screen(user=self.rep(group, group))

    def test_odd_questions_are_refused(self):
        for question in ((-1,), (99,), ("x",), (0, "create_uid"), (0, None)):
            with self.subTest(question), self.assertRaises(UserError):
                self.screen(*question)

    def test_another_company_is_another_book(self):
        data = self.setup_other_company(name="Elsewhere")
        self.bill(self.mill, 10, ago=0)
        user = self.rep("account.group_account_invoice", "smb_books")
        user.company_ids += data["company"]
        there = self.env[EXPENSE].with_user(user).with_company(data["company"])
        context = {"allowed_company_ids": data["company"].ids}
        self.assertFalse(there.with_context(**context).smb_screen()["rows"])
        self.assertEqual(self.screen(user=user)["total"]["total"], 10)


@tagged("post_install", "-at_install")
class TestCashTour(CashCase, HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.books = new_books(cls)

    def test_an_accountant_looks_at_money_and_what_will_come(self):
        today = self.env["smb.ageing"]._today(self.company)
        due = self.invoice(self.acme, 4000, invoice_date_due=today)
        self.assertTrue(due)
        spent = {"invoice_date": today, "date": today, "invoice_date_due": today}
        self.bill(self.mill, 700, account=self.travel, **spent)
        paid = self.invoice(self.acme, 900)
        wizard = self.env["account.payment.register"].with_context(
            active_model="account.move", active_ids=paid.ids
        )
        wizard.create({"payment_date": today})._create_payments()
        self.start_tour("/odoo/cash-forecast", "smb_cash", login="smb_books")


def new_books(case):
    return case.env["res.users"].create(
        {
            "name": "Books",
            "login": "smb_books",
            "password": "smb_books",
            "tz": "UTC",
            "company_id": case.company.id,
            "company_ids": case.company.ids,
            "group_ids": [
                case.env.ref("account.group_account_invoice").id,
                case.env.ref("base.group_user").id,
            ],
        }
    )
