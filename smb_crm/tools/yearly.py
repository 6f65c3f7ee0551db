"""Days that come back every year, whether or not the year they began is known."""

from calendar import isleap, monthrange
from datetime import date, timedelta

LEAP_YEAR = 2000


def exists(day: int, month: int, year: int | None = None) -> bool:
    """Whether the calendar has that day; without a year 29 February exists.

    >>> exists(29, 2), exists(29, 2, 1985), exists(31, 4), exists(1, 13)
    (True, False, False, False)
    """
    if not 1 <= month <= 12:
        return False
    return 1 <= day <= monthrange(year or LEAP_YEAR, month)[1]


def year_of(text: str | None) -> int:
    """The year that ``text`` names; 0 when it names none.

    >>> year_of("1985"), year_of(""), year_of(None), year_of("soon"), year_of("²")
    (1985, 0, 0, 0, 0)
    """
    return int(text) if text and text.isdecimal() else 0


def next_occurrence(day: int, month: int, today: date) -> date:
    """The next time that day comes, today included; 29 February falls on the 28th.

    >>> next_occurrence(29, 2, date(2026, 2, 20))
    datetime.date(2026, 2, 28)
    >>> next_occurrence(1, 1, date(2026, 5, 5))
    datetime.date(2027, 1, 1)
    >>> next_occurrence(29, 2, date(2028, 2, 28))
    datetime.date(2028, 2, 29)
    """
    coming = _in_year(day, month, today.year)
    return coming if coming >= today else _in_year(day, month, today.year + 1)


def spans(first: date, last: date) -> list[tuple[int, int, int]]:
    """The days from ``first`` to ``last`` as (month, first day, last day).

    >>> spans(date(2026, 2, 25), date(2026, 3, 4))
    [(2, 25, 29), (3, 1, 4)]
    >>> spans(date(2026, 12, 30), date(2027, 1, 2))
    [(12, 30, 31), (1, 1, 2)]
    >>> spans(date(2026, 5, 2), date(2026, 5, 1)), len(spans(date.min, date.max))
    ([], 12)
    """
    if last < first:
        return []
    if (last - first).days >= 365:
        return [(month, 1, 31) for month in range(1, 13)]
    found, start = [], first
    while start <= last:
        end_of_month = start.replace(day=monthrange(start.year, start.month)[1])
        end = min(end_of_month, last)
        found.append((start.month, start.day, _with_leap_day(end)))
        start = end_of_month + timedelta(days=1)
    return found


def _in_year(day: int, month: int, year: int) -> date:
    return date(year, month, min(day, monthrange(year, month)[1]))


def _with_leap_day(end: date) -> int:
    celebrated_early = (end.month, end.day) == (2, 28) and not isleap(end.year)
    return 29 if celebrated_early else end.day
