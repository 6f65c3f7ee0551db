"""From figures to tiers: SQL agrees with the specification in tools/tiering.py."""

import random
from datetime import timedelta

from odoo.tests import tagged

from ..tools import tiering
from .tier_case import DAY, TierCase

METHODS = ("pareto", "threshold", "percentile")


@tagged("post_install", "-at_install")
class TestTierLines(TierCase):
    def limits(self, dice, method, count):
        if method == "threshold":
            return sorted(dice.sample(range(1, 400), count), reverse=True)
        return sorted(dice.sample(range(1, 101), count))

    def test_lines_equal_those_of_the_specification(self):
        """Random companies with ties, losses and nobody, in every method."""
        dice = random.Random(19)
        customers = [self.customer(f"Customer {n}") for n in range(30)]
        for number in range(60):
            method, ties = dice.choice(METHODS), dice.choice(("up", "down"))
            size = dice.choice((0, 1, 2, 7, 30))
            top = dice.choice((3, 20, 400))
            measures = [dice.randint(-2, top) for _ in range(size)]
            limits = self.limits(dice, method, 2)
            self.rules(method=method, ties=ties, limits=[*limits, 100])
            with self.subTest(number=number, measures=measures, limits=limits):
                self.stage(dict(zip(customers, measures, strict=False)))
                found = self.cards._tier_lines(self.policy)
                self.assertEqual(found, tiering.lines(measures, method, limits, ties))

    def test_cents_on_the_line_count(self):
        """0.1 + 0.2 is 0.3 here."""
        one, two, three = (self.customer(f"C{n}") for n in range(3))
        self.rules(limits=[60, 95])
        figures = {one: "0.30", two: "0.20", three: "0.10"}
        self.stage(figures)
        # 0.30 of 0.60 is before two: 50 %; 0.50 of 0.60 before three: 83 %
        self.assertEqual(self.cards._tier_lines(self.policy), [0.2, 0.1])

    def test_who_cannot_be_ranked_moves_no_line(self):
        one, two = self.customer("One"), self.customer("Two")
        self.rules(method="percentile", limits=[50, 90])
        for odd in (
            {"counts": False},
            {"problem": "USD"},
            {"first_deal_date": None},
        ):
            with self.subTest(odd=odd):
                self.stage({one: 100, two: {"measure": 900, **odd}})
                self.assertEqual(self.cards._tier_lines(self.policy), [100, 100])


