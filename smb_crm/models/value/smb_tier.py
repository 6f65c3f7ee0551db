from odoo import api, fields, models
from odoo.exceptions import UserError


class SmbTier(models.Model):
    """A, B or C: how much attention a customer has earned in one company."""

    _name = "smb.tier"
    _description = "Customer Tier"
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
    # The last tier takes everybody who is left.
    share_to = fields.Float(
        string="Up to Share (%)",
        help="Pareto: the best customers who together make this share of the total,"
        " in percent. 80 means that tier and those above it bring 80 %.",
    )
    amount_from = fields.Float(
        string="From Amount",
        help="Thresholds: the smallest amount (or count, or score) of this tier, in"
        " the company's currency.",
    )
    percent_to = fields.Float(
        string="Up to Best (%)",
        help="Percentiles: this tier and those above it are the best so many percent"
        " of customers.",
    )
    quiet_days = fields.Integer(
        string="Quiet After (days)",
        default=90,
        help="A customer of this tier without a deal for so many days is quiet.",
    )

    _quiet_days_positive = models.Constraint(
        "CHECK (quiet_days BETWEEN 1 AND 3650)",
        "A customer is quiet after 1 to 3650 days.",
    )

    @api.ondelete(at_uninstall=False)
    def _unlink_except_below_two(self):
        for policy in self.policy_id:
            if len(policy.tier_ids - self) < 2:
                raise UserError(self.env._("A company needs at least two tiers."))
