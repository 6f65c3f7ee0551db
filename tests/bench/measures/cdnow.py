"""23,570 real customers: scores and tiers exact, silence predicted (CDNOW)."""

from datetime import date, timedelta
from decimal import Decimal

from freezegun import freeze_time

from .. import by_hand, cdnow, ledger
from ..table import row

END, MIDDLE = date(1998, 6, 30), date(1997, 9, 30)
YEAR_BEFORE = date(1997, 6, 30)


def rows(env, path):
    purchases = cdnow.purchases(path)
    customers = by_hand.by_customer(purchases)
    ids = ledger.customers(env.cr, {key: f"Customer {key}" for key in customers})
    papers = [
        (number, ids[one.customer], one.day, one.amount)
        for number, one in enumerate(purchases)
    ]
    ledger.papers(env.cr, papers, ordered=False)
    yield from _exact(env, customers, ids)
    env.cr.execute("DELETE FROM smb_scorecard; DELETE FROM smb_tier_change")
    yield from _predicted(env, customers, ids, cdnow.sample(path))


def _exact(env, customers, ids):
    """Scores and tiers at the end of June 1998, of the twelve months before."""
    cards = _cards(env, END)
    window = {
        key: [one for one in ones if one.day > YEAR_BEFORE]
        for key, ones in customers.items()
    }
    revenue = {
        key: sum((Decimal(one.amount) for one in ones), Decimal(0))
        for key, ones in window.items()
    }
    active = [key for key, ones in window.items() if ones]
    scores = {
        "recency_score": {key: max(one.day for one in window[key]) for key in active},
        "frequency_score": {key: len(window[key]) for key in active},
        "monetary_score": {key: revenue[key] for key in active},
    }
    yield row("", "CDNOW: customers", len(cards), "= 23,570", len(cards) == 23_570)
    for name, figures in scores.items():
        mine = by_hand.quintiles(figures)
        wrong = sum(cards[ids[key]][name] != mine.get(key, 0) for key in customers)
        yield row("", f"  {name} unlike plain Python", wrong, "= 0", not wrong)
    tiers = env["smb.tier.policy"]._of(env.company).tier_ids.sorted()
    places = by_hand.pareto(revenue, tiers.mapped("share_to"))
    for place, tier in enumerate(tiers):
        mine = [ids[key] for key in customers if places[key] == place]
        found = {id_ for id_, card in cards.items() if card["tier_id"] == tier.id}
        # Odoo reads numbers as floats
        total = sum(round(Decimal(cards[id_]["revenue"]), 2) for id_ in found)
        off = total - sum(revenue[key] for key in customers if places[key] == place)
        same = found == set(mine) and not off
        text = f"  tier {tier.name}: {len(found):,} customers, {total:,.2f}; off by"
        yield row("", text, f"{off:.2f}", "= 0.00", same)


def _predicted(env, customers, ids, sample):
    """Who is silent in weeks 40 to 78, as judged at the end of week 39."""
    cards = _cards(env, MIDDLE)
    keys = sorted(key for key in sample if min(customers[key]).day <= MIDDLE)
    silent = [int(not any(one.day > MIDDLE for one in customers[key])) for key in keys]
    known = [[one.day for one in customers[key] if one.day <= MIDDLE] for key in keys]
    lives = [by_hand.life(days, MIDDLE) for days in known]
    judges = {
        "chance of another order": [-cards[ids[key]]["return_chance"] for key in keys],
        "(a) days since the last purchase": [
            (MIDDLE - max(days)) // timedelta(days=1) for days in known
        ],
        "(b) BG/NBD, a purchase in these weeks": [
            -by_hand.alive(*life) * by_hand.buys(life[0], life[2], 39) for life in lives
        ],
        "(b) BG/NBD, alive": [-by_hand.alive(*life) for life in lives],
        "quiet, yes or no": [bool(cards[ids[key]]["quiet_reason"]) for key in keys],
    }
    found = {name: by_hand.auc(scores, silent) for name, scores in judges.items()}
    text = f"CDNOW sample: {len(keys):,} customers, silent in weeks 40-78"
    yield row("", text, sum(silent), "", None)
    mine, _days, *published, _yes = found.values()
    for name, figure in found.items():
        ours = figure == mine
        met = mine >= max(published) if ours else None
        goal = ">= (b)" if ours else ""
        yield row("", f"  AUC {name}", f"{figure:.4f}", goal, met)


def _cards(env, day):
    """The scorecards as they were in the evening of ``day``, by customer."""
    with freeze_time(f"{day} 20:00:00"):
        env["smb.scorecard"].sudo()._refresh(companies=env.company)
    env.cr.execute(
        "SELECT * FROM smb_scorecard WHERE company_id = %s", [env.company.id]
    )
    return {card["partner_id"]: card for card in env.cr.dictfetchall()}
