"""Business cards in vCard files (2.1, 3.0, 4.0), as they really come.

Phones and mail programs write their own dialects: quoted-printable with soft line
breaks, folded lines that split a character in two, GBK without saying so, pictures as
base64 or ``data:``, names only in ``FN`` or only in ``N``. Structure is read byte by
byte and each value is decoded on its own; work grows with the size of the file only.
A card that can't be read is handed back with its text and the reason.
"""

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from .vcard_lines import (
    as_bytes,
    blocks,
    decode,
    guess,
    picture,
    split_line,
    types,
    unfold,
    value,
)
from .yearly import exists

MAX_BYTES = 10 * 1024 * 1024
MAX_EXCERPT = 2_000
PHONE_ORDER = ("pref", "cell", "work", "main", "iphone", "voice", "home")
NO_OFFICE = {"fax", "pager", "cell", "home"}
MESSENGERS = {
    "x-qq": "QQ",
    "x-tencent": "QQ",
    "x-wechat": "WeChat",
    "x-weixin": "WeChat",
    "x-skype": "Skype",
    "x-skype-username": "Skype",
    "x-icq": "ICQ",
    "x-jabber": "Jabber",
    "x-aim": "AIM",
    "x-msn": "MSN",
    "x-line": "LINE",
    "x-telegram": "Telegram",
    "x-whatsapp": "WhatsApp",
}


class VcardError(ValueError):
    """A file as a whole can't be read; ``args[0]`` says why in one word."""


@dataclass
class Card:
    """One business card, in the words of the person who wrote it."""

    text: str = ""
    error: str = ""
    name: str = ""
    parts_of_name: str = ""
    company: str = ""
    unit: str = ""
    title: str = ""
    phones: list = field(default_factory=list)
    emails: list = field(default_factory=list)
    websites: list = field(default_factory=list)
    messengers: list = field(default_factory=list)
    address: dict = field(default_factory=dict)
    birthday: tuple = ()
    note: str = ""
    categories: list = field(default_factory=list)
    photo: bytes = b""
    uid: str = ""
    is_company: bool = False

    @property
    def key(self) -> str:
        """What tells this card from others: its UID, or a digest of what it says."""
        if self.uid:
            return self.uid[:200]
        facts = (self.name, self.company, *self.phone_numbers, *self.email_addresses)
        return "card:" + hashlib.sha256("\n".join(facts).encode()).hexdigest()[:40]

    @property
    def phone_numbers(self) -> list:
        """Numbers, the one to call first; fax last."""
        return [number for _types, number in sorted(self.phones, key=_phone_rank)]

    @property
    def office_phone(self) -> str:
        """The company's number on a person's card: at work, and not the one to call.

        >>> card = Card(phones=[({"cell"}, "+370 612"), ({"work"}, "+370 5 219")])
        >>> card.office_phone
        '+370 5 219'
        """
        first = "".join(self.phone_numbers[:1])
        office = (
            number
            for types, number in self.phones
            if types & {"work", "main"} and not types & NO_OFFICE and number != first
        )
        return next(office, "")

    @property
    def email_addresses(self) -> list:
        ranked = sorted(self.emails, key=lambda email: "pref" not in email[0])
        return [address for _types, address in ranked]


def parse(data: bytes) -> Iterator[Card]:
    r"""The cards of one file, the unreadable ones too.

    >>> cards = parse(b"BEGIN:VCARD\nN:Archer;Ada\nORG:Acme;Sales\nEND:VCARD")
    >>> [(card.name, card.company, card.unit) for card in cards]
    [('Ada Archer', 'Acme', 'Sales')]
    >>> broken = b"BEGIN:VCARD\nFN:Bob\nBEGIN:VCARD\nEND:VCARD\nhi"
    >>> [card.error for card in parse(broken)]
    ['unclosed', 'nameless', 'stray']

    :raise VcardError: ``large``, ``empty`` or ``binary``
    """
    if len(data) > MAX_BYTES:
        raise VcardError("large")
    data = as_bytes(data)
    if not data.strip():
        raise VcardError("empty")
    if b"\x00" in data:
        raise VcardError("binary")
    encoding = guess(data)
    for lines, error in blocks(data.split(b"\n")):
        card = Card(error=error)
        card.text = decode(b"\n".join(lines)[: MAX_EXCERPT * 4], encoding)[:MAX_EXCERPT]
        if error not in ("stray", "long"):
            _fill(card, lines, encoding)
            card.error = card.error or _missing_name(card)
        yield card


def _missing_name(card):
    if card.name:
        return ""
    card.name = card.company or "".join(card.email_addresses[:1])
    card.is_company = bool(card.company)
    return "" if card.name else "nameless"


def _fill(card, lines, encoding):
    labels, properties = {}, []
    for line in unfold(lines):
        head, params, raw = split_line(line)
        group, _dot, name = head.rpartition(".")
        words = value(raw, params, encoding) if name else ""
        if name == "x-ablabel":
            labels[group] = words.strip("_$!<>").lower()
        else:
            properties.append((group, name, params, words, raw))
    for group, name, params, words, raw in properties:
        if name == "photo":
            card.photo = card.photo or picture(params, raw)
        elif words.strip(" ;"):
            kinds = types(params) | ({labels[group]} if group in labels else set())
            _take(card, name, kinds, words)
    card.name = card.name or card.parts_of_name


