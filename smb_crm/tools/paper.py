"""What a paper says, before it becomes a page, a workbook or a printer's text."""

from typing import Any, NamedTuple
from unicodedata import bidirectional

MOST_COPIES = 20
# name: (width, height) in mm
SIZES = {
    "a4": (210, 297),
    "a5": (148, 210),
    "letter": (216, 279),
    "form_280": (241, 280),
    "form_140": (241, 140),
    "form_93": (241, 93),
}


class Cell(NamedTuple):
    """One figure or word: as a workbook keeps it, and as people read it.

    ``kind`` is text, number, money, percent, date, moment or picture; ``digits`` counts
    places after the decimal point.
    """

    value: Any = None
    text: str = ""
    kind: str = "text"
    digits: int = 2

    @property
    def figure(self) -> bool:
        """Whether it stands to the right and may be added up."""
        return self.kind in ("number", "money", "percent")


def size(name: str, width: int = 0, height: int = 0, landscape: bool = False):
    """Width and height of a sheet in mm.

    >>> size("a5"), size("a5", landscape=True), size("own", 100, 50)
    ((148, 210), (210, 148), (100, 50))
    """
    sheet = SIZES.get(name, (width, height))
    return sheet[::-1] if landscape else sheet


def ink(colour: str) -> str:
    """Black or white: what is read best on ``colour``.

    >>> ink("#1F5673"), ink("#ffee00")
    ('#ffffff', '#222222')
    """
    red, green, blue = (int(colour[place : place + 2], 16) for place in (1, 3, 5))
    return "#222222" if red * 0.3 + green * 0.59 + blue * 0.11 > 150 else "#ffffff"


def way(text: str) -> str:
    """Class of words that run from left to right wherever they stand.

    On an Arabic or Hebrew paper signs at the ends of Latin words would change sides.

    >>> way("+31 10 (ext. 4)"), way("\u0645\u0643\u062a\u0628 (A4)"), way("")
    ('smb_ltr', '', '')
    """
    if not text or any(bidirectional(sign) in ("R", "AL") for sign in text):
        return ""
    return "smb_ltr"


def copies(text: str) -> list[tuple[str, str]]:
    """Colour and receiver of each part, one a line: ``white: customer``.

    >>> copies("white: customer\\n\\n pink:warehouse\\noffice")
    [('white', 'customer'), ('pink', 'warehouse'), ('', 'office')]
    >>> len(copies("white: customer\\n" * 1000))
    20
    """
    lines = [line.strip() for line in (text or "").splitlines() if line.strip()]
    parts = [line.rpartition(":") for line in lines[:MOST_COPIES]]
    return [(colour.strip(), name.strip()) for colour, _colon, name in parts]


def shares(widths: list[float]) -> list[float]:
    """Widths as percent of the whole; those without one share what is left alike.

    >>> shares([10, 0, 30, 0]), shares([50, 150])
    ([10, 30.0, 30, 30.0], [25.0, 75.0])
    """
    given = sum(widths)
    empty = sum(1 for width in widths if not width)
    if not empty or given >= 100:
        whole = given or 1
        return [width * 100 / whole for width in widths]
    return [width or (100 - given) / empty for width in widths]


def side_by_side(blocks: list[dict]) -> list[list[dict]]:
    """Blocks in rows: two half ones that follow each other share one.

    >>> one, two = {"half": True}, {"half": False}
    >>> [len(row) for row in side_by_side([two, one, one, one, two])]
    [1, 2, 1, 1]
    """
    rows = []
    for block in blocks:
        mate = rows and len(rows[-1]) == 1 and rows[-1][0]["half"]
        if block["half"] and mate:
            rows[-1].append(block)
        else:
            rows.append([block])
    return rows