@tagged("post_install", "-at_install")
class TestTierAssignment(TierCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.one, cls.two, cls.three = (cls.customer(f"C{n}") for n in range(3))

    def thresholds(self, **vals):
        self.rules(method="threshold", limits=[1000, 100, 0], **vals)

    def test_many_days_equal_the_specification(self):
        """Random figures over weeks, with grace in runs or days, some days twice."""
        dice = random.Random(7)
        customers = [self.customer(f"Customer {n}") for n in range(6)]
        for kind in ("runs", "days"):
            for grace in (0, 1, 3):
                self.thresholds(grace_kind=kind, grace=grace)
                self.policy.write({"refreshed_at": False})
                self.env.cr.execute("DELETE FROM smb_scorecard")
                self.env.invalidate_all()
                standing = dict.fromkeys(customers, tiering.Standing(None))
                day, last = DAY, None
                for _run in range(12):
                    figures = {c: dice.choice((0, 50, 500, 5000)) for c in customers}
                    self.run_on(day, figures)
                    for customer, figure in figures.items():
                        was = standing[customer]
                        standing[customer] = tiering.settle(
                            was,
                            tiering.tier_of(figure, [1000, 100]),
                            day,
                            kind,
                            grace,
                            counted=day != last or was.runs == 0,
                        )
                        card = self.card(customer)
                        place = list(self.policy.tier_ids).index(card.tier_id)
                        since = card.falling_since or None
                        self.assertEqual(
                            tiering.Standing(place, since, card.falling_runs),
                            standing[customer],
                        )
                    last, day = day, day + timedelta(days=dice.choice((0, 1, 1, 2)))

    def test_zero_and_negative_figures_are_in_the_last_tier(self):
        self.rules(limits=[80, 95])
        tiers = self.run_on(DAY, {self.one: 10, self.two: 0, self.three: -5})
        self.assertEqual(tiers, {self.one: "A", self.two: "C", self.three: "C"})

    def test_all_equal_share_a_tier(self):
        figures = dict.fromkeys((self.one, self.two, self.three), 10)
        for ties, tier in (("up", "A"), ("down", "B")):
            self.rules(ties=ties, limits=[60, 95])
            self.env.cr.execute("DELETE FROM smb_scorecard")
            self.assertEqual(set(self.run_on(DAY, figures).values()), {tier})

    def test_nobody_is_no_trouble(self):
        for method in METHODS:
            limits = [90, 80] if method == "threshold" else [80, 90]
            self.rules(method=method, limits=limits)
            self.assertEqual(self.run_on(DAY, {}), {})

    def test_an_amount_on_the_line_is_in_the_better_tier(self):
        self.thresholds()
        tiers = self.run_on(
            DAY, {self.one: "1000.00", self.two: "999.99", self.three: "100.00"}
        )
        self.assertEqual(list(tiers.values()), ["A", "B", "B"])

    def test_who_never_bought_has_no_tier(self):
        self.thresholds()
        self.run_on(DAY, {self.one: 5000}, first_deal_date=None, counts=False)
        self.assertFalse(self.tier(self.one))
        self.assertEqual(self.history(self.one), [])

    def test_grace_in_days_ends_on_the_day(self):
        self.thresholds(grace=10)
        self.run_on(DAY, {self.one: 5000})
        for days, tier in ((1, "A"), (10, "A"), (11, "C")):
            self.run_on(DAY + timedelta(days=days), {self.one: 5})
            self.assertEqual(self.tier(self.one), tier, days)
        self.assertFalse(self.card(self.one).falling_since)

    def test_grace_in_runs_counts_one_run_a_day(self):
        self.thresholds(grace=2, grace_kind="runs")
        self.run_on(DAY, {self.one: 5000})
        for days, tier in ((1, "A"), (1, "A"), (1, "A"), (2, "A"), (2, "A"), (3, "C")):
            self.run_on(DAY + timedelta(days=days), {self.one: 5})
            self.assertEqual(self.tier(self.one), tier, days)

    def test_looking_at_one_customer_is_no_run(self):
        self.thresholds(grace=1, grace_kind="runs")
        self.run_on(DAY, {self.one: 5000})
        for days in range(1, 9):
            day = DAY + timedelta(days=days)
            self.run_on(day, {self.one: 5}, whole=False)
        self.assertEqual(self.tier(self.one), "A")

    def test_recovering_in_time_begins_the_grace_anew(self):
        self.thresholds(grace=10)
        self.run_on(DAY, {self.one: 5000})
        self.run_on(DAY + timedelta(days=1), {self.one: 5})
        self.run_on(DAY + timedelta(days=5), {self.one: 5000})
        self.run_on(DAY + timedelta(days=12), {self.one: 5})
        self.assertEqual(self.tier(self.one), "A")
        self.assertEqual(self.card(self.one).falling_since, DAY + timedelta(days=12))

    def test_up_is_at_once_and_earned_is_what_figures_say(self):
        self.thresholds(grace=300)
        self.run_on(DAY, {self.one: 500})
        self.run_on(DAY, {self.one: 5000})
        self.assertEqual(self.tier(self.one), "A")
        self.run_on(DAY, {self.one: 5})
        self.assertEqual(self.card(self.one).earned_tier_id, self.c)
        self.assertEqual(self.tier(self.one), "A")

    def test_new_customers_are_at_least_in_their_tier(self):
        self.thresholds(new_days=90, new_tier_id=self.b.id)
        first = {"first_deal_date": DAY}
        self.run_on(DAY, {self.one: 5, self.two: 5000}, **first)
        self.assertEqual([self.tier(self.one), self.tier(self.two)], ["B", "A"])
        self.assertEqual(self.card(self.one).earned_tier_id, self.c)
        self.run_on(DAY + timedelta(days=89), {self.one: 5}, **first)
        self.assertEqual(self.tier(self.one), "B")
        self.run_on(DAY + timedelta(days=90), {self.one: 5}, **first)
        self.assertEqual(self.tier(self.one), "C")

    def test_who_is_archived_or_left_out_loses_the_tier(self):
        self.thresholds(grace=100)
        for gone in ({"active": False, "counts": False}, {"counts": False}):
            self.run_on(DAY, {self.one: 5000})
            self.run_on(DAY, {self.one: {"measure": 5000, **gone}})
            self.assertFalse(self.tier(self.one))
            self.assertEqual(self.history(self.one)[-1], ("A", "", "figures"))
        last = self.changes.search([("partner_id", "=", self.one.id)], limit=1)
        self.assertEqual(last.direction, "left")

    def test_doubtful_figures_move_nobody(self):
        self.thresholds()
        self.run_on(DAY, {self.one: 500})
        for measure in (5000, 5):
            self.run_on(DAY, {self.one: measure, self.two: measure}, problem="USD")
            self.assertEqual(self.tier(self.one), "B")
            self.assertFalse(self.tier(self.two))
        self.run_on(DAY, {self.one: 5})
        self.assertEqual(self.tier(self.one), "C")

    def test_a_new_policy_moves_at_once_but_those_in_grace(self):
        self.thresholds(grace=100)
        self.run_on(DAY, {self.one: 5000, self.two: 5000})
        self.run_on(DAY, {self.one: 5, self.two: 5000})
        self.rules(limits=[9000, 100, 0])
        self.run_on(DAY, {self.one: 5, self.two: 5000}, cause="policy")
        self.assertEqual([self.tier(self.one), self.tier(self.two)], ["A", "B"])

    def test_each_move_is_written_down_once_with_its_figures(self):
        self.thresholds()
        columns = {"measure_rank": 1, "measure_share": 0.5}
        for measure in (500, 500, 5000, 5000, 5):
            self.run_on(DAY, {self.one: measure}, **columns)
        expected = [("", "B"), ("B", "A"), ("A", "C")]
        moves = [row[:2] for row in self.history(self.one)]
        self.assertEqual(moves, expected)
        last = self.changes.search([("partner_id", "=", self.one.id)], limit=1)
        self.assertRecordValues(
            last,
            [
                {
                    "direction": "down",
                    "measure_kind": "revenue",
                    "measure": 5,
                    "measure_rank": 1,
                    "measure_share": 0.5,
                    "customers": 1,
                    "window_months": 12,
                    "user_id": False,
                    "company_id": self.shop.id,
                }
            ],
        )

    def test_renaming_a_tier_does_not_rewrite_history(self):
        self.thresholds()
        self.run_on(DAY, {self.one: 5000})
        self.a.name = "Gold"
        self.assertEqual(self.history(self.one), [("", "A", "figures")])

    def test_companies_do_not_touch_each_other(self):
        self.thresholds()
        before = self.env["smb.scorecard"].search_count(
            [("company_id", "=", self.company.id), ("tier_id", "!=", False)]
        )
        self.run_on(DAY, {self.one: 5000})
        self.assertEqual(self.card(self.one).tier_id.company_id, self.shop)
        self.assertFalse(self.card(self.one, self.company))
        after = self.env["smb.scorecard"].search_count(
            [("company_id", "=", self.company.id), ("tier_id", "!=", False)]
        )
        self.assertEqual(before, after)
