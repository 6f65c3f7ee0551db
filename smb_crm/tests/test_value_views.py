from functools import partial

from lxml import etree

from odoo.exceptions import AccessError
from odoo.fields import Domain
from odoo.tests import new_test_user, tagged, warmup

from .common import SmbCase

CARD = "smb.scorecard"
DOCUMENTS = (
    "sale.order",
    "stock.picking",
    "account.move",
    "crm.lead",
    "smb.contact.log",
)


class ValueCase(SmbCase):
    """Acme is an A customer, Globex a quiet B; both have one document of each kind."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env[CARD].search([]).unlink()
        cls.a, cls.b, cls.c = cls.tiers()
        cls.card(cls.acme, cls.a, health=90, lifecycle="loyal", revenue=900)
        cls.card(cls.globex, cls.b, health=40, lifecycle="quiet", revenue=100)

    @classmethod
    def tiers(cls, company=None):
        return cls.env["smb.tier.policy"]._of(company or cls.company).tier_ids

    @classmethod
    def card(cls, partner, tier, **vals):
        """What the engine would write about ``partner``."""
        company = tier.company_id or cls.company
        defaults = {"counts": True, "orders": 1, "measure": vals.get("revenue", 0)}
        return cls.env[CARD].create(
            {
                "partner_id": partner.id,
                "company_id": company.id,
                "tier_id": tier.id,
                **defaults,
                **vals,
            }
        )

    @classmethod
    def document(cls, model, partner, **vals):
        return cls.env[model].create(
            {"partner_id": partner.id, **cls.needed(model), **vals}
        )

    @classmethod
    def needed(cls, model):
        """What a new record of ``model`` cannot do without."""
        types = cls.env["stock.picking.type"]
        return {
            "stock.picking": lambda: {
                "picking_type_id": types.search([("code", "=", "outgoing")], limit=1).id
            },
            "account.move": lambda: {
                "move_type": "out_invoice",
                "journal_id": cls.journal().id,
            },
            "crm.lead": lambda: {"name": "Tea for all", "type": "opportunity"},
            "smb.contact.log": lambda: {"subject": "A call"},
        }.get(model, dict)()

    @classmethod
    def journal(cls):
        journals = cls.env["account.journal"]
        found = journals.search(
            [("type", "=", "sale"), ("company_id", "=", cls.company.id)], limit=1
        )
        return found or journals.create(
            {"name": "Sales", "code": "SMBV", "type": "sale"}
        )


@tagged("post_install", "-at_install")
class TestTierOfDocuments(ValueCase):
    """A document shows the tier of its customer, everywhere a column can stand."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.hooli = cls.customer("Hooli", user=cls.sally)
        cls.papers = {
            model: {
                partner: cls.document(model, partner)
                for partner in (cls.ada, cls.globex, cls.hooli)
            }
            for model in DOCUMENTS
        }

    def scope(self, model):
        ids = [paper.id for paper in self.papers[model].values()]
        return Domain("id", "in", ids)

    def test_a_person_brings_the_tier_of_the_company(self):
        for model, papers in self.papers.items():
            with self.subTest(model):
                self.assertEqual(papers[self.ada].smb_tier_id, self.a)
                self.assertEqual(papers[self.globex].smb_tier_id, self.b)
                self.assertFalse(papers[self.hooli].smb_tier_id)

    def test_it_is_searched_for(self):
        cases = {
            ("smb_tier_id", "=", self.a.id): [self.ada],
            ("smb_tier_id", "in", (self.a + self.b)._ids): [self.ada, self.globex],
            ("smb_tier_id", "!=", self.a.id): [self.globex, self.hooli],
            ("smb_tier_id", "=", False): [self.hooli],
            ("smb_tier_id", "!=", False): [self.ada, self.globex],
            ("smb_tier_id", "ilike", self.b.name): [self.globex],
            ("smb_tier_id.name", "=", self.a.name): [self.ada],
        }
        for model, papers in self.papers.items():
            everything = self.env[model].search(self.scope(model))
            for condition, customers in cases.items():
                with self.subTest(model=model, condition=condition):
                    expected = {papers[customer].id for customer in customers}
                    domain = Domain([condition])
                    found = self.env[model].search(self.scope(model) & domain)
                    self.assertEqual(set(found.ids), expected)
                    kept = everything.filtered_domain(domain)
                    self.assertEqual(set(kept.ids), expected)

    def test_it_groups_and_sorts(self):
        for model, papers in self.papers.items():
            with self.subTest(model):
                groups = self.env[model]._read_group(
                    self.scope(model), ["smb_tier_id"], ["__count"]
                )
                empty = self.env["smb.tier"]
                self.assertEqual(groups, [(self.a, 1), (self.b, 1), (empty, 1)])
                found = self.env[model].search(
                    self.scope(model), order="smb_tier_id desc"
                )
                customers = [self.hooli, self.globex, self.ada]
                self.assertEqual(list(found), [papers[c] for c in customers])
                info = self.env[model].fields_get(["smb_tier_id"])["smb_tier_id"]
                self.assertTrue(info["groupable"] and info["sortable"])
                self.assertTrue(info["searchable"])

    def test_a_new_document_shows_it_before_it_is_saved(self):
        order = self.env["sale.order"].new({"partner_id": self.ada.id})
        self.assertEqual(order.smb_tier_id, self.a)
        order.partner_id = self.globex
        self.assertEqual(order.smb_tier_id, self.b)

    @warmup
    def test_a_list_however_long_asks_once(self):
        orders = self.env["sale.order"].create(
            [{"partner_id": (self.acme + self.globex)[n % 2].id} for n in range(40)]
        )
        self.env.flush_all()
        self.env.invalidate_all()
        orders.mapped("partner_id.id")
        with self.assertQueryCount(1):
            self.assertEqual(orders.smb_tier_id, self.a + self.b)

    def test_the_warehouse_knows_the_tier_and_no_figure(self):
        picking = self.papers["stock.picking"][self.ada].with_user(self.will)
        spec = {"smb_tier_id": {"fields": {"display_name": {}, "color": {}}}}
        [row] = picking.web_read(spec)
        self.assertEqual(row["smb_tier_id"]["display_name"], self.a.name)
        self.assertEqual(row["smb_tier_id"]["color"], self.a.color)
        partner = self.acme.with_user(self.will)
        self.assertEqual(partner.smb_tier_id, self.a)
        for name in ("smb_scorecard_id", "smb_health", "smb_lifecycle", "smb_quiet"):
            with self.subTest(name), self.assertRaises(AccessError):
                partner.read([name])
            with self.subTest(name), self.assertRaises(AccessError):
                partner.search([(name, "!=", False)])
        with self.assertRaises(AccessError):
            self.env[CARD].with_user(self.will).search([])

    def test_portal_users_know_no_tier(self):
        with self.assertRaises(AccessError):
            self.acme.with_user(self.paul).sudo(False).read(["smb_tier_id"])

    def test_portal_users_find_nothing_out_by_searching(self):
        tier = self.acme.smb_tier_id.id
        for model in ("res.partner", "sale.order", "account.move"):
            mine = self.env[model].with_user(self.paul).sudo(False)
            for domain in (
                [("smb_tier_id", "in", [tier])],
                [("smb_tier_id", "=", tier)],
                [("smb_tier_id", "!=", tier)],
                [("smb_tier_id.name", "=", "A")],
            ):
                ask = partial(mine.search_count, domain)
                with self.subTest(model=model, domain=domain):
                    self.assertRaises(AccessError, ask)
            with self.assertRaises(AccessError):
                mine.formatted_read_group([], ["smb_tier_id"], ["__count"])
            with self.assertRaises(AccessError):
                mine.search([], order="smb_tier_id")
        with self.assertRaises(AccessError):
            self.env["res.partner"].with_user(self.paul).search_count(
                [("smb_last_contact_date", "!=", False)]
            )

    def test_reps_do_not_read_what_the_engine_knows_of_the_company(self):
        policy = self.env["smb.tier.policy"]._of(self.company)
        for name in ("cuts", "documents_until"):
            for user in (self.sally, self.max):
                with self.assertRaises(AccessError):
                    policy.with_user(user).sudo(False).read([name])


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
        hidden = {field.get("name"): field.get("invisible") for field in button}
        self.assertEqual(hidden["smb_health"], "smb_lifecycle == 'prospect'")
        self.assertEqual(hidden["smb_lifecycle"], "smb_lifecycle != 'prospect'")

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


