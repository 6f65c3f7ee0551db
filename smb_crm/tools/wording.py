"""Texts that users write with words in double braces, which we fill in.

Nothing in such a text is ever run: a word we do not know stays as it was typed.
"""

import re
from collections.abc import Collection, Mapping

# linear, however long the text is
WORD = re.compile(r"\{\{ *([a-z_]{1,40}) *\}\}")


def filled(text: str, values: Mapping[str, object]) -> str:
    """``text`` with what the words in braces stand for.

    >>> filled("Dear {{ name }}, {{name}}: {{ nothing }} {{ 1 + 1 }}", {"name": "Ada"})
    'Dear Ada, Ada: {{ nothing }} {{ 1 + 1 }}'
    """

    def word(found):
        return str(values.get(found[1], found[0]))

    return WORD.sub(word, text or "")


def unknown(text: str, known: Collection[str]) -> list[str]:
    """Words in braces that nobody fills in, once each.

    >>> unknown("{{ amount }} {{ amont }} {{amont}}", {"amount"})
    ['amont']
    """
    return list(dict.fromkeys(w for w in WORD.findall(text or "") if w not in known))
