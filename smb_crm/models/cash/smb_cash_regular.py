from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools import format_date

from ...tools.forecast import Flow
from ...tools.regular import occurrences

# nobody looks further ahead for the next time than this
AHEAD = relativedelta(years=10)


class SmbCashRegular(models.Model):
    """Money that goes or comes regularly without a bill: rent, salaries, taxes.

    The forecast takes each time it is due as a line of its own. What does have a bill
    or an invoice should not stand here: it would count twice.
    """

    _name = "smb.cash.regular"
    _description = "Regular Payment"
    _inherit = ["smb.input.mixin"]
    _order = "side desc, name, id"

    name = fields.Char(string="What For", required=True)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one(
        "res.company",
        required=True,
        index=True,
        ondelete="cascade",
        default=lambda self: self.env.company,
    )
    side = fields.Selection(
        [("out", "Outgoing"), ("in", "Incoming")],
        string="Direction",
        required=True,
        default="out",
    )
    amount = fields.Monetary(required=True)
    currency_id = fields.Many2one(
        "res.currency",
        required=True,
        default=lambda self: self.env.company.currency_id,
    )
    every = fields.Integer(required=True, default=1)
    unit = fields.Selection(
        [("week", "Weeks"), ("month", "Months")], required=True, default="month"
    )
    date = fields.Date(
        string="First On",
        required=True,
        default=fields.Date.context_today,
        help="The first day, or any day on which it was due: the others follow.",
    )
    month_end = fields.Boolean(
        string="Last Day of the Month",
        help="Always on the last day of the month, whatever the first day is.",
    )
    date_end = fields.Date(string="Until", help="Empty: until further notice.")
    next_date = fields.Date(
        string="Next On",
        compute="_compute_next_date",
        help="The next day on which the forecast expects it.",
    )

    _amount_sane = models.Constraint(
        "CHECK (amount > 0 AND amount < 1e12)",
        "The amount of a regular payment is more than zero, and below a trillion.",
    )
    _every_sane = models.Constraint(
        "CHECK (every BETWEEN 1 AND 120)",
        "It comes back after 1 to 120 weeks or months.",
    )

    @api.constrains("date", "date_end")
    def _check_dates(self):
        for regular in self:
            if regular.date_end and regular.date_end < regular.date:
                raise ValidationError(
                    self.env._(
                        "“%(name)s” ends on %(end)s, before it begins. Change one of"
                        " the two days.",
                        name=regular.name,
                        end=format_date(self.env, regular.date_end),
                    )
                )

    @api.depends("date", "date_end", "every", "unit", "month_end")
    def _compute_next_date(self):
        for regular in self:
            today = self.env["smb.ageing"]._today(regular.company_id)
            days = regular._days(today, today + AHEAD)
            regular.next_date = next(iter(days), False)

    def _days(self, begin, end):
        """When it is due from ``begin`` to ``end``."""
        self.ensure_one()
        if not self.date or not 1 <= self.every <= 120:
            # a form that is being filled in
            return ()
        return occurrences(
            self.date,
            self.every,
            self.unit,
            begin,
            min(self.date_end or end, end),
            month_end=self.month_end and self.unit == "month",
        )


class SmbCashForecast(models.AbstractModel):
    """What comes and goes regularly is expected whenever it is due."""

    _inherit = "smb.cash.forecast"

    @api.model
    def _regular_flows(self, outlook, end):
        """Until ``end``, the last day of the forecast: without one it never ends."""
        # sudo: sums of the active companies, for the readers of the forecast; single
        # ones that go out are told accountants only
        rows = self.env["smb.cash.regular"].sudo()
        rows = rows.search([("company_id", "in", outlook.companies.ids)])
        rates = self._rates(outlook, set(rows.currency_id.ids)) if rows else {}
        return [
            self._regular_flow(row, day, row.amount * rates[row.currency_id.id])
            for row in rows
            for day in row._days(outlook.today, end)
        ]

    @api.model
    def _regular_flow(self, row, day, amount):
        return Flow(
            side=row.side,
            source="regular",
            who=0,
            due=day,
            amount=amount,
            paper=row.id,
            day=day,
        )
