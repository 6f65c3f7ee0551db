"""Countries by whatever name people write on a card."""

from functools import lru_cache

from babel import Locale, UnknownLocaleError

LANGUAGES = (
    "en es fr de it pt nl pl cs sk hu ro bg el tr ru uk lt lv et fi sv da nb"
    " zh zh_Hant ja ko vi th id ar he"
).split()
NICKNAMES = {
    "usa": "US",
    "u.s.a.": "US",
    "u.s.": "US",
    "america": "US",
    "uk": "GB",
    "u.k.": "GB",
    "england": "GB",
    "scotland": "GB",
    "wales": "GB",
    "great britain": "GB",
    "holland": "NL",
    "prc": "CN",
    "p.r. china": "CN",
    "中国大陆": "CN",
    "中华人民共和国": "CN",
    "россия": "RU",
    "россии": "RU",
    "deutschland": "DE",
    "czech republic": "CZ",
    "korea": "KR",
    "south korea": "KR",
}


def country_code(text: str) -> str:
    """The ISO code of a country by code or name, or nothing.

    >>> [country_code(name) for name in ("be", "Deutschland", "中国", "Lietuva", "USA")]
    ['BE', 'DE', 'CN', 'LT', 'US']
    >>> country_code("Atlantis"), country_code("España "), country_code("臺灣")
    ('', 'ES', 'TW')
    """
    name = " ".join(text.split()).casefold()
    return _names().get(name) or NICKNAMES.get(name, "")


@lru_cache(maxsize=1)
def _names():
    found = {}
    for language in LANGUAGES:
        try:
            territories = Locale.parse(language).territories
        except UnknownLocaleError:
            continue
        for code, name in territories.items():
            if len(code) == 2 and code.isalpha():
                found.setdefault(name.casefold(), code)
                found.setdefault(code.casefold(), code)
    found.setdefault("臺灣", "TW")
    return found
