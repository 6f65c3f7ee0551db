from odoo import api, fields, models


class SmbPolicy(models.Model):
    """How long a customer stays with a salesperson who does not care."""

    _inherit = "smb.policy"

    ownership = fields.Boolean(
        string="Ownership Countdown",
        help="Customers without a real contact for as many days as their tier allows go"
        " to the customer pool, where colleagues may claim them. The manager is told"
        " first.",
    )
    ownership_since = fields.Date(
        readonly=True, help="Nothing before this day counts against anybody."
    )
    ownership_grace = fields.Integer(
        string="Customer Pool After Zero",
        default=3,
        help="Days between the manager's being told and the customer's going to the"
        " customer pool.",
    )
    ownership_exempt = fields.Boolean(
        string="Not With Open Business",
        default=True,
        help="Customers with an open order or overdue invoices stay where they are.",
    )
    claims_per_day = fields.Integer(
        help="Customers that one person may claim in a day. 0: no limit."
    )

    _ownership_sane = models.Constraint(
        "CHECK (ownership_grace BETWEEN 0 AND 365"
        " AND claims_per_day BETWEEN 0 AND 10000)",
        "Grace lasts 0 to 365 days; a person claims up to 10000 customers a day, 0 is"
        " no limit.",
    )

    @api.model_create_multi
    def create(self, vals_list):
        policies = super().create(vals_list)
        policies.filtered("ownership")._begin_ownership()
        return policies

    def write(self, vals):
        begin = self.browse()
        if vals.get("ownership"):
            begin = self.filtered(lambda policy: not policy.ownership)
        result = super().write(vals)
        begin._begin_ownership()
        return result

    def _begin_ownership(self):
        """Days count from today: whoever switches this on loses nobody at once."""
        for policy in self:
            policy.ownership_since = policy._today()
