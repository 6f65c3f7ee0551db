"""Documents and analyses show the tier of their customer."""

from functools import partial

from odoo.exceptions import AccessError
from odoo.fields import Domain
from odoo.tests import tagged, warmup

from .value_case import CARD, ValueCase

DOCUMENTS = (
    "sale.order",
    "stock.picking",
    "account.move",
    "crm.lead",
    "smb.contact.log",
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
