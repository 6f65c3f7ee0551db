"""G13: what membership adds to orders of members, and of those who are none."""

import statistics

from ..pair import calls_more, in_turns
from ..table import row

# who orders: queries and percent of the processor's time that it may cost more
MORE = {"member": (6, 5), "other": (0, 2)}
NAMES = {"member": "a member's", "other": "another's"}


def rows(env, plain, rounds):
    env.cr.rollback()
    sides = {"with": env.cr.dbname, "without": plain}
    taken = in_turns("member_worker", sides, MORE, rounds)
    for who in MORE:
        yield from _table(who, taken["with", who], taken["without", who])
        more = calls_more("member_worker", sides, who)
        yield row("", "  functions called more: %", more, "", None)


def _table(who, ours, bare):
    queries, percent = MORE[who]
    more = int(_median(ours, 0) - _median(bare, 0))
    yield row(
        "G13",
        f"{NAMES[who]} order of five lines, made and confirmed: queries more",
        *(more, f"<= {queries}", more <= queries),
    )
    usual = _median(bare, 1)
    yield row("", "  CPU without the addon: ms", usual, "", None)
    spent = (_median(ours, 1) / usual - 1) * 100
    yield row("G13", "  CPU more: %", spent, f"<= {percent}", spent <= percent)


def _median(rounds, column):
    """Of all steps of a round together."""
    return statistics.median(
        sum(step[column] for step in one.values()) for one in rounds
    )
