from odoo import api, models
from odoo.exceptions import AccessError
from odoo.tools import SQL

from ...tools.roles import MANAGERS, OVERVIEW

# bars of the Pareto chart; a company with more than twice as many customers shows
# several in one bar: with fewer the best would be hidden in an average with the second
BARS = 80
TOP = 5
# "the best 20 % bring ...", "... customers bring 80 %"
BEST = 0.2
MOST = 0.8


class SmbValueBoard(models.AbstractModel):
    """The screen "Customer Value": what the scorecards of one company add up to.

    Each public method returns what one part of the screen shows, about the active
    company. Money and buyers are counted over everybody, else whoever leaves and is
    archived would take last year's revenue along; what one can open - tiers, matrix,
    stages, quiet customers - is about customers not archived. It takes the right to see
    all customers: sales users of all documents, accountants, and managers.
    """

    _name = "smb.value.board"
    _description = "Customer Value"

    @api.model
    def _check_reader(self):
        user = self.env.user
        if not self.env.su and not user.has_groups(OVERVIEW):
            raise AccessError(
                self.env._(
                    "Customer Value is about all customers. Ask a manager for the right"
                    " to see all documents, or open your own Scorecards."
                )
            )

    @api.model
    def _policy(self):
        return self.env["smb.tier.policy"]._of(self.env.company)

    @api.model
    def _rows(self, code, **words):
        """Rows of a query over ``card``, the company's scorecards, also archived."""
        cards = SQL(
            "SELECT * FROM smb_scorecard WHERE company_id = %s",
            self.env.company.id,
            to_flush=self.env["smb.scorecard"]._fields.values(),
        )
        sql = SQL("WITH card AS (%s) %s", cards, SQL(code, **words))
        # to_flush of nested parts reaches the cursor through execute_query
        self.env["smb.scorecard"].flush_model()
        self.env.cr.execute(sql)
        return self.env.cr.dictfetchall()

    # the first look

    @api.model
    def smb_overview(self):
        """Totals, tiers, the Pareto curve, the RFM matrix and stages of life."""
        self._check_reader()
        policy = self._policy()
        totals = self._totals()
        return {
            "company": self.env.company.name,
            "company_id": self.env.company.id,
            "currency_id": self.env.company.currency_id.id,
            "window": policy.window_months,
            "refreshed_at": policy.refreshed_at,
            "totals": totals,
            "tiers": self._tiers(policy),
            "pareto": self._pareto(),
            "rfm": self._rfm(),
            "stages": self._stages(),
            "alarms": self._alarms(totals) if self._may_see_alarms() else [],
        }

    @api.model
    def _totals(self):
        [row] = self._rows(
            """
            SELECT COUNT(*) FILTER (WHERE active) AS customers,
                   COUNT(*) FILTER (WHERE revenue > 0) AS buying,
                   COUNT(*) FILTER (WHERE revenue_before > 0) AS buying_before,
                   COUNT(*) FILTER (WHERE active AND lifecycle = 'quiet') AS quiet,
                   COALESCE(SUM(revenue), 0)::float AS revenue,
                   COALESCE(SUM(revenue_before), 0)::float AS revenue_before,
                   COALESCE(SUM(margin), 0)::float AS margin,
                   COALESCE(SUM(revenue_before)
                       FILTER (WHERE active AND lifecycle = 'quiet'), 0)
                       ::float AS quiet_revenue,
                   COALESCE(SUM(overdue_amount), 0)::float AS overdue,
                   COALESCE(AVG(health)
                       FILTER (WHERE active AND lifecycle <> 'prospect'), 0)::float
                       AS health,
                   (SELECT COALESCE(SUM(revenue), 0) FROM (
                       SELECT revenue FROM card WHERE revenue > 0
                        ORDER BY revenue DESC LIMIT %(top)s) best)::float AS top,
                   (SELECT COALESCE(SUM(revenue_before), 0) FROM (
                       SELECT revenue_before FROM card WHERE revenue_before > 0
                        ORDER BY revenue_before DESC LIMIT %(top)s) best)::float
                       AS top_before
              FROM card
            """,
            top=TOP,
        )
        positive = self._rows(
            """
            SELECT COALESCE(SUM(revenue) FILTER (WHERE revenue > 0), 0)::float AS now,
                   COALESCE(SUM(revenue_before) FILTER (WHERE revenue_before > 0), 0)
                       ::float AS before
              FROM card
            """
        )[0]
        row["top_share"] = row["top"] / positive["now"] if positive["now"] else 0
        row["top_share_before"] = (
            row["top_before"] / positive["before"] if positive["before"] else 0
        )
        return row

    @api.model
    def _tiers(self, policy):
        """Tiers in their order with what they bring, customers without one last."""
        rows = {
            row.pop("tier_id"): row
            for row in self._rows(
                """
                SELECT tier_id, COUNT(*) AS customers,
                       COALESCE(SUM(revenue), 0)::float AS revenue,
                       COALESCE(SUM(margin), 0)::float AS margin,
                       COALESCE(AVG(health), 0)::float AS health,
                       COUNT(*) FILTER (WHERE lifecycle = 'quiet') AS quiet
                  FROM card WHERE active AND tier_id IS NOT NULL GROUP BY tier_id
                """
            )
        }
        nothing = dict.fromkeys(
            ("customers", "revenue", "margin", "health", "quiet"), 0
        )
        return [
            {
                "id": tier.id,
                "name": tier.name,
                "color": tier.color,
                "meaning": tier.meaning,
                **rows.get(tier.id, nothing),
            }
            for tier in policy.tier_ids.sorted()
        ]

    @api.model
    def _pareto(self):
        """Bars of customers by revenue with the cumulative share, best first."""
        rows = self._rows(
            """
            , ranked AS (
                SELECT partner_id, tier_id, revenue,
                       ROW_NUMBER() OVER best AS rank,
                       SUM(revenue) OVER best / SUM(revenue) OVER () AS share,
                       COUNT(*) OVER () AS customers
                  FROM card WHERE revenue > 0
                WINDOW best AS (ORDER BY revenue DESC, partner_id)
            )
            SELECT MIN(rank) AS first, MAX(rank) AS last,
                   AVG(revenue)::float AS revenue, MAX(share)::float AS share,
                   MODE() WITHIN GROUP (ORDER BY tier_id) AS tier_id,
                   MIN(p.name) FILTER (WHERE rank = bar_first) AS name
              FROM (SELECT *, MIN(rank) OVER (PARTITION BY bar) AS bar_first FROM (
                    SELECT *, CASE WHEN customers <= 2 * %(bars)s THEN rank
                                   ELSE (rank - 1) * %(bars)s / customers END AS bar
                      FROM ranked) numbered) barred
              JOIN res_partner p ON p.id = partner_id
             GROUP BY bar ORDER BY bar
            """,
            bars=BARS,
        )
        return {"bars": rows, **self._pareto_sentence()}

    @api.model
    def _pareto_sentence(self):
        [row] = self._rows(
            """
            , ranked AS (
                SELECT ROW_NUMBER() OVER best AS rank,
                       SUM(revenue) OVER best / SUM(revenue) OVER () AS share,
                       COUNT(*) OVER () AS customers
                  FROM card WHERE revenue > 0
                WINDOW best AS (ORDER BY revenue DESC, partner_id)
            )
            SELECT COALESCE(MAX(customers), 0) AS customers,
                   COALESCE(MIN(rank) FILTER (WHERE share >= %(most)s), 0) AS few,
                   COALESCE(MAX(share)
                       FILTER (WHERE rank <= GREATEST(1, ROUND(customers * %(best)s))),
                       0)::float AS best_share
              FROM ranked
            """,
            most=MOST,
            best=BEST,
        )
        return row

    @api.model
    def _rfm(self):
        return self._rows(
            """
            SELECT recency_score AS recency, frequency_score AS frequency,
                   COUNT(*) AS customers, COALESCE(SUM(revenue), 0)::float AS revenue,
                   AVG(monetary_score)::float AS amount
              FROM card WHERE active AND recency_score > 0 AND frequency_score > 0
             GROUP BY 1, 2 ORDER BY 1, 2
            """
        )

    @api.model
    def _stages(self):
        rows = {
            row["stage"]: row
            for row in self._rows(
                """
                SELECT lifecycle AS stage, COUNT(*) AS customers,
                       COALESCE(SUM(revenue), 0)::float AS revenue
                  FROM card WHERE active AND lifecycle IS NOT NULL
                 GROUP BY lifecycle
                """
            )
        }
        field = self.env["smb.scorecard"]._fields["lifecycle"]
        labels = field._description_selection(self.env)
        return [
            {
                "stage": stage,
                "label": label,
                "customers": rows.get(stage, {}).get("customers", 0),
                "revenue": rows.get(stage, {}).get("revenue", 0),
            }
            for stage, label in labels
        ]

    # alarms

    @api.model
    def _may_see_alarms(self):
        return self.env.su or self.env.user.has_group(MANAGERS)
