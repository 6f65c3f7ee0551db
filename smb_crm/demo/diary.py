"""Who was spoken to when, and who will be: decided without touching the database."""

from dataclasses import dataclass

from .plot import DAYS, QUIET_SINCE

TALKS = {"A": 17, "B": 9, "C": 4, "P": 2}
LATEST = {"A": 6, "B": 20, "C": 50, "P": 15}
WEEKS = 10
PLANNED_A_WEEK = 6
SELLERS = ("sally", "sam")

# days from today of the contacts that wait for each seller
WAITING = (-12, -9, -5, -3, -1, 0, 0, 0, 0, 1, 1, 1)
AHEAD = range(2, 43)


@dataclass
class Entry:
    """One line of the diary; days count from today.

    ``planned`` is the day it was planned for, ``day`` the day it happened; one of
    them is None when it was spontaneous or was missed.
    """

    customer: str
    day: int | None
    planned: int | None = None


def past(customers, dice):
    """Every contact of the last two years and every plan of the last weeks."""
    known = [row for row in customers if row["rep"] and row["size"] in TALKS]
    entries = [entry for row in known for entry in _history(row, dice)]
    for seller in SELLERS:
        own = [row["key"] for row in _active(known, seller)]
        entries += _weeks(own, dice)
        entries += [Entry(key, 0) for key in dice.sample(own, 2)]
    return entries


def _active(rows, seller):
    return [
        row
        for row in rows
        if row["rep"] == seller
        and row["key"] not in QUIET_SINCE
        and row["size"] in TALKS
    ]


def _history(row, dice):
    """Spontaneous contacts, spread over the time we know the customer."""
    first = min(int(row["since"]), DAYS)
    latest = QUIET_SINCE.get(row["key"], LATEST[row["size"]])
    latest = min(latest, first - 1)
    days = [dice.randint(latest, first) for _ in range(TALKS[row["size"]] - 1)]
    return [Entry(row["key"], -day) for day in sorted({first, latest, *days})]


def _weeks(own, dice):
    """Planned contacts: most held on the day, some a day late, a few never."""
    for week in range(1, WEEKS + 1):
        for key in dice.sample(own, PLANNED_A_WEEK):
            planned = dice.randint(1, 6) - 7 * week
            fate = dice.random()
            if fate < 0.75:
                yield Entry(key, planned, planned)
            elif fate < 0.9:
                yield Entry(key, min(planned + dice.randint(1, 3), -1), planned)
            elif week == 2:
                yield Entry(key, None, planned)


def ahead(customers, seller, dice):
    """What waits for a seller: pairs of customer and days from today."""
    keys = [row["key"] for row in _active(customers, seller)]
    dice.shuffle(keys)
    days = [*WAITING, *AHEAD]
    return [(keys[number % len(keys)], day) for number, day in enumerate(days)]
