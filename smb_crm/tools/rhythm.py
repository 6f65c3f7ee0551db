"""Whether a customer will be back, from when and how often he bought.

The BG/NBD model of Fader, Hardie and Lee, "Counting Your Customers" the Easy Way,
Marketing Science 24 (2005): while a customer lives, purchases come at a rate of his
own; after each he may leave for good. Time is in weeks since the first purchase:
``repeats`` purchases after the first one, the last of them at ``seen``, today ``age``.
"""

from math import exp, log

# their estimates for the CDNOW customers, page 279; only the units are weeks
RATE, ALPHA, A, B = 0.243, 4.414, 0.793, 2.426
HALF_A_YEAR = 26.0


def alive_chance(repeats: int, seen: float, age: float) -> float:
    """That the customer still is one.

    >>> alive_chance(0, 0, 20)
    1.0

    The paper's two customers: 4 purchases by now or long ago make the difference.

    >>> round(alive_chance(2, 30.43, 38.86), 4)
    0.7266
    >>> alive_chance(4, 36, 38) > 0.8 > 0.3 > alive_chance(4, 10, 38)
    True
    >>> alive_chance(100_000, 1, 5_000)
    0.0
    """
    if not repeats:
        return 1.0
    power = (RATE + repeats) * log((ALPHA + age) / (ALPHA + seen))
    odds = A / (B + repeats - 1) * exp(min(700.0, power))
    return round(1 / (1 + odds), 12)


def purchase_chance(repeats: int, age: float, weeks: float = HALF_A_YEAR) -> float:
    """That a living customer buys in the next ``weeks``.

    >>> round(purchase_chance(0, 0), 4), round(purchase_chance(0, 52), 4)
    (0.3744, 0.088)
    """
    power = (RATE + repeats) * log((ALPHA + age) / (ALPHA + age + weeks))
    return 1 - exp(max(-700.0, power))


def return_chance(repeats: int, seen: float, age: float) -> float:
    """That the customer buys again within half a year, 0 to 1.

    >>> return_chance(2, 30.43, 38.86)
    0.4737
    >>> return_chance(0, 0, 520)
    0.0117
    """
    chance = alive_chance(repeats, seen, age) * purchase_chance(repeats, age)
    return round(chance, 4)
