from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools.translate import LazyTranslate

from ...tools.roles import CARE

_lt = LazyTranslate(__name__)

# what decides who is in which tier, or is quiet there
DECIDES = {"sequence", "share_to", "amount_from", "percent_to", "quiet_days"}
FIXED = _lt("The company of a tier policy, its tiers and its figures stay as they are.")


class Leaving(frozenset):
    """Ids of tiers that a policy is about to lose, in the context of that write.

    A class of its own, because no value that comes from outside can be one.
    """


class SmbTier(models.Model):
    """A, B or C: how much attention a customer has earned in one company.

    A tier that changes outside its policy's form moves the customers as well.
    """

    _name = "smb.tier"
    _description = "Customer Tier"
    _inherit = ["smb.input.mixin"]
    _order = "company_id, sequence, id"
    _check_company_auto = True

    policy_id = fields.Many2one(
        "smb.tier.policy", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(
        related="policy_id.company_id", store=True, precompute=True, index=True
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10, help="The best tier comes first.")
    color = fields.Integer(string="Colour")
    meaning = fields.Char(
        translate=True, help="What customers of this tier can expect, in a sentence."
    )

    # where the tier ends; which of the three counts follows from the policy's method.
    # The last tier takes everybody who is left. Limits are for those who know
    # customers; everybody else sees a name and a colour.
    share_to = fields.Float(
        string="Up to Share (%)",
        groups=CARE,
        help="Pareto: the best customers who together make this share of the total,"
        " in percent. 80 means that tier and those above it bring 80 %.",
    )
    amount_from = fields.Float(
        string="From Amount",
        groups=CARE,
        help="Thresholds: the smallest amount (or count, or score) of this tier, in"
        " the company's currency.",
    )
    percent_to = fields.Float(
        string="Up to Best (%)",
        groups=CARE,
        help="Percentiles: this tier and those above it are the best so many percent"
        " of customers.",
    )
    quiet_days = fields.Integer(
        string="Quiet After (days)",
        groups=CARE,
        # who adds a tier adds it at the lower end, where customers buy least often
        default=360,
        help="A customer of this tier without a deal for so many days is quiet.",
    )

    _quiet_days_positive = models.Constraint(
        "CHECK (quiet_days BETWEEN 1 AND 3650)",
        "A customer is quiet after 1 to 3650 days.",
    )

    # sudo: whoever may see a tier may know that none comes after it
    is_last = fields.Boolean(compute="_compute_is_last", compute_sudo=True)

    @api.depends("policy_id.tier_ids", "policy_id.tier_ids.sequence")
    def _compute_is_last(self):
        for tier in self:
            tiers = tier.policy_id.tier_ids
            place = (tier.sequence, tier._origin.id or 2**31)
            tier.is_last = all(
                (other.sequence, other._origin.id or 2**31) <= place for other in tiers
            )

    @api.model_create_multi
    def create(self, vals_list):
        self._lock_policies([vals.get("policy_id") for vals in vals_list])
        # the policy's, whatever is said
        tiers = super().create(
            [{k: v for k, v in vals.items() if k != "company_id"} for vals in vals_list]
        )
        tiers._take_effect()
        return tiers

    def write(self, vals):
        self._refuse_fixed(vals)
        self._lock_policies(self.policy_id.ids)
        result = super().write(vals)
        if DECIDES & set(vals):
            self._take_effect()
        elif not self._in_policy_write():
            self.policy_id._check_rules()
        return result

    def _refuse_fixed(self, vals):
        """A tier of one company never becomes another's."""
        moved = any(
            tier[name].id != vals[name]
            for name in vals.keys() & {"policy_id", "company_id"}
            for tier in self
        )
        if moved and not self.env.su:
            raise AccessError(self.env._(FIXED))

    def _lock_policies(self, ids):
        """Before the first row is taken; a policy that is written did so already."""
        if not self._in_policy_write():
            self.check_access("write")
            policies = self.env["smb.tier.policy"].browse(filter(None, ids))
            policies._lock_companies(policies.company_id)

    def unlink(self):
        self._lock_policies(self.policy_id.ids)
        if self and not self._in_policy_write():
            leaving = Leaving(self.ids)
            self.policy_id.with_context(smb_tiers_leaving=leaving)._take_effect()
        return super().unlink()

    def _take_effect(self):
        if not self._in_policy_write():
            self.policy_id._take_effect()

    def _in_policy_write(self):
        return isinstance(self.env.context.get("smb_tiers_leaving"), Leaving)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_given_by_hand(self):
        # sudo: tells how many, and only whether there are any
        hands = self.env["smb.tier.hand"].sudo()
        count = hands.search_count([("tier_id", "in", self.ids)])
        if count:
            raise UserError(
                self.env._(
                    "%(count)s customers have this tier by hand. End that first, or"
                    " give the tier another name instead of removing it.",
                    count=count,
                )
            )

    @api.ondelete(at_uninstall=False)
    def _unlink_except_below_two(self):
        for policy in self.policy_id:
            if len(policy.tier_ids - self) < 2:
                raise UserError(self.env._("A company needs at least two tiers."))
