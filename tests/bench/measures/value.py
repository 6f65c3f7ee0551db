"""G1, G2, G15: all scorecards, one scorecard and the what-if, to hand-written SQL.

Times are those on the processor: see ``clock.Work``.
"""

from ..clock import Work, peak_megabytes, queries
from ..limit import Limit
from ..table import row

TIMES = 5


def rows(env):
    whole = Whole(env)
    whole.refresh()
    base = peak_megabytes()
    spent = queries(env, whole.refresh)
    yield from _equality(whole)
    yield from _ratios(whole)
    yield row("G1", "  queries", spent, "<= 15", spent <= 15)
    grown = peak_megabytes() - base
    yield row("G1", "  memory above base: MiB", grown, "<= 40", grown <= 40)
    yield from _margin(whole)
    yield from _one(env, whole)
    yield from _what_if(whole)


class Whole:
    """All scorecards of one company, by the engine and by hand."""

    def __init__(self, env):
        self.env = env
        self.cards = env["smb.scorecard"].sudo()
        self.company = env.company
        self.policy = env["smb.tier.policy"]._of(self.company)
        self.limit = Limit(env.cr, self.policy)
        self.work = Work(env.cr)

    def refresh(self):
        self.cards._refresh(companies=self.company)

    def turns(self, prepare, mine, by_hand):
        """Median milliseconds of both, each prepared, in turns."""
        return self.work.medians(mine, by_hand, times=TIMES, prepare=prepare)

    def empty(self):
        self.env.cr.execute("TRUNCATE smb_scorecard, smb_tier_change")
        self.limit.empty()

    def disturb(self):
        """One row in twenty is not what it should be."""
        for table in ("smb_scorecard", self.limit.table):
            self.env.cr.execute(
                f"UPDATE {table} SET orders = orders + 1 WHERE partner_id % 20 = 0"
            )


def _equality(whole):
    whole.limit.fill()
    differ = whole.limit.differences()
    named = ", ".join(f"{name}: {count}" for name, count in differ.items())
    total = sum(differ.values())
    yield row(
        "G1", f"scorecard cells unlike hand-written {named}", total, "= 0", not total
    )


def _ratios(whole):
    limit = whole.limit
    cases = (
        ("into an empty table", whole.empty, limit.fill, 1.5),
        ("one row in 20 changed", whole.disturb, limit.update, 1.3),
        ("nothing changed", lambda: None, limit.update, 1.3),
    )
    for name, prepare, by_hand, goal in cases:
        mine, best = whole.turns(prepare, whole.refresh, by_hand)
        yield row("", f"all scorecards, {name}: ms", mine, "", None)
        yield row(
            "G1",
            "  to hand-written SQL",
            mine / best,
            f"<= {goal}",
            mine <= goal * best,
        )


def _margin(whole):
    whole.policy.measure = whole.limit.measure = "margin"
    whole.refresh()
    whole.limit.update()
    mine, best = whole.turns(lambda: None, whole.refresh, whole.limit.update)
    yield row("", "all scorecards, measured by margin: ms", mine, "", None)
    yield row("G2", "  to hand-written SQL", mine / best, "<= 1.3", mine <= 1.3 * best)
    whole.policy.measure = whole.limit.measure = "revenue"
    whole.refresh()
    whole.limit.update()


def _one(env, whole):
    """The customer in the middle and the one with the most invoices."""
    env.cr.execute(
        "SELECT partner_id, orders_total FROM smb_scorecard WHERE orders_total > 0"
        " ORDER BY orders_total DESC, partner_id"
    )
    found = env.cr.fetchall()
    for name, place in (("median", len(found) // 2), ("heaviest", 0)):
        id_, deals = found[place]
        customer = env["res.partner"].browse(id_)

        def refresh(customer=customer):
            env["smb.scorecard"].refresh(customer)

        spent = queries(env, refresh)
        (taken,) = whole.work.medians(refresh, times=21)
        subject = f"one scorecard, {name} customer of {deals} deals: ms"
        yield row("", subject, taken, "<= 30", taken <= 30)
        yield row("", "  queries", spent, "<= 12", spent <= 12)
    differ = sum(whole.limit.differences().values())
    yield row("", "  cells unlike the whole run's", differ, "= 0", not differ)


def _what_if(whole):
    policy = whole.policy
    (recompute,) = whole.work.medians(whole.refresh, times=3)
    changes = {
        "other shares": {"method": "percentile"},
        "other measure": {"measure": "margin"},
        "other window": {"window_months": 24},
    }
    for name, values in changes.items():
        (mine,) = whole.work.medians(lambda v=values: policy.preview(v), times=3)
        yield row("", f"what if, {name}: ms", mine, "", None)
        ratio = mine / recompute
        yield row("", "  to a recompute", ratio, "<= 1.3", ratio <= 1.3)
