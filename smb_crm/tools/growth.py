"""When growth deserves a second look."""

# less than this is noise
GROWN = 0.02
FEWER = 0.05
# five customers bring half of it, and more than they did
HALF = 0.5
ROSE = 0.02
# with so few customers everything hangs on few
ENOUGH = 10


def false_growth(now: tuple[int, float], before: tuple[int, float]) -> bool:
    """Whether revenue rose though the number of buying customers fell.

    Both are (buying customers, revenue), of a window and the one before it. Revenue
    must have risen by 2 % at least, customers fallen by 5 % at least.

    >>> false_growth((34, 108.0), (40, 100.0))
    True
    >>> false_growth((39, 108.0), (40, 100.0))  # one customer of forty is noise
    False
    >>> false_growth((34, 98.0), (40, 100.0))  # it shrinks, and everybody sees it
    False
    >>> false_growth((34, 108.0), (0, 0.0))  # the first window has nothing before it
    False
    """
    (customers, revenue), (customers_before, revenue_before) = now, before
    return (
        revenue_before > 0
        and customers_before >= ENOUGH
        and revenue >= revenue_before * (1 + GROWN)
        and customers <= customers_before * (1 - FEWER)
    )


def leans_on_few(customers: int, share: float, share_before: float) -> bool:
    """Whether the five best customers bring half of revenue, and more than before.

    >>> leans_on_few(40, 0.62, 0.51)
    True
    >>> leans_on_few(40, 0.62, 0.62)  # it always was so
    False
    >>> leans_on_few(40, 0.41, 0.30)  # less than half
    False
    >>> leans_on_few(7, 0.95, 0.80)  # five of seven are nearly everybody
    False
    """
    return customers >= ENOUGH and share >= HALF and share >= share_before + ROSE
