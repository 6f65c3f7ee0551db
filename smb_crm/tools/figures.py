"""Amounts as a language writes them, quick enough for thousands of lines of a paper."""

from collections.abc import Callable

# a minus sign stays with its number
MINUS = "-\N{ZERO WIDTH NO-BREAK SPACE}"


def writer(
    digits: int, point: str, comma: str, before: str = "", after: str = ""
) -> Callable[[float], str]:
    """A function that writes an amount, its thousands set apart by ``comma``.

    >>> euro = writer(2, ",", ".", after=" EUR")
    >>> euro(1234567.5), euro(0.001), euro(-0.001)
    ('1.234.567,50 EUR', '0,00 EUR', '0,00 EUR')
    >>> writer(0, ".", ",", before="JPY ")(-1234) == f"JPY {MINUS}1,234"
    True
    """
    zero = f"{0:.{digits}f}"
    signs = str.maketrans({",": comma, ".": point, "-": MINUS})

    def written(amount: float) -> str:
        text = f"{amount:,.{digits}f}"
        # what rounds to nothing has no sign
        text = zero if text.strip("-") == zero else text
        return f"{before}{text.translate(signs)}{after}"

    return written
