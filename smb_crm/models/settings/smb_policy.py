from odoo import api, fields, models


class SmbPolicy(models.Model):
    """How one company works with its customers; sales managers decide it.

    One row per company. It is a model of its own, not fields of the company, so that
    sales managers can edit it without being administrators.
    """

    _name = "smb.policy"
    _description = "Customer Care Policy"
    _rec_name = "company_id"

    company_id = fields.Many2one(
        "res.company", required=True, index=True, ondelete="cascade", readonly=True
    )
    edit_hours = fields.Integer(
        string="Edit Window",
        default=24,
        help="Hours in which the author may still correct a contact log. Later only"
        " sales managers can.",
    )

    guard_mode = fields.Selection(
        [
            ("off", "Off"),
            ("warn", "Warn"),
            ("block", "Block"),
        ],
        string="Collision Guard",
        required=True,
        default="warn",
        help="What happens when a new contact looks like an existing customer: nothing,"
        " a warning that lists it, or a refusal that only sales managers lift.",
    )
    guard_show = fields.Integer(
        string="Show From",
        default=70,
        help="Likeness in percent from which an existing customer is shown.",
    )
    guard_block = fields.Integer(
        string="Block From",
        default=90,
        help="Likeness in percent from which a new contact is refused, when the guard"
        " blocks.",
    )

    _company_uniq = models.UniqueIndex(
        "(company_id)", "This company already has its policy."
    )
    _edit_hours_positive = models.Constraint(
        "CHECK (edit_hours BETWEEN 0 AND 8760)",
        "The edit window lies between 0 and 8760 hours (a year).",
    )
    _guard_sane = models.Constraint(
        "CHECK (guard_show BETWEEN 50 AND 100"
        " AND guard_block BETWEEN guard_show AND 100)",
        "The guard shows customers from 50 % likeness at the earliest, and blocks no"
        " earlier than it shows.",
    )

    @api.model
    def _ensure(self, companies):
        """Create the policies that ``companies`` still lack."""
        # sudo: creates default rows only, reveals nothing
        policies = self.sudo()
        known = policies.search([("company_id", "in", companies.ids)]).company_id
        policies.create([{"company_id": c.id} for c in companies - known])
        companies.invalidate_recordset(["smb_policy_id"])

    @api.model
    def _of(self, company):
        """The policy of ``company``, readable by the engine for any user."""
        # sudo: callers read single settings of a company they act in
        return company.sudo().smb_policy_id

    @api.model
    def action_open(self):
        """Open the policy of the company the user works in."""
        self._ensure(self.env.company)
        policy = self.search([("company_id", "=", self.env.company.id)], limit=1)
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Policy"),
            "res_model": self._name,
            "res_id": policy.id,
            "view_mode": "form",
        }
