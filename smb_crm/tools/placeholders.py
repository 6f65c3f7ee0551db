"""Words in a user's text that stand for a document's own figures.

A text is read once from left to right and nothing in it is ever run: what is not the
name of something we gave stays as it was typed.
"""

import re
from collections.abc import Collection, Mapping

from markupsafe import Markup, escape

TOKEN = re.compile(r"\{\{ *([a-z_][a-z0-9_.]{0,120}) *\}\}")
# what a page would fetch or run; a placeholder inside a tag could complete one
FOREIGN = re.compile(
    r"(?i)<[^>]*\b(?:src|srcset|href|background|data|on[a-z]+)\s*="
    r"|<[^>]*\{\{|url\s*\(|@import"
    r"|<\s*(?:script|iframe|object|embed|link|svg|meta|base)\b"
)
LONGEST = 200_000
MOST = 10_000


def names(text: str) -> list[str]:
    """The placeholders of ``text`` in order.

    >>> names("Dear {{ partner_id.name }}, {{name}} {{ 1+1 }}")
    ['partner_id.name', 'name']
    """
    return TOKEN.findall(text or "")


def fill(markup: str, values: Mapping[str, str]) -> Markup:
    """``markup`` with what its placeholders stand for, which is escaped.

    Unknown ones stay, in red.

    >>> print(fill("<p>{{ name }}</p>", {"name": "<b>Ada"}))
    <p>&lt;b&gt;Ada</p>
    >>> print(fill("{{ nonsense }}", {}))
    <span class="smb_unknown">{{nonsense}}</span>
    """
    found = TOKEN.split(markup or "")
    # the text itself was cleaned when it was saved; all that is put in is escaped
    return Markup("").join(
        _shown(part, values) if number % 2 else Markup(part)  # nosec B704
        for number, part in enumerate(found)
    )


def fill_text(text: str, values: Mapping[str, object]) -> str:
    """The same for plain text: unknown ones stay as they were typed.

    >>> fill_text("{{ name }}, {{name}}: {{ nothing }} {{ 1 + 1 }}", {"name": "Ada"})
    'Ada, Ada: {{ nothing }} {{ 1 + 1 }}'
    """
    return TOKEN.sub(lambda found: str(values.get(found[1], found[0])), text or "")


def marked(text: str) -> Markup:
    """Plain text on a page: what nobody filled in stands there in red.

    >>> print(marked("Offer {{ nmae }} <b>"))
    Offer <span class="smb_unknown">{{nmae}}</span> &lt;b&gt;
    """
    return fill(escape(text or ""), {})


def unknown(text: str, known: Collection[str]) -> list[str]:
    """Placeholders that nobody fills in, once each.

    >>> unknown("{{ amount }} {{ amont }} {{amont}}", {"amount"})
    ['amont']
    """
    return list(dict.fromkeys(name for name in names(text) if name not in known))


def _shown(name: str, values: Mapping[str, str]) -> Markup:
    if name in values:
        return escape(values[name])
    return Markup('<span class="smb_unknown">{{%s}}</span>') % name
