"""G13: what membership adds to orders of members, and of those who are none."""

import statistics

from ..pair import Partner
from ..table import row

# who orders: queries and percent of the processor's time that it may cost more
MORE = {"member": (6, 5), "other": (0, 2)}
NAMES = {"member": "a member's", "other": "another's"}


def rows(env, plain, rounds):
    env.cr.rollback()
    sides = {
        "with": Partner("member_worker", env.cr.dbname),
        "without": Partner("member_worker", plain),
    }
    taken = {(side, who): [] for side in sides for who in MORE}
    for number in range(int(rounds) + 3):
        for side in sorted(sides, reverse=bool(number % 2)):
            for who in MORE:
                spent = sides[side].ask(who)
                if number >= 3:  # warm by then
                    taken[side, who].append(spent)
    for partner in sides.values():
        partner.close()
    for who in MORE:
        yield from _table(who, taken["with", who], taken["without", who])


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
