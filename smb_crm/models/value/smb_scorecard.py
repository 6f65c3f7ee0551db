from odoo import api, fields, models


class SmbScorecard(models.Model):
    """What one customer is worth to one company, in figures.

    One row per commercial customer and company, for everybody the company ever dealt
    with: an order or quotation, an invoice, an opportunity or a contact log. Rows are
    written by ``refresh`` alone, in SQL; nobody edits them. "The window" is the one of
    the company's tier policy, "before" is the window of equal length that ended when
    this one began. Money is in the company's currency at each document's own rate.

    A *deal* is a confirmed order, or a posted customer invoice that no order stands
    behind. Deals of one day are one *purchase* where rhythm is concerned.
    """

    _name = "smb.scorecard"
    _description = "Customer Scorecard"
    _inherit = ["smb.input.mixin"]
    _order = "measure desc, id"
    _rec_name = "partner_id"
    _log_access = False

    partner_id = fields.Many2one(
        "res.partner",
        string="Customer",
        required=True,
        readonly=True,
        ondelete="cascade",
    )
    company_id = fields.Many2one(
        "res.company", required=True, readonly=True, ondelete="cascade"
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    user_id = fields.Many2one(related="partner_id.user_id", string="Salesperson")
    country_id = fields.Many2one(related="partner_id.country_id")
    active = fields.Boolean(
        default=True, readonly=True, help="Archived with the customer."
    )

    # tier
    tier_id = fields.Many2one(
        "smb.tier",
        readonly=True,
        index=True,
        ondelete="set null",
        group_expand="_expand_tiers",
    )
    tier_by_hand = fields.Boolean(string="Tier Set by Hand", readonly=True)
    earned_tier_id = fields.Many2one(
        "smb.tier",
        readonly=True,
        ondelete="set null",
        help="What the figures alone say, without grace, newness or a tier by hand.",
    )
    falling_since = fields.Date(
        readonly=True, help="The day from which the figures say a lower tier."
    )
    falling_runs = fields.Integer(readonly=True)
    counts = fields.Boolean(
        string="Takes Part", readonly=True, help="Gets a tier, as the policy says."
    )
    measure = fields.Float(
        readonly=True, help="The policy's measure: money, orders, or a score of 1 to 5."
    )
    measure_rank = fields.Integer(
        string="Rank", readonly=True, aggregator=None, help="1 is the best."
    )
    measure_share = fields.Float(
        string="Cumulative Share",
        readonly=True,
        aggregator=None,
        digits=(16, 4),
        help="What this customer and all better ones bring of the total, 0 to 1.",
    )

    # deals
    first_order_date = fields.Date(string="First Order", readonly=True)
    last_order_date = fields.Date(string="Last Order", readonly=True)
    first_deal_date = fields.Date(string="First Deal", readonly=True)
    last_deal_date = fields.Date(string="Last Deal", readonly=True)
    last_contact_date = fields.Date(
        string="Last Contact Counted",
        readonly=True,
        help="The latest contact that the health knows of.",
    )
    orders = fields.Integer(readonly=True, help="Deals in the window.")
    orders_total = fields.Integer(
        string="Orders Ever", readonly=True, help="Deals since the first one."
    )
    orders_before = fields.Integer(
        readonly=True, help="Deals in the window before this one."
    )
    purchases = fields.Integer(
        string="Purchase Days", readonly=True, help="Days with a deal, since the first."
    )
    average_order = fields.Monetary(
        readonly=True, aggregator="avg", help="Untaxed, over the deals of the window."
    )

    # money, in the window
    revenue = fields.Monetary(
        readonly=True, help="Posted invoices less refunds, untaxed."
    )
    revenue_before = fields.Monetary(readonly=True)
    revenue_total = fields.Monetary(string="Revenue Ever", readonly=True)
    growth = fields.Float(
        readonly=True,
        aggregator="avg",
        help="Revenue against the window before: 0.25 is a quarter more. Empty without"
        " revenue before.",
    )
    margin = fields.Monetary(readonly=True, help="Revenue less the cost of the goods.")
    margin_source = fields.Selection(
        [("sale", "Cost at the time of sale"), ("today", "Today's cost")],
        string="Margin From",
        readonly=True,
    )
    collected = fields.Monetary(
        readonly=True, help="Payments received less payments made back."
    )
    returned_share = fields.Float(
        readonly=True,
        aggregator="avg",
        help="Refunds as a share of invoices in the window, 0 to 1.",
    )
    revenue_share = fields.Float(
        readonly=True,
        digits=(16, 4),
        help="Share of the company's positive revenue in the window, 0 to 1.",
    )
    revenue_cumulative = fields.Float(
        string="Revenue Share Up To Here",
        readonly=True,
        aggregator=None,
        digits=(16, 4),
        help="Share of this customer and all with more revenue, 0 to 1.",
    )
    revenue_rank = fields.Integer(readonly=True, aggregator=None)

    # RFM, quintiles among those who bought in the window; 5 is best, 0 is none
    recency_score = fields.Integer(string="Recency", readonly=True, aggregator="avg")
    frequency_score = fields.Integer(
        string="Frequency", readonly=True, aggregator="avg"
    )
    monetary_score = fields.Integer(string="Amount", readonly=True, aggregator="avg")

    # rhythm
    interval_days = fields.Float(
        string="Purchase Interval (days)",
        readonly=True,
        aggregator="avg",
        help="Median of the days between two purchases.",
    )
    interval_spread = fields.Float(
        string="Spread of the Interval (days)",
        readonly=True,
        aggregator="avg",
        help="Median absolute deviation from the interval.",
    )
    expected_date = fields.Date(string="Next Purchase Expected", readonly=True)
    return_chance = fields.Float(
        string="Chance of Another Order",
        readonly=True,
        aggregator="avg",
        help="That the customer buys again within the next six months, 0 to 1.",
    )

    # paying
    open_amount = fields.Monetary(string="Unpaid", readonly=True)
    overdue_amount = fields.Monetary(string="Overdue", readonly=True)
    overdue_days = fields.Integer(
        readonly=True,
        aggregator="max",
        help="How long the oldest unpaid invoice is overdue.",
    )
    days_to_pay = fields.Float(
        string="Average Days to Pay",
        readonly=True,
        aggregator="avg",
        help="From invoice date to full payment, of the invoices of the window.",
    )
    days_late = fields.Float(
        string="Average Days Late",
        readonly=True,
        aggregator="avg",
        help="From due date to full payment; negative when paid early.",
    )

    # judgements
    lifecycle = fields.Selection(
        [
            ("prospect", "Prospect"),
            ("new", "New"),
            ("repeat", "Repeat"),
            ("loyal", "Loyal"),
            ("quiet", "Quiet"),
            ("lost", "Lost"),
        ],
        readonly=True,
        index=True,
    )
    quiet_reason = fields.Selection(
        [
            ("limit", "Longer than the tier allows"),
            ("rhythm", "Beyond the own rhythm"),
        ],
        string="Quiet Because",
        readonly=True,
        help="Without a deal for longer than the tier allows, see Customer Tiers. Or,"
        " after three purchases and more, silent for over 14 days, twice the usual"
        " interval and three standard deviations beyond it, taken from the median"
        " absolute deviation (Rousseeuw and Croux, 1993).",
    )
    credit_grade = fields.Selection(
        [("a", "Pays on time"), ("b", "Pays late"), ("c", "Pays very late")],
        readonly=True,
        help="From days late and overdue amounts.",
    )
    health = fields.Integer(readonly=True, aggregator="avg", help="0 to 100.")
    health_recency = fields.Integer(readonly=True, aggregator="avg")
    health_frequency = fields.Integer(readonly=True, aggregator="avg")
    health_margin = fields.Integer(readonly=True, aggregator="avg")
    health_payment = fields.Integer(readonly=True, aggregator="avg")
    health_contact = fields.Integer(readonly=True, aggregator="avg")
    health_returns = fields.Integer(readonly=True, aggregator="avg")
    """Points lost for each reason, 0 or negative; 100 less them all is the health."""

    problem = fields.Char(
        string="Missing Rate",
        readonly=True,
        help="Currency, date and document: there was no rate when it was made, so that"
        " the figures cannot be trusted. The tier stays as it is meanwhile.",
    )

    _partner_company_uniq = models.UniqueIndex("(company_id, partner_id)")
    _partner_idx = models.Index("(partner_id)")
    _measure_idx = models.Index("(company_id, measure DESC) WHERE counts")
    _revenue_idx = models.Index("(company_id, revenue DESC)")

    @api.model
    def _expand_tiers(self, tiers, _domain):
        """All tiers are columns: one is seen to be empty, and a card has a place."""
        here = [("company_id", "in", self.env.companies.ids)]
        return tiers.search(["|", ("id", "in", tiers.ids), *here])
