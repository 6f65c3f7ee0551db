from odoo import api, models
from odoo.tools import SQL

from ...tools.credit import Standing
from ..receivable.smb_ageing_sql import OPEN
from ..receivable.smb_ageing_sql import READ as LEDGER

# what the queries below read
READ = {
    **LEDGER,
    "account.move": ["move_type", "partner_id", "payment_state", "state"],
    "product.template": ["invoice_policy"],
    "res.partner": ["commercial_partner_id", "credit_limit", "trust", "user_id"],
    "sale.order": [
        "amount_total",
        "amount_untaxed",
        "company_id",
        "currency_rate",
        "partner_invoice_id",
        "state",
    ],
    "sale.order.line": [
        "display_type",
        "is_downpayment",
        "price_subtotal",
        "price_total",
        "product_id",
        "product_uom_qty",
        "qty_delivered",
        "qty_invoiced",
        "untaxed_amount_invoiced",
    ],
    "smb.scorecard": ["company_id", "partner_id", "tier_id"],
    "stock.move": ["product_uom_qty", "sale_line_id", "state"],
}


class SmbCreditCheck(models.AbstractModel):
    """The queries of credit control: one for any number of customers."""

    _inherit = "smb.credit.check"

    @api.model
    def _standings(self, company, customers):
        """``{customer id: Standing}`` with ``company``, one query for all."""
        if not customers:
            return {}
        for model, names in READ.items():
            self.env[model].flush_model(names)
        rows = self.env.execute_query_dict(self._standings_sql(company, customers))
        return {row.pop("customer_id"): self._standing(row) for row in rows}

    @api.model
    def _standing(self, row):
        late = tuple((days, amount) for days, amount in row.pop("late") or ())
        return Standing(late=late, **row)

    @api.model
    def _standings_sql(self, company, customers):
        ids = tuple(customers.ids)
        return SQL(
            """
            WITH home AS (%(home)s),
                 debt AS (
                SELECT customer_id, SUM(amount) AS owed,
                       COALESCE(-SUM(amount) FILTER (WHERE amount < 0), 0) AS paid,
                       JSON_AGG(JSON_BUILD_ARRAY(late, amount))
                           FILTER (WHERE amount > 0 AND late > 0) AS late
                  FROM (%(items)s) item GROUP BY 1
                 ),
                 sold AS (%(orders)s)
            SELECT customer.id AS customer_id,
                   COALESCE(debt.owed, 0)::float AS owed,
                   COALESCE(debt.paid, 0)::float AS paid, debt.late,
                   COALESCE(sold.ordered, 0)::float AS ordered,
                   COALESCE(sold.delivered, 0)::float AS delivered,
                   %(limit)s AS limit, %(trust)s = 'bad' AS bad, card.tier_id
              FROM res_partner customer
              CROSS JOIN home
              LEFT JOIN debt ON debt.customer_id = customer.id
              LEFT JOIN sold ON sold.customer_id = customer.id
              LEFT JOIN smb_scorecard card ON card.partner_id = customer.id
               AND card.company_id = home.company_id
             WHERE customer.id IN %(ids)s
            """,
            home=self._home_sql(company),
            items=self._items_sql(ids),
            orders=self._orders_sql(ids),
            limit=self._limit_sql(),
            trust=self._trust_sql(),
            ids=ids,
        )

    @api.model
    def _home_sql(self, companies):
        """A row per company: its day, and what its customers get by default."""
        rows = []
        for company in companies:
            # sudo: a switch and defaults of the company, for the query alone
            partners = self.env["res.partner"].sudo().with_company(company)
            usual = {
                name: partners._fields[name].get_company_dependent_fallback(partners)
                for name in ("credit_limit", "trust")
            }
            rows.append(
                SQL(
                    "(%s, %s::date, %s::float, %s::varchar, %s)",
                    company.id,
                    self.env["smb.ageing"]._today(company.sudo()),
                    usual["credit_limit"] or 0,
                    usual["trust"] or "normal",
                    bool(company.sudo().account_use_credit_limit),
                )
            )
        return SQL(
            "SELECT * FROM (VALUES %s) home"
            " (company_id, today, usual_limit, usual_trust, counts)",
            SQL(", ").join(rows),
        )

    @api.model
    def _limit_sql(self):
        """Odoo's limit of ``customer``, 0 without one."""
        return SQL(
            "CASE WHEN home.counts THEN GREATEST(COALESCE("
            "(customer.credit_limit ->> home.company_id::text)::float,"
            " home.usual_limit), 0) ELSE 0 END"
        )

    @api.model
    def _trust_sql(self):
        return SQL(
            "COALESCE(customer.trust ->> home.company_id::text, home.usual_trust)"
        )

    @api.model
    def _items_sql(self, ids=None):
        """Open receivables. What is disputed is owed, but not late."""
        return SQL(
            """
            SELECT person.commercial_partner_id AS customer_id, line.company_id,
                   line.amount_residual AS amount,
                   CASE WHEN paper.payment_state = 'blocked' THEN 0
                        ELSE home.today - COALESCE(line.date_maturity, line.date)
                    END AS late,
                   paper.payment_state = 'blocked' AS disputed
              FROM account_move_line line
              JOIN home ON home.company_id = line.company_id
              JOIN account_account account ON account.id = line.account_id
               AND account.account_type = 'asset_receivable'
              JOIN account_move paper ON paper.id = line.move_id
              JOIN res_partner person ON person.id = line.partner_id
             WHERE %(open)s AND line.amount_residual <> 0 AND %(whose)s
            """,
            open=OPEN,
            whose=self._whose_sql("line", "partner_id", ids),
        )

    @api.model
    def _whose_sql(self, table, column, ids):
        if ids is None:
            return SQL("TRUE")
        return SQL(
            "%s IN (SELECT id FROM res_partner WHERE commercial_partner_id IN %s)",
            SQL.identifier(table, column),
            ids,
        )

    @api.model
    def _orders_sql(self, ids=None):
        """What is confirmed and not invoiced, at the rate of each order's day.

        Of goods invoiced by delivery what is delivered or waits for it, so that what
        was called off counts no more; of the rest what was ordered. Drafts of invoices
        are no invoices yet. A down payment is taken off once it is invoiced.
        """
        return SQL(
            """
            SELECT customer_id, company_id,
                   SUM(GREATEST(ordered - down, 0) / rate) AS ordered,
                   SUM(GREATEST(delivered - down, 0) / rate) AS delivered
              FROM (
                    SELECT debtor.commercial_partner_id AS customer_id,
                           paper.company_id,
                           COALESCE(NULLIF(paper.currency_rate, 0), 1) AS rate,
                           SUM(part.unit * GREATEST(part.wanted - part.invoiced, 0))
                               AS ordered,
                           SUM(part.unit * GREATEST(part.given - part.invoiced, 0))
                               AS delivered,
                           SUM(part.down) * COALESCE(
                               paper.amount_total / NULLIF(paper.amount_untaxed, 0), 1
                           ) AS down
                      FROM sale_order paper
                      JOIN home ON home.company_id = paper.company_id
                      JOIN res_partner debtor ON debtor.id = paper.partner_invoice_id
                      JOIN LATERAL (%s) part ON TRUE
                     WHERE paper.state = 'sale' AND %s
                     GROUP BY paper.id, debtor.commercial_partner_id
                   ) one
             GROUP BY 1, 2
            """,
            self._lines_sql(),
            self._whose_sql("paper", "partner_invoice_id", ids),
        )

    @api.model
    def _lines_sql(self):
        """The lines of ``paper`` on which something is open."""
        return SQL(
            """
            SELECT COALESCE(line.price_total / NULLIF(line.product_uom_qty, 0), 0)
                       AS unit,
                   COALESCE(line.qty_delivered, 0) AS given,
                   COALESCE(posted.quantity, 0) AS invoiced,
                   CASE WHEN template.invoice_policy = 'delivery'
                        THEN COALESCE(line.qty_delivered, 0)
                             + COALESCE(waiting.quantity, 0)
                        ELSE line.product_uom_qty END AS wanted,
                   CASE WHEN line.is_downpayment
                        THEN COALESCE(line.untaxed_amount_invoiced, 0)
                        ELSE 0 END AS down
              FROM sale_order_line line
              LEFT JOIN product_product product ON product.id = line.product_id
              LEFT JOIN product_template template
                ON template.id = product.product_tmpl_id
              LEFT JOIN uom_uom unit ON unit.id = line.product_uom_id
              LEFT JOIN LATERAL (
                    SELECT SUM(
                               CASE WHEN invoice.move_type = 'out_refund' THEN -1
                                    ELSE 1 END
                               * item.quantity * COALESCE(billed.factor, 1)
                               / COALESCE(unit.factor, 1)
                           ) AS quantity
                      FROM sale_order_line_invoice_rel link
                      JOIN account_move_line item ON item.id = link.invoice_line_id
                      JOIN account_move invoice ON invoice.id = item.move_id
                       AND (invoice.state = 'posted'
                            OR invoice.payment_state = 'invoicing_legacy')
                      LEFT JOIN uom_uom billed ON billed.id = item.product_uom_id
                     WHERE link.order_line_id = line.id AND line.qty_invoiced <> 0
                   ) posted ON TRUE
              LEFT JOIN LATERAL (
                    SELECT LEAST(
                               line.product_uom_qty - COALESCE(line.qty_delivered, 0),
                               COALESCE(SUM(move.product_uom_qty
                                   * COALESCE(moved.factor, 1)
                                   / COALESCE(unit.factor, 1)), 0)
                           ) AS quantity
                      FROM stock_move move
                      JOIN stock_location goal ON goal.usage = 'customer' AND goal.id
                           = COALESCE(move.location_final_id, move.location_dest_id)
                      LEFT JOIN uom_uom moved ON moved.id = move.product_uom
                     WHERE move.sale_line_id = line.id
                       AND template.invoice_policy = 'delivery'
                       AND move.state NOT IN ('draft', 'done', 'cancel')
                   ) waiting ON TRUE
             WHERE line.order_id = paper.id AND line.display_type IS NULL
               AND (line.is_downpayment
                    OR line.untaxed_amount_invoiced IS DISTINCT FROM line.price_subtotal
                    OR line.qty_invoiced IS DISTINCT FROM line.product_uom_qty)
            """
        )
