from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.tools import SQL, date_utils

from ...models.cash.smb_cash_ledger import SPENT

READ = {
    "account.account": ["account_type"],
    "account.move": ["invoice_user_id", "move_type"],
    "account.move.line": [
        "account_id",
        "balance",
        "company_id",
        "currency_id",
        "date",
        "journal_id",
        "move_id",
        "move_name",
        "name",
        "parent_state",
        "partner_id",
        "product_id",
        "quantity",
    ],
    "product.product": ["product_tmpl_id"],
    "product.template": ["categ_id"],
    "res.company": ["currency_id"],
    "res.partner": ["commercial_partner_id"],
}


class SmbExpenseReport(models.Model):
    """What was spent: posted items on the ledger's expense accounts, one by one.

    Refunds count as a minus. Each amount also stands in the column of its year, this
    one or the one before, of the company's financial years, so that both stand side
    by side without a budget.
    """

    _name = "smb.expense.report"
    _description = "Expense"
    _auto = False
    _order = "date desc, id desc"
    _rec_name = "move_name"
    _depends = READ

    date = fields.Date(readonly=True)
    month = fields.Selection("_months", string="Month of the Year", readonly=True)
    account_id = fields.Many2one("account.account", string="Category", readonly=True)
    account_type = fields.Selection("_types", string="Kind of Expense", readonly=True)
    product_id = fields.Many2one("product.product", string="Item", readonly=True)
    categ_id = fields.Many2one(
        "product.category", string="Product Category", readonly=True
    )
    partner_id = fields.Many2one("res.partner", string="Supplier", readonly=True)
    user_id = fields.Many2one(
        "res.users",
        string="Employee",
        readonly=True,
        help="Who is named on the bill as buyer, or on the invoice as salesperson; with"
        " Odoo's Expenses who spent it.",
    )
    journal_id = fields.Many2one("account.journal", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    move_id = fields.Many2one("account.move", string="Journal Entry", readonly=True)
    move_name = fields.Char(string="Number", readonly=True)
    name = fields.Char(string="Label", readonly=True)
    currency_id = fields.Many2one("res.currency", readonly=True)
    quantity = fields.Float(readonly=True)
    amount = fields.Monetary(readonly=True)
    this_year = fields.Monetary(
        readonly=True, help="Spent in the financial year of today, until today."
    )
    year_before = fields.Monetary(
        readonly=True, help="Spent in the whole financial year before."
    )
    before_to_date = fields.Monetary(
        string="Year Before to Date",
        readonly=True,
        help="Spent in the financial year before until the same day.",
    )
    change = fields.Monetary(
        readonly=True, help="This year less the year before until the same day."
    )

    @property
    def _table_query(self) -> SQL:
        today, begin, before, same_day = self._years()
        this_year = SQL("line.date >= %s AND line.date <= %s", begin, today)
        to_date = SQL("line.date >= %s AND line.date <= %s", before, same_day)
        employee, spent_by = self._employee_sql()
        return SQL(
            """
            SELECT line.id, line.date, TO_CHAR(line.date, 'MM') AS month,
                   line.account_id, account.account_type, line.product_id,
                   template.categ_id,
                   COALESCE(person.commercial_partner_id, line.partner_id)
                       AS partner_id,
                   %(employee)s AS user_id, line.journal_id, line.company_id,
                   line.move_id, line.move_name, line.name,
                   company.currency_id,
                   CASE WHEN line.balance < 0 THEN -ABS(line.quantity)
                        ELSE ABS(line.quantity) END AS quantity,
                   line.balance AS amount,
                   CASE WHEN %(this_year)s THEN line.balance ELSE 0 END AS this_year,
                   CASE WHEN line.date >= %(before)s AND line.date < %(begin)s
                        THEN line.balance ELSE 0 END AS year_before,
                   CASE WHEN %(to_date)s THEN line.balance ELSE 0 END
                       AS before_to_date,
                   CASE WHEN %(this_year)s THEN line.balance
                        WHEN %(to_date)s THEN -line.balance ELSE 0 END AS change
              FROM account_move_line line
              JOIN account_account account ON account.id = line.account_id
               AND account.account_type IN %(spent)s
              JOIN account_move move ON move.id = line.move_id
              JOIN res_company company ON company.id = line.company_id
              LEFT JOIN product_product product ON product.id = line.product_id
              LEFT JOIN product_template template
                ON template.id = product.product_tmpl_id
              LEFT JOIN res_partner person ON person.id = line.partner_id
              %(spent_by)s
             WHERE line.parent_state = 'posted' AND line.balance <> 0
            """,
            spent=SPENT,
            employee=employee,
            spent_by=spent_by,
            this_year=this_year,
            to_date=to_date,
            begin=begin,
            before=before,
        )

    @api.model
    def _knows_expenses(self):
        """Odoo's Expenses is another app, which may be missing."""
        return "expense_id" in self.env["account.move.line"]._fields

    @api.model
    def _employee_sql(self):
        """Who spent it, and the tables that know."""
        named = SQL("move.invoice_user_id")
        if not self._knows_expenses():
            return named, SQL()
        return SQL("COALESCE(employee.user_id, %s)", named), SQL(
            "LEFT JOIN hr_expense paid ON paid.id = line.expense_id"
            " LEFT JOIN hr_employee employee ON employee.id = paid.employee_id"
        )

    @api.model
    def _years(self, day=None):
        """Today, the first days of its year and the one before, and the day then."""
        company = self.env.company
        today = day or self.env["smb.ageing"]._today(company)
        begin, _end = date_utils.get_fiscal_year(
            today,
            day=company.fiscalyear_last_day,
            month=int(company.fiscalyear_last_month),
        )
        year = relativedelta(years=1)
        return today, begin, begin - year, today - year

    @api.model
    def _months(self):
        months = self.env["res.company"]._fields["fiscalyear_last_month"]
        names = dict(months._description_selection(self.env))
        return [(f"{number:02}", names[str(number)]) for number in range(1, 13)]

    @api.model
    def _types(self):
        kinds = self.env["account.account"]._fields["account_type"]
        names = dict(kinds._description_selection(self.env))
        return [(kind, names[kind]) for kind in SPENT]

    def action_open_document(self):
        """The bill or entry, with the rights of who asks."""
        self.ensure_one()
        self.check_access("read")
        return {
            "type": "ir.actions.act_window",
            "res_model": "account.move",
            "res_id": self.move_id.id,
            "views": [(False, "form")],
        }
