from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from ...models.credit.smb_credit_check_sql import READ
from ...tools.credit import BLOCK

# more than there are companies: a row's number is made of customer and company
COMPANIES = 4096


class SmbCreditAccount(models.Model):
    """What each customer has on credit, against Odoo's credit limit."""

    _name = "smb.credit.account"
    _description = "Credit of a Customer"
    _auto = False
    _order = "overdue desc, exposure desc, id"
    _rec_name = "partner_id"
    _depends = READ

    partner_id = fields.Many2one("res.partner", string="Customer", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    currency_id = fields.Many2one("res.currency", readonly=True)
    user_id = fields.Many2one("res.users", string="Salesperson", readonly=True)
    tier_id = fields.Many2one("smb.tier", readonly=True)
    trust = fields.Selection(
        [("good", "Good Debtor"), ("normal", "Normal Debtor"), ("bad", "Bad Debtor")],
        readonly=True,
    )
    limit = fields.Monetary(
        string="Credit Limit", readonly=True, help="Odoo's own. Empty: none."
    )
    owed = fields.Monetary(readonly=True, help="Open on receivables.")
    ordered = fields.Monetary(readonly=True, help="Confirmed and not invoiced yet.")
    exposure = fields.Monetary(
        string="On Credit", readonly=True, help="Owed and ordered."
    )
    used = fields.Integer(
        string="Used (%)",
        readonly=True,
        aggregator="max",
        help="On credit, in percent of the limit.",
    )
    overdue = fields.Monetary(
        readonly=True, help="Less money that is not matched with anything yet."
    )
    disputed = fields.Monetary(
        string="In Dispute",
        readonly=True,
        help="Of it on invoices whose payment is blocked: owed, but not late.",
    )
    oldest = fields.Integer(
        string="Days Late",
        readonly=True,
        aggregator="max",
        help="Days past due of the oldest open item.",
    )
    held = fields.Integer(
        compute="_compute_held",
        help="Quotations and deliveries that credit control would not let go now.",
    )

    @property
    def _table_query(self) -> SQL:
        check = self.env["smb.credit.check"]
        # sudo: of all companies, as other tables; rules decide who sees whose
        companies = self.env["res.company"].sudo().search(Domain.TRUE)
        return SQL(
            """
            WITH home AS (%(home)s)
            SELECT customer.id::bigint * %(most)s + part.company_id AS id,
                   customer.id AS partner_id, part.company_id, company.currency_id,
                   customer.user_id, card.tier_id, %(trust)s AS trust,
                   NULLIF(%(limit)s, 0)::numeric AS limit,
                   part.owed, part.ordered, part.owed + part.ordered AS exposure,
                   CASE WHEN %(limit)s > 0 THEN ROUND(
                       100 * (part.owed + part.ordered) / (%(limit)s)::numeric
                   )::int END AS used,
                   part.overdue, part.disputed,
                   CASE WHEN part.overdue > 0 THEN part.oldest ELSE 0 END AS oldest
              FROM (%(parts)s) part
              JOIN home ON home.company_id = part.company_id
              JOIN res_company company ON company.id = part.company_id
              JOIN res_partner customer ON customer.id = part.customer_id
              LEFT JOIN smb_scorecard card ON card.partner_id = customer.id
               AND card.company_id = part.company_id
            """,
            home=check._home_sql(companies),
            most=COMPANIES,
            trust=check._trust_sql(),
            limit=check._limit_sql(),
            parts=self._parts_sql(check),
        )

    @api.model
    def _parts_sql(self, check):
        """A row per customer and company: of who owes, ordered or has a limit."""
        return SQL(
            """
            SELECT customer_id, company_id, ROUND(SUM(owed), 2) AS owed,
                   ROUND(SUM(ordered), 2) AS ordered,
                   ROUND(GREATEST(SUM(overdue), 0), 2) AS overdue,
                   ROUND(COALESCE(SUM(disputed), 0), 2) AS disputed,
                   MAX(oldest) AS oldest
              FROM (
                    SELECT customer_id, company_id, SUM(amount) AS owed, 0 AS ordered,
                           SUM(amount) FILTER (WHERE amount < 0 OR late > 0) AS overdue,
                           SUM(amount) FILTER (WHERE disputed) AS disputed,
                           MAX(late) FILTER (WHERE amount > 0) AS oldest
                      FROM (%(items)s) item GROUP BY 1, 2
                     UNION ALL
                    SELECT customer_id, company_id, 0, ordered, 0, 0, 0
                      FROM (%(orders)s) sold
                     UNION ALL
                    SELECT customer.id, home.company_id, 0, 0, 0, 0, 0
                      FROM res_partner customer CROSS JOIN home
                     WHERE customer.id = customer.commercial_partner_id
                       AND customer.active AND home.counts
                       AND (customer.credit_limit ->> home.company_id::text)::float > 0
                       AND (customer.company_id IS NULL
                            OR customer.company_id = home.company_id)
                   ) one
             GROUP BY 1, 2
            """,
            items=check._items_sql(),
            orders=check._orders_sql(),
        )

    def _compute_held(self):
        """Those of the page, judged together."""
        self.held = 0
        if self.env["smb.credit.check"]._is_off():
            return
        customers = self.partner_id.ids
        counts = {}
        for model, debtor in (
            ("sale.order", "partner_invoice_id.commercial_partner_id"),
            ("stock.picking", "partner_id.commercial_partner_id"),
        ):
            # sudo: counted for who may see the customer's figures
            papers = self.env[model].sudo()
            mine = Domain(debtor, "in", customers) & papers._smb_credit_domain()
            found = papers.search(mine)
            for verdict in found._smb_credit_judge().values():
                key = (verdict.customer.id, verdict.company.id)
                counts[key] = counts.get(key, 0) + (verdict.act == BLOCK)
        for row in self:
            row.held = counts.get((row.partner_id.id, row.company_id.id), 0)

    def action_open_customer(self):
        """The customer, with the rights of who asks."""
        self.ensure_one()
        self.check_access("read")
        return {
            "type": "ir.actions.act_window",
            "res_model": "res.partner",
            "res_id": self.partner_id.id,
            "views": [(False, "form")],
        }

    def action_open_items(self):
        """What is owed, item by item."""
        self.ensure_one()
        self.check_access("read")
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "smb_crm.smb_open_item_action"
        )
        return {
            **action,
            "domain": [("partner_id", "=", self.partner_id.id)],
            "context": {"search_default_receivable": 1},
        }
