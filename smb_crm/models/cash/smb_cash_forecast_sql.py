from odoo import api, models
from odoo.tools import SQL

from ...tools.forecast import Flow
from .smb_cash_ledger import OWED

READ = {
    "account.account": ["account_type"],
    "account.move": [
        "amount_total",
        "currency_id",
        "invoice_date_due",
        "move_type",
        "state",
    ],
    "account.move.line": [
        "account_id",
        "amount_residual_currency",
        "balance",
        "date",
        "date_maturity",
        "parent_state",
        "partner_id",
        "reconciled",
    ],
    "account.partial.reconcile": ["credit_move_id", "max_date"],
    "account.payment": ["outstanding_account_id"],
    "account.payment.method.line": ["payment_account_id"],
    "res.partner": ["commercial_partner_id"],
    "sale.order": [
        "commitment_date",
        "date_order",
        "invoice_status",
        "partner_invoice_id",
        "payment_term_id",
        "state",
    ],
    "sale.order.line": [
        "is_downpayment",
        "price_total",
        "product_uom_qty",
        "qty_invoiced",
        "untaxed_amount_invoiced",
    ],
    "smb.promise": ["amount", "date", "move_id", "partner_id", "state"],
    "smb.scorecard": ["company_id", "days_late", "partner_id"],
}


