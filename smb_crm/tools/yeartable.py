"""Amounts of the months of a year beside those of the year before."""

from collections import defaultdict
from datetime import date

from dateutil.relativedelta import relativedelta

MONTHS = 12


def month_number(day: date, begin: date) -> int:
    """Which month of the year that begins on ``begin`` a day is in, from 0 to 11.

    Days of the year before have their month, too, counted from -12.

    >>> begin = date(2026, 1, 1)
    >>> [month_number(date(*day), begin) for day in ((2026, 3, 9), (2025, 3, 9))]
    [2, -10]
    >>> month_number(date(2027, 3, 1), date(2026, 4, 1))
    11
    """
    return (day.year - begin.year) * MONTHS + day.month - begin.month


def months(begin: date) -> list[date]:
    """The first day of each month of the year that begins on ``begin``.

    >>> [str(day) for day in months(date(2026, 7, 1))[5:7]]
    ['2026-12-01', '2027-01-01']
    """
    first = begin.replace(day=1)
    return [first + relativedelta(months=number) for number in range(MONTHS)]


def year_rows(found, begin: date) -> list[dict]:
    """One row for each key of ``found``, (key, day, amount), the largest first.

    >>> begin, day = date(2026, 1, 1), date(2026, 2, 1)
    >>> spent = [("rent", day, 10), ("fuel", begin, 30), ("rent", date(2025, 2, 1), 8)]
    >>> rows = year_rows(spent, begin)
    >>> [(row["key"], row["total"]) for row in rows]
    [('fuel', 30), ('rent', 10)]
    >>> rows[1]["months"][:3], rows[1]["before"][:3]
    ([0, 10, 0], [0, 8, 0])
    """
    sums = defaultdict(lambda: ([0] * MONTHS, [0] * MONTHS))
    for key, day, amount in found:
        number = month_number(day, begin)
        if -MONTHS <= number < MONTHS:
            # a negative number is the year before; it counts from the same month
            sums[key][number < 0][number % MONTHS] += amount
    rows = [
        {"key": key, "months": now, "before": before, "total": sum(now)}
        for key, (now, before) in sums.items()
    ]
    return sorted(rows, key=lambda row: (-row["total"], -sum(row["before"])))


def change(now: float, before: float) -> float | None:
    """By which share ``now`` is more than ``before``; None where nothing compares.

    >>> change(12, 10), change(0, 10), change(5, 0), change(5, -5)
    (0.2, -1.0, None, None)
    """
    return (now - before) / before if before > 0 else None
