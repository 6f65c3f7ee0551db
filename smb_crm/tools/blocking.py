"""Which cards are worth comparing at all, when every card is to meet every other.

Two cards are compared when they share a key. A customer written twice shares at least
one, whatever happened to the spelling; strangers rarely share any.
"""

import re
from itertools import combinations
from zlib import crc32

from .contact_keys import phone_tail, tax_key
from .matching import Card
from .names import distinct

MOST_WORDS = 5
VOWELS = str.maketrans("", "", "aeiouyаеиоуыэюя")


def block_keys(card: Card) -> set[str]:
    """The keys of a card.

    >>> sorted(block_keys(Card("Baltic Amber UAB")))  # doctest: +NORMALIZE_WHITESPACE
    ['<baltic', '=amber baltic', '>camber', '^bltc mbr', 'amber', 'baltic']
    >>> bool(block_keys(Card("Müller Söhne")) & block_keys(Card("SOHNE Mueller Ltd")))
    True
    """
    return _name_keys(card) | _exact_keys(card)


def _name_keys(card: Card) -> set[str]:
    found = distinct(card.name) if card.name else ()
    words = sorted({token.text for token in found}, key=lambda text: (-len(text), text))
    words = words[:MOST_WORDS]
    if not words:
        return set()
    joined = "".join(token.text for token in found)
    keys = {"=" + " ".join(sorted(words))}
    keys |= {"&" + " ".join(sorted(pair)) for pair in combinations(words[:4], 2)}
    if len(words) < 3:
        keys -= {key for key in keys if key[0] == "&"}
    keys |= {token.text for token in found if len(token.text) > 2 or token.cjk}
    for length in _ends(len(joined)):
        keys |= {"<" + joined[:length], ">" + joined[-length:]}
    skeleton = " ".join(sorted(_skeleton(word) for word in words))
    return keys | ({"^" + skeleton} if len(skeleton) > 3 else set())


def _ends(length: int) -> list[int]:
    """How much of the beginning and end of a name is a key: one typo spares one."""
    return [size for size in (4, 6) if size + 2 <= length <= size * 2 + 2]


def _skeleton(word: str) -> str:
    """
    >>> _skeleton("Globbex".lower()) == _skeleton("globex")
    True
    """
    return re.sub(r"(.)\1+", r"\1", word.translate(VOWELS))


def _exact_keys(card: Card) -> set[str]:
    tax = tax_key(card.vat) if not card.parent else ""
    keys = {
        "v" + (tax[2:] if tax[:2].isalpha() else tax),
        "p" + phone_tail(card.phone),
        "e" + card.email,
        "d" + (card.domain if card.is_company else ""),
    }
    return {key for key in keys if len(key) > 1}


def block_numbers(card: Card) -> set[int]:
    """The keys as 32-bit numbers; a chance collision only costs one comparison.

    >>> len(block_numbers(Card("Baltic Amber UAB")))
    6
    """
    return {crc32(key.encode()) - 2**31 for key in block_keys(card)}
