"""Tiers, scores and predictions in plain Python, from the definitions alone."""

from collections import defaultdict
from decimal import Decimal
from math import floor

WEEK = 7
# Fader, Hardie and Lee 2005, estimated on the same customers
R, ALPHA, A, B = 0.243, 4.414, 0.793, 2.426


def by_customer(purchases):
    found = defaultdict(list)
    for one in purchases:
        found[one.customer].append(one)
    return found


def quintiles(figures):
    """Score 1 to 5 by customer: equal figures share the lowest place.

    >>> quintiles({"a": 1, "b": 2, "c": 2, "d": 4, "e": 5, "f": 6})
    {'a': 1, 'b': 2, 'c': 2, 'd': 4, 'e': 5, 'f': 5}
    """
    ordered = sorted(figures.values())
    place = {}
    for number, figure in enumerate(ordered):
        place.setdefault(figure, number)
    last = max(len(ordered) - 1, 1)
    return {
        key: min(5, 1 + floor(5 * (place[figure] / last)))
        for key, figure in figures.items()
    }


def pareto(figures, shares):
    """Place of the tier by customer: 0 is the best.

    >>> pareto({"a": 70, "b": 15, "c": 15, "d": 0}, (80, 95, 100))
    {'a': 0, 'b': 0, 'c': 0, 'd': 2}
    """
    total = sum(figure for figure in figures.values() if figure > 0)
    better = Decimal(0)
    start = {}
    for figure in sorted(figures.values(), reverse=True):
        start.setdefault(figure, better)
        better += max(figure, 0)
    last = len(shares) - 1
    return {
        key: last
        if figure <= 0
        else next(
            (
                n
                for n, share in enumerate(shares)
                if start[figure] * 100 < Decimal(share) * total
            ),
            last,
        )
        for key, figure in figures.items()
    }


def life(days, today):
    """Repeat purchases, weeks to the last one and weeks till ``today``."""
    days = sorted(set(days))
    first, last = days[0], days[-1]
    return len(days) - 1, (last - first).days / WEEK, (today - first).days / WEEK


def alive(repeats, seen, age):
    """Probability of the BG/NBD model that a customer is still one.

    >>> round(alive(2, 30.43, 38.86), 4), alive(0, 0, 30)
    (0.7266, 1.0)
    """
    if not repeats:
        return 1.0
    power = ((ALPHA + age) / (ALPHA + seen)) ** (R + repeats)
    return 1 / (1 + A / (B + repeats - 1) * power)


def buys(repeats, age, weeks):
    """Probability that a living customer buys within so many weeks."""
    return 1 - ((ALPHA + age) / (ALPHA + age + weeks)) ** (R + repeats)


def auc(scores, truth):
    """How often a true case scores above a false one, ties half.

    >>> auc([3, 2, 1], [1, 0, 0]), auc([1, 1], [1, 0])
    (1.0, 0.5)
    """
    pairs = sorted(zip(scores, truth, strict=True))
    ranks, start = 0.0, 0
    while start < len(pairs):
        end = start
        while end < len(pairs) and pairs[end][0] == pairs[start][0]:
            end += 1
        ranks += (start + 1 + end) / 2 * sum(true for _s, true in pairs[start:end])
        start = end
    true = sum(truth)
    return (ranks - true * (true + 1) / 2) / (true * (len(truth) - true))
