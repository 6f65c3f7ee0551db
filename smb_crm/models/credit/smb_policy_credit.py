from odoo import api, fields, models


class SmbPolicy(models.Model):
    """Whether a company controls what it sells on credit."""

    _inherit = "smb.policy"

    credit_control = fields.Boolean(
        help="Orders and deliveries of customers who pay late or are over their credit"
        " limit are warned about or held, as the credit rules say. Off: nothing is"
        " looked at.",
    )
    credit_promise = fields.Boolean(
        string="Promises to Pay Count",
        default=True,
        help="What a customer promised to pay soon does not count as overdue.",
    )
    credit_tolerance = fields.Float(
        string="Release Holds Up To",
        default=5,
        help="Percent by which an order may grow after its release before it is held"
        " again.",
    )

    _credit_sane = models.Constraint(
        "CHECK (credit_tolerance BETWEEN 0 AND 100)",
        "An order may grow by 0 to 100 % after its release.",
    )

    @api.model_create_multi
    def create(self, vals_list):
        policies = super().create(vals_list)
        policies._credit_changed(set().union(*vals_list))
        return policies

    def write(self, vals):
        result = super().write(vals)
        self._credit_changed(vals)
        return result

    def unlink(self):
        result = super().unlink()
        self.env.registry.clear_cache()
        return result

    def _credit_changed(self, names):
        if not any(name.startswith("credit_") for name in names):
            return
        self.env.registry.clear_cache()
        switched_on = self.filtered("credit_control").company_id
        if switched_on:
            self.env["smb.credit.rule"]._ensure(switched_on)
