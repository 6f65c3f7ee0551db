"""Payments that come back by themselves: the days of rent, salaries and taxes."""

from collections.abc import Iterator
from datetime import date, timedelta
from itertools import count

from dateutil.relativedelta import relativedelta

# the last day of whatever month it is
MONTH_END = relativedelta(day=31)


def occurrences(
    first: date,
    every: int,
    unit: str,
    begin: date,
    end: date,
    month_end: bool = False,
) -> Iterator[date]:
    """The days from ``begin`` to ``end`` on which it is due, ``first`` being one.

    :param every: so many of ``unit``, "week" or "month"
    :param month_end: on the last day of the month, whatever day ``first`` is

    >>> def days(*question, **how):
    ...     return [str(day)[2:] for day in occurrences(*question, **how)]
    >>> begin, end = date(2026, 2, 1), date(2026, 5, 30)
    >>> days(date(2025, 12, 31), 1, "month", begin, end)
    ['26-02-28', '26-03-31', '26-04-30']
    >>> days(date(2026, 1, 15), 2, "month", begin, end, month_end=True)
    ['26-03-31']
    >>> days(date(2026, 5, 8), 2, "week", begin, end)
    ['26-05-08', '26-05-22']
    >>> days(date(2027, 1, 1), 1, "month", begin, end)
    []
    """
    for turn in count(_passed(first, every, unit, begin)):
        if unit == "week":
            day = first + timedelta(weeks=turn * every)
        else:
            # from the first day on, so that the 31st stays the 31st
            day = first + relativedelta(months=turn * every)
            day += MONTH_END if month_end else relativedelta()
        if day > end:
            return
        if day >= begin:
            yield day


def _passed(first, every, unit, begin):
    """How many turns lie before ``begin`` for sure; years need not be walked."""
    if begin <= first:
        return 0
    if unit == "week":
        return (begin - first).days // (7 * every)
    months = (begin.year - first.year) * 12 + begin.month - first.month
    return max(months // every - 1, 0)
