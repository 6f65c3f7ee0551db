"""Whether a workbook that somebody uploads may be opened at all."""

import io
import re
import zipfile
from xml.parsers import expat  # nosec B407: entities are refused before they are read

from openpyxl.utils import range_boundaries

LARGEST = 2_000_000
PARTS = 200
UNPACKED = 20_000_000
ELEMENTS = 300_000
CELLS = 20_000
COLUMNS, ROWS = 200, 2_000
DEPTH = 100

# parts that hold code, or that fetch from elsewhere
CODE = re.compile(r"(?i)vbaproject|macrosheet|activex|ctrlprops|customui|\.bin$")
FOREIGN = re.compile(
    r"(?i)externallink|connections\.xml|querytable|embeddings|webextension|^xl/model/"
)
PICTURES = re.compile(r"(?i)\.(png|jpe?g|gif)$")
# what is read as text, and how files begin that are not
TEXTS = (".xml", ".rels", ".vml")
BEGIN = (b"\x89PNG", b"\xff\xd8", b"GIF8")
# formulas that fetch or start something
CALLS = re.compile(
    r"(?i)\b(WEBSERVICE|FILTERXML|RTD|CALL|REGISTER|EXEC|IMAGE"
    r"|IMPORT(XML|DATA|HTML|FEED|RANGE))\b|[|\[]"
)
# where a workbook holds formulas: cells, names, formats on conditions, allowed values
FORMULAS = {"f", "definedName", "formula", "formula1", "formula2"}


class Unfit(ValueError):
    """Why a workbook is refused: large, broken, code, foreign, odd or many."""


def check(content: bytes) -> None:
    """Refuse what could harm whoever opens ``content``, before anything opens it.

    :raise Unfit: with the reason

    >>> check(b"PK no workbook")  # doctest: +IGNORE_EXCEPTION_DETAIL
    Traceback (most recent call last):
    ...
    Unfit: broken
    """
    if len(content) > LARGEST:
        raise Unfit("large")
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            _check_archive(archive)
    except Unfit:
        raise
    except Exception as error:  # whatever a broken archive makes of the reader
        raise Unfit("broken") from error


def _check_archive(archive):
    names = archive.namelist()
    if len(names) > PARTS:
        raise Unfit("large")
    if len(set(map(str.lower, names))) < len(names):
        raise Unfit("broken")
    if "xl/workbook.xml" not in names or "[Content_Types].xml" not in names:
        raise Unfit("broken")
    for name in names:
        _check_name(name)
    left = UNPACKED
    part = Part()
    for name in names:
        # what the directory says of the size may be a lie
        with archive.open(name) as stream:
            text = stream.read(left + 1)
        left -= len(text)
        if left < 0:
            raise Unfit("large")
        if name.lower().endswith(TEXTS):
            part.scan(text)
        elif text and not text.startswith(BEGIN):
            # a sheet may stand under any name
            raise Unfit("odd")


def _check_name(name):
    if CODE.search(name):
        raise Unfit("code")
    if FOREIGN.search(name):
        raise Unfit("foreign")
    if name.startswith("xl/media/") and not PICTURES.search(name):
        raise Unfit("odd")


class Part:
    """Reads parts of a workbook without building anything from them.

    >>> Part().scan(b'<a><c r="B2"/></a>')
    >>> for text in (
    ...     b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>',
    ...     b'<a><f>WEBSERVICE("http://x")</f></a>',
    ...     b'<a><formula>WEBSERVICE("http://x")=1</formula></a>',
    ...     b'<a><c r="XFD1"/></a>',
    ...     b'<a><row r="300000"><c/></row></a>',
    ... ):
    ...     try:
    ...         Part().scan(text)
    ...     except Unfit as reason:
    ...         print(reason)
    odd
    foreign
    foreign
    many
    many
    """

    def __init__(self):
        self.elements = self.cells = self.depth = self.row = 0
        self.formula = None

    def scan(self, text):
        parser = expat.ParserCreate(namespace_separator=" ")
        parser.StartDoctypeDeclHandler = self._doctype
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._words
        self.depth = self.row = 0
        parser.Parse(text, True)

    def _doctype(self, *_what):
        raise Unfit("odd")

    def _start(self, name, attributes):
        self.elements += 1
        self.depth += 1
        if self.elements > ELEMENTS or self.depth > DEPTH:
            raise Unfit("many")
        kind = name.rpartition(" ")[2]
        if kind == "row":
            self._row(attributes.get("r"))
        elif kind == "c":
            self._place(attributes.get("r", "A1"))
        elif kind == "mergeCell":
            self._place(attributes.get("ref", "A1"))
        elif kind in FORMULAS:
            self.formula = ""
        elif kind == "Relationship":
            self._relation(attributes)
        elif "macro" in attributes.get("ContentType", "").lower():
            raise Unfit("code")

    def _row(self, number):
        """Rows that say no number follow the one before."""
        self.row = int(number) if number else self.row + 1
        if self.row > ROWS:
            raise Unfit("many")

    def _place(self, reference):
        left, top, right, bottom = range_boundaries(reference)
        self.cells += (right - left + 1) * (bottom - top + 1)
        if right > COLUMNS or bottom > ROWS or self.cells > CELLS:
            raise Unfit("many")

    def _relation(self, attributes):
        outside = attributes.get("TargetMode", "").lower() == "external"
        if outside and not attributes.get("Type", "").endswith("/hyperlink"):
            raise Unfit("foreign")

    def _words(self, text):
        if self.formula is not None:
            self.formula += text

    def _end(self, name):
        self.depth -= 1
        if self.formula is not None and name.rpartition(" ")[2] in FORMULAS:
            if len(self.formula) > 8192 or CALLS.search(_bare(self.formula)):
                raise Unfit("foreign")
            self.formula = None


def _bare(formula):
    """A formula without the words in quotes, which are only shown.

    Names of sheets may hold a quote of the other kind; they stay.

    >>> _bare('IF(A1="a|b",1,2)')
    'IF(A1=,1,2)'
    >>> _bare("'a b'!A1+RTD(1)")
    "'a b'!A1+RTD(1)"
    """
    return re.sub(
        r"""'(?:[^']|'')*'|"(?:[^"]|"")*\"""",
        lambda found: "" if found[0].startswith('"') else found[0],
        formula,
    )
