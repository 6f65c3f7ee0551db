from odoo import fields, models


class SmbPolicy(models.Model):
    """Whether a company reminds its customers, whom it spares, and when two decide."""

    _inherit = "smb.policy"

    reminder = fields.Boolean(
        string="Payment Reminders",
        help="Off: no reminders are proposed, and none that wait go out.",
    )
    reminder_currency_id = fields.Many2one(
        related="company_id.currency_id", string="Currency of Reminders"
    )
    reminder_minimum = fields.Monetary(
        string="Remind From",
        currency_field="reminder_currency_id",
        help="Customers who owe less in all are spared.",
    )
    reminder_gap = fields.Integer(
        string="Between Two Reminders",
        default=14,
        help="Days in which a customer gets no second reminder.",
    )
    reminder_grace = fields.Integer(
        string="Rest After a Payment",
        default=5,
        help="Days in which a customer who paid something is left alone.",
    )
    promise_grace = fields.Integer(
        string="Wait for a Promised Payment",
        default=2,
        help="Days that a bank may take; then the promise counts as broken.",
    )
    reminder_call_first = fields.Boolean(
        string="Call the Best Customers First",
        default=True,
        help="Customers of the best tier get no first letter: their salesperson is"
        " asked to call.",
    )
    reminder_most = fields.Integer(
        string="Second Person From Customers",
        default=50,
        help="A run that reminds more customers is approved by another person, who"
        " manages accounting. 0: no limit.",
    )
    reminder_most_amount = fields.Monetary(
        string="Second Person From Amount",
        currency_field="reminder_currency_id",
        help="A run about more money is approved by another person, who manages"
        " accounting. 0: no limit.",
    )

    _reminder_sane = models.Constraint(
        "CHECK (reminder_gap BETWEEN 0 AND 365 AND reminder_grace BETWEEN 0 AND 365"
        " AND promise_grace BETWEEN 0 AND 90 AND reminder_most >= 0"
        " AND COALESCE(reminder_minimum, 0) >= 0"
        " AND COALESCE(reminder_most_amount, 0) >= 0)",
        "Days between reminders and of rest lie between 0 and 365, those for a promised"
        " payment between 0 and 90; limits can't be negative.",
    )
