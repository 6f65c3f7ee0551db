"""What the company spends: rent and energy, freight, advertising, salaries, fees."""

from datetime import timedelta

from dateutil.relativedelta import relativedelta

from odoo.fields import Command

from . import money

MONTHS = 25
# supplier: days until due, days late we usually pay
SUPPLIERS = {
    "quayside": ("Quayside Properties", 10, -2),
    "halcyon": ("Halcyon Freight", 30, 6),
    "larkspur": ("Larkspur Print and Media", 30, 14),
    "sierra": ("Sierra Verde Growers", 30, 3),
}
# account: type and share of what customers paid that a month of the first year cost,
# and by how much the second year was dearer
ACCOUNTS = {
    "Rent": ("expense", 0.12, 1.04),
    "Energy": ("expense", 0.03, 0.9),
    "Freight": ("expense_direct_cost", 0.09, 1.15),
    "Advertising": ("expense", 0.05, 1.4),
    "Salary Expenses": ("expense", 0.5, 1.06),
    "Green Coffee": ("expense_direct_cost", 1.9, 1.1),
    "Bank Fees": ("expense", 0.01, 1.1),
}
COLD = (11, 12, 1, 2, 3)
# the harvest is billed once a year, so many days ago
HARVEST = 24


def spend(stage):
    """Two years of bills and salaries in proportion to what customers paid."""
    paid = stage["account.payment"].search(
        [("company_id", "=", stage.company.id), ("payment_type", "=", "inbound")]
    )
    monthly = sum(paid.mapped("amount_company_currency_signed")) / MONTHS
    accounts = {name: _account(stage, name) for name in ACCOUNTS}
    firsts = [
        stage.today.replace(day=1) - relativedelta(months=back)
        for back in reversed(range(MONTHS))
    ]
    suppliers = _suppliers(stage)
    bills = stage["account.move"].create(
        [
            vals
            for number, first in enumerate(firsts)
            for vals in _bills(stage, suppliers, accounts, number, first, monthly)
        ]
    )
    bills.action_post()
    _pay(stage, suppliers, bills)
    _salaries(stage, accounts, firsts, monthly)
    # what is paid each month without a bill
    regular = stage["smb.cash.regular"]
    regular.create(regular._found())


def _account(stage, name):
    known = stage["account.account"].search(
        [("name", "=", name), ("company_ids", "in", stage.company.id)], limit=1
    )
    accounts = stage["account.account"]
    return known or accounts.create(
        {
            "name": name,
            "code": accounts._search_new_account_code("640000"),
            "account_type": ACCOUNTS[name][0],
        }
    )


def _suppliers(stage):
    partners = stage["res.partner"].create(
        [
            {"name": name, "is_company": True, "supplier_rank": 1}
            for name, _term, _late in SUPPLIERS.values()
        ]
    )
    return dict(zip(SUPPLIERS, partners, strict=True))


def _cost(stage, name, number, first, monthly):
    """What an account cost in a month, with the seasons."""
    _kind, share, growth = ACCOUNTS[name]
    season = {"Energy": 1.6 if first.month in COLD else 0.7}.get(name, 1)
    if name == "Freight":
        season = 0.8 + 0.1 * (first.month % 5)
    grown = growth if number >= MONTHS // 2 + 1 else 1
    return stage.company.currency_id.round(monthly * share * season * grown)


def _bills(stage, suppliers, accounts, number, first, monthly):
    """Bills of a month; advertising is billed every other month."""
    plans = [("quayside", ("Rent", "Energy"), 0), ("halcyon", ("Freight",), 8)]
    if number % 2:
        plans.append(("larkspur", ("Advertising",), 12))
    if number in (MONTHS - 13, MONTHS - 1):
        billed = stage.today - relativedelta(days=HARVEST)
        billed -= relativedelta(years=number < MONTHS - 1)
        plans.append(("sierra", ("Green Coffee",), (billed - first).days))
    for key, names, after in plans:
        day = first + timedelta(days=after)
        if day > stage.today:
            continue
        yield {
            "move_type": "in_invoice",
            "partner_id": suppliers[key].id,
            "ref": f"{key.upper()}-{first:%Y-%m}",
            "invoice_date": day,
            "date": day,
            "invoice_date_due": day + timedelta(days=SUPPLIERS[key][1]),
            "invoice_payment_term_id": False,
            "invoice_user_id": stage.users["anna"].id,
            "company_id": stage.company.id,
            "invoice_line_ids": [
                Command.create(
                    {
                        "name": name,
                        "account_id": accounts[name].id,
                        "price_unit": _cost(stage, name, number, first, monthly),
                        "tax_ids": False,
                    }
                )
                for name in names
            ],
        }


def _pay(stage, suppliers, bills):
    """Pay each supplier as late as usual; what is not due yet stays open."""
    late = {partner: SUPPLIERS[key][2] for key, partner in suppliers.items()}
    plan = []
    for bill in bills:
        day = bill.invoice_date_due + timedelta(days=late[bill.partner_id])
        if day < stage.today:
            plan.append((bill, day))
    payments = stage["account.payment"].create(
        [
            {
                "payment_type": "outbound",
                "partner_type": "supplier",
                "partner_id": bill.partner_id.id,
                "amount": bill.amount_total,
                "date": day,
                "memo": bill.ref,
                "journal_id": stage.bank.id,
                "company_id": stage.company.id,
            }
            for bill, day in plan
        ]
    )
    payments.action_post()
    pairs = zip((bill for bill, _day in plan), payments.move_id, strict=True)
    money.match(pairs, "liability_payable")


def _salaries(stage, accounts, firsts, monthly):
    """Salaries and the bank's fees leave the bank on the 27th, without a bill."""
    entries = []
    for number, first in enumerate(firsts):
        day = first.replace(day=27)
        if day > stage.today:
            continue
        costs = {
            name: _cost(stage, name, number, first, monthly)
            for name in ("Salary Expenses", "Bank Fees")
        }
        lines = [(accounts[name], cost) for name, cost in costs.items()]
        lines.append((stage.bank.default_account_id, -sum(costs.values())))
        entries.append(
            {
                "move_type": "entry",
                "journal_id": stage.bank.id,
                "date": day,
                "ref": f"{first:%Y-%m}",
                "line_ids": [
                    Command.create(
                        {
                            "account_id": account.id,
                            "name": account.name,
                            "balance": balance,
                        }
                    )
                    for account, balance in lines
                ],
            }
        )
    stage["account.move"].create(entries).action_post()
