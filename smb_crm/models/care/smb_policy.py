from odoo import fields, models


class SmbPolicy(models.Model):
    """How the company looks after its customers."""

    _inherit = "smb.policy"

    care_paused = fields.Boolean(
        help="Nothing is planned, opened or sent for any customer of this company.",
    )
    care_fallback_id = fields.Many2one(
        "res.users",
        string="Fallback",
        domain=[("share", "=", False)],
        help="Gets what nobody else is responsible for. Empty: the leader of the"
        " customer's sales team, else a sales manager.",
    )
    daily_limit = fields.Integer(
        default=20,
        help="Follow-ups that come onto one person's desk in a day; the rest moves to"
        " the following days, the best customers first. 0: no limit.",
    )
    escalate_days = fields.Integer(
        string="Manager Told After",
        default=3,
        help="Days a follow-up is overdue before the manager is told.",
    )
    escalate_again_days = fields.Integer(string="Manager Told Again After", default=5)
    escalate_pool_days = fields.Integer(
        string="For Anybody After",
        default=7,
        help="Days a follow-up is overdue before anybody of sales may take it over.",
    )
    planned_until = fields.Datetime(readonly=True, groups=fields.NO_ACCESS)
    """Changes up to this moment are in the follow-ups."""

    _daily_limit_sane = models.Constraint(
        "CHECK (daily_limit BETWEEN 0 AND 1000)",
        "The daily limit lies between 0 (none) and 1000.",
    )
    _escalation_sane = models.Constraint(
        "CHECK (escalate_days BETWEEN 1 AND escalate_again_days"
        " AND escalate_again_days <= escalate_pool_days)",
        "First the manager is told, then told again, then anybody may take the"
        " follow-up over: the days can't go down.",
    )
