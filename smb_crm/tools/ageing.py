"""How late what is owed is, in the steps that accountants read it by."""

from bisect import bisect_left

# the usual bounds; 0 is a day that is not late yet
BOUNDS = (0, 30, 60, 90, 180)
NAMES = ("not_due", "d1_30", "d31_60", "d61_90", "d91_180", "d181")


def step_of(days_late: int, bounds: tuple[int, ...] = BOUNDS) -> str:
    """The step of an item that is ``days_late`` days past due, negative when not due.

    >>> [step_of(days) for days in (-1, 0, 1, 30, 31)]
    ['not_due', 'not_due', 'd1_30', 'd1_30', 'd31_60']
    >>> [step_of(days) for days in (90, 91, 180, 181)]
    ['d61_90', 'd91_180', 'd91_180', 'd181']
    """
    return NAMES[bisect_left(bounds, days_late)]


def bounds_of(text: str) -> tuple[int, ...]:
    """The bounds that a company typed, such as "30, 60, 90, 180", with 0 before them.

    :raise ValueError: unless they are four growing numbers of days up to 3650

    >>> bounds_of("30, 60, 90, 180") == BOUNDS
    True
    >>> bounds_of("15 30 45 60")
    (0, 15, 30, 45, 60)
    >>> bounds_of("60, 30, 90, 180")
    Traceback (most recent call last):
    ...
    ValueError: 60, 30, 90, 180
    """
    days = [int(word) for word in text.replace(",", " ").split()]
    growing = all(low < high for low, high in zip([0, *days], days, strict=False))
    if len(days) != len(BOUNDS) - 1 or not growing or days[-1] > 3650:
        raise ValueError(text)
    return (0, *days)


def ranges(bounds: tuple[int, ...] = BOUNDS) -> list[str]:
    """The days of the steps between the first and the last one.

    >>> ranges()
    ['1-30', '31-60', '61-90', '91-180']
    """
    return [f"{low + 1}-{high}" for low, high in zip(bounds, bounds[1:], strict=False)]


def with_shares(rows: list[dict]) -> list[dict]:
    """``rows`` by falling ``total``, with ``share`` and ``cumulative``, from 0 to 1.

    Shares are of what is owed; who has money to get back takes no part.

    >>> [(row["share"], row["cumulative"])
    ...  for row in with_shares([{"total": 25}, {"total": -5}, {"total": 75}])]
    [(0.75, 0.75), (0.25, 1.0), (0.0, 1.0)]
    """
    ordered = sorted(rows, key=lambda row: -row["total"])
    owed = sum(row["total"] for row in ordered if row["total"] > 0)
    running = 0.0
    for row in ordered:
        part = max(row["total"], 0)
        running += part
        row["share"] = part / owed if owed else 0.0
        row["cumulative"] = running / owed if owed else 0.0
    return ordered
