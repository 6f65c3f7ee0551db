"""The lines of a vCard file: from bytes in any encoding to properties.

Structure is read byte by byte, because a folded line may split a character in two and
a file may mix encodings; each value is decoded on its own.
"""

import base64
import binascii
import codecs
import contextlib
import quopri
import re
from collections.abc import Iterable, Iterator

from .text import storable

MAX_CARD_LINES = 50_000
PICTURES = (b"\x89PNG\r\n", b"\xff\xd8\xff", b"GIF8", b"RIFF")
CHINESE = ("gb2312", "gbk", "x-gbk")
CHARSET = re.compile(
    r"(?:utf-?8|utf-?16|us-ascii|iso-8859|windows-|cp12|gb18030|big5|shift_jis|euc-|koi8)"
)


def as_bytes(data):
    """UTF-8 or single-byte text with plain line ends, whatever came in."""
    for mark, encoding in (
        (codecs.BOM_UTF8, None),
        (codecs.BOM_UTF16_LE, "utf-16-le"),
        (codecs.BOM_UTF16_BE, "utf-16-be"),
    ):
        if data.startswith(mark):
            data = data[len(mark) :]
            if encoding:
                data = data.decode(encoding, "replace").encode("utf-8", "replace")
            break
    else:
        for start, encoding in ((0, "utf-16-le"), (1, "utf-16-be")):
            if data[start : start + 21 : 2] == b"BEGIN:VCARD":
                data = data.decode(encoding, "replace").encode("utf-8", "replace")
    return data.replace(b"\r\n", b"\n").replace(b"\r", b"\n")


def guess(data):
    """The encoding of text that does not name it.

    >>> guess("小米".encode()), guess("小米科技".encode("gbk"))
    ('utf-8', 'gb18030')
    >>> guess("Müller, café".encode("latin-1"))
    'cp1252'
    """
    try:
        data.decode()
    except UnicodeDecodeError:
        runs = [len(run) for run in re.findall(rb"[\x80-\xff]+", data)]
        paired = sum(length % 2 == 0 for length in runs)
        return "gb18030" if paired >= 0.8 * len(runs) else "cp1252"
    return "utf-8"


def decode(value, encoding):
    """Text of ``value``: a line may be UTF-8 although its neighbours are not."""
    try:
        return storable(value.decode())
    except UnicodeDecodeError:
        fallback = "cp1252" if encoding == "utf-8" else encoding
        return storable(value.decode(fallback, "replace"))


def blocks(lines: Iterable[bytes]) -> Iterator[tuple[list, str]]:
    """The lines of each card with what is wrong with it, then what is between."""
    card, stray = None, []
    for line, mark in _marked(lines):
        if mark == "begin":
            if card is not None:
                yield card, "unclosed"
            card = []
        elif card is None:
            stray += [line] if line.strip() else []
        elif mark == "end":
            yield card, "long" if len(card) > MAX_CARD_LINES else ""
            card = None
        else:
            card.append(line)
    if card is not None:
        yield card, "unclosed"
    if stray:
        yield stray[:200], "stray"


def _marked(lines):
    """Each line and whether a card begins or ends there; cards within cards left out.

    >>> agent = b"BEGIN:VCARD AGENT: BEGIN:VCARD FN:Bob END:VCARD FN:Ada END:VCARD"
    >>> [line.decode() for line, _mark in _marked(agent.split())]
    ['BEGIN:VCARD', 'AGENT:', 'FN:Ada', 'END:VCARD']
    """
    nested, last = 0, b""
    for line in lines:
        word = line.strip().upper().replace(b" ", b"") if len(line) < 40 else b""
        mark = {b"BEGIN:VCARD": "begin", b"END:VCARD": "end"}.get(word, "")
        if mark == "begin" and (nested or last.upper().startswith(b"AGENT")):
            nested += 1
        elif not nested:
            yield line, mark
        elif mark == "end":
            nested -= 1
        last = line


def unfold(lines):
    """Whole lines out of folded, soft-broken and base64 ones."""
    whole, soft, base64_body = None, False, False
    for line in lines:
        if whole is not None and (soft or line[:1] in (b" ", b"\t")):
            if soft:
                whole[-1] = whole[-1][:-1]
                whole.append(line)
            else:
                whole.append(line[1:])
        elif whole is not None and base64_body and line and b":" not in line:
            whole.append(line)
        else:
            if whole:
                yield b"".join(whole)
            whole = [line]
            head = line[:200].partition(b":")[0].upper()
            quoted = b"QUOTED-PRINTABLE" in head
            base64_body = b"BASE64" in head or b"ENCODING=B" in head
            soft = quoted and line.endswith(b"=")
            continue
        soft = soft and line.endswith(b"=")
    if whole:
        yield b"".join(whole)


def split_line(line):
    r"""Name, parameters and raw value of a line.

    >>> split_line(b'item1.TEL;TYPE="cell,work";PREF=1:+32 2')
    ('item1.tel', [('type', 'cell,work'), ('pref', '1')], b'+32 2')
    """
    quoted, end = False, -1
    for index in range(min(len(line), 2000)):
        char = line[index : index + 1]
        if char == b'"':
            quoted = not quoted
        elif char == b":" and not quoted:
            end = index
            break
    if end < 0:
        return "", [], b""
    name, *words = line[:end].decode("latin-1").split(";")
    params = []
    for word in words:
        key, equals, value = word.partition("=")
        # 2.1 writes TEL;CELL where later versions write TEL;TYPE=CELL
        key, value = (key, value) if equals else ("type", key)
        params.append((key.strip().lower(), value.strip().strip('"').lower()))
    return name.strip().lower(), params, line[end + 1 :]


def types(params):
    found = set()
    for key, value in params:
        if key == "type":
            found.update(value.split(","))
        elif key == "pref":
            found.add("pref")
    return found


def value(raw, params, encoding):
    given = dict(params)
    charset = given.get("charset", "")
    words = {value for _key, value in params}
    if "quoted-printable" in words:
        raw = quopri.decodestring(raw)
    elif words & {"base64", "b"}:
        return ""
    charset = "gb18030" if charset in CHINESE else charset
    with contextlib.suppress(LookupError, UnicodeDecodeError):
        # others, such as idna, are no charsets of text or slow on purpose
        if CHARSET.match(charset):
            return storable(raw.decode(charset))
    return decode(raw, guess(raw) if "quoted-printable" in words else encoding)


def picture(params, raw):
    """The bytes of an embedded picture; links are never fetched."""
    words = {value for _key, value in params}
    if raw[:5].lower() == b"data:":
        raw = raw.partition(b",")[2]
    elif not words & {"base64", "b"}:
        return b""
    try:
        picture = base64.b64decode(re.sub(rb"\s", b"", raw))
    except (binascii.Error, ValueError):
        return b""
    return picture if picture.startswith(PICTURES) else b""
