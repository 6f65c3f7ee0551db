"""G3 to G6: the ageing of all customers and of a thousand, to hand-written SQL."""

from datetime import timedelta

from odoo import SUPERUSER_ID
from odoo.fields import Date

from ..clock import Work, queries
from ..table import row

TIMES = 5
LATE = "%(day)s::date - date_maturity"
STEPS = f"""
    SUM(amount) FILTER (WHERE {LATE} <= 0), SUM(amount) FILTER (WHERE {LATE} BETWEEN 1 AND 30),
    SUM(amount) FILTER (WHERE {LATE} BETWEEN 31 AND 60), SUM(amount) FILTER (WHERE {LATE} BETWEEN 61 AND 90),
    SUM(amount) FILTER (WHERE {LATE} BETWEEN 91 AND 180), SUM(amount) FILTER (WHERE {LATE} > 180),
    SUM(amount), MAX({LATE}) FILTER (WHERE amount > 0)
"""  # noqa: E501
OWED = """
    l.parent_state = 'posted' AND l.company_id = 1 AND l.account_id IN (
        SELECT id FROM account_account WHERE account_type = 'asset_receivable')
"""
# nobody paid later than today: what is open now is what is owed
NOW = f"""
    SELECT partner_id, {STEPS} FROM (
        SELECT partner_id, date_maturity, amount_residual AS amount
          FROM account_move_line l WHERE reconciled IS NOT TRUE AND {OWED}
           AND date <= %(day)s AND (%(ids)s::int[] IS NULL OR partner_id = ANY(%(ids)s))
    ) item GROUP BY 1
"""
PAST = f"""
    SELECT partner_id, {STEPS} FROM (
        SELECT partner_id, date_maturity, amount_residual AS amount
          FROM account_move_line l
         WHERE reconciled IS NOT TRUE AND {OWED} AND date <= %(day)s
         UNION ALL
        SELECT partner_id, date_maturity, later.amount FROM (
            SELECT debit_move_id AS id, amount FROM account_partial_reconcile
             WHERE max_date > %(day)s
             UNION ALL
            SELECT credit_move_id, -amount FROM account_partial_reconcile
             WHERE max_date > %(day)s) later
          JOIN account_move_line l USING (id) WHERE {OWED} AND date <= %(day)s
    ) item GROUP BY 1
"""


def rows(env):
    ageing = env["smb.ageing"]
    today = Date.today()
    past = today - timedelta(days=90)
    some = env["res.partner"].search([("parent_id", "=", False)], limit=1000).ids
    cases = (
        ("G3", "all, today", {}, NOW, {"day": today, "ids": None}, 1.5),
        ("G4", "all, 90 days ago", {"as_of": past}, PAST, {"day": past}, 1.3),
        (
            "G5",
            "1,000 customers",
            {"domain": [("id", "in", some)]},
            NOW,
            {"day": today, "ids": some},
            2,
        ),
    )
    for goal, name, question, sql, words, most in cases:
        mine, limit = _compare(env, lambda q=question: ageing.compute(**q), sql, words)
        yield row("", f"ageing, {name}: ms", mine, "", None)
        ratio = mine / limit
        yield row(goal, "  to hand-written SQL", ratio, f"<= {most}", ratio <= most)
        # one for the sums, one that puts the session's settings back
        spent = queries(env, lambda q=question: ageing.compute(**q), cold=False)
        yield row(goal, "  queries", spent, "<= 3", spent <= 3)
        spent = queries(env, lambda q=question: ageing.compute(**q))
        name = "  queries, with company, policy and currency"
        yield row("", name, spent, "<= 6", spent <= 6)
    yield from _filtered(env)


def _filtered(env):
    """Lists of customers with anything overdue: scorecards, and credit as it is now."""
    env = env(user=SUPERUSER_ID)
    cards = env["smb.scorecard"]
    if not cards.search_count([], limit=1):
        cards._refresh(companies=env.company)
        env.flush_all()
        env.cr.execute("ANALYZE smb_scorecard")
    words = {"day": Date.today(), "ids": None}
    late = [("overdue_amount", ">", 0)]
    mine, limit = _compare(env, lambda: cards.search(late, limit=80), NOW, words)
    yield row("", "customers, filter Overdue Invoices: ms", mine, "", None)
    ratio = mine / limit
    yield row("G6", "  to hand-written SQL", ratio, "<= 1.5", ratio <= 1.5)
    spent = queries(env, lambda: cards.search(late, limit=80))
    yield row("G6", "  queries", spent, "<= 3", spent <= 3)
    # what is ordered is worked out as well, which the ageing need not
    accounts = env["smb.credit.account"]
    late = [("overdue", ">", 0), ("company_id", "=", env.company.id)]
    mine, limit = _compare(env, lambda: accounts.search(late, limit=80), NOW, words)
    yield row("", "credit of customers, filter Overdue: ms", mine, "", None)
    yield row("", "  to the SQL of the ageing alone", mine / limit, "", None)


def _compare(env, call, sql, words):
    """Median processor time of both, in turns, after one of each to warm up."""
    work = Work(env.cr)

    def by_hand():
        env.cr.execute("SET LOCAL jit = off; SET LOCAL work_mem = '128MB'")
        env.cr.execute(sql, words)
        env.cr.fetchall()

    taken = [[work.milliseconds(one) for one in (call, by_hand)] for _ in range(TIMES)]
    return [sorted(column)[TIMES // 2] for column in zip(*taken[1:], strict=True)]
