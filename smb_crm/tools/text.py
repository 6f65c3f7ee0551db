"""Make text from outside safe to store, without changing what it says."""

import re

from lxml import etree
from lxml import html as lxml_html

# PostgreSQL refuses NUL, UTF-8 refuses lone surrogates
UNSTORABLE = re.compile("[\x00\ud800-\udfff]")
# how much of a mail is read for its excerpt
SCANNED = 100_000


def storable(text: str) -> str:
    """``text`` without the characters no database can hold.

    >>> storable("caf\\x00\\u00e9 \\ud800!") == "caf\\u00e9 !"
    True
    """
    return UNSTORABLE.sub("", text)


def depth(markup: str, limit: int = 200) -> int:
    """How deep tags are nested in ``markup``; counting stops just above ``limit``.

    >>> depth("plain"), depth("<p>a<b>c</b></p>"), depth("<i>" * 500)
    (0, 2, 201)
    """
    deepest = level = 0
    for tag in re.finditer(r"<(/?)([a-zA-Z][\w:-]*)[^<>]*?(/?)>", markup):
        closing, name, empty = tag.groups()
        if closing:
            level = max(0, level - 1)
        elif not empty and name.lower() not in VOID:
            level += 1
            deepest = max(deepest, level)
            if deepest > limit:
                break
    return deepest


VOID = frozenset(
    "area base br col embed hr img input link meta param source track wbr".split()
)


def is_named(number: str, words: str) -> bool:
    """Whether ``words`` name a document by its number, not only by a part of it.

    >>> is_named("INV/1", "inv/1 was paid"), is_named("INV/1", "see INV/12, xINV/1")
    (True, False)
    """
    pattern = rf"(?<![\w/-]){re.escape(number)}(?![\w/-]*\w)"
    return bool(re.search(pattern, words, re.IGNORECASE))


def excerpt(markup: str, limit: int = 2000) -> str:
    """The words of a mail without what it quotes, line by line, at most ``limit``.

    >>> excerpt("<p>Yes,<br>please</p><div data-o-mail-quote='1'>Shall I?</div>")
    'Yes,\\nplease'
    >>> excerpt("<p>" + "x" * 30 + "</p>", 10), excerpt("")
    ('xxxxxxxxx…', '')
    """
    if not markup or not markup.strip():
        return ""
    try:
        root = lxml_html.fromstring(f"<div>{markup[:SCANNED]}</div>")
    except (etree.ParserError, ValueError):
        return ""
    for quote in root.xpath(".//*[@data-o-mail-quote]|.//style|.//script"):
        quote.drop_tree()
    for end in root.xpath(".//br|.//p|.//div|.//li|.//tr"):
        end.tail = "\n" + (end.tail or "")
    lines = (" ".join(line.split()) for line in root.text_content().splitlines())
    words = storable("\n".join(filter(None, lines)))
    return words if len(words) <= limit else words[: limit - 1] + "…"
