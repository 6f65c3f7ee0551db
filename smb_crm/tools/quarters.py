"""Quarters of a year."""

from datetime import date

from dateutil.relativedelta import relativedelta


def quarter(day: date) -> tuple[date, date]:
    """First and last day of the quarter that ``day`` lies in.

    >>> quarter(date(2026, 5, 31))
    (datetime.date(2026, 4, 1), datetime.date(2026, 6, 30))
    """
    first = date(day.year, 3 * ((day.month - 1) // 3) + 1, 1)
    return first, first + relativedelta(months=3, days=-1)


def quarter_before(day: date) -> tuple[date, date]:
    """First and last day of the last quarter that was over on ``day``.

    >>> quarter_before(date(2026, 1, 1))
    (datetime.date(2025, 10, 1), datetime.date(2025, 12, 31))
    """
    return quarter(quarter(day)[0] - relativedelta(days=1))
