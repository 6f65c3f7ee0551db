from odoo.tests import freeze_time, tagged

from .ledger import NOW, TODAY, LedgerCase


class ScorecardCase(LedgerCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.acme = cls.customer("Acme Trading")
        cls.ada = cls.customer("Ada Archer", parent=cls.acme)
        cls.globex = cls.customer("Globex")


@freeze_time(NOW)
@tagged("post_install", "-at_install")
class TestScorecard(ScorecardCase):
    def test_nobody_has_a_card_without_papers(self):
        self.refresh()
        self.assertFalse(self.cards.search([("company_id", "=", self.company.id)]))
        self.assertEqual(self.policy.cuts["customers"], 0)

    def test_orders_and_invoices_of_people_count_for_their_company(self):
        self.order(self.ada, 100)
        self.invoice(self.ada, 70)
        self.refresh()
        self.assertFalse(self.card(self.ada))
        card = self.card(self.acme)
        self.assertEqual((card.orders, card.revenue, card.margin), (2, 70, 64))
        self.assertEqual(card.average_order, 85)

    def test_an_invoice_of_an_order_is_no_second_deal(self):
        order = self.order(self.acme, 100)
        order.order_line.qty_delivered = 1
        order._create_invoices().action_post()
        self.refresh()
        card = self.card(self.acme)
        self.assertEqual((card.orders, card.orders_total, card.revenue), (1, 1, 100))

    def test_the_window_is_open_at_its_start_and_closed_today(self):
        year = (TODAY - TODAY.replace(year=TODAY.year - 1)).days
        for ago, amount in ((0, 1), (year - 1, 10), (year, 100), (-1, 1000)):
            self.invoice(self.acme, amount, ago)
        self.refresh()
        card = self.card(self.acme)
        self.assertEqual((card.revenue, card.revenue_before), (11, 100))
        self.assertEqual((card.revenue_total, card.orders), (111, 2))
        self.assertEqual(card.growth, -0.89)

    def test_the_day_of_an_order_is_that_of_the_company(self):
        order = self.order(self.acme)
        order.date_order = "2026-03-09 20:00:00"
        self.company.partner_id.tz = "Asia/Shanghai"
        self.refresh()
        self.assertEqual(self.card(self.acme).last_deal_date, TODAY)
        self.company.partner_id.tz = "America/New_York"
        self.refresh()
        self.assertEqual(self.card(self.acme).last_deal_date, self.day(1))

    def test_refunds_only_is_negative_revenue_without_a_deal(self):
        self.invoice(self.acme, 50, refund=True)
        self.refresh()
        card = self.card(self.acme)
        self.assertEqual((card.revenue, card.orders, card.counts), (-50, 0, False))
        self.assertEqual((card.lifecycle, card.returned_share), ("prospect", 0))

    def test_equal_customers_share_scores_and_ranks(self):
        for partner in (self.acme, self.globex):
            self.invoice(partner, 100)
        self.refresh()
        for partner in (self.acme, self.globex):
            card = self.card(partner)
            self.assertEqual(card.recency_score, 1)
            self.assertEqual((card.measure_rank, card.measure_share), (1, 1))
            self.assertEqual((card.revenue_rank, card.revenue_share), (1, 0.5))

    def test_a_prospect_has_a_card_but_takes_no_part(self):
        self.order(self.acme, confirm=False)
        self.refresh()
        card = self.card(self.acme)
        self.assertEqual((card.lifecycle, card.counts), ("prospect", False))
        self.assertFalse(card.last_deal_date or card.health or card.quiet_reason)

    def test_what_the_policy_leaves_out_takes_no_part(self):
        paul = self.customer("Paul Person", is_company=False)
        staff = self.env["res.partner.category"].create({"name": "Staff"})
        self.globex.category_id = staff
        for partner in (self.acme, paul, self.globex):
            self.invoice(partner)
        self.policy.count_persons = False
        self.policy.exclude_category_ids = staff
        self.refresh()
        self.assertTrue(self.card(self.acme).counts)
        self.assertFalse(self.card(paul).counts or self.card(self.globex).counts)
        self.assertEqual(self.card(self.globex).revenue, 100)

    def test_cancelled_papers_do_not_count(self):
        invoice = self.invoice(self.acme)
        self.order(self.acme)._action_cancel()
        self.refresh()
        self.assertEqual(self.card(self.acme).orders, 1)
        invoice.button_draft()
        self.refresh(self.acme)
        self.assertEqual(
            (self.card(self.acme).orders, self.card(self.acme).revenue), (0, 0)
        )


@freeze_time(NOW)
@tagged("post_install", "-at_install")
class TestCurrencies(ScorecardCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.gold = cls.env["res.currency"].create(
            {"name": "GLD", "symbol": "G", "rounding": 0.01}
        )

    def _rate(self, ago, rate):
        self.env["res.currency.rate"].create(
            {
                "currency_id": self.gold.id,
                "company_id": self.company.id,
                "name": self.day(ago),
                "rate": rate,
            }
        )

    def test_each_paper_counts_at_the_rate_of_its_day(self):
        self._rate(100, 2)
        self._rate(20, 4)
        self.invoice(self.acme, 100, 50, currency_id=self.gold.id)
        self.invoice(self.acme, 100, 10, currency_id=self.gold.id)
        self.refresh()
        card = self.card(self.acme)
        self.assertEqual((card.revenue, card.problem), (75, False))

    def test_a_missing_rate_is_named_and_the_others_are_done(self):
        late = self.invoice(self.acme, 100, 9, currency_id=self.gold.id)
        self.invoice(self.globex)
        self.refresh()
        card = self.card(self.acme)
        self.assertEqual(card.problem, f"GLD, 2026-03-01, {late.name}")
        self.assertEqual(
            card.problem_text, f"No rate for GLD on 2026-03-01 ({late.name})"
        )
        self.assertFalse(self.card(self.globex).problem)
        self.assertTrue(self.card(self.globex).tier_id)

    def test_the_problem_ends_with_the_rate(self):
        self.invoice(self.acme, 100, 9, currency_id=self.gold.id)
        self.refresh()
        self._rate(9, 2)
        self.refresh(self.acme)
        self.assertFalse(self.card(self.acme).problem)


@freeze_time(NOW)
@tagged("post_install", "-at_install")
class TestJudgements(ScorecardCase):
    def _after(self, ago, *, deals=1, gap=30):
        """The card of a customer whose last deal was ``ago`` days ago."""
        partner = self.customer(f"Silent {ago} {deals}")
        for number in range(deals):
            self.invoice(partner, 100, ago + number * gap)
        self.refresh()
        return self.card(partner)

    def test_the_tier_says_how_long_a_customer_may_be_silent(self):
        self.policy.tier_ids.quiet_days = 60
        self.assertEqual(self._after(60).quiet_reason, False)
        self.assertEqual(self._after(61).quiet_reason, "limit")
        self.assertEqual(
            self._after(62).quiet_text, "No deal for 62 days; the tier allows 60"
        )
        self.assertEqual(self._after(61, deals=2).lifecycle, "quiet")

    def test_who_bought_monthly_is_quiet_after_two_months(self):
        self.policy.tier_ids.quiet_days = 365
        self.assertFalse(self._after(60, deals=3).quiet_reason)
        card = self._after(61, deals=3)
        self.assertEqual((card.quiet_reason, card.lifecycle), ("rhythm", "quiet"))
        sentence = "No deal for 61 days; usually every 30, quiet after 60"
        self.assertEqual(card.quiet_text, sentence)
        self.assertFalse(self._after(61, deals=2).quiet_reason)

    def test_a_daily_buyer_is_not_quiet_within_two_weeks(self):
        self.policy.tier_ids.quiet_days = 365
        self.assertFalse(self._after(14, deals=4, gap=1).quiet_reason)
        self.assertEqual(self._after(15, deals=4, gap=1).quiet_reason, "rhythm")

    def test_the_stages_of_a_customers_life(self):
        self.policy.tier_ids.quiet_days = 200
        for stage, ago, deals in (
            ("new", 89, 1),
            ("repeat", 90, 1),
            ("repeat", 5, 3),
            ("loyal", 5, 4),
            ("quiet", 540, 1),
            ("lost", 541, 1),
        ):
            with self.subTest(stage=stage, ago=ago):
                self.assertEqual(self._after(ago, deals=deals).lifecycle, stage)

    def test_credit_grades_follow_what_is_late(self):
        for overdue, grade in ((14, "a"), (15, "b"), (60, "b"), (61, "c")):
            partner = self.customer(f"Overdue {overdue}")
            self.invoice(partner, 100, overdue + 30)
            self.refresh()
            card = self.card(partner)
            self.assertEqual((card.overdue_days, card.credit_grade), (overdue, grade))
        self.order(self.acme)
        self.refresh()
        self.assertFalse(self.card(self.acme).credit_grade)

    def test_health_names_its_reasons_the_costliest_first(self):
        card = self._after(93, deals=4)
        points = [name for name in card._fields if name.startswith("health_")]
        points.remove("health_reasons")
        self.assertEqual(len(points), 6)
        self.assertEqual(card.health, 100 + sum(card[name] for name in points))
        first, *_others = card.health_reasons.splitlines()
        self.assertEqual(first, "No deal for 93 days; usually every 30 (-30)")

    def test_what_was_sent_by_itself_is_no_contact(self):
        self.order(self.acme, ago=200)
        logs = self.env["smb.contact.log"]
        phone = self.env.ref("smb_crm.smb_contact_channel_phone").id
        said = {"partner_id": self.ada.id, "channel_id": phone, "subject": "Hello"}
        logs.create({**said, "date": f"{self.day(400)} 10:00:00"})
        logs.create({**said, "date": f"{self.day(1)} 10:00:00", "automatic": True})
        logs.create({**said, "partner_id": self.globex.id, "automatic": True})
        self.refresh()
        self.assertEqual(self.card(self.acme).last_contact_date, self.day(400))
        self.assertLess(self.card(self.acme).health_contact, 0)
        self.assertFalse(self.card(self.globex).last_contact_date)

    def test_a_good_customer_has_nothing_to_explain(self):
        card = self._after(3, deals=1)
        self.assertEqual((card.health, card.health_reasons), (100, ""))
