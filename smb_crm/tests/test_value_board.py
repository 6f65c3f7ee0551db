from datetime import date, timedelta

from odoo import fields
from odoo.exceptions import AccessError
from odoo.tests import tagged

from .value_case import CARD, ValueCase

BOARD = "smb.value.board"
PARTS = ("smb_overview", "smb_cohorts", "smb_growth", "smb_movers")


class BoardCase(ValueCase):
    def board(self, user=None):
        return self.env[BOARD].with_user(user or self.max)


@tagged("post_install", "-at_install")
class TestBoardRights(BoardCase):
    """Sums over all customers are for those who may see all customers."""

    def test_who_may_see_all_customers_sees_the_sums(self):
        for user in (self.sam, self.max, self.anna):
            for part in PARTS:
                with self.subTest(user=user.login, part=part):
                    self.assertTrue(getattr(self.board(user), part)())

    def test_nobody_else_does(self):
        for user in (self.sally, self.will, self.uma, self.paul):
            for part in PARTS:
                ask = getattr(self.board(user), part)
                with self.subTest(user=user.login, part=part):
                    self.assertRaises(AccessError, ask)

    def test_only_managers_are_warned(self):
        self.patch(type(self.env[BOARD]), "_alarms", lambda board, totals: ["!"])
        self.assertEqual(self.board(self.max).smb_overview()["alarms"], ["!"])
        self.assertFalse(self.board(self.anna).smb_overview()["alarms"])

    def test_each_company_sees_its_own(self):
        elsewhere = self.second_company()
        theirs = self.tiers(elsewhere)
        self.card(self.acme, theirs[0], revenue=7)
        self.max.company_ids += elsewhere
        there = self.board().with_context(allowed_company_ids=elsewhere.ids)
        self.assertEqual(there.smb_overview()["totals"]["revenue"], 7)
        both = (self.company + elsewhere).ids
        here = self.board().with_context(allowed_company_ids=both)
        self.assertEqual(here.smb_overview()["totals"]["revenue"], 1000)


