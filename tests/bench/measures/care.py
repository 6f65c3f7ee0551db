"""G10: the follow-ups of everybody, planned by the engine and by hand."""

import statistics

from ..care_limit import CareLimit
from ..clock import Work, peak_megabytes, queries
from ..table import row

TIMES = 5


def rows(env):
    env["smb.scorecard"].sudo()._refresh(companies=env.company)
    # as autovacuum does within a minute
    env.cr.execute("ANALYZE smb_scorecard")
    limit = CareLimit(env)
    yield from _planning(env, limit)


def _planning(env, limit):
    plan = _planner(env)
    limit.empty()
    plan()
    base = peak_megabytes()
    limit.fill()
    differ = limit.differences()
    count = env["smb.follow.up"].sudo().search_count([])
    yield row("", "follow-ups of eight steps", count, "", None)
    yield row("G10", "  unlike hand-written SQL", differ, "= 0", not differ)
    cases = (
        ("into an empty table", limit.empty, limit.fill, 1.5),
        ("one customer in 20 changed", limit.disturb, limit.update, 1.3),
        ("nothing changed", lambda: None, limit.update, 1.3),
    )
    for name, prepare, by_hand, goal in cases:
        mine, best = _turns(Work(env.cr), prepare, plan, by_hand)
        ratio = mine / best
        yield row("", f"planning, {name}: ms", mine, "", None)
        yield row(
            "G10", "  to hand-written SQL", ratio, f"<= {goal}", mine <= goal * best
        )
    spent = queries(env, plan)
    yield row("G10", "  queries", spent, "<= 20", spent <= 20)
    grown = peak_megabytes() - base
    yield row("G10", "  memory above base: MiB", grown, "<= 64", grown <= 64)
    yield from _what_if(env, limit, work_of=plan)
    yield from _one(env)


def _planner(env):
    follow_ups = env["smb.follow.up"].sudo()
    return lambda: follow_ups._plan(env.company)


def _turns(work, prepare, mine, by_hand):
    """Median milliseconds of work of both, each prepared, in turns after a warm-up."""
    taken = [], []
    for number in range(TIMES + 1):
        for column, call in zip(taken, (mine, by_hand), strict=True):
            prepare()
            spent = work.milliseconds(call)
            column += [spent] if number else []
    return [statistics.median(column) for column in taken]


def _what_if(env, limit, work_of):
    """A changed cadence tried out, against planning it."""
    step = env["smb.care.step"].sudo().search([("name", "=", "call")], limit=1)
    program = step.program_id
    vals = {"step_ids": [(1, step.id, {"interval_number": 45})]}
    work = Work(env.cr)
    answers = []
    taken = work.milliseconds(lambda: answers.append(program.preview(vals)))
    yield row("", "what if the calls came every 45 days: ms", taken, "", None)
    yield row("", "  follow-ups that would change", answers[0]["count"], "> 0", None)
    limit.empty()
    planned = work.milliseconds(work_of)
    ratio = taken / planned
    yield row("", "  to planning all anew", ratio, "<= 1.5", ratio <= 1.5)


def _one(env):
    """The customer in the middle."""
    env.cr.execute("ANALYZE smb_follow_up")
    env.cr.execute("SELECT partner_id FROM smb_scorecard ORDER BY partner_id")
    ids = [id_ for (id_,) in env.cr.fetchall()]
    customer = env["res.partner"].browse(ids[len(ids) // 2])

    def plan():
        env["smb.follow.up"].sudo()._plan(env.company, customer)

    spent = queries(env, plan)
    work = Work(env.cr)
    taken = statistics.median(work.milliseconds(plan) for _ in range(21))
    yield row("", "planning one customer: ms", taken, "<= 30", taken <= 30)
    yield row("", "  queries", spent, "<= 20", spent <= 20)
