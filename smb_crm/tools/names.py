"""Are these two names one customer?

``name_key`` is what the database searches by, ``similarity`` is the judgement.
"""

import re
import unicodedata
from functools import lru_cache
from typing import NamedTuple

from . import name_words as words

LONGEST = 160
KEY_LENGTH = 96
DISTINCT, TRADE, GENERIC = 1.0, 0.6, 0.4
PLACE, CJK_GENERIC = 0.5, 0.5
# both names say something the other does not: rather two customers than one
CONTRADICTION = 0.75
# one name has a telling word more: a branch, a partner, a namesake
ADDITION = 0.25
OTHER_NUMBER, LACKING_NUMBER = 0.6, 0.85
# where the address agrees: a word cut off; a name left unfinished, but half said
SHORTENED, HARDLY_SAID = 0.75, 0.5
UNFINISHED, MOST_OF_NAME = 0.8, 0.45

_CJK = "\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff"
_TOKEN = re.compile(rf"[{_CJK}]+|[^\W_]+")
_IS_CJK = re.compile(rf"[{_CJK}]")
_UNSPACED = re.compile(r"\b(?:\w[./]){1,5}\w\b\.?")
_DOTTED = re.compile(r"\b(?:\w[./] ?){1,5}\w\b\.?")
_SPLIT_CJK = re.compile(rf"(?<=[{_CJK}])(?=[^{_CJK}\W])|(?<=[^{_CJK}\W])(?=[{_CJK}])")
_CJK_GAP = re.compile(rf"(?<=[{_CJK}])[\W_]+(?=[{_CJK}])")
_APOSTROPHE = re.compile(r"(?<=\w)['’`´](?=\w)")
_ROMAN = re.compile(r"(?:x{0,2})(?:ix|iv|v?i{1,3}|v)")
_PHRASES = re.compile(
    rf"(?<!\S)(?:{'|'.join(map(re.escape, words.LEGAL_PHRASES))})(?!\S)"
)


class Token(NamedTuple):
    text: str
    weight: float
    cjk: bool = False


def plain(name: str) -> str:
    """``name`` without width, accents, case and script variants.

    >>> plain("ＡＣＭＥ　Ltd"), plain("Żółć Šiaulių"), plain("東華電子")
    ('acme ltd', 'zolc siauliu', '东华电子')
    """
    text = str(name)[:LONGEST]
    if text.isascii():  # nothing of what follows concerns it
        return text.lower()
    text = unicodedata.normalize("NFKC", text).casefold()
    text = unicodedata.normalize("NFD", text)
    text = "".join(char for char in text if unicodedata.category(char) != "Mn")
    text = unicodedata.normalize("NFC", text)
    return text.translate(words.PLAIN_LETTERS).translate(words.SIMPLIFIED)


@lru_cache(maxsize=20_000)
def tokens(name: str) -> tuple[Token, ...]:
    """The words of ``name`` with their weight, legal form taken off.

    >>> [token.text for token in tokens("S.A.R.L. Société Générale d'Énergie")]
    ['societe', 'generale', 'denergie']
    >>> [token.text for token in tokens("北京华信科技有限公司")]
    ['北京', '华信', '科技']
    >>> [token.text for token in tokens("FRANCHI S.P.A. S.A.")]
    ['franchi']
    >>> [token.text for token in tokens('UAB „Žalia giria"')]
    ['zalia', 'giria']
    """
    text = _APOSTROPHE.sub("", plain(name))
    text = words.CJK_LEGAL.sub(" ", text)
    text = _SPLIT_CJK.sub(" ", text)
    text = _UNSPACED.sub(_legal_form, text)
    text = _DOTTED.sub(lambda found: re.sub(r"[./ ]", "", found[0]), text)
    parts = _TOKEN.findall(_CJK_GAP.sub("", text))
    bare = _without_legal_form(parts)
    found = []
    for part in bare:
        found += _cjk_tokens(part) if _IS_CJK.match(part) else [_token(part)]
    meaning = [token for token in found if token.text not in words.CONNECTORS]
    return tuple(meaning or found)


