from typing import NamedTuple

from odoo import api, fields, models
from odoo.tools import SQL

from .smb_scorecard_run import Run
from .smb_tier_assign import STAGE

# so many of the customers who would move are listed, those with most revenue first
LISTED = 80
# stored columns that measure, line and grace depend on
FIGURES = (
    *("partner_id", "active", "problem", "first_deal_date", "orders_total"),
    *("revenue", "margin", "collected", "orders"),
    *("recency_score", "frequency_score", "monetary_score"),
)
# the rules one can play with
KNOBS = (
    "tier_ids",
    "measure",
    "window_months",
    "weight_recency",
    "weight_frequency",
    "weight_monetary",
    "count_persons",
    "exclude_category_ids",
    "method",
    "ties",
    "new_days",
    "new_tier_id",
    "grace_kind",
    "grace",
    "loyal_orders",
    "lost_days",
)


class Group(NamedTuple):
    """Customers who would go from one tier (id) to another (place), or one of them."""

    was: int | None
    place: int | None
    count: int
    revenue: float
    measure: float


class SmbTierPolicy(models.Model):
    """What if: who would move under other rules, before anything is written."""

    _inherit = "smb.tier.policy"

    @api.model
    def action_open(self):
        """Open the tier policy of the company the user works in."""
        self._ensure(self.env.company)
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Customer Tiers"),
            "res_model": self._name,
            "res_id": self.search([("company_id", "=", self.env.company.id)]).id,
            "view_mode": "form",
        }

    def apply(self, vals=None):
        """Take over the rules in ``vals``, if any, and move the customers at once."""
        self.ensure_one()
        self.check_access("write")
        if vals:
            self.write(self._knobs(vals))
        else:
            self._take_effect()
        return True

    def preview(self, vals=None):
        """Who would move if this policy were applied; nothing is written.

        :param dict vals: changes to try, as the form would save them
        :return: ``customers`` (how many take part), ``tiers`` (what each would hold),
            ``moves`` (from, to, count, revenue, measure), ``customers_moved`` (the
            first by revenue), ``measure`` (kind and name of the policy's), and
            ``error``: a sentence when the rules make no sense
        """
        self.ensure_one()
        self.check_access("write")
        if not vals:
            return self._preview()
        answer = self.new(self._knobs(vals), origin=self)._preview()
        # drafts of one record share a cache: the next one must not see this one's
        self.env.invalidate_all()
        return answer

    def _preview(self):
        flaw = self._flaw()
        if flaw:
            return {"error": flaw}
        return self.env["smb.scorecard"]._tier_preview(self)

    @api.model
    def _knobs(self, vals):
        return {name: vals[name] for name in KNOBS if name in vals}


