"""Make text from outside safe to store, without changing what it says."""

import re

from lxml import etree
from lxml import html as lxml_html

# PostgreSQL refuses NUL, UTF-8 refuses lone surrogates
UNSTORABLE = re.compile("[\x00\ud800-\udfff]")


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


def plain(markup: str) -> str:
    """The words of ``markup``, for files and previews.

    >>> plain("<p>Call <b>back</b></p>")
    'Call back'
    """
    if not markup:
        return ""
    try:
        return " ".join(lxml_html.fromstring(markup).text_content().split())
    except (etree.ParserError, ValueError):
        return markup