def _take(card, name, kinds, words):
    if name in TAKERS:
        TAKERS[name](card, kinds, words)
    elif name == "impp" or name in MESSENGERS:
        _take_messenger(card, name, kinds, _unescape(words).strip())


def _one_line(words):
    return " ".join(_unescape(words).split())


def _take_full_name(card, _kinds, words):
    card.name = card.name or _one_line(words)


def _take_title(card, _kinds, words):
    card.title = card.title or _one_line(words)


def _take_uid(card, _kinds, words):
    card.uid = card.uid or _one_line(words)


def _take_phone(card, kinds, words):
    card.phones.append((kinds, _without_scheme(_one_line(words))))


def _take_email(card, kinds, words):
    card.emails.append((kinds, _without_scheme(_one_line(words))))


def _without_scheme(text):
    """A phone or an address that 4.0 writes as a link.

    >>> _without_scheme("tel:+370-5;ext=12"), _without_scheme("mailto:a@b.ch")
    ('+370-5', 'a@b.ch')
    """
    if text.lower().startswith("tel:"):
        return text[4:].split(";")[0]
    return text.removeprefix("mailto:")


def _take_name(card, _kinds, words):
    card.parts_of_name = card.parts_of_name or _name(_fields(words))


def _take_company(card, _kinds, words):
    parts = [part for part in _fields(words) if part]
    card.company = card.company or "".join(parts[:1])
    card.unit = card.unit or ", ".join(parts[1:])


def _take_birthday(card, _kinds, words):
    card.birthday = card.birthday or birthday(words)


def _take_note(card, _kinds, words):
    card.note = "\n".join(filter(None, (card.note, _unescape(words).strip())))


def _take_categories(card, _kinds, words):
    card.categories += [part for part in _fields(words, ",") if part]


def _take_website(card, _kinds, words):
    card.websites.append(_unescape(words).strip())


def _take_kind(card, _kinds, words):
    card.is_company = words.strip().lower() in ("company", "org")


def _take_address(card, kinds, words):
    keys = ("pobox", "street2", "street", "city", "state", "zip", "country")
    address = dict(zip(keys, _fields(words), strict=False))
    street = filter(None, (address.get("street"), address.pop("pobox", "")))
    address["street"] = ", ".join(" ".join(part.split()) for part in street)
    if any(address.values()) and (not card.address or "work" in kinds):
        card.address = address


def _take_messenger(card, name, kinds, text):
    service, colon, account = text.partition(":")
    known = MESSENGERS.get(name) or MESSENGERS.get(f"x-{service.lower()}")
    if colon and name == "impp":
        named = next((kind for kind in kinds if kind not in PHONE_ORDER), service)
        card.messengers.append((known or named, account))
    else:
        card.messengers.append((known or "IM", text))


def _fields(value, separator=";"):
    r"""Parts of a structured value.

    >>> _fields(r"Acme\; Sons;Sales\, West;")
    ['Acme; Sons', 'Sales, West', '']
    """
    parts = [[]]
    for token in re.findall(r"\\.|[^\\;,]+|.", value, re.DOTALL):
        if token == separator:
            parts.append([])
        else:
            parts[-1].append(token)
    return [_unescape("".join(part)).strip() for part in parts]


def _unescape(value):
    return re.sub(
        r"\\(.)",
        lambda match: "\n" if match[1] in "nN" else match[1],
        value,
        flags=re.DOTALL,
    )


def _name(parts):
    r"""A full name from its parts; Chinese, Japanese and Korean have the family first.

    >>> _name(["Archer", "Ada", "M.", "Dr.", "PhD"]), _name(["王", "小明"])
    ('Dr. Ada M. Archer PhD', '王小明')
    """
    family, given, middle, prefix, suffix = (parts + [""] * 5)[:5]
    if re.match(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]", family):
        return prefix + family + middle + given + suffix
    return " ".join(filter(None, (prefix, given, middle, family, suffix)))


def birthday(text: str) -> tuple:
    """Day, month and year (0 when unknown), or nothing.

    >>> birthday("1985-04-12"), birthday("--0229"), birthday("19850412T000000Z")
    ((12, 4, 1985), (29, 2, 0), (12, 4, 1985))
    >>> birthday("--02-29"), birthday("1604-02-29"), birthday("30.02.1990")
    ((29, 2, 0), (29, 2, 0), ())
    """
    match = re.match(r"(\d{4}|--)-?(\d\d)-?(\d\d)(?!\d)", text.strip())
    if not match:
        return ()
    year = int(match[1]) if match[1] != "--" else 0
    # Apple writes 1604 for a year it does not know
    year = year if 1800 <= year < 2200 else 0
    month, day = int(match[2]), int(match[3])
    return (day, month, year) if exists(day, month, year or None) else ()


def _phone_rank(phone):
    kinds, _number = phone
    if any("fax" in kind for kind in kinds) or "pager" in kinds:
        return len(PHONE_ORDER) + 1
    ranks = [rank for rank, kind in enumerate(PHONE_ORDER) if kind in kinds]
    return min(ranks, default=len(PHONE_ORDER))


TAKERS = {
    "fn": _take_full_name,
    "title": _take_title,
    "role": _take_title,
    "uid": _take_uid,
    "tel": _take_phone,
    "email": _take_email,
    "n": _take_name,
    "org": _take_company,
    "adr": _take_address,
    "bday": _take_birthday,
    "note": _take_note,
    "categories": _take_categories,
    "url": _take_website,
    "kind": _take_kind,
    "x-abshowas": _take_kind,
}
