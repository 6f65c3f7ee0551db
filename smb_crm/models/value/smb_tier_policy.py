from odoo import api, fields, models
from odoo.fields import Command
from odoo.tools.translate import LazyTranslate

_lt = LazyTranslate(__name__)

# name, colour, meaning, share, percentile, quiet after days
TIERS = (
    (
        "A",
        10,
        _lt("The best service: a person of their own, first in line"),
        80,
        20,
        60,
    ),
    ("B", 4, _lt("Good service and room to grow"), 95, 50, 120),
    ("C", 3, _lt("Friendly standard service"), 100, 100, 240),
)


class SmbTierPolicy(models.Model):
    """How one company sorts its customers into tiers; sales managers decide it.

    Each customer who counts gets a figure, the *measure* of the last ``window_months``
    months. The method draws the lines between the tiers:

    * **Pareto**: customers in the order of their measure; a tier takes those before
      whom the better ones have not yet brought its share (the one who crosses the line
      still belongs to it). Only positive figures count for the total.
    * **Thresholds**: at least the tier's amount.
    * **Percentiles**: the best so many percent of customers.

    Equal figures always share a tier: the better one, or with ``ties`` down the lower
    one. A customer whose measure is zero or negative is in the last tier. A customer
    who never bought has none. Moves up take effect at once, moves down after the grace.
    """

    _name = "smb.tier.policy"
    _description = "Tier Policy"
    _rec_name = "company_id"

    company_id = fields.Many2one(
        "res.company", required=True, index=True, ondelete="cascade", readonly=True
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    tier_ids = fields.One2many("smb.tier", "policy_id", string="Tiers", copy=True)

    # what counts
    measure = fields.Selection(
        [
            ("revenue", "Revenue"),
            ("margin", "Margin"),
            ("collected", "Collected"),
            ("orders", "Orders"),
            ("rfm", "Weighted RFM"),
        ],
        required=True,
        default="revenue",
        help="What a customer's tier depends on: invoiced less refunded without taxes,"
        " the margin on it, payments received, number of orders, or the scores for"
        " recency, frequency and amount, weighted.",
    )
    window_months = fields.Integer(
        string="Window (months)",
        required=True,
        default=12,
        help="Figures of so many months up to today decide.",
    )
    weight_recency = fields.Integer(string="Weight of Recency", default=1)
    weight_frequency = fields.Integer(string="Weight of Frequency", default=1)
    weight_monetary = fields.Integer(string="Weight of Amount", default=1)
    count_persons = fields.Boolean(
        string="Private Persons Count",
        default=True,
        help="Off: only companies get a tier.",
    )
    exclude_category_ids = fields.Many2many(
        "res.partner.category",
        string="Tags Left Out",
        help="Customers with one of these tags get no tier: own companies, staff.",
    )

    # where the lines are
    method = fields.Selection(
        [
            ("pareto", "Pareto: share of the total"),
            ("threshold", "Thresholds"),
            ("percentile", "Percentiles: share of customers"),
        ],
        required=True,
        default="pareto",
    )
    ties = fields.Selection(
        [("up", "The better tier"), ("down", "The lower tier")],
        string="Equal Customers Go To",
        required=True,
        default="up",
    )

    # fairness
    new_days = fields.Integer(
        string="New for (days)",
        default=90,
        help="A customer is new for so many days from the first deal on.",
    )
    new_tier_id = fields.Many2one(
        "smb.tier",
        string="Tier of New Customers",
        ondelete="set null",
        domain="[('policy_id', '=', id)]",
        help="New customers are at least in this tier, whatever their figures: they"
        " had no time yet. Empty: their figures decide from the first day.",
    )
    grace_kind = fields.Selection(
        [("runs", "Runs"), ("days", "Days")],
        string="Grace Counted In",
        required=True,
        default="days",
        help="A run is the nightly computation: one a day.",
    )
    grace = fields.Integer(
        string="Grace Before a Downgrade",
        help="So long a customer keeps the tier though the figures fell. 0: none.",
    )

    # lifecycle and quiet customers
    loyal_orders = fields.Integer(
        string="Loyal From (orders)",
        default=4,
        help="Repeat customers with so many orders in the window are loyal.",
    )
    lost_days = fields.Integer(
        string="Lost After (days)",
        default=540,
        help="Without a deal for so long a quiet customer counts as lost.",
    )

    # the last run
    refreshed_at = fields.Datetime(string="Last Computed", readonly=True)
    # totals of the company: for the engine's eyes only
    documents_until = fields.Datetime(readonly=True, groups=fields.NO_ACCESS)
    cuts = fields.Json(readonly=True, groups=fields.NO_ACCESS)
    """What the last whole run knew of the company: see ``smb.scorecard._cuts``."""

    _company_uniq = models.UniqueIndex(
        "(company_id)", "This company already has its tier policy."
    )

    @api.model
    def _ensure(self, companies):
        """Create the policies, with tiers A, B and C, that ``companies`` still lack."""
        # sudo: creates default rows only, reveals nothing
        policies = self.sudo().with_context(lang="en_US")
        known = policies.search([("company_id", "in", companies.ids)]).company_id
        policies.create(
            [
                {"company_id": company.id, "tier_ids": policies._prepare_tiers()}
                for company in companies - known
            ]
        )
        self.env["ir.module.module"]._smb_translate_shipped()

    @api.model
    def _prepare_tiers(self):
        return [
            Command.create(
                {
                    "name": name,
                    "color": color,
                    "meaning": self.env._(meaning),
                    "share_to": share,
                    "percent_to": percent,
                    "amount_from": 0,
                    "quiet_days": quiet,
                    "sequence": sequence,
                }
            )
            for sequence, (name, color, meaning, share, percent, quiet) in enumerate(
                TIERS, 1
            )
        ]

    @api.model
    def _of(self, company):
        """The tier policy of ``company``, readable by the engine for any user."""
        # sudo: callers read the settings of a company they act in
        policies = self.sudo()
        return policies.search([("company_id", "=", company.id)], limit=1)


class IrModuleModule(models.Model):
    _inherit = "ir.module.module"

    @api.model
    def _smb_shipped(self):
        meanings = [meaning for _name, _color, meaning, *_cuts in TIERS]
        return [*super()._smb_shipped(), ("smb.tier", "meaning", meanings)]
