from odoo import api, models
from odoo.exceptions import AccessError, ValidationError
from odoo.tools.translate import LazyTranslate

from ...tools import tiering
from .smb_tier import FIXED, Leaving

_lt = LazyTranslate(__name__)

# field, least, most, what is said otherwise
RANGES = (
    ("window_months", 1, 120, _lt("The window is 1 to 120 months long.")),
    ("new_days", 0, 3650, _lt("A customer is new for 0 to 3650 days.")),
    ("grace", 0, 3650, _lt("The grace is 0 to 3650 days or runs.")),
    ("loyal_orders", 1, 10000, _lt("Loyal customers have 1 to 10,000 orders.")),
    ("lost_days", 1, 36500, _lt("A customer is lost after 1 to 36,500 days.")),
    ("weight_recency", 0, 100, _lt("Weights are 0 to 100.")),
    ("weight_frequency", 0, 100, _lt("Weights are 0 to 100.")),
    ("weight_monetary", 0, 100, _lt("Weights are 0 to 100.")),
)
LIMITS = {"pareto": "share_to", "threshold": "amount_from", "percentile": "percent_to"}
# fields that only the engine writes
FROM_THE_ENGINE = {"refreshed_at", "documents_until", "cuts"}


class SmbTierPolicy(models.Model):
    """A policy that makes no sense is refused; one that does takes effect at once.

    Whatever way a rule changes, form, import or program, the customers move in the
    same transaction, so that tiers never disagree with the policy one can read.
    """

    _inherit = "smb.tier.policy"

    def _tiers(self):
        """The tiers from best to last, without those about to be removed."""
        self.ensure_one()
        leaving = self.env.context.get("smb_tiers_leaving")
        gone = leaving if isinstance(leaving, Leaving) else ()
        kept = self.tier_ids.filtered(lambda tier: tier._origin.id not in gone)
        return kept.sorted(lambda tier: (tier.sequence, tier._origin.id or 2**31))

    def _flaw(self):
        """The first thing that is wrong with this policy, as a sentence, or nothing."""
        self.ensure_one()
        tiers = self._tiers()
        for name, least, most, sentence in RANGES:
            if not least <= self[name] <= most:
                return self.env._(sentence)
        if self.measure == "rfm" and not any(self._weights()):
            return self.env._("At least one of the three weights is more than 0.")
        if not all((tier.name or "").strip() for tier in tiers):
            return self.env._("Each tier needs a name.")
        names = {tier.name.strip().casefold() for tier in tiers}
        if len(names) < len(tiers):
            return self.env._("Each tier needs a name of its own.")
        flaw, place = tiering.flaw(self.method, tiers.mapped(LIMITS[self.method]))
        return flaw and self._flaw_sentence(flaw, tiers.mapped("name"), place)

    def _flaw_sentence(self, flaw, names, place):
        if flaw == "number":
            return self.env._("A company has 2 to 6 tiers.")
        words = {"tier": names[place], "above": names[place - 1]}
        return {
            "share": self.env._(
                "The share of %(tier)s must be more than 0 and at most 100 %%.", **words
            ),
            "rising": self.env._(
                "The share of %(tier)s must be greater than that of %(above)s, the tier"
                " above it.",
                **words,
            ),
            "amount": self.env._(
                "The amount of %(tier)s must be more than 0; only the last tier does"
                " without one.",
                **words,
            ),
            "falling": self.env._(
                "The amount of %(tier)s must be less than that of %(above)s, the tier"
                " above it.",
                **words,
            ),
        }[flaw]

    def _weights(self):
        return self.weight_recency, self.weight_frequency, self.weight_monetary

    def _check_rules(self):
        for policy in self:
            if flaw := policy._flaw():
                raise ValidationError(flaw)

    @api.constrains("new_tier_id", "tier_ids")
    def _check_new_tier(self):
        for policy in self:
            if policy.new_tier_id - policy.tier_ids:
                raise ValidationError(
                    self.env._("The tier of new customers is one of this policy's.")
                )

    @api.onchange("method")
    def _onchange_method(self):
        """Thresholds begin with the amounts at which tiers begin today."""
        # sudo: shows where the tiers of a policy that the caller edits begin
        begins = (self._origin.sudo().cuts or {}).get("tiers", {})
        if self.method == "threshold" and not any(self.tier_ids.mapped("amount_from")):
            for tier in self.tier_ids:
                tier.amount_from = begins.get(str(tier._origin.id)) or 0

    @api.model_create_multi
    def create(self, vals_list):
        applying = self.with_context(smb_tiers_leaving=Leaving())
        policies = super(SmbTierPolicy, applying).create(vals_list)
        policies = policies.with_env(self.env)
        policies._check_rules()
        return policies

    def write(self, vals):
        self._refuse_fixed(vals)
        if set(vals) <= FROM_THE_ENGINE:
            return super().write(vals)
        self.check_access("write")
        self._lock_companies(self.company_id)
        leaving, rest = self._split_leaving(vals)
        applying = self.with_context(smb_tiers_leaving=Leaving(leaving.ids))
        super(SmbTierPolicy, applying).write(rest)
        applying._take_effect()
        # only now: history tells from which tier the customers came
        leaving.with_env(applying.env).unlink()
        return True

    def _refuse_fixed(self, vals):
        """Figures come from the engine, which is superuser; the company stays."""
        if self.env.su:
            return
        moved = "company_id" in vals and any(
            policy.company_id.id != vals["company_id"] for policy in self
        )
        if moved or FROM_THE_ENGINE & set(vals):
            raise AccessError(self.env._(FIXED))

    def _split_leaving(self, vals):
        """The tiers that ``vals`` removes, and ``vals`` without their removal."""
        leaving = self.env["smb.tier"]
        rest = []
        for command in vals.get("tier_ids") or []:
            code, number = command[0], command[1] if len(command) > 1 else 0
            if code in (2, 3):
                leaving += leaving.browse(number)
            elif code in (5, 6):
                kept = command[2] if code == 6 else []
                leaving += self.tier_ids.filtered(lambda t, ids=kept: t.id not in ids)
            else:
                rest.append(command)
        if not leaving:
            return leaving, vals
        return leaving & self.tier_ids, {**vals, "tier_ids": rest}

    def _take_effect(self):
        """Compute the companies anew under their changed policies."""
        self._check_rules()
        # sudo: computes and returns nothing; who may write the policy was checked
        cards = self.env["smb.scorecard"].sudo()
        cards._refresh(companies=self.company_id, cause="policy")
