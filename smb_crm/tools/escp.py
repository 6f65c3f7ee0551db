"""A paper as text for dot-matrix printers: ESC/P, to the column and to the line.

Epson ESC/P Reference Manual 1997: ESC @ resets, ESC P and ESC M set 10 and 12
characters per inch, SI the condensed 17; ESC C n sets the form's length in lines, FF
ends the form. Six lines per inch.
"""

import textwrap
from unicodedata import combining, east_asian_width, normalize

INCH = 25.4
RESET, CONDENSED, FORM_FEED = b"\x1b@", b"\x0f", b"\x0c"
PITCH = {10: b"\x1bP", 12: b"\x1bM", 17: b"\x1bP" + CONDENSED}
# ESC ( t assigns a table of signs, ESC t uses it; FS & begins double-byte signs
TABLES = {
    "cp850": b"\x1b(t\x03\x00\x01\x03\x00\x1bt\x01",
    "cp866": b"\x1b(t\x03\x00\x01\x0e\x00\x1bt\x01",
    "gb18030": b"\x1c&",
}
EMPTY = 1  # lines at the foot that stay empty: the perforation


def length(text: str) -> int:
    """Columns that ``text`` takes: two for a Chinese character, none for an accent.

    >>> length("abc"), length("\\u4f60\\u597d!"), length("e\\u0301")
    (3, 5, 1)
    """
    return sum(
        0 if combining(sign) else 2 if east_asian_width(sign) in "WF" else 1
        for sign in text
    )


def cut(text: str, width: int) -> str:
    """As much of ``text`` as fits.

    >>> cut("abcdef", 3), cut("\\u4f60\\u597d", 3) == "\\u4f60"
    ('abc', True)
    """
    while length(text) > width:
        text = text[:-1]
    return text


