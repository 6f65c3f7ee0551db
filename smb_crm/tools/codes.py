"""Codes that a scanner or a phone reads, as drawings without pixels.

Odoo's own barcodes are made of pixels and need a library that newer ReportLab no longer
brings along; these are sharp at any size and need nothing.
"""

from base64 import b64encode

from reportlab.graphics.barcode import createBarcodeDrawing


def bars(text: str, width: int = 560, height: int = 86) -> str:
    """``text`` as Code 128 for the ``src`` of an image; empty for what it cannot say.

    >>> bars("M-00042").startswith("data:image/svg+xml;base64,")
    True
    >>> bars("Müller"), bars("")
    ('', '')
    """
    if not text or not (text.isascii() and text.isprintable()):
        return ""
    return _source("Code128", text, width=width, height=height, quiet=False)


def square(text: str, size: int = 150) -> str:
    """``text`` as QR code for the ``src`` of an image.

    >>> square("Müller 7").startswith("data:image/svg+xml;base64,"), square("")
    (True, '')
    """
    if not text:
        return ""
    return _source("QR", text, width=size, height=size, barBorder=0, barLevel="M")


def _source(kind: str, text: str, **how) -> str:
    drawing = createBarcodeDrawing(kind, value=text, format="svg", **how)
    picture = b64encode(drawing.asString("svg").encode())
    return f"data:image/svg+xml;base64,{picture.decode()}"