def _legal_form(found: re.Match) -> str:
    """Two legal forms in a row stay two: S.p.A. S.A."""
    joined = re.sub(r"[./]", "", found[0])
    return joined + " " if joined in words.LEGAL else found[0]


def _without_legal_form(parts: list[str]) -> list[str]:
    text = " ".join(parts)
    shorter = _PHRASES.sub(" ", text).split() or parts
    while len(shorter) > 1 and shorter[-1] in words.LEGAL:
        shorter = shorter[:-1]
    while len(shorter) > 1 and shorter[0] in words.LEGAL:
        shorter = shorter[1:]
    while len(shorter) > 1 and shorter[-1] in words.CONNECTORS:
        shorter = shorter[:-1]
    return shorter


def _token(part: str) -> Token:
    text = words.SAME_WORD.get(part, part)
    if text in words.GENERIC:
        return Token(text, GENERIC)
    return Token(text, TRADE if text in words.TRADE else DISTINCT)


def _cjk_tokens(part: str) -> list[Token]:
    """Place, own name and trade of a name written without spaces."""
    places = words.CJK_PLACE.findall(part)
    rest = words.CJK_PLACE.sub("", part)
    trades = words.CJK_GENERIC.findall(rest)
    core = words.CJK_GENERIC.sub("", rest)
    if not core:
        return [Token(text, DISTINCT, True) for text in places + trades]
    return [
        *(Token(place.rstrip("市省"), PLACE, True) for place in places),
        Token(core, DISTINCT, True),
        *(Token(trade, CJK_GENERIC, True) for trade in trades),
    ]


def distinct(name: str) -> tuple[Token, ...]:
    """The words of ``name`` that tell it from others, or all if none does.

    >>> [token.text for token in distinct("Acme Trading International Ltd")]
    ['acme']
    """
    found = tokens(name)
    heavy = tuple(token for token in found if token.weight > PLACE)
    return heavy or found


def name_key(name: str | None) -> str:
    """What a name is searched by: its telling words in a fixed order.

    Characters of names written without spaces stand apart, so that trigrams see
    each of them.

    >>> name_key("Müller & Söhne GmbH") == name_key("SOHNE MULLER")
    True
    >>> name_key("上海東華電子有限公司"), name_key(None)
    ('东 华', '')
    """
    if not name:
        return ""
    heavy = (
        " ".join(token.text) if token.cjk else token.text for token in distinct(name)
    )
    return " ".join(sorted(heavy))[:KEY_LENGTH].strip()


def similarity(one: str, two: str) -> float:
    """From 0 (nothing in common) to 1 (the same but for spelling).

    >>> similarity("Acme Trading Ltd.", "ACME TRADING")
    1.0
    >>> similarity("Šiaulių plienas, UAB", "UAB Siauliu Plenas") > 0.9
    True
    >>> similarity("Acme Trading", "Acme Textiles") < 0.6
    True
    >>> similarity("Northern Steel", "Southern Steel") < 0.6
    True
    >>> similarity("Depot 12", "Depot 21") < 0.7
    True
    """
    left, right = tokens(one), tokens(two)
    if not left or not right:
        return 0.0
    if left == right:
        return 1.0
    score = max(_by_words(left, right), _as_one_word(left, right))
    return round(score * _numbers(left, right), 3)


def similarity_at_one_address(one: str, two: str) -> float:
    """As :func:`similarity`, for two names at one address.

    There a word that is cut off, abbreviated or mistyped beyond doubt, and a name
    that says only the beginning of the other, are evidence. Words that contradict
    each other still make two customers, and so do numbers.

    >>> similarity_at_one_address("Split Rai", "Split Rail Beer & Ale") >= 0.7
    True
    >>> similarity_at_one_address("Ctro. comercial Moctezuma", "Centro Moctezuma") > 0.7
    True
    >>> similarity_at_one_address("Bon pap'", "Bon app'") > 0.7
    True
    >>> similarity_at_one_address("Acme Trading", "Acme Textiles") < 0.6
    True
    >>> similarity_at_one_address("Acme Depot 1", "Acme Depot 2")
    0.0
    """
    left, right = tokens(one), tokens(two)
    numbers = _numbers(left, right)
    if not left or not right or numbers == OTHER_NUMBER:
        return 0.0
    score = _by_words(left, right, _loose_similarity)
    return round(max(score, _contained(left, right)) * numbers, 3)


