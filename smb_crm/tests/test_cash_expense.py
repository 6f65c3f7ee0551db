import base64
from io import BytesIO
from unittest.mock import patch

from openpyxl import load_workbook

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import freeze_time, tagged
from odoo.tools import SQL

from .cash_case import CashCase
from .ledger import NOW, TODAY

REPORT = "smb.expense.report"
SPENT = ("expense", "expense_direct_cost", "expense_depreciation")


@freeze_time(NOW)
@tagged("post_install", "-at_install")
class TestExpenseReport(CashCase):
    def rows(self, user=None, *terms):
        self.env.flush_all()
        return self.env[REPORT].with_user(user or self.env.user).search(list(terms))

    def total(self, name="amount", *terms):
        return round(sum(self.rows(None, *terms).mapped(name)), 2)

    def test_a_bill_is_an_expense_of_its_category(self):
        self.bill(self.mill, 80, account=self.travel, ref="B 1")
        row = self.rows()
        self.assertEqual(row.account_id, self.travel)
        self.assertEqual((row.partner_id, row.amount), (self.mill, 80))
        self.assertEqual(row.action_open_document()["res_id"], row.move_id.id)

    def test_refunds_are_a_minus_and_drafts_are_nothing(self):
        self.bill(self.mill, 80)
        self.bill(self.mill, 30, refund=True)
        self.bill(self.mill, 500, post=False)
        self.assertEqual(self.total(), 50)
        self.assertEqual(min(self.rows().mapped("quantity")), -1)

    def test_what_was_bought_is_known(self):
        line = Command.create(
            {
                "product_id": self.goods.id,
                "account_id": self.travel.id,
                "price_unit": 12,
                "quantity": 3,
                "tax_ids": False,
            }
        )
        bill = self.env["account.move"].create(
            {
                "move_type": "in_invoice",
                "partner_id": self.mill.id,
                "invoice_date": TODAY,
                "invoice_line_ids": [line],
            }
        )
        bill.action_post()
        row = self.rows()
        self.assertEqual(
            (row.product_id, row.categ_id), (self.goods, self.goods.categ_id)
        )
        self.assertEqual((row.quantity, row.amount), (3, 36))
        self.assertEqual(row.user_id, bill.invoice_user_id)

    def test_this_year_stands_beside_the_year_before(self):
        # 10 March: day 69 of the year
        for amount, ago in ((1, 0), (2, 68), (4, 69), (8, 365), (16, 366 + 67)):
            self.bill(self.mill, amount, ago=ago)
        self.bill(self.mill, 32, ago=364)
        self.assertEqual(self.total("this_year"), 3)
        self.assertEqual(self.total("year_before"), 4 + 8 + 16 + 32)
        self.assertEqual(self.total("before_to_date"), 8 + 16)
        self.assertEqual(self.total("change"), 3 - 24)

    def test_the_year_is_the_companys_own(self):
        self.company.write({"fiscalyear_last_month": "6", "fiscalyear_last_day": 30})
        self.bill(self.mill, 10, ago=200)
        self.bill(self.mill, 20, ago=300)
        self.assertEqual(self.total("this_year"), 10)
        self.assertEqual(self.total("year_before"), 20)

    def test_it_equals_the_ledger_to_the_cent(self):
        other = self.setup_other_currency("HRK", rates=[("2020-01-01", 3.0)])
        for amount in (0.01, 10.05, 99.99):
            self.bill(self.mill, amount)
            self.bill(self.mill, amount, currency_id=other.id, account=self.travel)
            self.bill(self.mill, amount / 2, refund=True)
        lines = self.env["account.move.line"].search(
            [
                ("account_id.account_type", "in", SPENT),
                ("parent_state", "=", "posted"),
                ("company_id", "=", self.company.id),
            ]
        )
        self.assertEqual(self.total(), round(sum(lines.mapped("balance")), 2))

    def test_accounting_only(self):
        self.bill(self.mill, 80)
        for groups in (
            "account.group_account_invoice",
            "account.group_account_readonly",
        ):
            self.assertTrue(self.rows(self.rep(groups, groups)))
        for groups in ("sales_team.group_sale_manager", "stock.group_stock_user"):
            with self.assertRaises(AccessError):
                self.rows(self.rep(groups, groups))

    def test_months_of_both_years_stand_in_one_row(self):
        self.bill(self.mill, 10, ago=0)
        self.bill(self.mill, 20, ago=365)
        self.env.flush_all()
        groups = self.env[REPORT].formatted_read_group(
            [], ["month"], ["this_year:sum", "year_before:sum"]
        )
        self.assertEqual([group["month"] for group in groups], ["03"])
        found = [(g["this_year:sum"], g["year_before:sum"]) for g in groups]
        self.assertEqual(found, [(10, 20)])

    def test_with_odoo_s_expenses_the_employee_spent_it(self):
        """The columns of that app, in the shape it gives them."""
        bill = self.bill(self.mill, 80)
        other = self.bill(self.mill, 20)
        olga = self.rep(login="smb_olga")
        for query in (
            SQL("CREATE TABLE IF NOT EXISTS hr_employee (id int, user_id int)"),
            SQL("CREATE TABLE IF NOT EXISTS hr_expense (id int, employee_id int)"),
            SQL("ALTER TABLE account_move_line ADD IF NOT EXISTS expense_id int"),
            SQL("INSERT INTO hr_employee VALUES (-7, %s)", olga.id),
            SQL("INSERT INTO hr_expense VALUES (-8, -7)"),
            SQL(
                "UPDATE account_move_line SET expense_id = -8 WHERE move_id = %s",
                bill.id,
            ),
        ):
            self.env.cr.execute(query)
        knows = type(self.env[REPORT])
        with patch.object(knows, "_knows_expenses", return_value=True):
            spent = {row.move_id: row.user_id for row in self.rows()}
        self.assertEqual(spent, {bill: olga, other: other.invoice_user_id})

    # as a file

    def sheets(self, user=None, **question):
        papers = self.env["smb.expense.paper"].with_user(user or self.env.user)
        paper = papers.create(question)
        paper.action_sheet()
        return load_workbook(BytesIO(base64.b64decode(paper.file))).worksheets

    def test_the_file_computes_by_itself(self):
        self.env.user.group_ids += self.env.ref("base.group_allow_export")
        self.bill(self.mill, 80, ago=0)
        self.bill(self.mill, 20, ago=0, account=self.travel)
        self.bill(self.mill, 50, ago=365)
        now, before = self.sheets()
        # name, twelve months, sum, before, change, share
        first = now["A4"].value, now["D4"].value
        self.assertEqual(first, (self.rent.display_name, 80))
        self.assertEqual(now["N4"].value, "=SUM(B4:M4)")
        compared = now["O4"].value, now["P4"].value
        self.assertEqual(compared, (50, '=IF(O4>0,N4/O4-1,"")'))
        self.assertEqual(now["Q5"].value, '=IF(N6>0,N5/N6,"")')
        self.assertEqual(now["N6"].value, "=SUM(N4:N5)")
        self.assertEqual((before["D4"].value, before["D6"].value), (50, "=SUM(D4:D5)"))
        self.assertIn("2025", before["A1"].value)

    def test_an_empty_year_is_an_empty_file(self):
        self.env.user.group_ids += self.env.ref("base.group_allow_export")
        now, _before = self.sheets(back=9, group_by="partner_id")
        self.assertEqual((now["A4"].value, now["N4"].value), ("Total", 0))

    def test_the_file_is_for_who_may_export_and_see_expenses(self):
        books = self.rep("account.group_account_invoice", "smb_books")
        books.group_ids -= self.env.ref("base.group_allow_export")
        boss = self.rep("sales_team.group_sale_manager", "smb_boss")
        for user in (books, boss):
            with self.subTest(user.login), self.assertRaises(AccessError):
                self.sheets(user)
        with self.assertRaises(UserError):
            self.sheets(group_by="password")
