"""A dot-matrix printer as its manual describes it: what stands where on which form."""

import unicodedata

ESC, FS = 0x1B, 0x1C
INCH = 25.4
TABLES = {3: "cp850", 14: "cp866"}


class DotMatrix:
    """Takes bytes and keeps ``forms``: for each one its lines, as the paper shows them.

    An order it does not know is an error, so that no text can give orders.
    """

    def __init__(self, content):
        self.content, self.at = content, 0
        self.pitch, self.length, self.table, self.double = 10, 66, "cp437", False
        self.forms, self.lines, self.line = [], [], ""
        while self.at < len(content):
            self._next(self._take())

    @property
    def columns(self):
        """Places of the longest line; a Chinese sign takes two."""
        return max(places(line) for form in self.forms for line in form)

    def _take(self, count=1):
        taken = self.content[self.at : self.at + count]
        self.at += count
        return taken[0] if count == 1 else taken

    def _next(self, code):
        orders = {
            ESC: self._escape,
            FS: self._wide,
            0x0A: self._line_feed,
            0x0C: self._form_feed,
            0x0D: lambda: None,
            0x0F: self._condense,
        }
        if code in orders:
            orders[code]()
        elif code < 0x20 or code == 0x7F:
            raise ValueError(f"unknown order {code:#x}")
        else:
            self.line += self._sign(code)

    def _sign(self, code):
        if code < 0x80 or not self.double:
            return bytes([code]).decode(self.table)
        raw = bytes([code, self._take()])
        if 0x30 <= raw[1] <= 0x39:
            raw += self._take(2)
        return raw.decode("gb18030")

    def _escape(self):
        order = chr(self._take())
        if order == "@":
            self.pitch, self.length = 10, 66
        elif order in "PM":
            self.pitch = {"P": 10, "M": 12}[order]
        elif order == "C":
            self.length = self._take()
        elif order == "(":
            self._assign()
        elif order == "t":
            assert self._take() == 1
        else:
            raise ValueError(f"unknown order ESC {order}")

    def _assign(self):
        assert self._take(4) == b"t\x03\x00\x01"
        self.table = TABLES[self._take(2)[0]]

    def _wide(self):
        assert self._take() == ord("&")
        self.double = True

    def _condense(self):
        assert self.pitch == 10
        self.pitch = 17

    def _line_feed(self):
        self.lines.append(self.line)
        self.line = ""
        if len(self.lines) > self.length:
            raise ValueError("a form is longer than the paper")

    def _form_feed(self):
        assert not self.line
        self.forms.append(self.lines)
        self.lines = []


def places(text):
    return sum(1 + (unicodedata.east_asian_width(sign) in "WF") for sign in text)