def _contained(left: tuple[Token, ...], right: tuple[Token, ...]) -> float:
    """How sure we are that one name is the other left unfinished."""
    matched, *lonely = _pair_up(left, right, _loose_similarity)
    shorter, longer = sorted(
        sum(token.weight for token in side) for side in (left, right)
    )
    complete = min(sum(weights) for weights in lonely) == 0
    telling = matched >= DISTINCT + GENERIC and shorter >= longer * MOST_OF_NAME
    return UNFINISHED * matched / shorter if complete and telling else 0.0


def _by_words(left, right, likeness=None) -> float:
    matched, *lonely = _pair_up(left, right, likeness or word_similarity)
    lonely_left, lonely_right = (sum(weights) for weights in lonely)
    weight_left = sum(token.weight for token in left)
    weight_right = sum(token.weight for token in right)
    contradiction = min(lonely_left, lonely_right) / min(weight_left, weight_right)
    score = 2 * matched / (weight_left + weight_right)
    telling = sum(weight for side in lonely for weight in side if weight >= DISTINCT)
    addition = telling / max(weight_left, weight_right)
    return max(0.0, score - CONTRADICTION * contradiction - ADDITION * addition)


def _pair_up(left, right, likeness) -> tuple[float, list[float], list[float]]:
    """Weight of the words that have a partner, and of those without on each side."""
    matched = 0.0
    left, right = list(left), list(right)
    for token in [token for token in left if token in right]:
        if token in right:
            left.remove(token)
            right.remove(token)
            matched += token.weight
    candidates = sorted(
        (
            (likeness(a, b), i, j)
            for i, a in enumerate(left)
            for j, b in enumerate(right)
        ),
        reverse=True,
    )
    used_left, used_right = set(), set()
    for alike, i, j in candidates:
        if alike > 0 and i not in used_left and j not in used_right:
            used_left.add(i)
            used_right.add(j)
            matched += alike * (left[i].weight + right[j].weight) / 2
    lonely = [
        [token.weight for i, token in enumerate(side) if i not in used]
        for side, used in ((left, used_left), (right, used_right))
    ]
    return matched, *lonely


def word_similarity(one: Token, two: Token) -> float:
    """How likely ``two`` is ``one`` mistyped or shortened.

    >>> word_similarity(Token("logistics", 1), Token("logsitics", 1)) > 0.8
    True
    >>> word_similarity(Token("northern", 1), Token("southern", 1))
    0.0
    >>> word_similarity(Token("j", 1), Token("john", 1))
    0.6
    """
    a, b = one.text, two.text
    if a == b:
        return 1.0
    if one.cjk or two.cjk:
        return _cjk_similarity(a, b) if one.cjk and two.cjk else 0.0
    if _is_exact(a) or _is_exact(b):
        initial = a[0] == b[0] and min(len(a), len(b)) == 1
        return 0.6 if initial and a.isalpha() and b.isalpha() else 0.0
    if a in words.OPPOSITES and b in words.OPPOSITES:
        return 0.0
    return _typo_similarity(a, b)


