from odoo import api, models
from odoo.tools.sql import SQL


class SmbScorecard(models.Model):
    """What the goods of an invoice line cost: at the time of sale, or else today."""

    _inherit = "smb.scorecard"

    @api.model
    def _stage_earned_sql(self, run):
        """Margin of the window: that of Odoo's invoice analysis, at ``_line_cost``."""
        cost, joins = self._line_cost(run)
        return run.sql(
            """
            SELECT i.partner_id, ROUND(
                   SUM(-l.balance - CASE WHEN i.refund THEN -1 ELSE 1 END
                       * COALESCE(%(cost)s, 0)), %(decimals)s) AS margin
              FROM invoiced i
              JOIN %(lines)s l ON l.move_id = i.id
               AND l.is_goods AND l.account_id IS NOT NULL
         LEFT JOIN product_product product ON product.id = l.product_id
         LEFT JOIN product_template template ON template.id = product.product_tmpl_id
         LEFT JOIN uom_uom unit ON unit.id = l.product_uom_id
         LEFT JOIN uom_uom stocked ON stocked.id = template.uom_id
              %(joins)s
             WHERE i.day > %(start)s
             GROUP BY i.partner_id
            """,
            cost=cost,
            joins=joins,
            lines=run.lines,
        )

    @api.model
    def _line_cost(self, run):
        """SQL for the cost of an invoice line, and the joins that it needs."""
        # most lines are in the product's own unit: that saves a million divisions
        today = run.sql(
            """
            CASE WHEN l.product_uom_id = template.uom_id THEN l.quantity
                 ELSE l.quantity * COALESCE(unit.factor, 1)
                      / NULLIF(COALESCE(stocked.factor, 1), 0) END
            * (product.standard_price ->> (%(company)s::text))::numeric
            """
        )
        if self._margin_source() == "today":
            return today, SQL()
        at_sale = SQL("l.quantity * COALESCE(unit.factor, 1) * sale.cost::numeric")
        cost = SQL(
            "CASE WHEN sale.invoice_line_id IS NULL THEN %s ELSE %s END", today, at_sale
        )
        # one invoice line may stand for several order lines: their mean
        joins = SQL(
            """
            LEFT JOIN (
                SELECT r.invoice_line_id,
                       AVG(line.purchase_price
                           / COALESCE(NULLIF(o.currency_rate, 0), 1)
                           / COALESCE(NULLIF(u.factor, 0), 1)) AS cost
                  FROM sale_order_line_invoice_rel r
                  JOIN sale_order_line line ON line.id = r.order_line_id
                  JOIN sale_order o ON o.id = line.order_id
             LEFT JOIN uom_uom u ON u.id = line.product_uom_id
                 WHERE line.product_id IS NOT NULL
                 GROUP BY r.invoice_line_id
            ) AS sale ON sale.invoice_line_id = l.id
            """
        )
        return cost, joins

    @api.model
    def _margin_source(self):
        """Whether the cost at the time of sale is known, as module sale_margin does."""
        known = "purchase_price" in self.env["sale.order.line"]._fields
        return "sale" if known else "today"