def pad(text: str, width: int, align: str = "left") -> str:
    """``text`` cut and filled to exactly ``width`` columns.

    >>> pad("ab", 4) + "|", pad("ab", 4, "right"), pad("ab", 4, "center") + "|"
    ('ab  |', '  ab', ' ab |')
    """
    text = cut(text, width)
    rest = width - length(text)
    left = {"right": rest, "center": rest // 2}.get(align, 0)
    return " " * left + text + " " * (rest - left)


def wrap(text: str, width: int) -> list[str]:
    """``text`` in lines of at most ``width`` columns, broken between words.

    >>> wrap("one two three", 7), wrap("", 7), wrap("\\u4f60\\u597d\\u4f60", 4)
    (['one two', 'three'], [''], ['\u4f60\u597d', '\u4f60'])
    """
    lines = []
    for paragraph in text.splitlines() or [""]:
        for part in textwrap.wrap(paragraph, width) or [""]:
            while length(part) > width:
                fits = cut(part, width)
                lines.append(fits)
                part = part[len(fits) :]
            lines.append(part)
    return lines


class Printer:
    """Writes sheets for continuous paper of ``width`` by ``height`` mm."""

    def __init__(self, width, height, margin=0, pitch=12):
        self.pitch = pitch
        self.columns = int((width - 2 * margin) / INCH * pitch)
        self.length = int(height / INCH * 6)
        self.room = self.length - EMPTY

    def printed(self, papers: list[dict]) -> bytes:
        """All sheets, each part of each one after the other."""
        forms = [form for paper in papers for form in self.forms(paper)]
        text = "".join(line for form in forms for line in form)
        code = charset(text)
        start = RESET + PITCH[self.pitch] + b"\x1bC" + bytes([self.length])
        start += TABLES[code]
        return start + b"".join(
            b"".join(_encoded(line.rstrip(), code) + b"\r\n" for line in form)
            + FORM_FEED
            for form in forms
        )

    def forms(self, paper: dict) -> list[list[str]]:
        """The lines of each form; none is longer than the form."""
        return [
            form
            for copy in paper["copies"]
            for form in Forms(self, paper, copy).written()
        ]


class Forms:
    """One part of one sheet: fills form after form."""

    def __init__(self, printer, paper, copy):
        self.printer, self.paper, self.copy = printer, paper, copy
        self.forms = []
        self._begin()

    def written(self):
        for row in self.paper["rows"]:
            if row[0]["kind"] == "lines":
                Table(self, row[0]).fill()
                continue
            self.keep(self._row(row))
        return self.forms

    def _begin(self):
        self.forms.append([])
        if len(self.forms) > 1 or self.copy[1]:
            name = self.paper["name"] if len(self.forms) > 1 else ""
            number = f"{name} {len(self.forms)}".strip() if name else ""
            part = " ".join(filter(None, self.copy[::-1]))
            right = " ".join(filter(None, (part, number)))
            self.forms[-1].append(pad(right, self.printer.columns, "right"))

    @property
    def left(self):
        """Lines that still fit on this form."""
        return self.printer.room - len(self.forms[-1])

    def next(self):
        self._begin()

    def put(self, lines):
        for line in lines:
            if not self.left:
                self.next()
            self.forms[-1].append(line)

    def keep(self, lines):
        """On one form, where one is long enough."""
        if len(lines) > self.left and len(lines) < self.printer.room - 1:
            self.next()
        self.put([*lines, ""] if lines and self.left > len(lines) else lines)

    def _row(self, row):
        if len(row) == 1:
            return said(row[0], self.printer.columns)
        width = (self.printer.columns - 2) // 2
        sides = [said(block, width) for block in row]
        count = max(map(len, sides))
        return [
            "  ".join(
                pad(side[number] if number < len(side) else "", width) for side in sides
            )
            for number in range(count)
        ]


class Table:
    """The lines of a document over as many forms as they need."""

    def __init__(self, forms, block):
        self.forms, self.block = forms, block
        columns = block["columns"]
        room = forms.printer.columns - len(columns) + 1
        self.widths = [max(3, int(room * one["width"] / 100)) for one in columns]
        self.aligns = [ALIGNS.get(one["class"], "left") for one in columns]
        # the column that is carried over from form to form, and what it came to
        self.place = block["carry"]
        self.carried = ""

    def fill(self):
        self._heads()
        for row in self.block["rows"]:
            lines = self._lines(row)
            if len(lines) > self.forms.left - (self.place is not None):
                self._carry()
            self.forms.put(lines)
            self._count(row)
        if self.block["sums"]:
            self.forms.put(
                [self._rule(), *self._cells([one.text for one in self.block["sums"]])]
            )
        self.forms.put([""])

    def _heads(self):
        labels = self._cells([one["label"] for one in self.block["columns"]])
        self.forms.put([*labels, self._rule()])

    def _rule(self):
        return "-" * self.forms.printer.columns

    def _lines(self, row):
        if row["kind"] != "line":
            return wrap(row["text"], self.forms.printer.columns)
        return self._cells([cell.text for cell in row["cells"]])

    def _cells(self, texts):
        columns = [
            wrap(text, width) for text, width in zip(texts, self.widths, strict=True)
        ]
        return [
            " ".join(
                pad(column[number] if number < len(column) else "", width, align)
                for column, width, align in zip(
                    columns, self.widths, self.aligns, strict=True
                )
            )
            for number in range(max(map(len, columns)))
        ]

    def _count(self, row):
        self.carried = row["carried"] or self.carried

    def _carry(self):
        out, brought = self.block["words"]
        if self.carried:
            self.forms.put([self._subtotal(out)])
        self.forms.next()
        self._heads()
        if self.carried:
            self.forms.put([self._subtotal(brought)])

    def _subtotal(self, word):
        figure = self.carried
        texts = [""] * len(self.widths)
        line = self._cells(texts)[0]
        start = sum(self.widths[: self.place]) + self.place
        width = self.widths[self.place]
        figure = pad(figure, max(width, len(figure)), "right")
        head = pad(f"{word} ", start + width - len(figure), "right")
        return pad(head + figure, len(line))


ALIGNS = {"smb_end": "right", "smb_mid": "center"}


def said(block: dict, width: int) -> list[str]:
    """The lines of any other block.

    >>> said({"kind": "title", "heading": "Offer", "align": "left"}, 10)
    ['Offer     ']
    """
    kind = block["kind"]
    heading = [block["heading"]] if block["heading"] and kind != "title" else []
    lines = heading + SAID.get(kind, lambda block, width: [])(block, width)
    return [
        pad(part, width, block["align"]) for line in lines for part in wrap(line, width)
    ]


def _pairs(rows, width):
    return [f"{label}: {cell.text}" for label, cell, *_strong in rows]


def _totals(block, width):
    figures = [
        pad(f"{label}  {pad(cell.text, 16, 'right')}", width, "right")
        for label, cell, _strong in block["rows"]
    ]
    return figures + ([block["words"]] if block["words"] else [])


SAID = {
    "head": lambda block, width: [
        block["name"],
        *block["lines"],
        *filter(None, [block["bank"]]),
    ],
    "title": lambda block, width: [block["heading"] or block["text"]],
    "customer": lambda block, width: block["lines"],
    "facts": lambda block, width: _pairs(block["rows"], width),
    "totals": _totals,
    "terms": lambda block, width: block["text"].splitlines(),
    "text": lambda block, width: block["plain"].splitlines(),
    "sign": lambda block, width: [
        line for box in block["boxes"] for line in (f"{box}: {'_' * 20}", "")
    ],
}


def charset(text: str) -> str:
    """The printer's code page that has the signs of ``text``.

    >>> charset("abc \\u00e9"), charset("\\u043f\\u0440"), charset("\\u4f60")
    ('cp850', 'cp866', 'gb18030')
    """
    for code in ("cp850", "cp866"):
        try:
            text.encode(code)
        except UnicodeEncodeError:
            continue
        return code
    wide = any(east_asian_width(sign) in "WF" for sign in text)
    return "gb18030" if wide else "cp850"


def _encoded(line, code):
    # control signs in a name would be orders to the printer; a space keeps their place
    return b"".join(_sign(sign, code) if sign.isprintable() else b" " for sign in line)


def _sign(sign, code):
    """One sign, without its accent where the printer has none such.

    >>> _sign("\u00e9", "cp850"), _sign("\u017d", "cp850"), _sign("\u20ac", "cp850")
    (b'\x82', b'Z', b'EUR')
    """
    ways = (sign, WORDS.get(sign, sign), normalize("NFKD", sign)[:1])
    known = (way.encode(code, "ignore") for way in ways)
    return next(filter(None, known), b"?")


WORDS = {"\u20ac": "EUR", "\u2013": "-", "\u2014": "-", "\u2026": "...", "\u201e": '"'}
