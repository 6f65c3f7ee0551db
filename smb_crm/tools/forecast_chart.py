"""Bars and a line of a forecast as plain figures, for whoever draws them on paper."""

# how much of its place a bar fills
FULL = 0.62


def plot(changes, balances, width: int, height: int) -> dict:
    """Where bars, line and marks lie in a picture of that size, from the top left.

    :param changes: (what comes, what goes) of each period
    :param balances: what is left after each period
    :return: ``bars`` as (side, x, y, width, height), ``line`` as points, ``zero`` as a
        height, ``lowest`` as a point, ``marks`` as (height, value)

    >>> found = plot([(50, 0), (0, 100)], [50, -50], 100, 150)
    >>> [(side, y, high) for side, _x, y, _wide, high in found["bars"]]
    [('in', 0.0, 50.0), ('out', 50.0, 100.0)]
    >>> found["line"], found["lowest"], found["zero"]
    ([(25.0, 0.0), (75.0, 100.0)], (75.0, 100.0), 50.0)
    >>> found["marks"]
    [(0.0, 50), (50.0, 0), (150.0, -100)]
    >>> plot([(0, 0)], [0], 100, 100)["zero"]
    0.0
    """
    top = max(0, *balances, *(come for come, _go in changes))
    bottom = min(0, *balances, *(-go for _come, go in changes))
    scale = height / ((top - bottom) or 1)
    place = width / len(changes)
    wide = place * FULL

    def high(value):
        return round((top - value) * scale, 1)

    bars = [
        (
            side,
            round(place * (number + 0.5) - wide / 2, 1),
            high(max(value, 0)),
            round(wide, 1),
            round(abs(value) * scale, 1),
        )
        for number, (come, go) in enumerate(changes)
        for side, value in (("in", come), ("out", -go))
        if value
    ]
    line = [
        (round(place * (number + 0.5), 1), high(value))
        for number, value in enumerate(balances)
    ]
    marks = [(high(value), value) for value in sorted({top, 0, bottom}, reverse=True)]
    return {
        "bars": bars,
        "line": line,
        "zero": high(0),
        "lowest": line[balances.index(min(balances))],
        "marks": marks,
    }
