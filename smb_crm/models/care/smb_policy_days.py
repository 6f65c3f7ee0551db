from datetime import date, datetime, time, timedelta

from odoo import fields, models
from odoo.fields import Domain

# so many days are looked up at once
WINDOW = timedelta(days=60)
# nobody is sent further ahead, whatever the calendar says
FURTHEST = timedelta(days=370)


class SmbPolicy(models.Model):
    """The days of a company: which one it is, and on which ones people work."""

    _inherit = "smb.policy"

    def _now_there(self):
        """The moment as the clock in the company's office shows it."""
        zone = self.company_id.partner_id.tz or "UTC"
        return fields.Datetime.context_timestamp(
            self.with_context(tz=zone), fields.Datetime.now()
        )

    def _today(self):
        """The company's day, whoever asks and wherever the server stands."""
        return self._now_there().date()

    def _days_off(self, first: date):
        """Days from ``first`` on for ``WINDOW`` on which the company rests."""
        calendar = self.company_id.resource_calendar_id
        last = first + WINDOW
        if not calendar:
            return set()
        rest = calendar._get_unusual_days(
            datetime.combine(first, time.min),
            datetime.combine(last, time.max),
            self.company_id,
        )
        off = {fields.Date.to_date(day) for day, unusual in rest.items() if unusual}
        # a calendar without a single working day says nothing
        return off if len(off) < len(rest) else set()

    def _is_working_day(self, day):
        return day not in self._days_off(day)

    def _working_days(self, after: date):
        """The working days after ``after``, one by one."""
        first = after + timedelta(days=1)
        while first < after + FURTHEST:
            off = self._days_off(first)
            for number in range(WINDOW.days + 1):
                day = first + timedelta(days=number)
                if day not in off:
                    yield day
            first += WINDOW + timedelta(days=1)

    def _next_working_day(self, after: date):
        return next(self._working_days(after), after + timedelta(days=1))

    def _caring(self, companies=None):
        """The policies of companies that look after customers, with superuser rights.

        :param companies: all that are not archived when not given
        """
        where = Domain("company_id.active", "=", True)
        where &= Domain("care_paused", "!=", True)
        if companies is not None:
            where &= Domain("company_id", "in", companies.ids)
        # sudo: the engine works by the rules of companies that the caller named
        return self.sudo().search(where, order="company_id")
