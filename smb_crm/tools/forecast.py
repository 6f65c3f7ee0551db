"""When open money will come and go, and what is left in between."""

from bisect import bisect_left
from collections import defaultdict
from dataclasses import dataclass, replace
from datetime import date, timedelta

from dateutil.relativedelta import relativedelta

# how many periods a forecast has
COUNTS = {"day": 30, "week": 13, "month": 12}


@dataclass
class Flow:
    """Money that is expected to come (``amount`` above zero on ``side`` "in") or go."""

    side: str
    source: str
    who: int
    due: date
    amount: float
    late: float | None = None
    paper: int = 0
    day: date | None = None
    promised: bool = False


def expected_day(due: date, late: float, today: date) -> date:
    """The day that money comes from who usually is so many days ``late``.

    What should have come already is expected as many days from now.

    >>> today = date(2026, 3, 10)
    >>> str(expected_day(date(2026, 3, 20), 5, today))
    '2026-03-25'
    >>> str(expected_day(date(2026, 3, 20), -4, today))
    '2026-03-16'
    >>> str(expected_day(date(2026, 1, 31), 12, today))
    '2026-03-22'
    >>> str(expected_day(date(2026, 1, 31), -3, today))
    '2026-03-10'
    """
    day = due + timedelta(round(late))
    return day if day >= today else today + timedelta(max(round(late), 0))


def without_credits(flows: list[Flow]) -> list[Flow]:
    """``flows`` less credits (amounts below zero), of each one the oldest first.

    Nobody is expected to pay a credit out; what is left of it is dropped.

    >>> day = date(2026, 3, 10)
    >>> flows = [Flow("in", "invoice", 1, day, amount) for amount in (10, 20, -25)]
    >>> [flow.amount for flow in without_credits(flows)]
    [5.0]
    >>> other = Flow("in", "invoice", 2, day, -40)
    >>> [flow.amount for flow in without_credits([*flows[:2], other])]
    [10, 20]
    """
    credit = defaultdict(float)
    for flow in flows:
        if flow.amount < 0:
            credit[flow.side, flow.who] -= flow.amount
    left = []
    for flow in sorted(flows, key=lambda flow: flow.due):
        key = flow.side, flow.who
        if flow.amount <= 0:
            continue
        used = min(credit[key], flow.amount) if key in credit else 0
        if used:
            credit[key] -= used
            flow = replace(flow, amount=flow.amount - used)
        if flow.amount > 0:
            left.append(flow)
    return left


def with_promises(flows: list[Flow], promises, today: date) -> list[Flow]:
    """``flows`` with what was promised on the promised day, the oldest first.

    :param promises: (who, paper or 0, day, amount), of all papers of who when 0

    >>> today = date(2026, 3, 10)
    >>> flows = [Flow("in", "invoice", 1, today, 100, paper=7)]
    >>> [(flow.amount, flow.day and flow.day.day)
    ...  for flow in with_promises(flows, [(1, 0, date(2026, 3, 15), 60)], today)]
    [(60, 15), (40, None)]
    >>> with_promises(flows, [(1, 8, date(2026, 3, 15), 60)], today) == flows
    True
    """
    open_ = defaultdict(list)
    for who, paper, day, amount in sorted(promises, key=lambda given: given[2]):
        open_[who].append([paper, max(day, today), amount])
    result = []
    for flow in flows:
        given = open_.get(flow.who, ()) if flow.source == "invoice" else ()
        result += _split(flow, given)
    return result


def _split(flow, promises):
    left = flow.amount
    for promise in promises:
        paper, day, amount = promise
        part = min(left, amount)
        if part > 0 and paper in (0, flow.paper):
            promise[2] -= part
            left -= part
            yield replace(flow, amount=part, day=day, promised=True)
    if left == flow.amount:
        yield flow
    elif left > 0:
        yield replace(flow, amount=left)


def dated(flows: list[Flow], today: date, habits: bool = True) -> list[Flow]:
    """``flows`` with the day each is expected on, by habit or by the due date alone.

    Who has no habit yet is as late as the others are on average.

    >>> today = date(2026, 3, 10)
    >>> known = Flow("in", "invoice", 1, today, 100, late=10)
    >>> new = Flow("in", "invoice", 2, today, 100)
    >>> [flow.day.day for flow in dated([known, new], today)]
    [20, 20]
    >>> [flow.day.day for flow in dated([known, new], today, habits=False)]
    [10, 10]
    """
    usual = {side: _usual(flows, side) for side in ("in", "out")}
    result = []
    for flow in flows:
        late = usual[flow.side] if flow.late is None else flow.late
        # what is in the ledger with a later day comes on that day
        late = late if habits and flow.source != "booked" else 0
        day = flow.day or expected_day(flow.due, late, today)
        result.append(replace(flow, day=day))
    return result


def _usual(flows, side):
    """How late those with a habit are, each as often as there is to pay."""
    known = [flow for flow in flows if flow.side == side and flow.late is not None]
    weight = sum(flow.amount for flow in known)
    late = sum(flow.amount * flow.late for flow in known)
    return late / weight if weight > 0 else 0


def periods(today: date, unit: str, first: int = 0) -> list[tuple[date, date]]:
    """First and last day of each period from today on; weeks begin on ``first``.

    >>> today = date(2026, 3, 11)
    >>> [(str(begin), str(end)) for begin, end in periods(today, "week")[:2]]
    [('2026-03-11', '2026-03-15'), ('2026-03-16', '2026-03-22')]
    >>> str(periods(today, "week", first=6)[0][1])
    '2026-03-14'
    >>> [str(end) for _begin, end in periods(today, "month")[:2]]
    ['2026-03-31', '2026-04-30']
    >>> len(periods(today, "day")), str(periods(today, "day")[-1][1])
    (30, '2026-04-09')
    """
    found, begin = [], today
    for _number in range(COUNTS[unit]):
        if unit == "day":
            end = begin
        elif unit == "week":
            end = begin + timedelta(6 - (begin.weekday() - first) % 7)
        else:
            end = begin + relativedelta(day=31)
        found.append((begin, end))
        begin = end + timedelta(1)
    return found


def period_of(day: date, spans: list[tuple[date, date]]) -> int:
    """The number of the period that ``day`` is in; behind the last one, their count.

    >>> spans = periods(date(2026, 3, 11), "day")
    >>> period_of(date(2026, 3, 12), spans), period_of(date(2027, 1, 1), spans)
    (1, 30)
    """
    return bisect_left([end for _begin, end in spans], day)


def balances(opening: float, changes: list[float]) -> tuple[list[float], int]:
    """What is left after each change, and the number of the lowest point.

    >>> balances(10, [5, -20, 8])
    ([15, -5, 3], 1)
    """
    left, running = [], opening
    for change in changes:
        running += change
        left.append(running)
    return left, min(range(len(left)), key=left.__getitem__, default=0)
