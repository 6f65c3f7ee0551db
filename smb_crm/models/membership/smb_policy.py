from odoo import fields, models


class SmbPolicy(models.Model):
    """How the company treats its members."""

    _inherit = "smb.policy"

    member_grace_days = fields.Integer(
        string="Grace Before a Lower Level",
        default=60,
        help="So many days a member keeps a level that the tier earns no longer.",
    )
    member_reminder_task = fields.Boolean(
        string="Remind the Salesperson",
        default=True,
        help="A task before a membership ends, as many days as its level says.",
    )
    member_reminder_mail = fields.Boolean(
        string="Remind the Member by E-mail",
        help="Once before a membership ends, as many days as its level says; never to"
        " whom opted out.",
    )

    _member_grace_days_sane = models.Constraint(
        "CHECK (member_grace_days BETWEEN 0 AND 730)",
        "The grace lies between 0 and 730 days.",
    )
