"""Ageing and statements beside OCA's: the same to the cent, and how much faster."""

from collections import Counter
from datetime import timedelta
from functools import partial

from odoo import SUPERUSER_ID
from odoo.fields import Date

from ..clock import Work, milliseconds, peak_megabytes
from ..oca_ledger import Ledger
from ..table import row

AGED = "report.account_financial_report.aged_partner_balance"
OUTSTANDING = "partner_statement.outstanding_statement"
AGES = ("current", "30_days", "60_days", "90_days", "120_days", "older")
BUCKETS = ("current", "b_1_30", "b_30_60", "b_60_90", "b_90_120", "b_over_120")
BOUNDS = "30, 60, 90, 120"
DAYS_AGO = (0, 30, 90)
STATED = 1000
CENT = 0.005


def rows(env):
    env = env(user=SUPERUSER_ID)
    ledger = Ledger(env).fill()
    second = ledger.company
    customers = _busiest(env)
    for company in (env.company, second):
        env["smb.policy"]._of(company).ageing_bounds = BOUNDS
        here = env(context={**env.context, "allowed_company_ids": company.ids})
        people = customers if company == env.company else _busiest(here)
        for ago in DAYS_AGO:
            day = Date.today() - timedelta(days=ago)
            yield from _ageing(here, day)
            yield from _statements(here, people, day)
    yield from _edge(ledger)
    yield from _faster(env, customers)


def _busiest(env):
    """Customers with the most open, as many as a batch of statements has."""
    keys = [line["key"] for line in env["smb.ageing"].compute() if line["key"]]
    return env["res.partner"].browse(keys[:STATED])


# the same figures


def _ageing(env, day):
    """Our sums by customer and step, and those of the aged partner balance."""
    names = ("not_due", "d1_30", "d31_60", "d61_90", "d91_180", "d181")
    mine = Counter()
    for line in env["smb.ageing"].compute(as_of=day):
        for name, age in zip(names, AGES, strict=True):
            mine[line["key"] or 0, age] += line[name]
    theirs = Counter()
    owners = _owners(env)
    for partners in _aged(env, day).values():
        for partner, ages in partners.items():
            if isinstance(partner, int):
                for age in AGES:
                    theirs[owners.get(partner, partner), age] += ages[age]
    yield _difference(env, f"aged partner balance, {_ago(day)}", mine, theirs)


def _aged(env, day):
    """What their report computes, by account and partner."""
    accounts = env["account.account"].search(
        [("account_type", "=", "asset_receivable")]
    )
    report = env[AGED].with_context(
        age_partner_config=env["account.age.report.configuration"]
    )
    found = report._get_move_lines_data(
        env.company.id, accounts.ids, [], day, False, True, False
    )
    return found[0]


def _owners(env):
    env.cr.execute("SELECT id, commercial_partner_id FROM res_partner")
    return dict(env.cr.fetchall())


def _statements(env, customers, day):
    """Our balances and steps by customer and currency, and those of their statement."""
    stated = env["smb.statement"].compute(customers, date_to=day)
    everybody = env["res.partner"].search([("id", "child_of", customers.ids)])
    owners = _owners(env)
    mine = Counter()
    for one in stated:
        mine[one["partner_id"], one["currency_id"]] += one["closing"]
    theirs = _outstanding(env, everybody, day, owners)
    yield _difference(env, f"outstanding statement, {_ago(day)}", mine, theirs)
    steps = Counter()
    for one in stated:
        for name, amount in zip(BUCKETS, one["steps"].values(), strict=True):
            steps[one["partner_id"], one["currency_id"], name] += amount
    buckets = _buckets(env, everybody, day, owners)
    moved = _put_edges_right(buckets, stated)
    name = f"  its ageing, {moved} items on an edge put right"
    yield _difference(env, name, steps, buckets)


def _outstanding(env, everybody, day, owners):
    found = env[f"report.{OUTSTANDING}"]._get_account_display_lines(
        env.company.id, everybody.ids, None, day, "asset_receivable"
    )
    theirs = Counter()
    for partner, lines in found.items():
        for line in lines:
            theirs[owners[partner], line["currency_id"]] += float(line["open_amount"])
    return theirs


def _buckets(env, everybody, day, owners):
    found = env[f"report.{OUTSTANDING}"]._get_account_show_buckets(
        env.company.id, everybody.ids, day, "asset_receivable", "days"
    )
    theirs = Counter()
    for partner, lines in found.items():
        for line in lines:
            for name in BUCKETS:
                key = owners[partner], line["currency_id"], name
                theirs[key] += float(line[name])
    return theirs


def _put_edges_right(buckets, stated):
    """An error of theirs: 30 days late stands under "31 - 60 Days", and so on.

    Their query asks for ``minus_30 < date_maturity`` where the heading, and their own
    aged partner balance, say 1 to 30.

    :return: how many items that concerns
    """
    edges = {30: 1, 60: 2, 90: 3, 120: 4}
    items = [
        (one["partner_id"], one["currency_id"], edges[line["days_late"]], line)
        for one in stated
        for line in one["lines"]
        if line["days_late"] in edges
    ]
    for partner, currency, place, line in items:
        buckets[partner, currency, BUCKETS[place]] += line["amount"]
        buckets[partner, currency, BUCKETS[place + 1]] -= line["amount"]
    return len(items)


