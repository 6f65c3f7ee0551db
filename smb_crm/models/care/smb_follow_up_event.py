from odoo import api, models
from odoo.tools.sql import SQL


class SmbFollowUp(models.Model):
    """The events that steps wait for, read from papers as they are.

    No paper tells the planner anything: a delivery that is undone or an invoice that is
    open again asks for nothing any more, without anybody saying so.
    """

    _inherit = "smb.follow.up"

    @api.model
    def _event_queries(self, run):
        """``{trigger: SQL}`` with columns ``partner_id``, the customer, and ``day``.

        Later rooms add theirs. Days before ``run.since`` and after today are not
        needed; ``run.about`` and ``run.about_anybody`` say whose.
        """
        return {
            "first_order": self._event_first_order_sql(run),
            "delivery": self._event_delivery_sql(run),
            "invoice_paid": self._event_invoice_paid_sql(run),
        }

    @api.model
    def _event_first_order_sql(self, run):
        return run.sql(
            """
            SELECT card.partner_id, card.first_order_date AS day
              FROM smb_scorecard card
             WHERE card.company_id = %(company)s AND %(about)s
               AND card.first_order_date >= %(since)s
            """,
            about=run.about("card.partner_id"),
        )

    @api.model
    def _event_delivery_sql(self, run):
        """Goods that reached the customer, not those that came back."""
        return run.sql(
            """
            SELECT p.commercial_partner_id AS partner_id, %(day)s AS day
              FROM stock_picking picking
              JOIN stock_location place ON place.id = picking.location_dest_id
              JOIN res_partner p ON p.id = picking.partner_id
             WHERE picking.company_id = %(company)s AND picking.state = 'done'
               AND picking.date_done >= %(since)s::date - 1
               AND place.usage = 'customer' AND %(about)s
            """,
            day=run.day(SQL("picking.date_done")),
            about=run.about_anybody("picking.partner_id"),
        )

    @api.model
    def _event_invoice_paid_sql(self, run):
        """Invoices on the day of the last payment."""
        return run.sql(
            """
            SELECT p.commercial_partner_id AS partner_id, MAX(paid.max_date) AS day
              FROM account_partial_reconcile paid
              JOIN account_move_line line ON line.id = paid.debit_move_id
              JOIN account_move move ON move.id = line.move_id
              JOIN res_partner p ON p.id = move.partner_id
             WHERE move.company_id = %(company)s AND paid.max_date >= %(since)s
               AND line.display_type = 'payment_term' AND move.state = 'posted'
               AND move.move_type IN ('out_invoice', 'out_receipt')
               AND move.payment_state IN ('paid', 'in_payment') AND %(about)s
             GROUP BY move.id, p.commercial_partner_id
            """,
            about=run.about_anybody("move.partner_id"),
        )
