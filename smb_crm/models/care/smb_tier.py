from odoo import fields, models


class SmbTier(models.Model):
    """What a tier asks of those who look after its customers."""

    _inherit = "smb.tier"

    needs_representative = fields.Boolean(
        string="Needs a Service Representative",
        help="A customer of this tier without a service representative is an alert.",
    )
    ownership_days = fields.Integer(
        string="Ownership (days)",
        help="So long without a real contact a customer stays with the salesperson."
        " 0: for ever. Counts only when the policy's ownership countdown is on.",
    )

    _ownership_days_sane = models.Constraint(
        "CHECK (ownership_days BETWEEN 0 AND 3650)",
        "Ownership lasts 0 (for ever) to 3650 days.",
    )
