"""Who bought what and when: decided here, without touching the database."""

from dataclasses import dataclass, field

DAYS = 720
RHYTHM = {"A": 84, "B": 260, "C": 600}
KINDS = {"A": 4, "B": 3}
QUIET_SINCE = {"vostok": 210, "magnolia": 300, "zoe": 240, "samovar": 100, "nandu": 400}
NEVER_PAYS_LAST = {
    "magnolia",
    "samovar",
    "patagonia",
    "rioplata",
    "vostok",
    "lune",
    "akhmetov",
    "mcallister",
}
SCARCE = {"MT-P01", "MT-W01"}
UPS_AND_DOWNS = (0.5, 0.7, 0.8, 1, 1, 1.2, 1.5)

# what is on the desk right now: customer, ordered, promised, delivered, scarce goods
FRESH = (
    ("harrow", -21, -6, None, False),
    ("rioplata", -18, -4, None, False),
    ("kavine", -12, -2, None, False),
    ("dupain", -15, -1, None, False),
    ("zalgiris", -9, -3, None, True),
    ("alatau", -7, -1, None, True),
    ("taipei", -6, 3, None, True),
    ("hanse", -6, 0, None, False),
    ("ciguena", -5, 0, None, False),
    ("penalver", -4, 1, None, False),
    ("bluebell", -4, 1, None, False),
    ("longfeng", -2, 4, None, False),
    ("northport", -1, 6, None, False),
    ("mueller", -8, -2, -2, False),
    ("azuolynas", -6, -1, -1, False),
    ("guangzhou", -7, -1, 0, False),
)
# quotations that did not become orders: customer, made, valid until, state
OPEN = (
    ("hanse", -5, 25, "sent"),
    ("penalver", -9, 12, "sent"),
    ("alatau", -12, 3, "sent"),
    ("harrow", -3, 27, "draft"),
    ("zalgiris", -14, 1, "sent"),
    ("taipei", -2, 28, "draft"),
    ("dupain", -7, 8, "sent"),
    ("olivar", -1, 29, "draft"),
    ("prueckel", -6, 24, "sent"),
    ("gesiroza", -4, 26, "sent"),
    ("hanbit", -10, 20, "sent"),
    ("teehaus", 0, 30, "draft"),
    ("tejo", -3, 27, "draft"),
    ("kyoto", -2, 28, "sent"),
    ("rioplata", -45, -15, "sent"),
    ("vostok", -70, -40, "sent"),
    ("mcallister", -38, -8, "sent"),
    ("patagonia", -60, -30, "sent"),
    ("nandu", -95, -65, "sent"),
    ("akhmetov", -33, -3, "sent"),
    ("sunrise", -20, 10, "cancel"),
    ("magnolia", -110, -80, "cancel"),
    ("samovar", -65, -35, "cancel"),
    ("zoe", -150, -120, "cancel"),
    ("kiefer", -210, -180, "cancel"),
    ("lune", -260, -230, "cancel"),
    ("baltic", -320, -290, "cancel"),
    ("longfeng", -390, -360, "cancel"),
    ("bluebell", -440, -410, "cancel"),
    ("northport", -480, -450, "cancel"),
    ("silas", -120, -90, "cancel"),
    ("hanse", -520, -490, "cancel"),
    ("penalver", -610, -580, "cancel"),
)


@dataclass
class Deal:
    """One quotation and what became of it; days count from today."""

    customer: str
    made: int
    state: str
    promised: int | None = None
    delivered: int | None = None
    valid_until: int = 0
    basket: list = field(default_factory=list)


def deals(customers, codes, dice):
    """Every deal of the last two years, oldest first.

    :param customers: rows of the customer table
    :param codes: product codes to choose from
    """
    rows = {row["key"]: row for row in customers}
    told = [
        Deal(key, -age, "sale", promised, delivered, valid_until=30 - age)
        for row in customers
        for key, age, promised, delivered in _past(row, dice)
    ]
    told += [
        Deal(key, made, "sale", promised, delivered, made + 30)
        for key, made, promised, delivered, _scarce in FRESH
    ]
    told += [Deal(key, made, state, None, None, end) for key, made, end, state in OPEN]
    scarce = {(key, made) for key, made, *_dates, rare in FRESH if rare}
    plenty = sorted(set(codes) - SCARCE)
    for deal in told:
        is_scarce = (deal.customer, deal.made) in scarce
        choice = sorted(SCARCE) if is_scarce else plenty
        deal.basket = _basket(rows[deal.customer], choice, dice)
    return sorted(told, key=lambda deal: deal.made)


def _past(row, dice):
    """Orders of one customer that are long delivered."""
    rhythm = RHYTHM.get(row["size"])
    if not rhythm:
        return
    oldest = min(int(row["since"]), DAYS) - 8
    age = oldest - dice.randint(0, min(rhythm, oldest) // 3)
    newest = QUIET_SINCE.get(row["key"], 24)
    while age >= newest:
        promised = dice.randint(4, 10) - age
        slip = dice.choice((0, 0, 0, 0, 0, -1, 1, 3, 6))
        yield row["key"], age, promised, promised + slip
        age -= round(rhythm * dice.uniform(0.75, 1.25))


def _basket(row, codes, dice):
    """Some articles, in the quantities this customer usually takes."""
    kinds = min(KINDS.get(row["size"], 2), len(codes))
    chosen = dice.sample(codes, dice.randint(max(1, kinds - 2), kinds))
    usual = int(row["volume"])
    return [
        (code, max(1, round(usual * dice.choice(UPS_AND_DOWNS)))) for code in chosen
    ]


def paid_share(row, is_last, due, dice):
    """How much of an invoice is paid, and on which day, given the customer's habit.

    :param due: days from today until it is due (negative: overdue)
    :return: share between 0 and 1, and the day of the payment
    """
    day = due + int(row["pays"] or 0) + dice.randint(-3, 3)
    if day >= 0 or (is_last and row["key"] in NEVER_PAYS_LAST):
        return 0, None
    is_partial = is_last and due > -120 and dice.random() < 0.4
    return (dice.choice((0.3, 0.5, 0.6)) if is_partial else 1), day
