"""One planning of one company's follow-ups: its day, its customers, its steps."""

import json
from dataclasses import dataclass, field
from datetime import date

from dateutil.relativedelta import relativedelta

from odoo.tools.sql import SQL

from .smb_care_step import FULFILLED_BY

# an event whose day for the follow-up is further past asks for nothing any more
TOO_LATE = 90
# who was never contacted comes within so many days, or within one interval
SPREAD = 30
# sorts customers without a tier last
NO_TIER = 1000


@dataclass
class PlanRun:
    """What every piece of the planner's SQL may ask for."""

    company: object
    zone: str
    today: date
    # customers, and everybody whose papers count for them; None: all there are
    customers: list | None = None
    family: list | None = None
    # one line per tier and step: see ``smb.care.step._plan_line``
    steps: list = field(default_factory=list)
    # kinds of channel that count together; their days stand in t0, t1, ...
    slots: list = field(default_factory=list)

    @property
    def whole(self):
        return self.customers is None

    @property
    def triggers(self):
        return {step["trigger"] for step in self.steps if step["kind"] == "event"}

    @property
    def since(self):
        """No event before this day counts for any step."""
        days = [step["since"] for step in self.steps if step["kind"] == "event"]
        return min(days, default=self.today)

    def sql(self, code, **words):
        """``code`` with the words of this run filled in."""
        facts = {"company": self.company.id, "zone": self.zone, "today": self.today}
        return SQL(code, **{**facts, "since": self.since, **words})

    def about(self, column):
        """The condition that a customer takes part in this run."""
        return self._among(column, self.customers)

    def about_anybody(self, column):
        """The same for a document's partner, who may be one of its people."""
        return self._among(column, self.family)

    def _among(self, column, ids):
        return SQL("TRUE") if self.whole else SQL("%s = ANY(%s)", SQL(column), ids)

    def day(self, moment):
        """The company's day of a moment in a column or expression."""
        return SQL("(%s AT TIME ZONE 'UTC' AT TIME ZONE %s)::date", moment, self.zone)

    def how(self, piece):
        """How a piece that several others read is read: once, or by each as it needs.

        Everybody's customers are in a table already.
        """
        once = {"unlike"} if self.whole else {"customer", "unlike"}
        by_each = {"open", "customer"} - once
        if piece in once:
            return SQL("MATERIALIZED")
        return SQL("NOT MATERIALIZED") if piece in by_each else SQL()

    def slot(self, step):
        kinds = None if step.any_fulfils else FULFILLED_BY[step.what]
        if kinds not in self.slots:
            self.slots.append(kinds)
        return self.slots.index(kinds)

    def steps_json(self):
        """The lines for SQL, with days as text."""
        return json.dumps(self.steps, default=str)


def period(start, months, days, today):
    """Number, first day and length of the period in which ``today`` lies.

    >>> period(date(2026, 1, 31), 1, 0, date(2026, 3, 1))
    (1, datetime.date(2026, 2, 28), 31)
    >>> period(date(2026, 1, 31), 0, 14, date(2025, 1, 1))
    (0, datetime.date(2026, 1, 31), 14)
    """

    def first(number):
        return start + relativedelta(months=months * number, days=days * number)

    number = max(0, (today - start).days // (days or 31 * months))
    while first(number + 1) <= today:
        number += 1
    return number, first(number), (first(number + 1) - first(number)).days
