"""G1: ten times the customers and papers take little more than ten times as long."""

import statistics
from contextlib import ExitStack
from math import log10

from ..pair import Partner
from ..table import row

ROUNDS = 5


def rows(env, small):
    large = env.cr.dbname
    env.cr.rollback()
    with ExitStack() as stack:
        taken = {}
        for database in (small, large):
            worker = Partner("refresh_worker", database)
            stack.callback(worker.close)
            taken[database] = worker, []
        for number in range(ROUNDS + 1):
            for worker, times in taken.values():
                spent = _refresh(worker)
                times += [spent] if number else []
    tenth, whole = (statistics.median(times) for _worker, times in taken.values())
    yield row("", "all scorecards of a tenth of the company: ms", tenth, "", None)
    yield row("", "  of the whole company: ms", whole, "", None)
    exponent = log10(whole / tenth)
    yield row("G1", "  exponent of growth", exponent, "<= 1.2", exponent <= 1.2)


def _refresh(worker):
    """Milliseconds on the processor."""
    answer = worker.ask("whole")
    if answer["error"]:
        raise RuntimeError(answer["error"])
    return answer["spent"]
