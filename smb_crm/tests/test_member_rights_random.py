"""Purchases of levels, at random, against a calendar that is lived day by day."""

from datetime import date, timedelta
from random import Random

from dateutil.relativedelta import relativedelta

from odoo.tests import tagged

from .member_life_case import MemberLifeCase

BEGIN = date(2026, 1, 1)
DAYS = 365 * 6
DAY = timedelta(days=1)
CASES = 60


def lived(purchases):
    """Level of each day: the best that was bought and has days left uses up one.

    A purchase has as many days as its months have from the first one used.
    """
    left, levels = {}, []
    for number in range(DAYS):
        day = BEGIN + DAY * number
        for key, (_rank, bought, _months) in enumerate(purchases):
            if bought <= day and key not in left:
                left[key] = None
        usable = [key for key in left if left[key] != 0]
        if not usable:
            levels.append(None)
            continue
        used = min(usable, key=lambda key: (purchases[key][0], key))
        if left[used] is None:
            left[used] = (day + relativedelta(months=purchases[used][2]) - day).days
        left[used] -= 1
        levels.append(purchases[used][0])
    return levels


@tagged("post_install", "-at_install")
class TestMemberRightsRandom(MemberLifeCase):
    def test_every_day_has_the_level_that_was_paid_for(self):
        dice = Random(5)
        membership = self.join()
        levels = (self.gold, self.silver, self.bronze)
        for case in range(CASES):
            purchases = [
                (
                    dice.randrange(3),
                    BEGIN + DAY * dice.randrange(700),
                    dice.randrange(1, 15),
                )
                for _number in range(dice.randrange(1, 7))
            ]
            # orders come in the order of their days
            purchases.sort(key=lambda purchase: purchase[1])
            rights = self.rights(membership, levels, purchases)
            gone = dice.randrange(len(purchases) + 1)
            for kept in (range(len(purchases)), [*range(gone), *range(gone + 1, 9)]):
                chosen = [n for n in kept if n < len(purchases)]
                mine = rights.browse([rights[n].id for n in chosen])
                mine._place()
                with self.subTest(case=case, kept=chosen):
                    expected = lived([purchases[n] for n in chosen])
                    self.assertEqual(self.shown(mine, levels), expected)
            rights.unlink()

    def rights(self, membership, levels, purchases):
        return self.env["smb.membership.right"].create(
            [
                {
                    "membership_id": membership.id,
                    "partner_id": self.acme.id,
                    "company_id": self.company.id,
                    "level_id": levels[rank].id,
                    "source": "order",
                    "date": bought,
                    "months": months,
                }
                for rank, bought, months in purchases
            ]
        )

    def shown(self, rights, levels):
        """Level of each day by the rights."""
        spans = [
            (levels.index(one.level_id), one.date_from, one.date_to) for one in rights
        ]
        shown = []
        for number in range(DAYS):
            day = BEGIN + DAY * number
            ranks = [rank for rank, first, last in spans if first <= day <= last]
            shown.append(min(ranks, default=None))
        return shown
