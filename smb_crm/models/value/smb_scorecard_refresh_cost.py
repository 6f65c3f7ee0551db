from odoo import api, models
from odoo.tools.sql import SQL


class SmbScorecard(models.Model):
    """What the goods of an invoice line cost: at the time of sale, or else today."""

    _inherit = "smb.scorecard"

    @api.model
    def _line_cost(self):
        """SQL for the cost of an invoice line, and the joins that it needs."""
        today = SQL(
            """
            COALESCE(l.quantity * COALESCE(unit.factor, 1)
                / NULLIF(COALESCE(stocked.factor, 1), 0)
                * COALESCE(product.standard_price -> l.company_id::text, '0')::float, 0)
            """
        )
        if self._margin_source() == "today":
            return today, SQL()
        at_sale = SQL("COALESCE(l.quantity * COALESCE(unit.factor, 1) * sale.cost, 0)")
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
