"""Who is a member, at which level, what it brings, and what it saved so far."""

from datetime import datetime, time, timedelta

from dateutil.relativedelta import relativedelta

from odoo.fields import Command

GOLD = [
    {"name": "8 % on everything", "kind": "discount", "discount": 8},
    {
        "name": "Dispatched within a day",
        "kind": "priority",
        "lead_days": 1,
        "instruction": "Gold member: tissue paper, tea sampler and a handwritten card.",
    },
]
SILVER = [
    {
        "name": "5 % on tea and coffee",
        "kind": "discount",
        "discount": 5,
        "applies_on": "product",
        "codes": ["MT-C01", "MT-C02", "MT-T01", "MT-T02"],
    },
]
LEVELS = {
    "partnership.res_partner_grade_data_gold": ("A", 3, GOLD),
    "partnership.res_partner_grade_data_silver": (None, 10, SILVER),
}
# customer, level, how it came about, days since it began, days until it ends; what a
# tier earns has no end
MEMBERS = [
    ("hanse", 0, "tier", 340, None),
    ("penalver", 0, "tier", 300, None),
    ("alatau", 0, "tier", 200, None),
    ("harrow", 0, "hand", 90, 275),
    ("zalgiris", 1, "order", 280, 85),
    ("baltic", 1, "order", 345, 20),
    ("dupain", 1, "hand", 340, 25),
    ("taipei", 1, "order", 40, 325),
    ("northport", 1, "order", 400, -35),
    ("vostok", 1, "order", 250, 115),
]
REASONS = {
    "harrow": "Recommended us to three shops",
    "dupain": "Let us hold tastings in the shop",
}
SUSPENDED = {"vostok": "Invoices are open since spring"}
# customer, days ago, product and quantity
ORDERS = [
    ("hanse", 3, {"MT-C01": 12, "MT-G01": 4}),
    ("penalver", 6, {"MT-O01": 20}),
    ("zalgiris", 9, {"MT-C01": 6, "MT-L01": 2}),
]


def admit(stage):
    """Levels with benefits, and the members of two years."""
    levels = [_furnish(stage, ref, *words) for ref, words in LEVELS.items()]
    memberships = stage["smb.membership"]
    for key, place, source, ago, ahead in MEMBERS:
        memberships._join(
            stage.customers[key],
            stage.company,
            levels[place],
            source,
            date_start=stage.today - timedelta(days=ago),
            date_end=ahead and stage.today + timedelta(days=ahead),
            reason=REASONS.get(key),
        )
    for key, reason in SUSPENDED.items():
        stage.customers[key].smb_membership_id.action_suspend(reason)
    _earn(stage, memberships)
    memberships.search([("state", "=", "ended")])._remember("left")
    _date_history(stage)
    if stage.is_first:
        for row in ORDERS:
            _order(stage, *row)


def _earn(stage, memberships):
    """Who has the tier of a level has earned it, since some months."""
    for number, row in enumerate(memberships._find_earned(stage.company), 2):
        memberships._earn_one(row)
        customer = stage["res.partner"].browse(row[1])
        membership = customer.smb_membership_id
        day = stage.today - timedelta(days=30 * number)
        membership.right_ids.filtered(lambda right: right.source == "tier").write(
            {"date": day, "date_from": day}
        )
        membership.date_start = min(membership.date_start, day)


def _furnish(stage, ref, tier, color, benefits):
    """A level of Odoo's own with benefits, earned by a tier."""
    level = stage.env.ref(ref)
    level.smb_color = color
    policy = stage["smb.tier.policy"]._of(stage.company)
    if tier:
        policy.tier_ids.filtered(lambda one: one.name == tier).level_id = level
    stage["smb.member.benefit"].create(
        [
            {**_benefit_vals(stage, words), "level_id": level.id, "sequence": number}
            for number, words in enumerate(benefits, 1)
        ]
    )
    return level


def _benefit_vals(stage, words):
    vals = {**words, "company_id": stage.company.id}
    codes = vals.pop("codes", [])
    if codes:
        templates = [stage.products[code].product_tmpl_id.id for code in codes]
        vals["product_ids"] = [Command.set(templates)]
    return vals


def _date_history(stage):
    """The history happened when the memberships began or ended, not today."""
    days = {
        "suspended": lambda _membership: stage.today - relativedelta(days=40),
        "left": lambda membership: membership.date_end,
    }
    for change in stage["smb.membership.change"].search([]):
        day = days.get(change.kind, lambda membership: membership.date_start)
        change.date = day(change.membership_id)


def _order(stage, key, ago, lines):
    customer = stage.customers[key]
    order = stage["sale.order"].create(
        {
            "partner_id": customer.id,
            "user_id": customer.user_id.id,
            "order_line": [
                Command.create(
                    {"product_id": stage.products[code].id, "product_uom_qty": number}
                )
                for code, number in lines.items()
            ],
        }
    )
    order.action_confirm()
    day = stage.today - timedelta(days=ago)
    order.date_order = datetime.combine(day, time(10))
    stage["smb.benefit.use"].search([("order_id", "=", order.id)]).date = day
