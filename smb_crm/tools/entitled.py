"""On which days something that was bought for months counts."""

from collections.abc import Iterable
from datetime import date, timedelta

from dateutil.relativedelta import relativedelta

DAY = timedelta(days=1)
Span = tuple[date, date | None]


def place(day: date, months: int, taken: Iterable[Span]) -> Span | None:
    """First and last day of ``months`` that count from ``day`` on.

    They begin after the spans of ``taken`` that cover their first day, and stand still
    while others of ``taken`` run. ``None`` for a last day: without end.

    >>> jan, mar, jun = date(2026, 1, 1), date(2026, 3, 1), date(2026, 6, 1)
    >>> def days(span):
    ...     return span and [str(day) for day in span]
    >>> days(place(jan, 12, []))
    ['2026-01-01', '2026-12-31']
    >>> days(place(jan, 12, [(jan, date(2026, 2, 28))]))
    ['2026-03-01', '2027-02-28']
    >>> days(place(jan, 12, [(mar, date(2026, 3, 31))]))
    ['2026-01-01', '2027-01-31']
    >>> days(place(jan, 2, [(jun, None)]))
    ['2026-01-01', '2026-02-28']
    >>> days(place(jun, 2, [(jan, None)]))
    >>> days(place(jan, 0, [(jan, mar)]))
    ['2026-03-02', 'None']
    """
    first, last = day, None
    spans = sorted(taken, key=lambda span: span[0])
    for begin, end in spans:
        if begin <= first and (end is None or end >= first):
            if end is None:
                return None
            first = end + DAY
    if not months:
        return first, None
    last = first + relativedelta(months=months) - DAY
    for begin, end in spans:
        if first < begin <= last and end is not None:
            last += end - begin + DAY
    return first, last
