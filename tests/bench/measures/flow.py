"""G13: order to cash with and without the addon, in turns, on the same company."""

import statistics

from ..pair import calls_more, in_turns
from ..table import row

FREE = ("order", "confirm", "delivery", "invoice")


def rows(env, plain, rounds):
    env.cr.rollback()
    sides = {"with": env.cr.dbname, "without": plain}
    taken = in_turns("flow_worker", sides, ["round"], rounds)
    yield from _table({side: taken[side, "round"] for side in sides})
    more = calls_more("flow_worker", sides)
    yield row("", "  functions called more: %", more, "", None)


def _table(taken):
    steps = list(taken["with"][0])
    more = {
        step: _median(taken["with"], step, 0) - _median(taken["without"], step, 0)
        for step in steps
    }
    for step in steps:
        met = more[step] <= 0 if step in FREE else None
        goal = "<= 0" if step in FREE else ""
        yield row(
            "G13", f"order to cash, {step}: queries more", int(more[step]), goal, met
        )
    total = int(sum(more.values()))
    yield row("G13", "  whole flow: queries more", total, "<= 2", total <= 2)
    cpu = {
        side: statistics.median(sum(step[1] for step in one.values()) for one in rounds)
        for side, rounds in taken.items()
    }
    yield row("", "  CPU without the addon: ms", cpu["without"], "", None)
    percent = (cpu["with"] / cpu["without"] - 1) * 100
    yield row("G13", "  CPU more: %", percent, "<= 2", percent <= 2)


def _median(rounds, step, column):
    return statistics.median(one[step][column] for one in rounds)
