from odoo import fields, models
from odoo.tools import SQL


class SmbMemberReport(models.Model):
    """What members order, what they save on it and what is left: the worth of a level.

    One row per line of a confirmed order of a member, as ordered: what was refunded
    later takes nothing away, neither from the revenue nor from the savings. The cost is
    that of the sale where Odoo's margin app keeps it, else that of today. All in the
    company's currency, at the rate of the order.
    """

    _name = "smb.member.report"
    _description = "Levels Analysis"
    _auto = False
    _order = "date desc, id desc"
    _rec_name = "order_id"
    _depends = {
        "sale.order": [
            *("smb_membership_id", "state", "date_order", "company_id", "name"),
            *("currency_rate", "user_id"),
        ],
        "sale.order.line": [
            *("order_id", "display_type", "is_downpayment", "product_id"),
            *("product_uom_id", "product_uom_qty", "price_subtotal"),
        ],
        "smb.benefit.use": [
            *("order_id", "order_line_id", "amount", "opposite_of_id", "closed"),
            "level_id",
        ],
        "smb.membership": ["partner_id", "level_id"],
        "res.partner": ["user_id"],
        "product.product": ["standard_price", "product_tmpl_id"],
        "product.template": ["categ_id", "uom_id"],
    }

    order_id = fields.Many2one("sale.order", readonly=True)
    date = fields.Date(string="Ordered On", readonly=True)
    partner_id = fields.Many2one("res.partner", string="Member", readonly=True)
    membership_id = fields.Many2one("smb.membership", readonly=True)
    level_id = fields.Many2one("res.partner.grade", readonly=True)
    user_id = fields.Many2one("res.users", string="Salesperson", readonly=True)
    product_id = fields.Many2one("product.product", readonly=True)
    categ_id = fields.Many2one(
        "product.category", string="Product Category", readonly=True
    )
    company_id = fields.Many2one("res.company", readonly=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    revenue = fields.Monetary(readonly=True, help="Untaxed, after all discounts.")
    saved = fields.Monetary(readonly=True, help="By the membership; untaxed.")
    cost = fields.Monetary(readonly=True)
    margin = fields.Monetary(readonly=True, help="Revenue less the cost of the goods.")

    @property
    def _table_query(self) -> SQL:
        return SQL(
            """
            SELECT line.id, line.order_id, o.date_order::date AS date,
                   member.partner_id, o.smb_membership_id AS membership_id,
                   COALESCE(used.level_id, member.level_id) AS level_id,
                   customer.user_id, line.product_id, template.categ_id,
                   o.company_id, sums.revenue, COALESCE(given.saved, 0) AS saved,
                   sums.cost, sums.revenue - sums.cost AS margin
              FROM sale_order o
              JOIN sale_order_line line ON line.order_id = o.id
              JOIN smb_membership member ON member.id = o.smb_membership_id
              JOIN res_partner customer ON customer.id = member.partner_id
              LEFT JOIN product_product product ON product.id = line.product_id
              LEFT JOIN product_template template
                ON template.id = product.product_tmpl_id
              LEFT JOIN uom_uom unit ON unit.id = line.product_uom_id
              LEFT JOIN uom_uom stocked ON stocked.id = template.uom_id
              LEFT JOIN LATERAL (
                   SELECT SUM(amount) AS saved FROM smb_benefit_use
                    WHERE order_line_id = line.id AND opposite_of_id IS NULL
                      AND closed IS NOT TRUE
                   ) given ON TRUE
              LEFT JOIN LATERAL (
                   SELECT MAX(level_id) AS level_id FROM smb_benefit_use
                    WHERE order_id = o.id AND opposite_of_id IS NULL
                      AND closed IS NOT TRUE
                   ) used ON TRUE
              CROSS JOIN LATERAL (
                   SELECT line.price_subtotal / COALESCE(NULLIF(o.currency_rate, 0), 1)
                              AS revenue,
                          COALESCE(%(cost)s, 0) AS cost
                   ) sums
             WHERE o.smb_membership_id IS NOT NULL AND o.state = 'sale'
               AND line.display_type IS NULL AND line.is_downpayment IS NOT TRUE
            """,
            cost=self._cost_sql(),
        )

    def _cost_sql(self):
        """What the goods of a line cost, in the company's currency."""
        if "purchase_price" in self.env["sale.order.line"]._fields:
            return SQL(
                "line.product_uom_qty * line.purchase_price"
                " / COALESCE(NULLIF(o.currency_rate, 0), 1)"
            )
        return SQL(
            """
            line.product_uom_qty * COALESCE(unit.factor, 1)
            / COALESCE(NULLIF(stocked.factor, 0), 1)
            * (product.standard_price ->> o.company_id::text)::numeric
            """
        )
