"""Where the lines between tiers lie, and who keeps a tier although the figures fell.

The specification in plain words; the engine does the same in SQL. Tiers are counted
from 0, the best; the last one takes everybody who is left and has no line.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date
from typing import NamedTuple

# no amount of money, and no number that is none
MOST = 1e15


def lines(measures: Iterable, method: str, limits: Sequence, ties: str = "up") -> list:
    """The value at which each tier but the last begins; None where nobody reaches it.

    ``limits`` are percents of the total (``pareto``), percents of all customers
    (``percentile``) or the values themselves (``threshold``), best tier first.

    The customer who crosses a share still belongs to it, and only positive figures
    make the total:

    >>> lines([50, 30, 15, 5, -100], "pareto", [80, 95])
    [30, 15]
    >>> lines([60, 25, 15], "pareto", [80, 95])
    [25, 15]

    Of ten customers the best 20 % are two:

    >>> lines(range(10), "percentile", [20, 50])
    [8, 5]

    Equal figures share a tier, the better or the lower one:

    >>> lines([10, 10, 10, 10], "pareto", [50, 90], "up")
    [10, 10]
    >>> lines([10, 10, 10, 10], "pareto", [50, 90], "down")
    [None, 10]
    >>> lines([3, 2, 2, 1, 1], "percentile", [40, 60], "down")
    [3, 2]
    """
    if method == "threshold":
        return list(limits)
    measures = list(measures)
    groups = Counter(m for m in measures if m > 0)
    whole = sum(m * n for m, n in groups.items())
    whole = whole if method == "pareto" else len(measures)
    found = [None] * len(limits)
    passed = 0
    for measure in sorted(groups, reverse=True):
        each = measure if method == "pareto" else 1
        size = each * groups[measure]
        # where the first, or the last, of equal customers stands
        before = passed if ties == "up" else passed + size - each
        for place, limit in enumerate(limits):
            if before * 100 < limit * whole:
                found[place] = measure
        passed += size
    return found


def tier_of(measure, begins: Sequence) -> int:
    """The tier of a figure, given where tiers begin.

    >>> [tier_of(m, [30, 15]) for m in (50, 30, 15, 5, 0, -1)]
    [0, 0, 1, 2, 2, 2]
    >>> tier_of(0, [0, 0]), tier_of(99, [None, 10])
    (2, 1)
    """
    if measure > 0:
        for place, begin in enumerate(begins):
            if begin is not None and measure >= begin:
                return place
    return len(begins)


class Standing(NamedTuple):
    """A customer's tier, since when the figures say less, and in how many runs."""

    tier: int | None
    since: date | None = None
    runs: int = 0


def settle(
    was: Standing,
    due: int | None,
    today: date,
    kind: str = "days",
    grace: int = 0,
    counted: bool = True,
) -> Standing:
    """The standing after a run on ``today``, when the figures say ``due``.

    Up at once; down only after so many days, or runs; ``counted`` is false for runs
    that count for nobody, such as a second one on the same day.

    >>> first, later = date(2026, 3, 1), date(2026, 3, 11)
    >>> settle(Standing(1), 0, first, grace=10)
    Standing(tier=0, since=None, runs=0)
    >>> falling = settle(Standing(0), 2, first, grace=10)
    >>> falling
    Standing(tier=0, since=datetime.date(2026, 3, 1), runs=1)
    >>> settle(falling, 1, date(2026, 3, 10), grace=10).tier
    0
    >>> settle(falling, 1, later, grace=10)
    Standing(tier=1, since=None, runs=0)
    >>> settle(falling, 0, later, grace=10)
    Standing(tier=0, since=None, runs=0)
    >>> settle(falling, 2, first, "runs", 1, counted=False).runs
    1
    >>> settle(falling, 2, first, "runs", 1).tier
    2
    """
    if was.tier is None or due is None or due <= was.tier:
        return Standing(due)
    since = was.since or today
    runs = was.runs + (1 if counted else 0)
    spent = runs > grace if kind == "runs" else (today - since).days >= grace
    return Standing(due) if spent else Standing(was.tier, since, runs)


def flaw(method: str, limits: Sequence) -> tuple[str, int]:
    """What is wrong with the limits of all tiers: a word, and the tier's place.

    The last tier's own limit does not count.

    >>> flaw("pareto", [80, 95, 100]), flaw("pareto", [80, 80, 100])
    (('', 0), ('rising', 1))
    >>> flaw("percentile", [0, 50, 0]), flaw("pareto", [80, 101, 0])
    (('share', 0), ('share', 1))
    >>> flaw("threshold", [1000, 100, 0]), flaw("threshold", [100, 1000, 0])
    (('', 0), ('falling', 1))
    >>> flaw("threshold", [100, 0, 0]), flaw("threshold", [float("inf"), 1, 0])
    (('amount', 1), ('amount', 0))
    >>> flaw("threshold", [100]), flaw("pareto", [1] * 7)
    (('number', 0), ('number', 0))
    """
    if not 2 <= len(limits) <= 6:
        return "number", 0
    amounts = method == "threshold"
    above = None
    for place, limit in enumerate(limits[:-1]):
        if not 0 < limit <= (MOST if amounts else 100):
            return ("amount" if amounts else "share"), place
        if above is not None and (limit >= above if amounts else limit <= above):
            return ("falling" if amounts else "rising"), place
        above = limit
    return "", 0
