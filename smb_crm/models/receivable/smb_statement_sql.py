from odoo import api, models
from odoo.tools import SQL

from .smb_ageing import KINDS
from .smb_ageing_sql import OPEN, READ


class SmbStatement(models.AbstractModel):
    """The queries of the statements: as many for one customer as for thousands."""

    _inherit = "smb.statement"

    @api.model
    def _flush(self):
        for model, names in READ.items():
            self.env[model].flush_model(names)
        self.env["account.move"].flush_model(
            ["name", "ref", "move_type", "origin_payment_id", "statement_line_id"]
        )
        self.env["account.move.line"].flush_model(["amount_currency", "balance"])
        self.env["account.partial.reconcile"].flush_model()

    @api.model
    def _open_items(self, asked):
        """What is open at the end of the last day: open now, or settled since."""
        return self._dicts(
            SQL(
                """
                WITH who AS (%(who)s),
                     part AS (
                        SELECT line.id, line.amount_residual_currency AS amount,
                               line.amount_residual AS amount_company
                          FROM account_move_line line JOIN who
                            ON who.id = line.partner_id
                         WHERE %(open)s AND %(wanted)s
                         UNION ALL
                        SELECT line.id, later.debit_amount_currency, later.amount
                          FROM account_partial_reconcile later
                          JOIN account_move_line line ON line.id = later.debit_move_id
                          JOIN who ON who.id = line.partner_id
                         WHERE later.max_date > %(to)s AND %(wanted)s
                         UNION ALL
                        SELECT line.id, -later.credit_amount_currency, -later.amount
                          FROM account_partial_reconcile later
                          JOIN account_move_line line ON line.id = later.credit_move_id
                          JOIN who ON who.id = line.partner_id
                         WHERE later.max_date > %(to)s AND %(wanted)s
                     ),
                     item AS (
                        SELECT id, SUM(amount)::float AS amount,
                               SUM(amount_company)::float AS amount_company
                          FROM part GROUP BY id
                        HAVING SUM(amount) <> 0 OR SUM(amount_company) <> 0
                     )
                SELECT who.customer_id, line.currency_id, line.date, line.move_id,
                       move.name AS document, %(type)s AS type, move.ref AS reference,
                       COALESCE(line.date_maturity, line.date) AS date_due,
                       %(to)s - COALESCE(line.date_maturity, line.date) AS days_late,
                       item.amount, item.amount_company
                  FROM item
                  JOIN account_move_line line ON line.id = item.id
                  JOIN account_move move ON move.id = line.move_id
                  JOIN who ON who.id = line.partner_id
                 ORDER BY date_due, line.date, line.id
                """,
                who=self._who_sql(asked),
                wanted=self._wanted_sql(asked.company, asked.date_to),
                open=OPEN,
                type=self._type_sql(),
                to=asked.date_to,
            )
        )

    @api.model
    def _movements(self, asked):
        """Documents and settlements by day, those before the first day in one row."""
        return self._dicts(
            SQL(
                """
                WITH who AS (%(who)s),
                     mine AS (
                        SELECT line.id, who.customer_id, line.currency_id, line.date,
                               line.move_id, line.amount_currency, line.company_id,
                               COALESCE(line.date_maturity, line.date) AS date_due
                          FROM account_move_line line JOIN who
                            ON who.id = line.partner_id
                         WHERE %(wanted)s
                     ),
                     movement AS (
                        SELECT customer_id, currency_id, date, move_id,
                               NULL::int AS other_id, date_due,
                               amount_currency AS amount
                          FROM mine
                         UNION ALL
                        %(debits)s UNION ALL %(credits)s
                     ),
                     told AS (
                        SELECT customer_id, currency_id,
                               CASE WHEN date >= %(begin)s THEN date END AS date,
                               CASE WHEN date >= %(begin)s THEN move_id END AS move_id,
                               CASE WHEN date >= %(begin)s THEN other_id END
                                   AS other_id,
                               MAX(date_due) AS date_due,
                               SUM(amount)::float AS amount
                          FROM movement
                         GROUP BY 1, 2, 3, 4, 5
                        HAVING SUM(amount) <> 0
                     )
                SELECT told.customer_id, told.currency_id, told.date, told.move_id,
                       move.name AS document, other.name AS other,
                       CASE WHEN told.other_id IS NULL THEN %(type)s
                            ELSE 'settlement' END AS type,
                       CASE WHEN told.other_id IS NULL THEN move.ref END AS reference,
                       told.date_due, 0 AS days_late, told.amount
                  FROM told
                  LEFT JOIN account_move move ON move.id = told.move_id
                  LEFT JOIN account_move other ON other.id = told.other_id
                 ORDER BY told.date, told.move_id, told.other_id NULLS FIRST
                """,
                who=self._who_sql(asked),
                wanted=self._wanted_sql(asked.company, asked.date_to),
                debits=self._settled_sql(asked, SQL("debit"), SQL("credit"), SQL("-")),
                credits=self._settled_sql(asked, SQL("credit"), SQL("debit"), SQL("+")),
                begin=asked.date_from,
                type=self._type_sql(),
            )
        )

    @api.model
    def _settled_sql(self, asked, side, other_side, sign):
        """What settled a document from another statement, until the last day."""
        return SQL(
            """
            SELECT mine.customer_id, mine.currency_id, part.max_date, mine.move_id,
                   other.move_id, NULL::date, %(sign)s part.%(side)s_amount_currency
              FROM mine
              JOIN account_partial_reconcile part ON part.%(side)s_move_id = mine.id
               AND part.max_date <= %(to)s
              JOIN account_move_line other ON other.id = part.%(other)s_move_id
              LEFT JOIN res_partner whose ON whose.id = other.partner_id
             WHERE whose.commercial_partner_id IS DISTINCT FROM mine.customer_id
                OR other.currency_id <> mine.currency_id
                OR other.company_id <> mine.company_id
                OR part.debit_amount_currency <> part.credit_amount_currency
            """,
            sign=sign,
            side=side,
            other=other_side,
            to=asked.date_to,
        )

    @api.model
    def _who_sql(self, asked):
        """Everybody of these customers, for entries may name a person."""
        return SQL(
            "SELECT id, commercial_partner_id AS customer_id FROM res_partner"
            " WHERE commercial_partner_id = ANY(%s)",
            list(asked.customers.ids),
        )

    @api.model
    def _wanted_sql(self, company, day):
        return SQL(
            "line.parent_state = 'posted' AND line.date <= %s AND line.company_id = %s"
            " AND line.account_id IN ("
            "SELECT id FROM account_account WHERE account_type = %s)",
            day,
            company.id,
            KINDS[0],
        )

    @api.model
    def _type_sql(self):
        return SQL(
            """
            CASE WHEN move.move_type = 'out_invoice' THEN 'invoice'
                 WHEN move.move_type = 'out_refund' THEN 'credit_note'
                 WHEN move.move_type = 'out_receipt' THEN 'receipt'
                 WHEN move.origin_payment_id IS NOT NULL
                   OR move.statement_line_id IS NOT NULL THEN 'payment'
                 ELSE 'entry' END
            """
        )

    @api.model
    def _owing_sql(self, company, day):
        """Lines that are open now, or were settled after ``day``."""
        wanted = self._wanted_sql(company, day)
        return SQL(
            """
            SELECT line.partner_id FROM account_move_line line
             WHERE %(open)s AND %(wanted)s
             UNION
            SELECT line.partner_id FROM account_partial_reconcile later
              JOIN account_move_line line
                ON line.id IN (later.debit_move_id, later.credit_move_id)
             WHERE later.max_date > %(day)s AND %(wanted)s
            """,
            wanted=wanted,
            open=OPEN,
            day=day,
        )

    @api.model
    def _dicts(self, sql):
        self.env.cr.execute(sql)
        return self.env.cr.dictfetchall()
