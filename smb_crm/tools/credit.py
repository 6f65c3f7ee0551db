"""Whether a customer may have more on credit: figures in, reasons out."""

from dataclasses import dataclass

ORDER, DELIVERY = "order", "delivery"
WARN, BLOCK = "warn", "block"


@dataclass(frozen=True)
class Terms:
    """What one rule looks at, for which tiers, and what it does about it.

    ``days`` is ``None`` where the rule does not look at overdue amounts.
    """

    rule_id: int
    act: str
    moments: tuple = (ORDER, DELIVERY)
    tier_ids: frozenset = frozenset()
    days: int | None = None
    amount: float = 0.0
    limit: bool = False
    trust: bool = False


@dataclass(frozen=True)
class Control:
    """What a company decided: its rules, and how it counts."""

    terms: tuple = ()
    promises: bool = True
    tolerance: float = 0.0

    def of_tier(self, tier_id, moment):
        """Rules that name the tier; where none does, those for everybody else.

        >>> a, rest = Terms(1, WARN, tier_ids=frozenset([7])), Terms(2, BLOCK)
        >>> control = Control((a, rest))
        >>> [t.rule_id for t in control.of_tier(7, ORDER)]
        [1]
        >>> [t.rule_id for t in control.of_tier(None, DELIVERY)]
        [2]
        """
        here = [terms for terms in self.terms if moment in terms.moments]
        named = [terms for terms in here if tier_id in terms.tier_ids]
        return named or [terms for terms in here if not terms.tier_ids]


@dataclass
class Standing:
    """What a customer owes a company, in the company's currency.

    ``late`` lists days past due and amount of what is overdue; ``paid`` is money not
    matched with anything yet, ``promised`` what the customer said to pay soon. Both
    count against what is oldest.
    """

    owed: float = 0.0
    ordered: float = 0.0
    delivered: float = 0.0
    limit: float = 0.0
    bad: bool = False
    late: tuple = ()
    paid: float = 0.0
    promised: float = 0.0
    tier_id: int | None = None

    def overdue(self, days=0):
        """What is late by more than ``days``.

        >>> standing = Standing(late=((31, 100), (30, 50)), paid=20)
        >>> standing.overdue(), standing.overdue(30), standing.overdue(31)
        (130.0, 80.0, 0)
        """
        older = sum(amount for late, amount in self.late if late > days)
        return max(older - self.paid - self.promised, 0)

    def oldest(self):
        """Days of the oldest item that no free money covers.

        >>> Standing(late=((90, 10), (40, 10), (5, 10)), paid=15).oldest()
        40
        >>> Standing().oldest()
        0
        """
        free = self.paid + self.promised
        for late, amount in sorted(self.late, reverse=True):
            free -= amount
            if free < 0:
                return late
        return 0

    def exposure(self, moment, amount=0.0):
        """All that is open on credit once ``amount`` comes on top.

        An order adds to everything ordered; a delivery to what is delivered.

        >>> standing = Standing(owed=10, ordered=100, delivered=20)
        >>> standing.exposure(ORDER, 5), standing.exposure(DELIVERY, 5)
        (115, 35)
        """
        return self.owed + self._open(moment) + amount

    def _open(self, moment):
        return self.ordered if moment == ORDER else self.delivered


@dataclass(frozen=True)
class Finding:
    """One reason why a rule speaks, with the figures behind it."""

    act: str
    kind: str
    rule_id: int
    amount: float = 0.0
    days: int = 0


def findings(standing, control, moment, amount, compare):
    """Why the rules speak, what blocks first.

    :param amount: what the order or delivery adds
    :param compare: compares two amounts as the currency rounds them

    >>> def compare(a, b):
    ...     return (round(a, 2) > round(b, 2)) - (round(a, 2) < round(b, 2))
    >>> limit, late = Terms(1, WARN, limit=True), Terms(2, BLOCK, days=30, amount=50)
    >>> control = Control((limit, late))
    >>> standing = Standing(owed=90, limit=100, late=((31, 50),))
    >>> [(f.act, f.kind) for f in findings(standing, control, ORDER, 10, compare)]
    [('block', 'overdue')]
    >>> [(f.act, f.kind) for f in findings(standing, control, ORDER, 10.01, compare)]
    [('block', 'overdue'), ('warn', 'limit')]
    """
    found = [
        finding
        for terms in control.of_tier(standing.tier_id, moment)
        for finding in _of_terms(standing, terms, moment, amount, compare)
    ]
    return sorted(found, key=lambda finding: finding.act != BLOCK)


def _of_terms(standing, terms, moment, amount, compare):
    if terms.days is not None:
        overdue = standing.overdue(terms.days)
        if compare(overdue, 0) > 0 and compare(overdue, terms.amount) >= 0:
            yield Finding(terms.act, "overdue", terms.rule_id, overdue, terms.days)
    exposure = standing.exposure(moment, amount)
    if terms.limit and standing.limit and compare(exposure, standing.limit) > 0:
        yield Finding(terms.act, "limit", terms.rule_id, exposure)
    if terms.trust and standing.bad:
        yield Finding(terms.act, "trust", terms.rule_id)