def _edge(ledger):
    """That error alone: one invoice of 100.00 that is 30 days late."""
    env, day = ledger.env, Date.today()
    customer = env["res.partner"].create({"name": "On the Edge"})
    due = day - timedelta(days=30)
    line = {"product_id": ledger.goods.id, "price_unit": 100, "tax_ids": False}
    ledger._posted(
        {
            "move_type": "out_invoice",
            "partner_id": customer.id,
            "invoice_date": due,
            "invoice_date_due": due,
            "invoice_payment_term_id": False,
            "invoice_line_ids": [(0, 0, line)],
        }
    )
    env.flush_all()
    [ours] = env["smb.statement"].compute(customer, date_to=day)
    one, two = list(ours["steps"].values())[1:3]
    yield _columns("ours", one, two, one == 100)
    [ages] = (ages[customer.id] for ages in _aged(env, day).values())
    one, two = ages["30_days"], ages["60_days"]
    yield _columns("OCA's aged partner balance", one, two, None)
    buckets = _buckets(env, customer, day, {customer.id: customer.id})
    one, two = (
        buckets[customer.id, env.company.currency_id.id, name]
        for name in ("b_1_30", "b_30_60")
    )
    yield _columns("OCA's statement", one, two, None)


def _columns(whose, one, two, met):
    name = f"30 days late, {whose}: in 1-30 and 31-60"
    return row("", name, f"{one:.2f}, {two:.2f}", "100.00, 0.00", met)


def _asked(env, partners, day):
    wizard = (
        env["outstanding.statement.wizard"]
        .with_context(active_ids=partners.ids)
        .create({"date_end": day, "filter_negative_balances": False})
    )
    return wizard._prepare_statement()


def _difference(env, name, mine, theirs):
    off = sum(
        abs(mine[key] - theirs[key])
        for key in mine.keys() | theirs.keys()
        if abs(mine[key] - theirs[key]) > CENT
    )
    filled = sum(1 for amount in mine.values() if amount)
    text = f"OCA {name}, {env.company.name}: {filled:,} figures, off by"
    return row("", text, f"{off:.2f}", "= 0.00", not off)


def _ago(day):
    return f"{(Date.today() - day).days} days ago"


# speed


def _faster(env, customers):
    today = Date.today()
    yield from _beside(
        env,
        "G3",
        "ageing of all",
        20,
        lambda: env["smb.ageing"].compute(),
        partial(_their_ageing, env, today),
    )
    yield from _beside(
        env,
        "",
        f"{len(customers):,} statements, data",
        None,
        partial(env["smb.statement"].compute, customers),
        partial(_their_data, env, customers, today),
    )
    yield from _beside(
        env,
        "G12",
        f"{len(customers):,} statements, HTML",
        4,
        partial(_our_pages, env, customers),
        partial(_their_pages, env, customers, today),
    )


def _their_ageing(env, day):
    """All that their page shows, before it is drawn."""
    accounts = env["account.account"].search(
        [("account_type", "=", "asset_receivable")]
    )
    wizard = env["aged.partner.balance.report.wizard"].create(
        {
            "date_at": day,
            "account_ids": accounts.ids,
            "company_id": env.company.id,
        }
    )
    data = wizard._prepare_report_data()
    data["date_at"] = Date.to_string(day)
    return env[AGED]._get_report_values(wizard.ids, data)


def _our_pages(env, customers):
    wizard = env["smb.statement.wizard"].create({"partner_ids": customers.ids})
    reports = env["ir.actions.report"]
    return reports._render_qweb_html("smb_crm.statement", wizard.ids)[0]


def _their_data(env, customers, day):
    """All that their pages show, before they are drawn."""
    data = _asked(env, customers, day)
    return env[f"report.{OUTSTANDING}"]._get_report_values(customers.ids, data)


def _their_pages(env, customers, day):
    data = _asked(env, customers, day)
    reports = env["ir.actions.report"]
    return reports._render_qweb_html(OUTSTANDING, customers.ids, data=data)[0]


def _beside(env, goal, name, least, ours, theirs):
    """Ours in turns after a warm-up, theirs once or twice: it takes long."""
    work = Work(env.cr)
    env.invalidate_all()
    base = peak_megabytes()
    warm = milliseconds(ours)
    mine_grown = peak_megabytes() - base
    env.invalidate_all()
    mine = min(work.milliseconds(ours) for _ in range(3))
    env.invalidate_all()
    base = peak_megabytes()
    other = work.milliseconds(theirs)
    grown = peak_megabytes() - base
    yield row("", f"{name}: ms of ours, first time {warm:,.0f}", mine, "", None)
    yield row("", "  ms of OCA's", other, "", None)
    met = least and other >= least * mine
    limit = f">= {least}" if least else ""
    yield row(goal, "  times faster", other / mine, limit, met)
    yield row("", "  MiB more, ours", mine_grown, "", None)
    yield row("", "  MiB more on top, OCA's", grown, "", None)
