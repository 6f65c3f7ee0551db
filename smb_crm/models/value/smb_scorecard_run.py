"""One computation of one company's scorecards: its days, its customers, its words."""

from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property

from dateutil.relativedelta import relativedelta
from pytz import timezone, utc

from odoo.tools.sql import SQL

# so few customers ask an index for their places; for more, all are sorted once
FEW = 200
# what Odoo's settings cost queries over all papers: compiling, and hashes on disk
FAST = (
    SQL("set_config('jit', 'off', TRUE)"),
    SQL("set_config('work_mem', '128MB', TRUE)"),
)


@dataclass
class Run:
    """What every step of the computation may ask for."""

    policy: object
    now: datetime
    # partners whose documents are read and customers among them; None: all there are
    family: list | None = None
    customers: list | None = None
    # what the last whole run knew of the company
    cuts: dict = field(default_factory=dict)
    # id, root, currency, decimals and zone of the company
    facts: dict = field(default_factory=dict)

    @property
    def whole(self):
        return self.family is None

    @property
    def few(self):
        return not self.whole and len(self.customers) <= FEW

    @property
    def lines(self):
        """Where the lines of ``invoiced`` are found: a handful's are read once."""
        if not self.whole:
            return SQL.identifier("line")
        return SQL(
            "(SELECT *, display_type = 'product' AS is_goods FROM account_move_line)"
        )

    def day(self, moment) -> date:
        """The company's day at a moment."""
        zone = timezone(self.facts["zone"])
        return utc.localize(moment).astimezone(zone).date()

    @cached_property
    def today(self) -> date:
        return self.day(self.now)

    @property
    def first_of_day(self):
        """Whether no whole run was done today; days count for the grace, not runs."""
        before = self.policy.refreshed_at
        return not before or self.day(before) < self.today

    @cached_property
    def start(self) -> date:
        """The day before the first one of the window."""
        return self.today - relativedelta(months=self.policy.window_months)

    @cached_property
    def before(self) -> date:
        """The day before the first one of the window before."""
        return self.today - relativedelta(months=2 * self.policy.window_months)

    @cached_property
    def _words(self):
        return {
            **self.facts,
            "policy": self.policy.id,
            "family": self.family,
            "today": self.today,
            "start": self.start,
            "before": self.before,
        }

    def sql(self, code, **words):
        """``code`` with the words of this run filled in."""
        return SQL(code, **self._words, **words)

    def about(self, column):
        """The condition that a document is about a customer of this run."""
        if self.whole:
            return SQL("TRUE")
        return SQL("%s = ANY(%s)", SQL(column), self.family)
