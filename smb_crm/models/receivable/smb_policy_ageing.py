from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ...tools.ageing import BOUNDS, bounds_of


class SmbPolicy(models.Model):
    """By which days the company reads what it is owed, and how it states it."""

    _inherit = "smb.policy"

    ageing_bounds = fields.Char(
        string="Ageing Columns",
        required=True,
        default=lambda self: ", ".join(map(str, BOUNDS[1:])),
        help="The last day of each column of the ageing, four growing numbers of days"
        " past due.",
    )
    statement_monthly = fields.Boolean(
        string="Monthly Statements",
        help="At the beginning of a month every customer with open items is sent a"
        " statement of account as of the end of the month before.",
    )
    statement_kind = fields.Selection(
        [("open", "Open Items"), ("activity", "Activity of the Month")],
        string="Monthly Statements Show",
        required=True,
        default="open",
    )
    statement_day = fields.Integer(
        string="Statements Go Out On",
        default=3,
        help="Day of the month; by then the last payments of the month before should"
        " be booked.",
    )

    _statement_day_sane = models.Constraint(
        "CHECK (statement_day BETWEEN 1 AND 28)",
        "Monthly statements go out between the 1st and the 28th.",
    )

    @api.constrains("ageing_bounds")
    def _check_ageing_bounds(self):
        for policy in self:
            policy._checked_bounds()

    def _checked_bounds(self):
        try:
            return bounds_of(self.ageing_bounds)
        except ValueError as error:
            raise ValidationError(
                self.env._(
                    "%(text)s: the columns of the ageing are four growing numbers"
                    " of days, such as 30, 60, 90, 180.",
                    text=self.ageing_bounds,
                )
            ) from error