@tagged("post_install", "-at_install")
class TestTierInAnalyses(ValueCase):
    """Odoo's own analyses gain a dimension and lose nothing."""

    def test_sales_by_tier_add_up_to_the_whole(self):
        product = self.env["product.product"].create({"name": "Tea", "list_price": 10})
        for partner, quantity in ((self.ada, 3), (self.globex, 2)):
            self.document(
                "sale.order",
                partner,
                order_line=[
                    (0, 0, {"product_id": product.id, "product_uom_qty": quantity})
                ],
            )
        self.env.flush_all()
        self.assert_adds_up("sale.report", product, "product_uom_qty", {3, 2})

    def test_invoices_by_tier_add_up_to_the_whole(self):
        product = self.env["product.product"].create({"name": "Tea", "list_price": 10})
        for partner, quantity in ((self.ada, 3), (self.globex, 2)):
            self.document(
                "account.move",
                partner,
                invoice_line_ids=[
                    (0, 0, {"product_id": product.id, "quantity": quantity})
                ],
            )
        self.env.flush_all()
        self.assert_adds_up("account.invoice.report", product, "quantity", {3, 2})

    def assert_adds_up(self, model, product, measure, expected):
        report = self.env[model]
        domain = Domain("product_id", "=", product.id)
        spec = [f"{measure}:sum", "__count"]
        [whole] = report._read_group(domain, [], spec)
        groups = report._read_group(domain, ["smb_tier_id"], spec)
        self.assertEqual({tier for tier, *_sums in groups}, {self.a, self.b})
        self.assertEqual({total for _tier, total, _count in groups}, expected)
        self.assertEqual(whole[0], sum(total for _tier, total, _count in groups))
        self.assertEqual(whole[1], 2)
        one = report.search(domain & Domain("smb_tier_id", "=", self.a.id))
        self.assertEqual(one.smb_tier_id, self.a)
        self.assertEqual(one[measure], 3)

    def test_who_does_not_ask_for_tiers_does_not_pay_for_them(self):
        for model in ("sale.report", "account.invoice.report"):
            self.assertFalse(self.env[model]._auto)
            self.assertNotIn("smb_scorecard", str(self.env[model]._table_query))
