"""G12: statements of a thousand customers, to hand-written SQL, and their pages."""

from odoo import SUPERUSER_ID
from odoo.fields import Date

from ..clock import Work, peak_megabytes, queries
from ..table import row

STATED = 1000
TIMES = 5
# open items of a batch of customers, with what a statement says of each
OPEN = """
    SELECT p.commercial_partner_id, l.currency_id, l.date, m.name, m.ref, m.move_type,
           COALESCE(l.date_maturity, l.date) AS due,
           %(day)s::date - COALESCE(l.date_maturity, l.date) AS late,
           l.amount_residual_currency, l.amount_residual,
           SUM(l.amount_residual_currency) OVER (
               PARTITION BY p.commercial_partner_id, l.currency_id
               ORDER BY l.date_maturity, l.date, l.id)
      FROM res_partner p
      JOIN account_move_line l ON l.partner_id = p.id
      JOIN account_move m ON m.id = l.move_id
     WHERE p.commercial_partner_id = ANY(%(ids)s) AND l.reconciled IS NOT TRUE
       AND l.parent_state = 'posted' AND l.company_id = 1 AND l.date <= %(day)s
       AND l.account_id IN (
           SELECT id FROM account_account WHERE account_type = 'asset_receivable')
     ORDER BY 1, 2, due, l.date, l.id
"""


def rows(env):
    env = env(user=SUPERUSER_ID)
    keys = [line["key"] for line in env["smb.ageing"].compute() if line["key"]]
    customers = env["res.partner"].browse(keys[:STATED])
    words = {"day": Date.today(), "ids": customers.ids}
    yield from _data(env, customers, words)
    yield from _pages(env, customers)


def _data(env, customers, words):
    statements = env["smb.statement"]

    def by_hand():
        env.cr.execute("SET LOCAL jit = off; SET LOCAL work_mem = '128MB'")
        env.cr.execute(OPEN, words)
        env.cr.dictfetchall()

    mine, limit = Work(env.cr).medians(
        lambda: statements.compute(customers), by_hand, times=TIMES
    )
    name = f"statements of {len(customers):,}, open items"
    yield row("", f"{name}: ms", mine, "", None)
    ratio = mine / limit
    yield row("G12", "  to hand-written SQL", ratio, "<= 2", ratio <= 2)
    spent = queries(env, lambda: statements.compute(customers))
    yield row("G12", "  queries", spent, "<= 6", spent <= 6)


def _pages(env, customers):
    wizard = env["smb.statement.wizard"].create({"partner_ids": customers.ids})
    reports = env["ir.actions.report"]
    base = peak_megabytes()
    spent = Work(env.cr).milliseconds(
        lambda: reports._render_qweb_html("smb_crm.statement", wizard.ids)
    )
    seconds, grown = spent / 1000, peak_megabytes() - base
    yield row("G12", "  HTML: seconds", seconds, "<= 5", seconds <= 5)
    yield row("G12", "  HTML: MiB above base", grown, "<= 60", grown <= 60)