@tagged("post_install", "-at_install")
class TestOverview(BoardCase):
    """What the first look says is what the scorecards say."""

    def test_tiers_add_up(self):
        tiers = {tier["name"]: tier for tier in self.board().smb_overview()["tiers"]}
        self.assertEqual(tiers["A"]["customers"], 1)
        self.assertEqual(tiers["A"]["revenue"], 900)
        self.assertEqual(tiers["B"]["quiet"], 1)
        self.assertEqual(tiers["C"]["customers"], 0)

    def test_the_curve_rises_to_the_whole(self):
        bars = self.board().smb_overview()["pareto"]["bars"]
        self.assertEqual([bar["name"] for bar in bars], ["Acme Trading", "Globex"])
        self.assertEqual([bar["share"] for bar in bars], [0.9, 1])
        self.assertEqual([bar["tier_id"] for bar in bars], [self.a.id, self.b.id])

    def test_many_customers_share_bars_and_nobody_is_lost(self):
        for n in range(300):
            self.card(self.customer(f"Customer {n}"), self.c, revenue=1)
            if n == 100:
                # the best is not hidden in an average with the second
                best = self.board().smb_overview()["pareto"]["bars"][0]
                self.assertEqual((best["last"], best["revenue"]), (1, 900))
        pareto = self.board().smb_overview()["pareto"]
        self.assertEqual(len(pareto["bars"]), 80)
        self.assertEqual(pareto["bars"][-1]["last"], 302)
        self.assertEqual(pareto["customers"], 302)
        sizes = [bar["last"] - bar["first"] + 1 for bar in pareto["bars"]]
        self.assertEqual(sum(sizes), 302)
        revenue = sum(
            bar["revenue"] * size
            for bar, size in zip(pareto["bars"], sizes, strict=True)
        )
        self.assertAlmostEqual(revenue, 1300)

    def test_the_sentence_counts_the_best_fifth(self):
        self.assertEqual(self.board().smb_overview()["pareto"]["best_share"], 0.9)
        for n in range(8):
            self.card(self.customer(f"Customer {n}"), self.c, revenue=10)
        pareto = self.board().smb_overview()["pareto"]
        self.assertAlmostEqual(pareto["best_share"], 1000 / 1080)
        self.assertEqual(pareto["few"], 1)
        # 20 % of 11 are 2, not the 3 who are more than a quarter of them
        self.card(self.customer("One More"), self.c, revenue=10)
        pareto = self.board().smb_overview()["pareto"]
        self.assertAlmostEqual(pareto["best_share"], 1000 / 1090)

    def test_negative_revenue_is_no_part_of_the_curve(self):
        self.card(self.customer("Refunds Only"), self.c, revenue=-50)
        overview = self.board().smb_overview()
        self.assertEqual(len(overview["pareto"]["bars"]), 2)
        self.assertEqual(overview["totals"]["revenue"], 950)

    def test_cells_count_customers_of_a_recency_and_frequency(self):
        initech = self.customer("Initech")
        scores = {"recency_score": 5, "frequency_score": 3, "monetary_score": 1}
        self.card(initech, self.c, revenue=20, **scores)
        self.card(self.customer("Hooli"), self.c, revenue=30, **scores)
        self.assertEqual(
            self.board().smb_overview()["rfm"],
            [
                {
                    "recency": 5,
                    "frequency": 3,
                    "customers": 2,
                    "revenue": 50,
                    "amount": 1,
                }
            ],
        )

    def test_archived_customers_leave_tiers_stages_and_matrix_but_not_the_sums(self):
        card = self.env[CARD].search([("partner_id", "=", self.globex.id)])
        card.write({"recency_score": 3, "frequency_score": 3, "revenue_before": 500})
        before = self.board().smb_overview()
        self.assertTrue(before["rfm"])
        card.active = False
        after = self.board().smb_overview()
        self.assertFalse(after["rfm"])
        self.assertEqual([tier["customers"] for tier in after["tiers"]], [1, 0, 0])
        self.assertEqual(sum(stage["customers"] for stage in after["stages"]), 1)
        left = {"customers": 1, "quiet": 0, "quiet_revenue": 0, "health": 90}
        self.assertEqual(after["totals"], before["totals"] | left)
        self.assertEqual(after["pareto"], before["pareto"])

    def test_whoever_leaves_and_is_archived_still_rings_the_alarm(self):
        for n in range(12):
            vals = {"revenue_before": 10, "revenue": 0 if n < 8 else 50}
            self.card(self.customer(f"C{n}"), self.c, active=n >= 8, **vals)
        totals = self.board()._totals()
        self.assertEqual(totals["buying_before"], 12)
        self.assertEqual(totals["revenue_before"], 120)
        kinds = [alarm["kind"] for alarm in self.board()._alarms(totals)]
        self.assertIn("false_growth", kinds)

    def test_lost_customers_are_not_counted_as_quiet(self):
        hooli = self.customer("Hooli")
        self.card(hooli, self.b, lifecycle="lost")
        overview = self.board().smb_overview()
        self.assertEqual(overview["totals"]["quiet"], 1)
        self.assertEqual(sum(tier["quiet"] for tier in overview["tiers"]), 1)
        partners = self.env["res.partner"].with_user(self.max)
        found = partners.search([("smb_quiet", "=", True)])
        self.assertIn(self.globex, found)
        self.assertNotIn(hooli, found)

    def test_a_company_without_customers_is_shown_as_empty(self):
        self.env[CARD].search([]).unlink()
        overview = self.board().smb_overview()
        self.assertFalse(overview["pareto"]["bars"])
        self.assertEqual(overview["totals"]["customers"], 0)
        self.assertEqual(overview["totals"]["top_share"], 0)

    def test_growth_on_fewer_customers_is_an_alarm(self):
        totals = self.board()._totals()
        totals.update(buying=20, buying_before=30, revenue=120, revenue_before=100)
        [alarm] = self.board()._alarms({**totals, "top_share": 0.3})
        self.assertEqual(alarm["kind"], "false_growth")
        self.assertIn("20", alarm["text"])
        self.assertFalse(self.board()._alarms({**totals, "top_share": 0, "buying": 30}))

    def test_five_who_bring_more_than_half_are_an_alarm(self):
        totals = self.board()._totals()
        totals.update(buying=30, buying_before=30, top_share=0.6, top_share_before=0.4)
        [alarm] = self.board()._alarms(totals)
        self.assertEqual(alarm["kind"], "few")


