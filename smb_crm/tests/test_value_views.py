"""Customers show what they are worth, to whom it may be known."""

from lxml import etree

from odoo import fields
from odoo.fields import Domain
from odoo.tests import new_test_user, tagged, warmup

from .value_case import CARD, ValueCase


@tagged("post_install", "-at_install")
class TestTierOfCompanies(ValueCase):
    """Each company has its own opinion of a customer, and keeps it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.elsewhere = cls.second_company()
        cls.theirs = cls.tiers(cls.elsewhere)
        cls.card(cls.acme, cls.theirs[2], revenue=7)
        cls.bob = new_test_user(
            cls.env,
            "smb_bob",
            groups="sales_team.group_sale_manager",
            company_id=cls.elsewhere.id,
            company_ids=[(6, 0, cls.elsewhere.ids)],
        )

    def test_a_document_shows_the_tier_of_its_own_company(self):
        here = self.document("crm.lead", self.acme, company_id=self.company.id)
        there = self.document("crm.lead", self.acme, company_id=self.elsewhere.id)
        both = (here + there).with_context(
            allowed_company_ids=(self.company + self.elsewhere).ids
        )
        self.assertEqual(both[0].smb_tier_id, self.a)
        self.assertEqual(both[1].smb_tier_id, self.theirs[2])
        found = both.search([("smb_tier_id", "=", self.theirs[2].id)])
        self.assertIn(there, found)
        self.assertNotIn(here, found)

    def test_a_lead_of_no_company_shows_the_active_one(self):
        lead = self.document("crm.lead", self.acme, company_id=False)
        self.assertEqual(lead.smb_tier_id, self.a)
        self.assertEqual(lead.with_company(self.elsewhere).smb_tier_id, self.theirs[2])

    def test_a_colleague_of_the_other_company_never_sees_ours(self):
        partner = self.acme.with_user(self.bob)
        self.assertEqual(partner.smb_tier_id, self.theirs[2])
        self.assertEqual(partner.smb_scorecard_id.revenue, 7)
        self.assertFalse(self.globex.with_user(self.bob).smb_tier_id)
        self.assertFalse(self.globex.with_user(self.bob).smb_scorecard_id)
        partners = partner.search([("smb_tier_id", "in", (self.a + self.b).ids)])
        self.assertFalse(partners & (self.acme + self.globex))
        self.assertFalse(partner.search([("smb_quiet", "=", True)]) & self.globex)


@tagged("post_install", "-at_install")
class TestValueOfCustomers(ValueCase):
    """What customers show of their scorecard, and to whom."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.hooli = cls.customer("Hooli", user=cls.sally)
        cls.scope = Domain(
            "id", "in", (cls.acme + cls.ada + cls.globex + cls.hooli).ids
        )

    def find(self, *condition, user=None):
        partners = self.env["res.partner"].with_user(user or self.max)
        return partners.search(self.scope & Domain([condition])).with_user(1)

    def test_a_person_shows_what_the_company_is_worth(self):
        for partner in (self.acme + self.ada).with_user(self.max):
            self.assertEqual(partner.smb_tier_id, self.a)
            self.assertEqual(partner.smb_health, 90)
            self.assertEqual(partner.smb_lifecycle, "loyal")
            self.assertFalse(partner.smb_quiet)
        self.assertTrue(self.globex.with_user(self.max).smb_quiet)

    def test_it_is_searched_for(self):
        family = self.acme + self.ada
        others = self.globex + self.hooli
        cases = {
            ("smb_tier_id", "=", self.a.id): family,
            ("smb_tier_id", "=", False): self.hooli,
            ("smb_tier_id.name", "=", self.b.name): self.globex,
            ("smb_health", ">=", 50): family,
            ("smb_health", "<", 50): self.globex,
            ("smb_health", "=", 40): self.globex,
            ("smb_lifecycle", "=", "loyal"): family,
            ("smb_lifecycle", "!=", "loyal"): others,
            ("smb_lifecycle", "=", False): self.hooli,
            ("smb_quiet", "=", True): self.globex,
            ("smb_quiet", "=", False): family + self.hooli,
            ("smb_scorecard_id", "=", False): self.hooli,
            ("smb_scorecard_id.revenue", ">", 500): family,
        }
        everybody = self.find("id", "!=", 0).with_user(self.max)
        for condition, expected in cases.items():
            with self.subTest(condition):
                self.assertEqual(self.find(*condition), expected.sorted())
                if condition[1] == "<":
                    continue  # in memory no health is 0, and 0 is less
                kept = everybody.filtered_domain(Domain([condition]))
                self.assertEqual(set(kept.ids), set(expected.ids))

    def test_tiers_without_customers_are_columns_too(self):
        elsewhere = self.tiers(self.second_company())
        cards = self.env[CARD].with_user(self.max)
        cards = cards.with_context(read_group_expand=True)
        found = cards.web_read_group([("id", "=", 0)], ["tier_id"])["groups"]
        columns = [row["tier_id"][0] for row in found]
        self.assertEqual(columns, self.tiers().ids)
        self.assertFalse(set(columns) & set(elsewhere.ids))

    def test_it_groups_and_sorts(self):
        partners = self.env["res.partner"].with_user(self.max)
        for name, values in {
            "smb_tier_id": [self.a, self.b, self.env["smb.tier"]],
            "smb_lifecycle": ["loyal", "quiet", False],
            "smb_health": [40, 90, False],
        }.items():
            with self.subTest(name):
                groups = partners._read_group(self.scope, [name], ["__count"])
                self.assertEqual([row[0] for row in groups], values)
        found = partners.search(self.scope, order="smb_health desc NULLS LAST, id")
        self.assertEqual(found[-2:], self.globex + self.hooli)

    def test_a_prospect_is_not_shown_as_the_sickest_of_all(self):
        form = self.env["res.partner"].with_user(self.max).get_view(view_type="form")
        button = etree.fromstring(form["arch"]).find(
            ".//button[@name='action_smb_scorecard']"
        )
        health = button.find(".//field[@name='smb_health']")
        [stage] = button.xpath(".//div[span/field[@name='smb_lifecycle']]")
        self.assertEqual(health.get("invisible"), "smb_lifecycle == 'prospect'")
        self.assertEqual(stage.get("invisible"), "smb_lifecycle != 'prospect'")

    def test_accountants_find_the_movers(self):
        menus = self.env["ir.ui.menu"].with_user(self.anna)._visible_menu_ids()
        for name, seen in {
            "smb_menu_tier_change": True,
            "smb_menu_contact_report": False,
            "smb_menu_data_quality_report": False,
        }.items():
            with self.subTest(name):
                self.assertEqual(self.env.ref(f"smb_crm.{name}").id in menus, seen)

    def test_why_a_tier_stays_is_told_in_words(self):
        card = self.acme.with_user(self.max).smb_scorecard_id
        card.sudo().problem = "USD, 2026-01-05, INV/2026/00012"
        self.assertIn("No rate for USD on 2026-01-05", card.tier_reason)

    def test_a_contact_shows_on_the_scorecard_at_once(self):
        card = self.acme.with_user(self.sally).smb_scorecard_id
        card.sudo().write({"last_contact_date": "2020-01-05", "health_contact": -10})
        self.assertIn("No contact for", card.health_reasons)
        self.log(self.ada, self.sally)
        card.invalidate_recordset()
        today = fields.Date.context_today(card)
        self.assertEqual(card.contact_date, today)
        self.assertIn("Long without contact, until", card.health_reasons)
        cards = card.with_user(self.max).search(
            [], order="contact_date DESC NULLS LAST"
        )
        self.assertEqual(cards[0].partner_id, self.acme)
        found = cards.search([("contact_date", ">=", today)])
        self.assertEqual(found.partner_id, self.acme)

    def test_a_rep_sees_figures_of_own_customers_only(self):
        own, foreign = (p.with_user(self.sally) for p in (self.acme, self.globex))
        self.assertEqual(own.smb_health, 90)
        self.assertEqual(foreign.smb_tier_id, self.b)
        self.assertFalse(foreign.smb_scorecard_id)
        self.assertFalse(foreign.smb_health)
        self.assertFalse(foreign.smb_quiet)
        self.assertFalse(self.find("smb_quiet", "=", True, user=self.sally))
        groups = foreign._read_group(self.scope, ["smb_lifecycle"], ["__count"])
        self.assertEqual(dict(groups), {"loyal": 2, False: 2})

    @warmup
    def test_a_list_however_long_asks_twice(self):
        partners = self.env["res.partner"].create(
            [{"name": f"Customer {n}", "is_company": True} for n in range(40)]
        )
        for partner in partners:
            self.card(partner, self.c, health=50)
        self.env.flush_all()
        self.env.invalidate_all()
        listed = partners.with_user(self.max)
        listed.mapped("commercial_partner_id.id")
        # the tier; which scorecards; what they say
        with self.assertQueryCount(3):
            self.assertEqual(listed.smb_tier_id, self.c)
            self.assertEqual(set(listed.mapped("smb_health")), {50})
            self.assertFalse(any(listed.mapped("smb_quiet")))
