"""Northwind's 830 orders at the end of April 1998: a table its readers can judge."""

import csv
from collections import defaultdict
from datetime import date
from decimal import Decimal
from pathlib import Path

from freezegun import freeze_time

from .. import by_hand, ledger
from ..table import row

END, YEAR_BEFORE = date(1998, 4, 30), date(1997, 4, 30)
CENT = Decimal("0.01")


def rows(env, folder):
    tables = {
        name: _table(folder, name) for name in ("customers", "orders", "order_details")
    }
    names = {one["customer_id"]: one["company_name"] for one in tables["customers"]}
    ids = ledger.customers(env.cr, names)
    amounts = defaultdict(Decimal)
    for line in tables["order_details"]:
        value = Decimal(line["unit_price"]) * int(line["quantity"])
        value *= 1 - Decimal(line["discount"])
        amounts[line["order_id"]] += value.quantize(CENT)
    orders = [
        (
            int(one["order_id"]),
            one["customer_id"],
            date.fromisoformat(one["order_date"]),
        )
        for one in tables["orders"]
    ]
    papers = [(n, ids[who], day, amounts[str(n)]) for n, who, day in orders]
    ledger.papers(env.cr, papers, ordered=True)
    with freeze_time(f"{END} 20:00:00"):
        env["smb.scorecard"].sudo()._refresh(companies=env.company)
    cards = env["smb.scorecard"].sudo().search([("partner_id", "in", [*ids.values()])])
    yield row("", "Northwind: orders", len(orders), "= 830", len(orders) == 830)
    yield from _exact(env, cards, orders, amounts, ids)
    yield from _concentration(cards)
    yield from _quiet(cards)


def _exact(env, cards, orders, amounts, ids):
    revenue = dict.fromkeys({who for _n, who, day in orders if day <= END}, Decimal(0))
    for number, who, day in orders:
        if YEAR_BEFORE < day <= END:
            revenue[who] += amounts[str(number)]
    tiers = env["smb.tier.policy"]._of(env.company).tier_ids.sorted()
    places = by_hand.pareto(revenue, tiers.mapped("share_to"))
    for place, tier in enumerate(tiers):
        mine = {ids[who] for who, found in places.items() if found == place}
        found = cards.filtered(lambda card, tier=tier: card.tier_id == tier)
        total = sum(found.mapped("revenue"))
        share = sum(found.mapped("revenue_share"))
        text = f"  {tier.name}: {len(found)} customers, {share:.0%} of revenue"
        yield row("", text, total, "", set(found.partner_id.ids) == mine)


def _concentration(cards):
    yield row("", "The ten best: revenue of 12 months", "", "up to", None)
    for card in cards.sorted("revenue_rank")[:10]:
        text = f"  {card.tier_id.name} {card.partner_id.name}, {card.orders} orders"
        yield row("", text, card.revenue, f"{card.revenue_cumulative:.0%}", None)


def _quiet(cards):
    quiet = cards.filtered("quiet_reason")
    yield row("", "Quiet: days since the last order", len(quiet), "usual", None)
    for card in quiet.sorted("last_deal_date"):
        silent = (END - card.last_deal_date).days
        reason = dict(card._fields["quiet_reason"].selection)[card.quiet_reason].lower()
        text = f"  {card.tier_id.name} {card.partner_id.name}, {reason}"
        yield row("", text, silent, f"{card.interval_days:.0f}", None)


def _table(folder, name):
    with open(Path(folder) / f"{name}.csv", encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))
