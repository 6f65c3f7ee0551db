"""Tiers of real papers: what if, apply, merges, moved and archived customers."""

from itertools import product

from odoo.fields import Command
from odoo.tests import Form, freeze_time, new_test_user, tagged

from .ledger import NOW, LedgerCase

TIER_TABLES = ("smb_scorecard", "smb_tier_change", "smb_tier_policy", "smb_tier")


class TierFlowCase(LedgerCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.a, cls.b, cls.c = cls.policy.tier_ids
        cls.changes = cls.env["smb.tier.change"]
        cls.max = new_test_user(
            cls.env,
            login="smb_tier_max",
            groups="sales_team.group_sale_manager,base.group_partner_manager",
            company_id=cls.company.id,
            company_ids=[Command.set(cls.company.ids)],
        )

    def tier(self, partner):
        return self.card(partner).tier_id.name

    def moves(self, partner):
        rows = self.changes.search([("partner_id", "=", partner.id)], order="id")
        return [(row.from_tier or "", row.to_tier or "", row.cause) for row in rows]


@freeze_time(NOW)
@tagged("post_install", "-at_install")
class TestTiersFollowPapers(TierFlowCase):
    def test_a_big_invoice_lifts_and_its_refund_lowers(self):
        big, small = self.customer("Big"), self.customer("Small")
        self.invoice(big, 9000)
        self.invoice(small, 100)
        self.refresh()
        self.assertEqual([self.tier(big), self.tier(small)], ["A", "C"])
        self.invoice(small, 50000, ago=0)
        self.refresh()
        self.assertEqual([self.tier(big), self.tier(small)], ["B", "A"])
        self.invoice(small, 50000, ago=0, refund=True)
        self.refresh()
        self.assertEqual([self.tier(big), self.tier(small)], ["A", "C"])
        figures = [("", "C"), ("C", "A"), ("A", "C")]
        self.assertEqual(self.moves(small), [(*move, "figures") for move in figures])

    def test_a_cancelled_invoice_lowers(self):
        one, two = self.customer("One"), self.customer("Two")
        self.invoice(one, 9000)
        again = self.invoice(two, 50000)
        self.invoice(two, 10)
        self.refresh()
        self.assertEqual(self.tier(two), "A")
        again.button_draft()
        self.refresh()
        self.assertEqual(self.tier(two), "C")

    def test_one_customer_alone_gets_the_tier_of_the_whole_run(self):
        partners = [self.customer(f"Customer {n}") for n in range(8)]
        for number, partner in enumerate(partners):
            self.invoice(partner, 10 * 3**number)
        self.refresh()
        before = [self.tier(partner) for partner in partners]
        count = self.changes.search_count([])
        for partner in partners:
            self.refresh(partner)
        self.assertEqual([self.tier(partner) for partner in partners], before)
        self.assertEqual(self.changes.search_count([]), count)

    def test_a_missing_rate_keeps_the_tier(self):
        one, two = self.customer("One"), self.customer("Two")
        self.invoice(one, 9000)
        self.invoice(two, 10)
        self.refresh()
        strange = self.env["res.currency"].create({"name": "ZZZ", "symbol": "Z"})
        self.invoice(two, 90000, ago=1, currency_id=strange.id)
        self.refresh()
        self.assertEqual([self.tier(one), self.tier(two)], ["A", "C"])
        self.assertIn("ZZZ", self.card(two).tier_reason)

    def test_companies_judge_for_themselves(self):
        elsewhere = self.env["res.company"].create({"name": "Elsewhere"})
        one = self.customer("One")
        self.invoice(one, 9000)
        self.cards._refresh(companies=self.company + elsewhere)
        self.assertEqual(self.tier(one), "A")
        self.assertFalse(self.card(one, elsewhere))
        self.assertEqual(self.changes.search([]).company_id, self.company)


@freeze_time(NOW)
@tagged("post_install", "-at_install")
class TestWhatIf(TierFlowCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        case = cls()
        cls.partners = [cls.customer(f"Customer {n}") for n in range(10)]
        cls.persons = [cls.customer("Ann"), cls.customer("Bob")]
        for person in cls.persons:
            person.is_company = False
        tag = cls.env["res.partner.category"].create({"name": "Own staff"})
        cls.partners[3].category_id = tag
        cls.tag = tag
        for number, partner in enumerate(cls.partners + cls.persons):
            case.invoice(partner, 100 * 2 ** (number % 7), ago=5 + 40 * number)
            if number % 3 == 0:
                case.invoice(partner, 100, ago=3 + number)
        cls.cards._refresh(companies=cls.company)

    def drafts(self):
        """Changes as the form would save them."""
        a, b, c = self.a.id, self.b.id, self.c.id
        return [
            {"tier_ids": [[1, a, {"share_to": 40}], [1, b, {"share_to": 60}]]},
            {"measure": "orders"},
            {"measure": "rfm", "weight_recency": 3},
            {"window_months": 3},
            {"measure": "rfm", "window_months": 2},
            {"measure": "rfm", "exclude_category_ids": [[4, self.tag.id]]},
            {"count_persons": False},
            {"exclude_category_ids": [[6, 0, [self.tag.id]]]},
            {"method": "percentile", "ties": "down"},
            {"new_tier_id": b, "new_days": 400},
            {
                "method": "threshold",
                "tier_ids": [
                    [1, a, {"amount_from": 3000}],
                    [1, b, {"amount_from": 400.5}],
                ],
            },
            {"tier_ids": [[2, b, 0]]},
            {
                "tier_ids": [
                    [1, a, {"share_to": 30}],
                    [1, b, {"share_to": 50}],
                    [0, "virtual_3", {"name": "D", "share_to": 100, "sequence": 9}],
                    [1, c, {"share_to": 70}],
                ]
            },
        ]

    def holdings(self):
        self.env.invalidate_all()
        cards = self.cards.search([("company_id", "=", self.company.id)])
        return {card.partner_id: card.tier_id.name or "" for card in cards}

    def test_what_is_shown_is_what_happens(self):
        for draft in self.drafts():
            with self.subTest(draft=draft), self.env.cr.savepoint() as savepoint:
                before = self.holdings()
                answer = self.policy.with_user(self.max).preview(draft)
                self.assertNotIn("error", answer)
                self.policy.with_user(self.max).apply(draft)
                after = self.holdings()
                self.assertEqual(self.told(answer), self.moved(before, after))
                sizes = {tier["name"]: tier["count"] for tier in answer["tiers"]}
                names = self.policy.tier_ids.mapped("name")
                held = list(after.values())
                self.assertEqual(sizes, {name: held.count(name) for name in names})
                self.assertTrue(answer["moves"])
                savepoint.rollback()
            self.env.invalidate_all()

    def told(self, answer):
        names = {key: label["name"] for key, label in answer["labels"].items()}
        return {
            row["id"]: (names.get(str(row["from"]), ""), names.get(str(row["to"]), ""))
            for row in answer["customers_moved"]
        }

    def moved(self, before, after):
        return {
            partner.id: (before.get(partner, ""), tier)
            for partner, tier in after.items()
            if before.get(partner, "") != tier
        }

    def test_trying_writes_nothing(self):
        before = self.snapshot()
        for draft in self.drafts():
            self.policy.with_user(self.max).preview(draft)
        self.env.flush_all()
        self.assertEqual(self.snapshot(), before)

    def snapshot(self):
        """Where each row of the tables stands: a row written again moves."""
        found = []
        for table in TIER_TABLES:
            self.env.cr.execute("SELECT id, ctid, xmin FROM " + table + " ORDER BY id")
            found += self.env.cr.fetchall()
        return found

    def test_nothing_changed_moves_nobody(self):
        answer = self.policy.preview()
        self.assertEqual(answer["moves"], [])
        self.assertEqual(answer["customers_moved"], [])
        self.assertEqual(answer["customers"], 12)
        self.assertAlmostEqual(sum(tier["share"] for tier in answer["tiers"]), 1)
        changes = self.changes.search_count([])
        self.policy.apply()
        self.assertEqual(self.changes.search_count([]), changes)

    def test_it_answers_without_customers_and_with_refunds_only(self):
        other = self.env["res.company"].create({"name": "Elsewhere"})
        nobody = self.env["smb.tier.policy"]._of(other)
        self.cards.sudo().search([("company_id", "=", self.company.id)]).write(
            {"revenue": -5, "measure": -5, "margin": -5}
        )
        for policy, method in product((nobody, self.policy), ("pareto", "percentile")):
            with self.subTest(company=policy.company_id.name, method=method):
                answer = policy.preview({"method": method, "ties": "down"})
                self.assertNotIn("error", answer)
                self.assertEqual([tier["share"] for tier in answer["tiers"]], [0] * 3)
                best, middle, last = (tier["count"] for tier in answer["tiers"])
                self.assertEqual((best, middle), (0, 0))
                self.assertEqual(last, 12 if policy == self.policy else 0)

    def test_what_decides_is_listed_beside_revenue(self):
        cards = self.cards.search([("company_id", "=", self.company.id)])
        answer = self.policy.preview({"measure": "orders"})
        self.assertEqual(answer["measure"], {"kind": "orders", "label": "Orders"})
        for name in ("revenue", "orders"):
            told = "measure" if name == "orders" else name
            total = sum(tier[told] for tier in answer["tiers"])
            self.assertAlmostEqual(total, sum(cards.mapped(name)))
        for row in answer["customers_moved"]:
            card = cards.filtered(lambda card, row=row: card.partner_id.id == row["id"])
            self.assertEqual(row["measure"], card.orders)
            self.assertAlmostEqual(row["revenue"], card.revenue)
        self.assertAlmostEqual(sum(tier["share"] for tier in answer["tiers"]), 1)

    def test_scores_are_averaged_not_added(self):
        tiers = self.policy.preview({"measure": "rfm"})["tiers"]
        self.assertTrue(all(0 <= tier["measure"] <= 5 for tier in tiers))
        self.assertGreater(tiers[0]["measure"], tiers[-1]["measure"])

    def test_moves_name_the_policy_and_the_manager(self):
        last = self.changes.search([], limit=1, order="id desc").id
        self.policy.with_user(self.max).apply({"measure": "orders"})
        made = self.changes.search([("id", ">", last)])
        self.assertTrue(made)
        self.assertEqual(set(made.mapped("cause")), {"policy"})
        self.assertEqual(made.user_id, self.max)
        self.assertEqual(set(made.mapped("measure_kind")), {"orders"})

    def test_history_tells_from_which_removed_tier_they_came(self):
        held = {p for p, tier in self.holdings().items() if tier == "B"}
        self.assertTrue(held)
        self.policy.apply({"tier_ids": [[2, self.b.id, 0]]})
        self.assertFalse(self.b.exists())
        for partner in held:
            self.assertEqual(self.moves(partner)[-1][0], "B")
            self.assertNotIn("B", self.holdings().values())

    def test_a_tier_by_hand_stays_whatever_is_tried(self):
        partner = self.partners[0]
        self.env["smb.tier.hand"].create(
            {
                "partner_id": partner.id,
                "company_id": self.company.id,
                "tier_id": self.a.id,
                "reason": "A pioneer",
                "date_to": "2026-12-31",
            }
        )
        draft = {"method": "threshold", "tier_ids": []}
        draft["tier_ids"] = [
            [1, self.a.id, {"amount_from": 1e9}],
            [1, self.b.id, {"amount_from": 1e8}],
        ]
        answer = self.policy.preview(draft)
        self.assertNotIn(partner.id, [row["id"] for row in answer["customers_moved"]])
        self.policy.apply(draft)
        self.assertEqual(self.tier(partner), "A")

    def test_thresholds_begin_where_the_tiers_begin_today(self):
        with Form(self.policy.with_user(self.max)) as form:
            form.method = "threshold"
            answer = self.policy.preview({"method": "threshold"})
            self.assertIn("more than 0", answer["error"])
        amounts = self.policy.tier_ids.mapped("amount_from")
        begins = self.policy.cuts["tiers"].values()
        self.assertEqual(amounts[:2], list(begins))
        self.assertEqual(self.policy.preview()["moves"], [])

    def test_one_try_leaves_no_trace_in_the_next(self):
        first = self.policy.preview({"count_persons": False})
        for draft in self.drafts():
            self.policy.preview(draft)
        self.assertEqual(self.policy.preview({"count_persons": False}), first)

    def test_only_rules_can_be_tried_or_applied(self):
        self.policy.apply({"cuts": {}, "company_id": 1, "refreshed_at": False})
        self.assertTrue(self.policy.cuts)
        self.assertEqual(self.policy.company_id, self.company)


@freeze_time(NOW)
@tagged("post_install", "-at_install")
class TestWhy(TierFlowCase):
    def setUp(self):
        super().setUp()
        self.one, self.two = self.customer("One"), self.customer("Two")
        self.invoice(self.one, 120400)
        self.invoice(self.two, 1000, ago=200)
        self.refresh()

    def why(self, partner=None, **context):
        card = self.card(partner or self.one)
        card.invalidate_recordset()
        return card.with_context(**context).tier_reason

    def test_it_tells_figures_rank_and_line(self):
        self.assertEqual(
            self.why(),
            "A: $\xa0120,400 revenue in 12 months, rank 1 of 2, within the first 80 %",
        )
        self.assertIn("beyond the first 95 %", self.why(self.two))

    def test_it_speaks_of_the_method(self):
        limits = zip(self.policy.tier_ids, (50000, 10000, 0), strict=True)
        self.policy.write(
            {
                "method": "threshold",
                "tier_ids": [
                    Command.update(tier.id, {"amount_from": amount})
                    for tier, amount in limits
                ],
            }
        )
        self.assertIn("from $\xa050,000 on", self.why())
        self.assertIn("below $\xa010,000", self.why(self.two))
        self.policy.write({"method": "percentile", "measure": "orders"})
        self.assertTrue(self.why().startswith("A: 1 orders in 12 months"))

    def test_it_uses_the_readers_numbers(self):
        self.env["res.lang"]._activate_lang("de_DE")
        self.assertIn("$\xa0120.400", self.why(lang="de_DE"))

    def test_money_has_the_sign_of_its_currency_where_that_stands(self):
        self.company.currency_id.position = "after"
        self.assertIn("A: 120,400\xa0$ revenue", self.why())
        self.invoice(self.customer("Small"), 0.5)
        small = self.customer("Smaller")
        self.invoice(small, 0.25)
        self.refresh()
        self.assertIn("0.25\xa0$ revenue", self.why(small))

    def test_it_tells_of_grace(self):
        self.policy.grace = 30
        self.invoice(self.two, 900000, ago=0)
        self.refresh()
        self.assertIn("Keeps A until 04/08/2026", self.why())
        self.assertIn("figures say B", self.why())
        self.policy.grace_kind = "runs"
        self.assertIn("more runs", self.why())

    def test_it_tells_of_new_customers(self):
        young = self.customer("Young")
        self.invoice(young, 1)
        self.policy.write({"new_tier_id": self.b.id})
        self.assertIn("B as a new customer; the figures say C", self.why(young))

    def test_it_tells_who_is_in_by_hand_and_why(self):
        self.env["smb.tier.hand"].create(
            {
                "partner_id": self.two.id,
                "company_id": self.company.id,
                "tier_id": self.a.id,
                "reason": "Opens branches",
                "date_to": "2026-12-31",
            }
        )
        sentence = "A by hand until 12/31/2026: Opens branches"
        self.assertEqual(self.why(self.two), sentence)

    def test_it_tells_who_has_none(self):
        self.policy.count_persons = False
        self.two.is_company = False
        self.refresh()
        self.assertEqual(self.why(self.two), "No tier: left out by the tier policy")
        asked = self.customer("Asked")
        self.env["smb.contact.log"].create({"partner_id": asked.id, "subject": "Hi"})
        self.refresh(asked)
        self.assertEqual(self.why(asked), "No tier: never bought")
