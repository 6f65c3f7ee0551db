from odoo import api, models
from odoo.tools.sql import SQL


class SmbScorecard(models.Model):
    """The raw figures: one piece of SQL for each kind of paper, all set-based.

    Each ``_stage_..._sql`` gives the body of one common table expression. The first
    ones list papers, the others have one line a customer. A paper belongs to whoever
    its partner's commercial partner is today, so that moved and merged contacts take
    their history along. Papers dated after today do not exist yet.
    """

    _inherit = "smb.scorecard"

    @api.model
    def _stage_pieces(self, run):
        """Name and SQL of the pieces, in the order in which they build on each other.

        Extend it to add figures; a piece with one line a customer also needs its
        columns in ``_stage_figures_sql`` and ``_stored_columns``.
        """
        return {
            "ordered": self._stage_ordered_sql(run),
            "invoiced": self._stage_invoiced_sql(run),
            **({} if run.whole else {"line": self._stage_line_sql(run)}),
            "deal": self._stage_deal_sql(run),
            "deals": self._stage_deals_sql(run),
            "gap": self._stage_gap_sql(run),
            "typical": self._stage_typical_sql(run),
            "rhythm": self._stage_rhythm_sql(run),
            "money": self._stage_money_sql(run),
            "earned": self._stage_earned_sql(run),
            "item": self._stage_item_sql(run),
            "collected": self._stage_collected_sql(run),
            "open": self._stage_open_sql(run),
            "settled": self._stage_settled_sql(run),
            "contact": self._stage_contact_sql(run),
            "lead": self._stage_lead_sql(run),
            "problem": self._stage_problem_sql(run),
            "customer": self._stage_customer_sql(run),
            "figures": self._stage_figures_sql(run),
        }

    # papers

    @api.model
    def _stage_ordered_sql(self, run):
        return run.sql(
            """
            SELECT p.commercial_partner_id AS partner_id,
                   (o.date_order AT TIME ZONE 'UTC' AT TIME ZONE %(zone)s)::date AS day,
                   o.state = 'sale' AS sold,
                   o.amount_untaxed / COALESCE(NULLIF(o.currency_rate, 0), 1) AS amount,
                   o.currency_id, o.name
              FROM sale_order o JOIN res_partner p ON p.id = o.partner_id
             WHERE o.company_id = %(company)s AND %(about)s
            """,
            about=run.about("o.partner_id"),
        )

    @api.model
    def _stage_invoiced_sql(self, run):
        return run.sql(
            """
            SELECT m.id, p.commercial_partner_id AS partner_id, m.invoice_date AS day,
                   m.move_type = 'out_refund' AS refund, m.name,
                   m.payment_state IN ('paid', 'in_payment') AS paid,
                   COALESCE(m.invoice_date_due, m.invoice_date) AS due,
                   COALESCE(m.amount_untaxed_signed, 0) AS amount, m.currency_id,
                   m.invoice_currency_rate::numeric AS rate
              FROM account_move m JOIN res_partner p ON p.id = m.partner_id
             WHERE m.company_id = %(company)s AND m.state = 'posted'
               AND m.move_type IN ('out_invoice', 'out_refund', 'out_receipt')
               AND m.invoice_date <= %(today)s AND %(about)s
            """,
            about=run.about("m.partner_id"),
        )

    @api.model
    def _stage_line_sql(self, run):
        """All lines of a handful's invoices; of everybody's they are too many."""
        return SQL(
            """
            SELECT l.id, l.move_id, l.display_type, l.account_id, l.product_id,
                   l.product_uom_id, l.quantity, l.balance,
                   l.display_type = 'product' AS is_goods
              FROM invoiced JOIN account_move_line l ON l.move_id = invoiced.id
            """
        )

    @api.model
    def _stage_deal_sql(self, run):
        return run.sql(
            """
            SELECT partner_id, day, amount, TRUE AS ordered
              FROM ordered WHERE sold AND day <= %(today)s
             UNION ALL
            SELECT partner_id, day, amount, FALSE
              FROM invoiced WHERE NOT refund AND NOT EXISTS (
                   SELECT FROM %(lines)s l
                     JOIN sale_order_line_invoice_rel r ON r.invoice_line_id = l.id
                    WHERE l.move_id = invoiced.id AND l.is_goods)
            """,
            lines=run.lines,
        )

    # one line a customer

    @api.model
    def _stage_deals_sql(self, run):
        return run.sql(
            """
            SELECT partner_id,
                   MIN(day) FILTER (WHERE ordered) AS first_order_date,
                   MAX(day) FILTER (WHERE ordered) AS last_order_date,
                   MIN(day) AS first_deal_date,
                   MAX(day) AS last_deal_date,
                   COUNT(*) FILTER (WHERE day > %(start)s) AS orders,
                   COUNT(*) FILTER (WHERE day > %(before)s AND day <= %(start)s)
                       AS orders_before,
                   COUNT(*) AS orders_total,
                   ROUND(AVG(amount) FILTER (WHERE day > %(start)s), %(decimals)s)
                       AS average_order
              FROM deal GROUP BY partner_id
            """
        )

    @api.model
    def _stage_gap_sql(self, run):
        """Days between purchases; null before the first one, none within a day."""
        return SQL(
            """
            SELECT partner_id, days FROM (
                SELECT partner_id,
                       day - LAG(day) OVER (
                           PARTITION BY partner_id ORDER BY day) AS days
                  FROM deal) AS gap
             WHERE days IS DISTINCT FROM 0
            """
        )

    @api.model
    def _stage_typical_sql(self, run):
        return SQL(
            """
            SELECT partner_id, COUNT(*) AS purchases,
                   PERCENTILE_CONT(0.5) WITHIN GROUP (ORDER BY days) AS days
              FROM gap GROUP BY partner_id
            """
        )

    @api.model
    def _stage_rhythm_sql(self, run):
        return SQL(
            """
            SELECT partner_id, t.purchases, t.days AS interval_days,
                   PERCENTILE_CONT(0.5) WITHIN GROUP (ORDER BY ABS(g.days - t.days))
                       AS interval_spread
              FROM gap g JOIN typical t USING (partner_id)
             GROUP BY partner_id, t.purchases, t.days
            """
        )

    @api.model
    def _stage_money_sql(self, run):
        return run.sql(
            """
            SELECT partner_id,
                   SUM(amount) FILTER (WHERE day > %(start)s) AS revenue,
                   SUM(amount) FILTER (WHERE day > %(before)s AND day <= %(start)s)
                       AS revenue_before,
                   SUM(amount) AS revenue_total,
                   SUM(amount) FILTER (WHERE day > %(start)s AND NOT refund) AS sold,
                   -SUM(amount) FILTER (WHERE day > %(start)s AND refund) AS returned
              FROM invoiced GROUP BY partner_id
            """
        )

    @api.model
    def _stage_contact_sql(self, run):
        return run.sql(
            """
            SELECT p.commercial_partner_id AS partner_id,
                   (MAX(c.date) FILTER (WHERE c.automatic IS NOT TRUE)
                       AT TIME ZONE 'UTC' AT TIME ZONE %(zone)s)::date
                       AS last_contact_date
              FROM smb_contact_log c JOIN res_partner p ON p.id = c.partner_id
             WHERE c.company_id = %(company)s AND c.active AND %(about)s
             GROUP BY p.commercial_partner_id
            """,
            about=run.about("c.partner_id"),
        )

    @api.model
    def _stage_lead_sql(self, run):
        return run.sql(
            """
            SELECT DISTINCT p.commercial_partner_id AS partner_id
              FROM crm_lead o JOIN res_partner p ON p.id = o.partner_id
             WHERE o.type = 'opportunity' AND %(about)s
               AND COALESCE(o.company_id, p.company_id, %(company)s) = %(company)s
            """,
            about=run.about("o.partner_id"),
        )

    @api.model
    def _stage_problem_sql(self, run):
        """Papers of both windows in a currency that had no rate when they were made.

        Unless somebody typed one into the invoice: another than 1 and than what Odoo
        takes instead, the first that it knows.
        """
        return run.sql(
            """
            SELECT partner_id, (ARRAY_AGG(CONCAT_WS(', ', c.name, day, paper.name)
                                          ORDER BY day, paper.name))[1] AS problem
              FROM (SELECT partner_id, day, currency_id, name, 1 AS rate
                      FROM ordered WHERE sold
                     UNION ALL
                    SELECT partner_id, day, currency_id, name, COALESCE(rate, 1)
                      FROM invoiced) AS paper
              JOIN res_currency c ON c.id = paper.currency_id
             WHERE c.id <> %(currency)s AND day > %(before)s AND day <= %(today)s
               AND NOT EXISTS (
                   SELECT FROM res_currency_rate r
                    WHERE r.currency_id = c.id AND r.name <= paper.day
                      AND (r.company_id IS NULL OR r.company_id = %(root)s))
               AND (ABS(paper.rate - 1) < 0.000001
                 OR ABS(paper.rate / (%(taken)s) - 1) < 0.000001)
             GROUP BY partner_id
            """,
            taken=self._rate_taken_sql(run),
        )

    @api.model
    def _rate_taken_sql(self, run):
        """The rate that Odoo takes for ``paper`` in currency ``c`` without any yet."""
        return run.sql(
            """
            COALESCE((SELECT r.rate FROM res_currency_rate r WHERE r.currency_id = c.id
                         AND (r.company_id IS NULL OR r.company_id = %(root)s)
                       ORDER BY r.company_id, r.name LIMIT 1), 1)
          / COALESCE((SELECT r.rate FROM res_currency_rate r
                       WHERE r.currency_id = %(currency)s
                         AND (r.company_id IS NULL OR r.company_id = %(root)s)
                       ORDER BY r.company_id, r.name <= paper.day DESC,
                             ABS(r.name - paper.day) LIMIT 1), 1)
            """
        )

    # together

    @api.model
    def _stage_customer_sql(self, run):
        return run.sql(
            """
            SELECT partner_id FROM deals
             UNION SELECT partner_id FROM ordered WHERE NOT sold OR day > %(today)s
             UNION SELECT partner_id FROM money
             UNION SELECT partner_id FROM collected
             UNION SELECT partner_id FROM open
             UNION SELECT partner_id FROM contact
             UNION SELECT partner_id FROM lead
            """
        )

    @api.model
    def _stage_figures_sql(self, run):
        return run.sql(
            """
            SELECT partner_id, p.active,
                   p.active AND deals.orders_total > 0 IS TRUE AND %(counts)s AS counts,
                   first_order_date, last_order_date, first_deal_date, last_deal_date,
                   last_contact_date,
                   COALESCE(orders, 0) AS orders,
                   COALESCE(orders_before, 0) AS orders_before,
                   COALESCE(orders_total, 0) AS orders_total,
                   COALESCE(average_order, 0) AS average_order,
                   COALESCE(revenue, 0) AS revenue,
                   COALESCE(revenue_before, 0) AS revenue_before,
                   COALESCE(revenue_total, 0) AS revenue_total,
                   CASE WHEN revenue_before > 0 THEN ROUND(
                        COALESCE(revenue, 0) / revenue_before - 1, 4) END AS growth,
                   COALESCE(margin, 0) AS margin,
                   COALESCE(collected, 0) AS collected,
                   CASE WHEN sold > 0 THEN ROUND(LEAST(1, GREATEST(0,
                        COALESCE(returned, 0) / sold)), 4) ELSE 0 END AS returned_share,
                   COALESCE(rhythm.purchases, 0) AS purchases,
                   interval_days, interval_spread,
                   last_deal_date + ROUND(interval_days)::int AS expected_date,
                   COALESCE(open_amount, 0) AS open_amount,
                   GREATEST(COALESCE(overdue_amount, 0), 0) AS overdue_amount,
                   COALESCE(overdue_days, 0) AS overdue_days,
                   days_to_pay, days_late, sold IS NOT NULL AS invoiced, problem
              FROM customer
              JOIN res_partner p ON p.id = customer.partner_id
         LEFT JOIN deals USING (partner_id)
         LEFT JOIN rhythm USING (partner_id)
         LEFT JOIN money USING (partner_id)
         LEFT JOIN earned USING (partner_id)
         LEFT JOIN collected USING (partner_id)
         LEFT JOIN open USING (partner_id)
         LEFT JOIN settled USING (partner_id)
         LEFT JOIN contact USING (partner_id)
         LEFT JOIN problem USING (partner_id)
            """,
            counts=self._counts_sql(run.policy),
        )

    @api.model
    def _counts_sql(self, policy):
        """Whether partner ``p`` takes part, as far as the policy goes."""
        terms = [SQL("TRUE")]
        if not policy.count_persons:
            terms.append(SQL("p.is_company IS TRUE"))
        left_out = policy.exclude_category_ids._origin.ids
        if left_out:
            terms.append(
                SQL(
                    """
                    NOT EXISTS (
                        SELECT FROM res_partner_res_partner_category_rel tag
                         WHERE tag.partner_id = p.id AND tag.category_id = ANY(%s))
                    """,
                    left_out,
                )
            )
        return SQL(" AND ").join(terms)