@tagged("post_install", "-at_install")
class TestBoardOverTime(BoardCase):
    """Cohorts, growth and movers."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.fresh = cls.second_company("Fresh Company")
        cls.env = cls.env(
            context={**cls.env.context, "allowed_company_ids": cls.fresh.ids}
        )
        cls.max.company_ids += cls.fresh
        cls.today = fields.Date.context_today(cls.env.user)

    def board(self, user=None):
        return super().board(user).with_context(allowed_company_ids=self.fresh.ids)

    def order(self, partner, day):
        order = self.env["sale.order"].create(
            {"partner_id": partner.id, "company_id": self.fresh.id}
        )
        order.write({"state": "sale", "date_order": f"{day} 12:00:00"})
        self.env[CARD]._refresh(partner, self.fresh)

    def back(self, quarters):
        """The middle of the quarter so many before this one."""
        month = self.today.month - (self.today.month - 1) % 3 - 3 * quarters
        year = self.today.year + (month - 1) // 12
        return date(year, (month - 1) % 12 + 1, 15)

    def test_a_cohort_shows_who_came_back(self):
        for partner in (self.acme, self.globex):
            self.order(partner, self.back(3))
        self.order(self.ada, self.back(2))
        self.order(self.ada, self.back(2))
        answer = self.board().smb_cohorts()
        self.assertEqual(answer["steps"], 8)
        cohort = answer["cohorts"][-4]
        self.assertEqual(cohort["size"], 2)
        self.assertEqual(cohort["counts"], [2, 1, 0, 0])

    def test_a_cohort_of_long_ago_is_not_shown_as_new(self):
        self.order(self.acme, self.back(12))
        self.order(self.acme, self.back(1))
        cohorts = self.board().smb_cohorts()["cohorts"]
        self.assertFalse([cohort for cohort in cohorts if cohort["size"]])

    def test_months_or_quarters_and_nothing_else(self):
        self.assertEqual(self.board().smb_cohorts("month")["steps"], 12)
        self.assertEqual(self.board().smb_cohorts("'; DROP")["unit"], "quarter")
        self.assertEqual(self.board().smb_cohorts(None)["unit"], "quarter")

    def test_movers_of_a_month_are_those_of_that_month(self):
        up, down, _c = self.tiers(self.fresh)
        self.card(self.acme, up, revenue=5)
        today = fields.Datetime.now()
        vals = {"partner_id": self.acme.id, "company_id": self.fresh.id}
        names = {"from_tier": "B", "to_tier": "A", "direction": "up"}
        tiers = {"from_tier_id": down.id, "to_tier_id": up.id, "cause": "figures"}
        changes = self.env["smb.tier.change"]
        changes.create({**vals, **names, **tiers, "date": today})
        changes.create({**vals, **names, **tiers, "date": today - timedelta(days=400)})
        movers = self.board().smb_movers()
        self.assertEqual(movers["counts"], {"up": 1, "down": 0, "first": 0, "left": 0})
        self.assertEqual(movers["up"][0]["name"], "Acme Trading")
        self.assertFalse(movers["down"])
        self.assertFalse(self.board().smb_movers(1)["up"])
        changes.create({**vals, **names, **tiers, "date": today})
        twice = self.board().smb_movers()["up"]
        # the screen tells rows apart by this
        self.assertEqual(len({row["id"] for row in twice}), 2)
        self.assertEqual(self.board().smb_movers(-5)["months_ago"], 0)
        self.assertEqual(self.board().smb_movers("x")["months_ago"], 0)

    def test_what_a_new_policy_moves_is_counted_apart(self):
        up, down, _c = self.tiers(self.fresh)
        self.card(self.acme, up, revenue=5)
        now = fields.Datetime.now()
        for cause, direction, days in (
            ("policy", "down", 0),
            ("policy", "up", 0),
            ("policy", "first", 0),
            ("figures", "up", 0),
            ("policy", "up", 400),
        ):
            self.env["smb.tier.change"].create(
                {
                    "partner_id": self.acme.id,
                    "company_id": self.fresh.id,
                    "from_tier_id": down.id,
                    "to_tier_id": up.id,
                    "direction": direction,
                    "cause": cause,
                    "date": now - timedelta(days=days),
                }
            )
        movers = self.board().smb_movers()
        self.assertEqual(movers["counts"], {"up": 1, "down": 0, "first": 0, "left": 0})
        self.assertEqual([len(movers["up"]), len(movers["down"])], [1, 0])
        [policy] = movers["policies"]
        self.assertEqual([policy["up"], policy["down"]], [1, 1])
        self.assertEqual(policy["day"], self.today)
        self.assertEqual(policy["since"], now)

    def test_growth_shows_eight_quarters_even_without_invoices(self):
        quarters = self.board().smb_growth()
        self.assertEqual(len(quarters), 8)
        self.assertEqual({quarter["revenue"] for quarter in quarters}, {0})
