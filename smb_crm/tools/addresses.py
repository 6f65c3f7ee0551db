"""Do two customers have one address?

Streets are written in so many ways that house numbers and one long word decide.
"""

import re

from .names import distance, plain, similarity

SHORTEST_ZIP = 3
SAME_CITY = 0.6
LONG_WORD = 4
# words that stand in streets everywhere, written without accents
STREET_WORDS = frozenset(
    """
    street road avenue lane drive boulevard blvd square place court suite floor
    calle avenida avda carrera plaza paseo colonia rua rue quai chemin piazza
    strasse platz gatan vagen gade gatve plentas prospektas ulica prospekt
    """.split()
)


def zip_key(zip_code: str) -> str:
    """
    >>> zip_key("wa1 1dp"), zip_key("S-958 22"), zip_key("-")
    ('WA11DP', 'S95822', '')
    """
    found = re.sub(r"[^A-Za-z0-9]", "", zip_code).upper()
    return found if len(found) >= SHORTEST_ZIP else ""


def same_street(one: str, two: str) -> bool:
    """Whether house number and street agree, whatever the spelling.

    >>> same_street("Avda. de la Constitución 2222", "Av. Constitucion, 2222")
    True
    >>> same_street("24, place Kléber", "Place Kleber 24 bis")
    True
    >>> same_street("Obere Str. 57", "Forsterstr. 57")
    False
    >>> same_street("Main Street 5", "Main Street 7")
    False
    """
    left, right = (_parts(street) for street in (one, two))
    if left[0] != right[0]:
        return False
    if not (left[1] and right[1]):
        return bool(left[0]) and plain(one).split() == plain(two).split()
    return any(distance(a, b, 1) <= 1 for a in left[1] for b in right[1])


def _parts(street: str) -> tuple[list[str], list[str]]:
    """House numbers, and the words that tell one street from another."""
    text = plain(street)
    words = [word for word in re.findall(r"[^\W\d_]+", text) if len(word) >= LONG_WORD]
    telling = [word for word in words if word not in STREET_WORDS]
    return sorted(re.findall(r"\d+", text)), telling


def agreement(one, two) -> str:
    """``address`` for one street, ``place`` for one zip code, else nothing.

    Works on cards: anything with ``zip``, ``city``, ``country`` and ``street``.
    """
    zips = zip_key(one.zip), zip_key(two.zip)
    streets = one.street and two.street
    if not (all(zips) or streets) or (all(zips) and zips[0] != zips[1]):
        return ""
    if one.country and two.country and one.country != two.country:
        return ""
    cities = one.city and two.city
    if cities and similarity(one.city, two.city) < SAME_CITY:
        return ""
    if not streets:
        return "place"
    near = all(zips) or cities
    return "address" if near and same_street(one.street, two.street) else ""
