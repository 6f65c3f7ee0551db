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
    >>> inside = [(mar, date(2026, 3, 31)), (date(2026, 3, 9), date(2026, 3, 20))]
    >>> days(place(jan, 12, inside))
    ['2026-01-01', '2027-01-31']
    >>> days(place(jan, 2, [(jun, None)]))
    ['2026-01-01', '2026-02-28']
    >>> days(place(jun, 2, [(jan, None)]))
    >>> days(place(jan, 0, [(jan, mar)]))
    ['2026-03-02', 'None']
    """
    first, last = day, None
    spans = _apart(taken)
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


def _apart(spans: Iterable[Span]) -> list[Span]:
    """The same days as spans that do not overlap, in order."""
    apart: list[Span] = []
    for begin, end in sorted(spans, key=lambda span: span[0]):
        if apart and (apart[-1][1] is None or begin <= apart[-1][1]):
            before, until = apart.pop()
            later = None if until is None or end is None else max(until, end)
            apart.append((before, later))
        else:
            apart.append((begin, end))
    return apart
