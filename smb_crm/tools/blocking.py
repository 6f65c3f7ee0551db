"""Which cards are worth comparing at all, when every card is to meet every other.

Two cards are compared when they share a key. A customer written twice shares at least
one, whatever happened to the spelling; strangers rarely share any.
"""

import re
from itertools import combinations
from zlib import crc32

from .addresses import zip_key
from .contact_keys import phone_tail, tax_key
from .matching import Card
from .names import distinct

MOST_WORDS = 5
WORDS_IN_PLACE, HEAD = 3, 3
VOWELS = str.maketrans("", "", "aeiouyаеиоуыэюя")


def block_keys(card: Card) -> set[str]:
    """The keys of a card.

    >>> sorted(block_keys(Card("Baltic Amber UAB")))[:5]
    ['<>amer baltic', '<>baic amber', '<amb baltic', '<ambe', '<bal amber']
    >>> sorted(address_keys(Card("Baltic Amber UAB", zip="LT-01001")))
    ['@LT01001 amb', '@LT01001 bal']
    >>> bool(block_keys(Card("Müller Söhne")) & block_keys(Card("SOHNE Mueller Ltd")))
    True
    """
    return _name_keys(card) | address_keys(card) | exact_keys(card)


def _name_keys(card: Card) -> set[str]:
    found = distinct(card.name) if card.name else ()
    words = sorted({token.text for token in found}, key=lambda text: (-len(text), text))
    words = words[:MOST_WORDS]
    if not words:
        return set()
    keys = {"=" + " ".join(sorted(words))}
    if len(words) > 2:
        keys |= {"&" + " ".join(sorted(pair)) for pair in combinations(words[:4], 2)}
    keys |= {token.text for token in found if len(token.text) > 2 or token.cjk}
    for word in words[:3]:
        keys |= _end_keys(word, [other for other in words if other != word][:2])
    skeleton = " ".join(sorted(_skeleton(word) for word in words))
    return keys | ({"^" + skeleton} if len(skeleton) > 3 else set())


def _end_keys(word: str, others: list[str]) -> set[str]:
    """One slip spares the beginning of a word, its end, or both."""
    if len(word) < 5:
        return set()
    keys = {"<" + word[:size] for size in _ends(len(word))}
    keys |= {">" + word[-size:] for size in _ends(len(word))}
    for other in others:
        keys |= {
            f"<{word[:3]} {other}",
            f">{word[-3:]} {other}",
            f"<>{word[:2]}{word[-2:]} {other}",
        }
    return keys


def _ends(length: int) -> list[int]:
    return [size for size in (4, 6) if size < length <= size * 2 + 2]


def _skeleton(word: str) -> str:
    """
    >>> _skeleton("Globbex".lower()) == _skeleton("globex")
    True
    """
    return re.sub(r"(.)\1+", r"\1", word.translate(VOWELS))


def exact_keys(card: Card) -> set[str]:
    """What identifies a customer whatever the name.

    >>> exact_keys(Card("Ada", email="ada@acme.test"))
    {'eada@acme.test'}
    """
    tax = tax_key(card.vat) if not card.parent else ""
    keys = {
        "v" + (tax[2:] if tax[:2].isalpha() else tax),
        "p" + phone_tail(card.phone),
        "e" + card.email,
        "d" + (card.domain if card.is_company else ""),
    }
    return {key for key in keys if len(key) > 1}


def address_keys(card: Card) -> set[str]:
    """The beginning of each telling word in a place; persons live at a company's."""
    place = zip_key(card.zip) if not card.parent else ""
    if not (place and card.name):
        return set()
    heads = [token.text[:HEAD] for token in distinct(card.name)[:WORDS_IN_PLACE]]
    return {f"@{place} {head}" for head in heads}


def block_numbers(card: Card) -> list[tuple[int, bool]]:
    """The keys as 32-bit numbers, each with whether it alone is reason to compare.

    Names and the domain of a group are reason only where the names resemble each
    other as a whole. A chance collision of numbers only costs one comparison.

    >>> block_numbers(Card("", email="ada@acme.test"))[0][1]
    True
    """
    sure = {key for key in exact_keys(card) if key[0] != "d"} | address_keys(card)
    return [(crc32(key.encode()) - 2**31, key in sure) for key in block_keys(card)]
