from datetime import timedelta

from odoo import api, fields, models
from odoo.tools import format_date, formatLang

from .smb_tier_policy_rules import LIMITS


class SmbScorecard(models.Model):
    """Why a customer is in this tier, in a sentence with the figures."""

    _inherit = "smb.scorecard"

    tier_reason = fields.Char(string="Why This Tier", compute="_compute_tier_reason")

    @api.depends(
        "tier_id",
        "earned_tier_id",
        "tier_by_hand",
        "falling_since",
        "falling_runs",
        "counts",
        "active",
        "measure",
        "measure_rank",
        "problem",
    )
    @api.depends_context("lang")
    def _compute_tier_reason(self):
        policies = {
            company: self.env["smb.tier.policy"]._of(company)
            for company in self.company_id
        }
        hands = self._active_hands()
        for card in self:
            policy = policies.get(card.company_id)
            hand = hands.get((card.partner_id, card.company_id))
            card.tier_reason = policy and card._tier_reason(policy, hand)

    def _active_hands(self):
        # sudo: who reads the scorecard may know who was given the tier by hand and why
        hands = self.env["smb.tier.hand"].sudo()
        found = hands.search([("partner_id", "in", self.partner_id.ids)])
        return {(hand.partner_id, hand.company_id): hand for hand in found}

    def _tier_reason(self, policy, hand):
        """The sentence; the first thing that applies decides it."""
        if not self.tier_id:
            return self._why_no_tier()
        tier = self.tier_id.sudo().name  # sudo: the tier's name is shown beside
        if self.tier_by_hand and hand:
            return self.env._(
                "%(tier)s by hand until %(date)s: %(reason)s",
                tier=tier,
                date=format_date(self.env, hand.date_to),
                reason=hand.reason,
            )
        if self.problem:
            return self.env._(
                "%(tier)s stays: the figures cannot be trusted (%(problem)s)",
                tier=tier,
                problem=self.problem_text,
            )
        figures = self._why_figures(policy)
        earned = self.earned_tier_id.sudo().name  # sudo: as above
        if self.falling_since:
            return self._why_kept(policy, tier, earned, figures)
        if self.tier_id != self.earned_tier_id and earned:
            return self.env._(
                "%(tier)s as a new customer; the figures say %(earned)s: %(figures)s",
                tier=tier,
                earned=earned,
                figures=figures,
            )
        return self.env._("%(tier)s: %(figures)s", tier=tier, figures=figures)

    def _why_no_tier(self):
        if not self.active:
            return self.env._("No tier: archived")
        if self.problem:
            return self.env._(
                "No tier: the figures cannot be trusted (%(problem)s)",
                problem=self.problem_text,
            )
        if not self.first_deal_date:
            return self.env._("No tier: never bought")
        if not self.counts:
            return self.env._("No tier: left out by the tier policy")
        return self.env._("No tier yet")

    def _why_kept(self, policy, tier, earned, figures):
        if policy.grace_kind == "days":
            last = self.falling_since + timedelta(days=max(policy.grace - 1, 0))
            return self.env._(
                "Keeps %(tier)s until %(date)s although the figures say %(earned)s:"
                " %(figures)s",
                tier=tier,
                date=format_date(self.env, last),
                earned=earned,
                figures=figures,
            )
        return self.env._(
            "Keeps %(tier)s for %(runs)s more runs although the figures say %(earned)s:"
            " %(figures)s",
            tier=tier,
            runs=max(policy.grace - self.falling_runs, 0),
            earned=earned,
            figures=figures,
        )

    def _why_figures(self, policy):
        """ "120,400 revenue in 12 months, rank 37 of 1,812, within the first 80 %" """
        parts = [self._why_measure(policy)]
        customers = (policy.cuts or {}).get("customers")
        if self.measure_rank and customers:
            parts.append(
                self.env._(
                    "rank %(rank)s of %(customers)s",
                    rank=self._number(self.measure_rank),
                    # the count is of the last whole run, the rank of this moment
                    customers=self._number(max(customers, self.measure_rank)),
                )
            )
        if self.measure > 0 and self.earned_tier_id:
            parts.append(self._why_line(policy))
        return ", ".join(filter(None, parts))

    def _why_measure(self, policy):
        words = {
            "figure": self._figure(policy, self.measure, self._digits(policy)),
            "months": self._number(policy.window_months),
        }
        env = self.env
        return {
            "revenue": env._("%(figure)s revenue in %(months)s months", **words),
            "margin": env._("%(figure)s margin in %(months)s months", **words),
            "collected": env._("%(figure)s collected in %(months)s months", **words),
            "orders": env._("%(figure)s orders in %(months)s months", **words),
            "rfm": env._("score %(figure)s of 5 in %(months)s months", **words),
        }[policy.measure]

    def _why_line(self, policy):
        """Which line the figures are above, or below."""
        tiers = list(policy._tiers())
        earned = self.earned_tier_id.sudo()  # sudo: numbers of a tier shown beside
        if earned not in tiers:
            return ""
        place = tiers.index(earned)
        last = place == len(tiers) - 1
        limit = tiers[place - 1 if last else place][LIMITS[policy.method]]
        sentences = {
            ("pareto", False): self.env._("within the first %(limit)s %%"),
            ("pareto", True): self.env._("beyond the first %(limit)s %%"),
            ("percentile", False): self.env._("among the best %(limit)s %%"),
            ("percentile", True): self.env._("not among the best %(limit)s %%"),
            ("threshold", False): self.env._("from %(limit)s on"),
            ("threshold", True): self.env._("below %(limit)s"),
        }
        if policy.method == "threshold":
            digits = max(self._digits(policy), 0 if limit == round(limit) else 1)
            text = self._figure(policy, limit, digits)
        else:
            text = self._number(limit, 0 if limit == round(limit) else 1)
        return sentences[policy.method, last] % {"limit": text}

    def _digits(self, policy):
        """Cents only where they say something."""
        if policy.measure == "orders":
            return 0
        if policy.measure == "rfm":
            return 1
        return 2 if 0 < abs(self.measure) < 100 else 0

    def _figure(self, policy, value, digits):
        """A figure as the policy measures: money with the sign of its currency."""
        if policy.measure in ("orders", "rfm"):
            return self._number(value, digits)
        unit = "decimals" if digits else "units"
        return formatLang(
            self.env, value, currency_obj=self.currency_id, rounding_unit=unit
        )

    def _number(self, value, digits=0):
        return formatLang(self.env, value, digits=digits)
