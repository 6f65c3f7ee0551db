"""One table: goal beside figure, what missed its goal marked."""


def row(goal, subject, figure, limit, met):
    """One line of the table.

    :param figure: a number, or text as it shall appear
    :param met: True, False, or None when there is no goal
    """
    return {
        "goal": goal,
        "subject": subject,
        "figure": shown(figure),
        "limit": limit,
        "met": met if met is None else bool(met),
    }


def failed(measure):
    return row("", f"{measure} did not finish", "error", "", False)


def shown(figure):
    """A figure with as many digits as it deserves.

    >>> shown(12), shown(0.123), shown(1234.5), shown("flat")
    ('12', '0.12', '1,234', 'flat')
    """
    if isinstance(figure, float):
        return f"{figure:,.0f}" if abs(figure) >= 100 else f"{figure:.2f}"
    return f"{figure:,}" if isinstance(figure, int) else str(figure)


def render(rows, size):
    """The table as text.

    >>> print(render([row("G1", "speed", 2, "<= 1", False)], 10))
    <BLANKLINE>
      10 partners      figure  goal
      G1   speed            2  <= 1        MISSED
    """
    wide = max([len(line["subject"]) for line in rows] + [8])
    head = f"\n  {f'{size:,} partners':{wide + 7}} {'figure':>8}  goal"
    return "\n".join([head, *(_line(line, wide) for line in rows)])


def _line(line, wide):
    mark = {True: "ok", False: "MISSED", None: ""}[line["met"]]
    return (
        f"  {line['goal']:5}{line['subject']:{wide}}"
        f" {line['figure']:>10}  {line['limit']:11} {mark}"
    )
