"""What several discounts of a member come to, and who of them saved how much."""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta

from dateutil.relativedelta import relativedelta


def combine(
    base: float, offers: Iterable[tuple[object, float, bool]], digits: int = 2
) -> tuple[float, list]:
    """The discount in percent that ``offers`` make of the price list's, and shares.

    An offer is a key, a percentage and whether it may be combined. The first that is
    taken stands alone or on top of what may be combined; each further one is taken on
    top of what is left while it and all before it may be combined. One that may not be
    combined takes the place of the price list's discount if it is better.

    >>> combine(0, [("a", 10, True), ("b", 5, True)])
    (14.5, [['a', 10.0], ['b', 4.5]])
    >>> combine(3, [("a", 10, False), ("b", 5, True)])
    (10.0, [['a', 7.0]])
    >>> combine(12, [("a", 10, False), ("b", 5, True)])
    (16.4, [['b', 4.4]])
    >>> combine(0, [("a", 10, True), ("b", 50, False)])
    (10.0, [['a', 10.0]])
    >>> combine(7.5, [])
    (7.5, [])
    """
    total, shares, alone = base, [], False
    for key, percent, combinable in offers:
        if alone or (shares and not combinable):
            continue
        if combinable:
            left = (100 - total) * (100 - percent) / 100
            # half a hundredth counts for the member
            new = round(100 - left + 1e-9, digits)
        else:
            new = float(percent)
        if new <= total:
            continue
        shares.append([key, round(new - total, digits)])
        total, alone = new, not combinable
    return float(total), shares


def split(amount: float, weights: Sequence[float], rounding) -> list[float]:
    """``amount`` shared out by ``weights``, to the last cent.

    >>> split(10, [1, 1, 1], lambda value: round(value, 2))
    [3.33, 3.34, 3.33]
    >>> split(1, [], round)
    []
    """
    whole, given, seen, parts = sum(weights), 0.0, 0.0, []
    for weight in weights:
        seen += weight
        reached = rounding(amount * seen / whole) if whole else 0.0
        parts.append(rounding(reached - given))
        given = reached
    return parts


def year_of(start: date, day: date) -> tuple[date, date]:
    """The year of membership that ``day`` lies in: its first and its last day.

    >>> [str(end) for end in year_of(date(2024, 2, 29), date(2026, 2, 27))]
    ['2025-02-28', '2026-02-27']
    >>> [str(end) for end in year_of(date(2024, 2, 29), date(2026, 2, 28))]
    ['2026-02-28', '2027-02-27']
    """
    years = day.year - start.year
    if start + relativedelta(years=years) > day:
        years -= 1
    first = start + relativedelta(years=years)
    return first, start + relativedelta(years=years + 1) - timedelta(days=1)