class SmbCashForecast(models.AbstractModel):
    """The queries of the forecast: as many for one invoice as for ten thousand."""

    _inherit = "smb.cash.forecast"

    @api.model
    def _flush(self):
        for model, names in READ.items():
            self.env[model].flush_model(names)

    @api.model
    def _opening(self, outlook):
        """What bank and cash hold today, and how much of it is under way."""
        found = self.env.execute_query(
            SQL(
                """
                SELECT line.company_id,
                       SUM(line.balance),
                       SUM(line.balance) FILTER (
                        WHERE account.account_type NOT IN
                              ('asset_cash', 'liability_credit_card'))
                  FROM account_move_line line
                  JOIN account_account account ON account.id = line.account_id
                 WHERE line.account_id IN (%(money)s) AND line.date <= %(today)s
                   AND line.parent_state = 'posted'
                   AND line.company_id IN %(companies)s
                 GROUP BY 1
                """,
                money=self.env["smb.cash.ledger"]._accounts_sql(),
                today=outlook.today,
                companies=tuple(outlook.companies.ids),
            )
        )
        own = {company.id: company.currency_id.id for company in outlook.companies}
        rates = self._rates(outlook, set(own.values()))
        sums = [
            (
                float(balance) * rates[own[company]],
                float(waits or 0) * rates[own[company]],
            )
            for company, balance, waits in found
        ]
        return {
            "opening": sum(balance for balance, _waits in sums),
            "under_way": sum(waits for _balance, waits in sums),
        }

    @api.model
    def _rates(self, outlook, currency_ids):
        """What a unit of each currency is worth today in the current company's."""
        company = self.env.company
        to = company.currency_id
        currencies = self.env["res.currency"].browse({*currency_ids, to.id})
        rates = currencies._get_rates(company, outlook.today)
        return {known: rates[to.id] / rate for known, rate in rates.items()}

    @api.model
    def _open_flows(self, outlook):
        """Everything that is open, in the currency of the current company."""
        asked = [self._items_sql(outlook), self._booked_sql(outlook)]
        if outlook.orders:
            asked += [self._orders_sql(outlook), self._drafts_sql(outlook, "out")]
        if outlook.drafts:
            asked.append(self._drafts_sql(outlook, "in"))
        found = self.env.execute_query(
            SQL(
                """
                SELECT open.side, open.source, open.who, open.due, open.amount,
                       open.currency_id, open.paper, open.company_id, card.days_late
                  FROM (%s) open
                  LEFT JOIN smb_scorecard card ON card.partner_id = open.who
                   AND card.company_id = open.company_id AND open.side = 'in'
                """,
                SQL(" UNION ALL ").join(SQL("(%s)", part) for part in asked),
            )
        )
        rates = self._rates(outlook, {row[5] for row in found})
        vendors = self._vendors(outlook)
        return [
            Flow(
                side=side,
                source=source,
                who=who or 0,
                due=due,
                amount=float(amount) * rates[currency],
                late=vendors.get((who, company)) if side == "out" else late,
                paper=paper,
            )
            for side, source, who, due, amount, currency, paper, company, late in found
        ]

    @api.model
    def _items_sql(self, outlook):
        """Open items of invoices and bills; credits are below zero."""
        return SQL(
            """
            SELECT CASE account.account_type WHEN %(receivable)s THEN 'in'
                   ELSE 'out' END AS side,
                   CASE account.account_type WHEN %(receivable)s THEN 'invoice'
                   ELSE 'bill' END AS source,
                   COALESCE(person.commercial_partner_id, line.partner_id) AS who,
                   COALESCE(line.date_maturity, line.date) AS due,
                   CASE account.account_type WHEN %(receivable)s THEN 1 ELSE -1 END
                   * line.amount_residual_currency AS amount,
                   line.currency_id, line.move_id AS paper, line.company_id
              FROM account_move_line line
              JOIN account_account account ON account.id = line.account_id
               AND account.account_type IN %(owed)s
              LEFT JOIN res_partner person ON person.id = line.partner_id
             WHERE line.reconciled IS NOT TRUE AND line.parent_state = 'posted'
               AND line.amount_residual_currency <> 0
               AND line.company_id IN %(companies)s
            """,
            receivable=OWED[0],
            owed=OWED,
            companies=tuple(outlook.companies.ids),
        )

    @api.model
    def _booked_sql(self, outlook):
        """What is in the ledger already, for a later day: post-dated payments."""
        return SQL(
            """
            SELECT CASE WHEN line.balance < 0 THEN 'out' ELSE 'in' END, 'booked',
                   person.commercial_partner_id, line.date, ABS(line.balance),
                   company.currency_id, line.move_id, line.company_id
              FROM account_move_line line
              JOIN res_company company ON company.id = line.company_id
              LEFT JOIN res_partner person ON person.id = line.partner_id
             WHERE line.account_id IN (%(money)s) AND line.date > %(today)s
               AND line.parent_state = 'posted' AND line.balance <> 0
               AND line.company_id IN %(companies)s
            """,
            money=self.env["smb.cash.ledger"]._accounts_sql(),
            today=outlook.today,
            companies=tuple(outlook.companies.ids),
        )

    @api.model
    def _orders_sql(self, outlook):
        """What confirmed orders of the last year still have to be invoiced for.

        With delivery and invoice on the promised day, or today, and the payment term
        from there on. Older orders are rather forgotten than waited for.
        """
        return SQL(
            """
            SELECT 'in', 'order', person.commercial_partner_id,
                   GREATEST(MAX(paper.commitment_date)::date, %(today)s)
                   + COALESCE(MAX(term.days), 0),
                   SUM(CASE WHEN line.is_downpayment
                            THEN -line.untaxed_amount_invoiced
                            ELSE line.price_total
                                 * GREATEST(line.product_uom_qty - line.qty_invoiced, 0)
                                 / NULLIF(line.product_uom_qty, 0) END),
                   paper.currency_id, paper.id, paper.company_id
              FROM sale_order paper
              JOIN sale_order_line line ON line.order_id = paper.id
               AND line.display_type IS NULL
              JOIN res_partner person ON person.id = paper.partner_invoice_id
              LEFT JOIN (SELECT payment_id, MAX(nb_days) AS days
                           FROM account_payment_term_line GROUP BY 1) term
                ON term.payment_id = paper.payment_term_id
             WHERE paper.state = 'sale' AND paper.invoice_status <> 'invoiced'
               AND paper.date_order > %(today)s - INTERVAL '1 year'
               AND paper.company_id IN %(companies)s
             GROUP BY paper.id, person.id
            HAVING SUM(CASE WHEN line.is_downpayment
                            THEN -line.untaxed_amount_invoiced
                            ELSE line.price_total
                                 * GREATEST(line.product_uom_qty - line.qty_invoiced, 0)
                                 / NULLIF(line.product_uom_qty, 0) END) > 0
            """,
            today=outlook.today,
            companies=tuple(outlook.companies.ids),
        )

    @api.model
    def _drafts_sql(self, outlook, way):
        """Draft invoices (``out``) or bills (``in``)."""
        is_bill = way == "in"
        return SQL(
            """
            SELECT %(side)s, %(source)s, person.commercial_partner_id,
                   COALESCE(move.invoice_date_due, %(today)s),
                   CASE WHEN move.move_type = %(refund)s THEN -1 ELSE 1 END
                   * move.amount_total,
                   move.currency_id, move.id, move.company_id
              FROM account_move move
              JOIN res_partner person ON person.id = move.partner_id
             WHERE move.state = 'draft' AND move.move_type IN %(types)s
               AND move.amount_total <> 0 AND move.company_id IN %(companies)s
            """,
            side="out" if is_bill else "in",
            source="draft_bill" if is_bill else "draft",
            today=outlook.today,
            refund=f"{way}_refund",
            types=(f"{way}_invoice", f"{way}_refund"),
            companies=tuple(outlook.companies.ids),
        )

    @api.model
    def _vendors(self, outlook):
        """How late each supplier's bills of the last year were paid, in days."""
        found = self.env.execute_query(
            SQL(
                """
                SELECT person.commercial_partner_id, bill.company_id,
                       AVG(bill.paid - bill.due)::float
                  FROM (SELECT line.id, line.partner_id, line.company_id,
                               COALESCE(line.date_maturity, line.date) AS due,
                               MAX(part.max_date) AS paid
                          FROM account_move_line line
                          JOIN account_account account ON account.id = line.account_id
                           AND account.account_type = %(payable)s
                          JOIN account_partial_reconcile part
                            ON part.credit_move_id = line.id
                         WHERE line.reconciled AND line.parent_state = 'posted'
                           AND line.date > %(today)s - INTERVAL '1 year'
                           AND line.company_id IN %(companies)s
                         GROUP BY line.id) bill
                  JOIN res_partner person ON person.id = bill.partner_id
                 GROUP BY 1, 2
                """,
                payable=OWED[1],
                today=outlook.today,
                companies=tuple(outlook.companies.ids),
            )
        )
        return {(who, company): late for who, company, late in found}

    @api.model
    def _promises(self, outlook):
        """Open promises: (customer, invoice or 0, day, amount)."""
        found = self.env.execute_query(
            SQL(
                """
                SELECT partner_id, COALESCE(move_id, 0), date, amount, currency_id
                  FROM smb_promise
                 WHERE state = 'open' AND date >= %s AND company_id IN %s
                """,
                outlook.today,
                tuple(outlook.companies.ids),
            )
        )
        rates = self._rates(outlook, {row[4] for row in found}) if found else {}
        return [
            (who, paper, day, float(amount) * rates[currency])
            for who, paper, day, amount, currency in found
        ]
