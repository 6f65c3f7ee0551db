"""Customers whose figures are said, not sold, and the days on which they are judged."""

from datetime import date, timedelta

from freezegun import freeze_time

from odoo import fields
from odoo.tools import SQL

from ..models.value.smb_scorecard_run import Run
from ..models.value.smb_tier_policy_rules import LIMITS
from .common import SmbCase

STAGED = """
    CREATE TEMPORARY TABLE smb_stage (
        partner_id int, revenue numeric, active bool, counts bool, problem varchar,
        first_deal_date date, measure numeric, measure_rank int,
        measure_share numeric, tier_id int, tier_by_hand bool, earned_tier_id int,
        falling_since date, falling_runs int) ON COMMIT DROP
"""
KEPT = SQL(
    "tier_id, tier_by_hand, earned_tier_id, falling_since, falling_runs, active,"
    " counts, problem, first_deal_date, measure, measure_rank, measure_share"
)
DAY = date(2026, 6, 1)


class TierCase(SmbCase):
    """Puts the engine of tiers to work on figures alone."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.cards = cls.env["smb.scorecard"]
        cls.changes = cls.env["smb.tier.change"]
        # a company of its own: the demo company's customers are not in the way
        cls.shop = cls.second_company("Shop")
        cls.policy = cls.env["smb.tier.policy"]._of(cls.shop)
        cls.a, cls.b, cls.c = cls.policy.tier_ids

    def rules(self, **vals):
        """Change the policy as if it had always been so."""
        cards = self.env["smb.scorecard"]
        self.patch(type(cards), "_refresh", lambda *args, **kwargs: None)
        limits = vals.pop("limits", None)
        if limits:
            field = LIMITS[vals.get("method", self.policy.method)]
            pairs = zip(self.policy.tier_ids, limits, strict=False)
            vals["tier_ids"] = [(1, tier.id, {field: limit}) for tier, limit in pairs]
        self.policy.write(vals)

    def stage(self, figures, **columns):
        """Stage ``figures``, {customer: measure}; ``columns`` hold for all of them."""
        cr = self.env.cr
        cr.execute("DROP TABLE IF EXISTS pg_temp.smb_stage")
        cr.execute(STAGED)
        for customer, measure in figures.items():
            row = {
                "active": customer.active,
                "counts": customer.active,
                "first_deal_date": DAY - timedelta(days=1000),
                **columns,
                **(measure if isinstance(measure, dict) else {"measure": measure}),
            }
            cr.execute(
                SQL(
                    "INSERT INTO smb_stage (partner_id, %s) VALUES (%s, %s)",
                    SQL(", ").join(map(SQL.identifier, row)),
                    customer.id,
                    SQL(", ").join(SQL("%s", value) for value in row.values()),
                )
            )

    def run_on(self, day, figures, cause="figures", whole=True, **columns):
        """A run on ``day``: {customer: tier} afterwards."""
        self.env.flush_all()
        self.stage(figures, **columns)
        with freeze_time(f"{day} 12:00:00"):
            if whole:
                tiers = self.policy._tiers()[:-1]
                lines = self.cards._tier_lines(self.policy)
                self.lines = {
                    str(tier.id): line for tier, line in zip(tiers, lines, strict=True)
                }
            run = Run(self.policy, fields.Datetime.now())
            run.family = None if whole else [customer.id for customer in figures]
            run.cuts = {"tiers": self.lines, "customers": len(figures)}
            run.facts = self.cards._facts(self.shop)[0]
            self.cards._assign(run, cause)
            if whole:
                self.policy.write({"refreshed_at": f"{day} 12:00:00"})
        self._store()
        return {customer: self.tier(customer) for customer in figures}

    def _store(self):
        cr = self.env.cr
        cr.execute(SQL("DELETE FROM smb_scorecard WHERE company_id = %s", self.shop.id))
        cr.execute(
            SQL(
                "INSERT INTO smb_scorecard (company_id, partner_id, %s)"
                " SELECT %s, partner_id, %s FROM smb_stage",
                KEPT,
                self.shop.id,
                KEPT,
            )
        )
        self.env.invalidate_all()

    def card(self, customer, company=None):
        company = company or self.shop
        return self.cards.with_context(active_test=False).search(
            [("partner_id", "=", customer.id), ("company_id", "=", company.id)]
        )

    def tier(self, customer):
        return self.card(customer).tier_id.name

    def history(self, customer):
        rows = self.changes.search(
            [("partner_id", "=", customer.id), ("company_id", "=", self.shop.id)],
            order="id",
        )
        return [(row.from_tier or "", row.to_tier or "", row.cause) for row in rows]