def _loose_similarity(one: Token, two: Token) -> float:
    """As :func:`word_similarity`; words cut off, shortened or scrambled count too.

    >>> centro = Token("centro", 1)
    >>> [_loose_similarity(centro, Token(word, 1)) for word in ("ctro", "cen")]
    [0.75, 0.75]
    >>> _loose_similarity(Token("star", 1), Token("starlight", 1))
    0.5
    """
    strict = word_similarity(one, two)
    shorter, longer = sorted((one.text, two.text), key=len)
    if strict or one.cjk or two.cjk or _is_exact(shorter) or len(shorter) < 3:
        return strict
    if shorter in words.OPPOSITES and longer in words.OPPOSITES:
        return strict
    scrambled = sorted(shorter) == sorted(longer) and distance(shorter, longer, 1) == 1
    cut_off = longer.startswith(shorter)
    if len(shorter) * 2 < len(longer):
        return HARDLY_SAID if cut_off and len(shorter) > 3 else 0.0
    if scrambled or cut_off or _shortens(shorter, longer):
        return SHORTENED
    # a slip of the first letter is rare: other beginnings are other words
    allowed = len(shorter) // 3 if shorter[0] == longer[0] else 0
    edits = distance(shorter, longer, allowed)
    return 1 - edits / len(longer) if edits <= allowed else 0.0


def _shortens(shorter: str, longer: str) -> bool:
    """Letters left out in the middle: ctro for centro."""
    rest = iter(longer)
    return (
        len(shorter) > 3
        and (shorter[0], shorter[-1]) == (longer[0], longer[-1])
        and all(letter in rest for letter in shorter)
    )


def _typo_similarity(a: str, b: str) -> float:
    shorter, length = sorted((len(a), len(b)))
    if shorter < 4 or length - shorter > 2:
        return 0.0
    allowed = 2 if shorter >= 7 and a[0] == b[0] else 1
    edits = distance(a, b, allowed)
    if edits > allowed:
        return 0.0
    likeness = 1 - edits / length
    return likeness if a[0] == b[0] else likeness - 0.1


def _cjk_similarity(a: str, b: str) -> float:
    """One differing character of two makes another company, of five a slip."""
    shorter, length = sorted((len(a), len(b)))
    if shorter < 3:
        return 0.0
    edits = distance(a, b, 1)
    return 0.0 if edits > 1 else 1 - edits / length * (1 if length > 3 else 1.2)


def _is_exact(text: str) -> bool:
    """Numbers, initials and numerals are never mistyped into each other."""
    return len(text) == 1 or text.isdigit() or bool(_ROMAN.fullmatch(text))


def _as_one_word(left: tuple[Token, ...], right: tuple[Token, ...]) -> float:
    """Names that differ in their spaces only: Data Line, Dataline."""
    if len(left) == len(right):
        return 0.0
    a = "".join(token.text for token in left)
    b = "".join(token.text for token in right)
    if min(len(a), len(b)) < 5:
        return 0.0
    edits = distance(a, b, 1)
    return 0.0 if edits > 1 else 0.98 - edits / max(len(a), len(b))


def _numbers(left: tuple[Token, ...], right: tuple[Token, ...]) -> float:
    """Branch 12 is not branch 21."""
    numbers = [
        sorted(
            number
            for token in side
            for number in re.findall(r"\d+", token.text)
            or ([token.text] if _ROMAN.fullmatch(token.text) else [])
        )
        for side in (left, right)
    ]
    if numbers[0] == numbers[1]:
        return 1.0
    return OTHER_NUMBER if all(numbers) else LACKING_NUMBER


def distance(a: str, b: str, limit: int) -> int:
    """Typing errors between ``a`` and ``b``; counting stops above ``limit``.

    >>> distance("baltic", "blatic", 2), distance("acme", "acne", 2)
    (1, 1)
    >>> distance("baltic", "arctic", 1)
    2
    """
    if abs(len(a) - len(b)) > limit:
        return limit + 1
    while a and b and a[0] == b[0]:
        a, b = a[1:], b[1:]
    while a and b and a[-1] == b[-1]:
        a, b = a[:-1], b[:-1]
    before, row = [], list(range(len(b) + 1))
    for i, char in enumerate(a, 1):
        older, before, row = before, row, [i]
        for j, other in enumerate(b, 1):
            cost = min(row[j - 1] + 1, before[j] + 1, before[j - 1] + (char != other))
            if i > 1 < j and char == b[j - 2] and other == a[i - 2]:
                cost = min(cost, older[j - 2] + 1)
            row.append(cost)
        if min(row) > limit:
            return limit + 1
    return min(row[-1], limit + 1)
