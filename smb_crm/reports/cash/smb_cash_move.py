from odoo import fields, models
from odoo.tools import SQL

from ...models.cash.smb_cash_ledger import JOURNALS
from ...tools.roles import ACCOUNTING

READ = {
    "account.account": ["account_type"],
    "account.bank.statement.line": ["payment_ref"],
    "account.journal": ["suspense_account_id", "type"],
    "account.move": ["date", "name", "origin_payment_id", "ref", "state"],
    "account.move.line": [
        "account_id",
        "amount_currency",
        "balance",
        "company_id",
        "currency_id",
        "date",
        "journal_id",
        "move_id",
        "parent_state",
        "partner_id",
    ],
    "account.payment": [
        "amount",
        "amount_company_currency_signed",
        "company_id",
        "currency_id",
        "journal_id",
        "memo",
        "move_id",
        "outstanding_account_id",
        "partner_id",
        "partner_type",
        "payment_method_line_id",
        "payment_type",
        "state",
    ],
    "account.payment.method.line": ["payment_account_id"],
    "res.company": ["currency_id", "transfer_account_id"],
    "res.partner": ["commercial_partner_id", "country_id", "user_id"],
    "res.users": ["sale_team_id"],
    "smb.scorecard": ["company_id", "partner_id", "tier_id"],
}


