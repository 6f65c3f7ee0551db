from odoo import fields, models

# the colours that Odoo's picker shows for 1 to 11, dark enough for white letters
COLORS = (
    "#2b3a4a",
    "#a8323a",
    "#b5651d",
    "#9c7a0b",
    "#2472a4",
    "#6c3563",
    "#b0525a",
    "#1e6f74",
    "#37478a",
    "#8e2560",
    "#2c7d43",
    "#64469a",
)


class ResPartnerGrade(models.Model):
    """A level of membership: what it brings and how long it runs."""

    _inherit = "res.partner.grade"

    smb_benefit_ids = fields.One2many(
        "smb.member.benefit", "level_id", string="Benefits"
    )
    smb_color = fields.Integer(string="Colour")
    smb_months = fields.Integer(
        string="Months",
        default=12,
        help="Months that a membership runs and is renewed by. 0: no end.",
    )
    smb_reminder_days = fields.Integer(
        string="Reminder",
        default=30,
        help="So many days before the end the salesperson and, where the policy says"
        " so, the member are reminded. 0: nobody is.",
    )

    _smb_months_sane = models.Constraint(
        "CHECK (smb_months BETWEEN 0 AND 120)",
        "A membership runs for 0 to 120 months.",
    )
    _smb_reminder_days_sane = models.Constraint(
        "CHECK (smb_reminder_days BETWEEN 0 AND 365)",
        "A reminder goes out 0 to 365 days before the end.",
    )

    def _card_color(self):
        """The level's colour as the web writes it."""
        return COLORS[self.smb_color % len(COLORS)]