class SmbScorecard(models.Model):
    _inherit = "smb.scorecard"

    @api.model
    def _tier_preview(self, policy):
        """See ``smb.tier.policy.preview``; ``policy`` may be a draft."""
        self.env.flush_all()
        # compiling such queries takes longer than running them
        self.env.cr.execute("SELECT set_config('jit', 'off', TRUE)")
        run = Run(policy, fields.Datetime.now())
        run.facts = self._facts(policy.company_id)[0]
        source = self._preview_source(run)
        rows = self._preview_rows(run, source)
        answer = self._preview_answer(policy, rows)
        self.env.cr.execute("DROP TABLE IF EXISTS pg_temp.smb_stage")
        return answer

    @api.model
    def _preview_rows(self, run, source):
        """(None, from, to place, count, revenue, measure) of groups, then of movers."""
        lines = self._tier_lines(run.policy, source)
        return self.env.execute_query(
            SQL(
                """
                WITH settled AS MATERIALIZED (
                    SELECT settled.*, tier.id AS becomes
                      FROM (%(settled)s) AS settled
                 LEFT JOIN (VALUES %(tiers)s) AS tier (place, id)
                        ON tier.place = settled.place
                )
                SELECT NULL, was, place, COUNT(*), COALESCE(SUM(revenue), 0),
                       COALESCE(SUM(measure), 0)
                  FROM settled
                 WHERE was IS NOT NULL OR place IS NOT NULL GROUP BY was, place
                 UNION ALL (
                SELECT partner_id, was, place, 1, revenue, measure FROM settled
                 WHERE becomes IS DISTINCT FROM was
                    OR becomes IS NULL AND place IS NOT NULL
                 ORDER BY revenue DESC NULLS LAST, partner_id LIMIT %(listed)s)
                """,
                settled=self._tier_settled(run, lines, source, cause="policy"),
                tiers=run.policy._tier_values(),
                listed=LISTED,
            )
        )

    @api.model
    def _preview_source(self, run):
        """SQL: the figures on which the policy is tried.

        Those that are stored, unless the scorecards would have others.
        """
        policy = run.policy
        if self._preview_stages(policy):
            self._lock(policy.company_id, wait=False)
            self._stage(run)
            return STAGE
        return SQL(
            """
            (SELECT *, %s AS measure
               FROM (SELECT card.*, card.orders_total > 0 AND p.active AND %s AS counts
                       FROM (SELECT %s FROM smb_scorecard
                              WHERE company_id = %s) AS card
                       JOIN res_partner p ON p.id = card.partner_id) AS scored)
            """,
            self._measure_sql(policy),
            self._counts_sql(policy),
            SQL(", ").join(SQL.identifier(name) for name in FIGURES),
            policy.company_id.id,
        )

    @api.model
    def _preview_stages(self, policy):
        """Whether the papers must be read: another window, or scores among others."""
        stored = policy._origin
        if policy.window_months != stored.window_months:
            return True
        return policy.measure == "rfm" and (
            policy.count_persons != stored.count_persons
            or policy.exclude_category_ids._origin != stored.exclude_category_ids
        )

    @api.model
    def _preview_answer(self, policy, rows):
        tiers = policy._tiers()
        labels = self._preview_labels(policy)
        places = {place: self._preview_key(t, place) for place, t in enumerate(tiers)}
        places[None] = False
        groups = [Group(*row[1:]) for row in rows if row[0] is None]
        moved = [(row[0], Group(*row[1:])) for row in rows if row[0] is not None]
        moves = [
            {
                "from": group.was or False,
                "to": places[group.place],
                "count": group.count,
                **self._preview_sums(policy, [group]),
            }
            for group in groups
            if (group.was or False) != places[group.place]
        ]
        moves.sort(key=lambda move: -move["count"])
        kinds = dict(policy._fields["measure"]._description_selection(self.env))
        return {
            "customers": sum(row.count for row in groups if row.place is not None),
            "measure": {"kind": policy.measure, "label": kinds[policy.measure]},
            "labels": labels,
            "tiers": self._preview_tiers(policy, labels, places, groups),
            "moves": moves,
            "customers_moved": self._preview_customers(policy, places, moved),
            "currency_id": policy.currency_id.id,
        }

    @api.model
    def _preview_sums(self, policy, groups):
        """What groups bring; scores are averaged, everything else adds up."""
        customers = sum(group.count for group in groups)
        measure = float(sum(group.measure or 0 for group in groups))
        if policy.measure == "rfm":
            measure = measure / customers if customers else 0.0
        revenue = float(sum(group.revenue or 0 for group in groups))
        return {"revenue": revenue, "measure": measure}

    @api.model
    def _preview_key(self, tier, place):
        return tier._origin.id or f"new_{place}"

    @api.model
    def _preview_labels(self, policy):
        """Name and colour of every tier that is, or would be."""
        known = {
            self._preview_key(tier, place): tier
            for place, tier in enumerate(policy._tiers())
        }
        for tier in policy._origin.tier_ids:
            known.setdefault(tier.id, tier)
        return {
            str(key): {"name": tier.name, "color": tier.color}
            for key, tier in known.items()
        }

    @api.model
    def _preview_tiers(self, policy, labels, places, groups):
        """``share`` is that of the measure, which the lines are drawn by."""
        total = float(sum(row.measure for row in groups if row.place is not None))
        found = []
        for place, key in places.items():
            if place is None:
                continue
            inside = [row for row in groups if row.place == place]
            measure = float(sum(row.measure for row in inside))
            found.append(
                {
                    "id": key,
                    **labels[str(key)],
                    "count": sum(row.count for row in inside),
                    "before": sum(row.count for row in groups if row.was == key),
                    **self._preview_sums(policy, inside),
                    "share": measure / total if total > 0 else 0.0,
                }
            )
        return found

    @api.model
    def _preview_customers(self, policy, places, moved):
        partners = self.env["res.partner"].with_context(active_test=False)
        # a customer of another company among those shared by mistake has no name here
        known = partners.search([("id", "in", [number for number, _row in moved])])
        names = {partner.id: partner.display_name for partner in known}
        return [
            {
                "id": number,
                "name": names[number],
                "from": row.was or False,
                "to": places[row.place],
                **self._preview_sums(policy, [row]),
            }
            for number, row in moved
            if number in names
        ]