class SmbCashMove(models.Model):
    """Money that came in or went out, each movement once, when the ledger says so.

    A payment counts with its posted entry, unless it was cancelled or rejected. The
    bank's statement line that meets it later counts nothing; one that settles an
    invoice by itself, or something else, does, once for each thing it settles. Per
    journal and month this adds up to what the journal moved on the accounts of
    ``smb.cash.ledger``. Entries of other journals are no movements.

    Salesperson, team, country and tier are the customer's of today.
    """

    _name = "smb.cash.move"
    _description = "Money In or Out"
    _auto = False
    _order = "date desc, id desc"
    _rec_name = "move_name"
    _depends = READ

    date = fields.Date(readonly=True)
    direction = fields.Selection([("in", "In"), ("out", "Out")], readonly=True)
    kind = fields.Selection(
        [
            ("customer", "Customer"),
            ("supplier", "Supplier"),
            ("transfer", "Between Own Accounts"),
            ("unmatched", "Not Matched Yet"),
            ("other", "Other"),
        ],
        string="About",
        readonly=True,
    )
    journal_id = fields.Many2one("account.journal", readonly=True)
    method_id = fields.Many2one(
        "account.payment.method.line", string="Payment Method", readonly=True
    )
    partner_id = fields.Many2one(
        "res.partner", string="Customer or Supplier", readonly=True
    )
    contact_id = fields.Many2one("res.partner", readonly=True)
    user_id = fields.Many2one("res.users", string="Salesperson", readonly=True)
    team_id = fields.Many2one("crm.team", string="Sales Team", readonly=True)
    tier_id = fields.Many2one("smb.tier", readonly=True)
    country_id = fields.Many2one("res.country", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    payment_id = fields.Many2one("account.payment", readonly=True)
    move_id = fields.Many2one("account.move", string="Journal Entry", readonly=True)
    move_name = fields.Char(string="Number", readonly=True)
    ref = fields.Char(string="Reference", readonly=True)
    company_currency_id = fields.Many2one("res.currency", readonly=True)
    currency_id = fields.Many2one("res.currency", readonly=True)
    amount_in = fields.Monetary(
        string="Came In", readonly=True, currency_field="company_currency_id"
    )
    amount_out = fields.Monetary(
        string="Went Out", readonly=True, currency_field="company_currency_id"
    )
    amount = fields.Monetary(
        string="In Less Out", readonly=True, currency_field="company_currency_id"
    )
    amount_currency = fields.Monetary(
        string="In Currency",
        readonly=True,
        currency_field="currency_id",
        aggregator=None,
    )

    @property
    def _table_query(self) -> SQL:
        return SQL(
            """
            SELECT moved.id, moved.date, moved.kind, moved.journal_id, moved.method_id,
                   CASE WHEN moved.amount < 0 THEN 'out' ELSE 'in' END AS direction,
                   COALESCE(contact.commercial_partner_id, moved.contact_id)
                       AS partner_id,
                   moved.contact_id, customer.user_id, rep.sale_team_id AS team_id,
                   card.tier_id, customer.country_id, moved.company_id,
                   moved.payment_id, moved.move_id, moved.move_name, moved.ref,
                   company.currency_id AS company_currency_id, moved.currency_id,
                   GREATEST(moved.amount, 0) AS amount_in,
                   GREATEST(-moved.amount, 0) AS amount_out,
                   moved.amount, moved.amount_currency
              FROM ((%(payments)s) UNION ALL (%(lines)s)) moved
              JOIN res_company company ON company.id = moved.company_id
              LEFT JOIN res_partner contact ON contact.id = moved.contact_id
              LEFT JOIN res_partner customer
                ON customer.id = contact.commercial_partner_id
              LEFT JOIN res_users rep ON rep.id = customer.user_id
              LEFT JOIN smb_scorecard card ON card.partner_id = customer.id
               AND card.company_id = moved.company_id
            """,
            payments=self._payments_sql(),
            lines=self._lines_sql(),
        )

    def _payments_sql(self):
        """Payments that stand in the ledger."""
        return SQL(
            """
            SELECT payment.id * 2 AS id, move.date,
                   CASE payment.partner_type WHEN 'supplier' THEN 'supplier'
                        ELSE 'customer' END AS kind,
                   payment.journal_id, payment.payment_method_line_id AS method_id,
                   payment.partner_id AS contact_id, payment.company_id,
                   payment.id AS payment_id, move.id AS move_id,
                   move.name AS move_name, payment.memo AS ref, payment.currency_id,
                   payment.amount_company_currency_signed AS amount,
                   CASE payment.payment_type WHEN 'outbound' THEN -payment.amount
                        ELSE payment.amount END AS amount_currency
              FROM account_payment payment
              JOIN account_move move ON move.id = payment.move_id
               AND move.state = 'posted'
             WHERE payment.state IN ('in_process', 'paid')
               AND payment.amount_company_currency_signed <> 0
            """
        )

    def _lines_sql(self):
        """What other entries of bank and cash journals came from, or went to."""
        return SQL(
            """
            SELECT line.id * 2 + 1 AS id, line.date,
                   CASE WHEN line.account_id = journal.suspense_account_id
                        THEN 'unmatched'
                        WHEN line.account_id = owner.transfer_account_id
                        THEN 'transfer'
                        WHEN account.account_type = 'asset_receivable'
                        THEN 'customer'
                        WHEN account.account_type = 'liability_payable'
                        THEN 'supplier'
                        ELSE 'other' END AS kind,
                   line.journal_id, NULL::integer AS method_id,
                   line.partner_id AS contact_id, line.company_id,
                   NULL::integer AS payment_id, move.id AS move_id,
                   move.name AS move_name,
                   COALESCE(stated.payment_ref, move.ref) AS ref, line.currency_id,
                   -line.balance AS amount, -line.amount_currency AS amount_currency
              FROM account_move_line line
              JOIN account_journal journal ON journal.id = line.journal_id
               AND journal.type IN %(journals)s
              JOIN account_move move ON move.id = line.move_id
               AND move.origin_payment_id IS NULL
              JOIN account_account account ON account.id = line.account_id
              JOIN res_company owner ON owner.id = line.company_id
              LEFT JOIN account_bank_statement_line stated
                ON stated.id = move.statement_line_id
             WHERE line.parent_state = 'posted' AND line.balance <> 0
               AND line.account_id NOT IN (%(money)s)
            """,
            journals=JOURNALS,
            money=self.env["smb.cash.ledger"]._accounts_sql(),
        )

    def action_open_document(self):
        """The payment or entry for accounting, the customer for others."""
        self.ensure_one()
        self.check_access("read")
        record = self.partner_id
        if self.env.user.has_groups(ACCOUNTING):
            record = self.payment_id or self.move_id
        return {
            "type": "ir.actions.act_window",
            "res_model": record._name,
            "res_id": record.id,
            "views": [(False, "form")],
        }
