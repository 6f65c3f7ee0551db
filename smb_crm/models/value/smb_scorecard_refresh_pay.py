from odoo import api, models
from odoo.tools.sql import SQL


class SmbScorecard(models.Model):
    """What customers paid and owe: their journal items on receivable accounts."""

    _inherit = "smb.scorecard"

    @api.model
    def _stage_item_sql(self, run):
        """Receivable items of the window, and all that are still open."""
        owed = run.sql("l.account_id = ANY(%(receivable)s)")
        if not run.whole:
            # else a customer with many items makes PostgreSQL read all items owed
            owed = SQL("(%s) IS TRUE", owed)
        return run.sql(
            """
            SELECT l.id, l.move_id, p.commercial_partner_id AS partner_id, l.date,
                   l.balance, l.amount_residual, l.journal_id, l.display_type,
                   l.reconciled IS NOT TRUE AS open,
                   %(today)s - COALESCE(l.date_maturity, l.date) AS late
              FROM account_move_line l JOIN res_partner p ON p.id = l.partner_id
             WHERE l.company_id = %(company)s AND l.parent_state = 'posted'
               AND %(owed)s AND %(about)s
               AND (l.reconciled IS NOT TRUE OR l.date > %(start)s
                 OR l.invoice_date > %(start)s)
            """,
            owed=owed,
            about=run.about("l.partner_id"),
        )

    @api.model
    def _stage_collected_sql(self, run):
        return run.sql(
            """
            SELECT partner_id, -SUM(balance) AS collected FROM item
             WHERE date > %(start)s AND date <= %(today)s
               AND journal_id = ANY(%(tills)s)
             GROUP BY partner_id
            """
        )

    @api.model
    def _stage_open_sql(self, run):
        return SQL(
            """
            SELECT partner_id, SUM(amount_residual) AS open_amount,
                   SUM(amount_residual) FILTER (WHERE late > 0) AS overdue_amount,
                   MAX(late) FILTER (WHERE late > 0 AND amount_residual > 0)
                       AS overdue_days
              FROM item WHERE open
             GROUP BY partner_id
            """
        )

    @api.model
    def _stage_settled_sql(self, run):
        """When the invoices of the window were fully paid."""
        # a handful's items may lack those of a contact who changed the company
        items = SQL.identifier("item") if run.whole else run.lines
        return run.sql(
            """
            SELECT partner_id, ROUND(AVG(paid - day), 1) AS days_to_pay,
                   ROUND(AVG(paid - due), 1) AS days_late
              FROM (SELECT i.id, i.partner_id, i.day, i.due, MAX(r.max_date) AS paid
                      FROM invoiced i
                      JOIN %(items)s l ON l.move_id = i.id
                                      AND l.display_type = 'payment_term'
                      JOIN account_partial_reconcile r ON r.debit_move_id = l.id
                     WHERE i.day > %(start)s AND i.paid AND NOT i.refund
                     GROUP BY i.id, i.partner_id, i.day, i.due) AS invoice
             GROUP BY partner_id
            """,
            items=items,
        )
