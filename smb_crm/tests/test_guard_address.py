import csv
import io
from pathlib import Path

from odoo.tests import BaseCase, tagged

from ..tools.matching import Card, compare
from .common import SmbCase

NORTHWIND = Path(__file__).parent / "data" / "northwind.csv"
# what a person chooses on the import screen for each header of that file
MAPPING = {
    "company_name": "name",
    "contact_name": "child_ids/name",
    "contact_title": "child_ids/function",
    "address": "street",
    "city": "city",
    "postal_code": "zip",
    "country": "country_id",
    "phone": "phone",
}
OPTIONS = {"quoting": '"', "separator": ",", "encoding": "utf-8", "has_headers": True}
REPEATS = {
    "BLAUS": "Blauer See Delik.",
    "BONAP": "Bon pap'",
    "BOTTM": "Bottom Dollar Mkts",
    "CENTC": "Ctro. comercial Moctezuma",
    "GREAL": "Great Laeks Food Mkt",
    "LINOD": "lino-delciateses C.A.",
    "QUICK": "Quick Stop GmbH",
    "SPLIR": "Split Rai",
    "THEBI": "The Big Chee.",
    "WOLZA": "Zajazd Wolski Sp. z o.o.",
}
AT_ONE_ADDRESS = [
    ("Bon app'", "Bon pap'"),
    ("Split Rail Beer & Ale", "Split Rai"),
    ("Centro comercial Moctezuma", "Centro comerc. Moct."),
    ("Blauer See Delikatessen", "Blauer See Delik."),
    ("Šiaulių plienas UAB", "Šiaul. plienas"),
]
NEIGHBOURS = [
    ("Depot 12 Ltd", "Depot 21 Ltd"),
    ("Acme Bakery", "Acme Butchers"),
    ("Acme Trading", "Acme Textiles"),
    ("Hotel North", "Hotel South"),
    ("Krämer Gartenbau", "Köhler Gartenbau"),
    ("Moctezuma Shoes", "Moctezuma Toys"),
    ("上海华信科技有限公司", "上海华兴科技有限公司"),
]


@tagged("post_install", "-at_install")
class TestAddressEvidence(BaseCase):
    def score(self, one, two, **where):
        where = {"zip": "82520", "city": "Lander", **where}
        return compare(
            Card(one, is_company=True, **where), Card(two, is_company=True, **where)
        )[0]

    def test_a_weaker_likeness_suffices_at_one_address(self):
        for one, two in AT_ONE_ADDRESS:
            with self.subTest(two):
                self.assertGreaterEqual(self.score(one, two), 0.7)
                self.assertLess(self.score(one, two, zip="", city=""), 0.7)

    def test_what_only_the_address_makes_likely_is_never_refused(self):
        for one, two in AT_ONE_ADDRESS:
            with self.subTest(two):
                self.assertLess(self.score(one, two, street="Main Street 5"), 0.9)

    def test_neighbours_and_branches_stay_different(self):
        for one, two in NEIGHBOURS:
            with self.subTest(two):
                self.assertLess(self.score(one, two, street="Main Street 5"), 0.7)

    def test_another_house_is_no_evidence(self):
        one = {"is_company": True, "zip": "82520", "street": "Main Street 5"}
        two = {**one, "street": "Main Street 7"}
        score, reasons = compare(Card("Bon app'", **one), Card("Bon pap'", **two))
        self.assertEqual((score, reasons), (0.0, []))

    def test_relatives_in_one_house_are_two_customers(self):
        home = {"zip": "82520", "street": "Main Street 5"}
        score, reasons = compare(Card("Anna Berg", **home), Card("Hanna Berg", **home))
        self.assertNotIn("address", reasons)
        self.assertLess(score, 0.9)

    def test_colleagues_share_the_address_without_colliding(self):
        work = {"zip": "82520", "parent": 5, "entity": 5}
        self.assertEqual(
            compare(Card("Ann Lee", **work), Card("Ben Lee", **work))[0], 0
        )

    def test_odd_addresses_are_harmless(self):
        for odd in ("-", "\x00", "0" * 5000, "'; --", "%"):
            with self.subTest(odd[:10]):
                self.assertEqual(self.score("Acme", "Globex", zip=odd, street=odd), 0)


@tagged("post_install", "-at_install")
class TestAddressSearch(SmbCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.place = {"zip": "13008", "city": "Marseille"}
        cls.known = cls.customer("Bon app'", user=cls.sally, **cls.place)

    def similar(self, **vals):
        partners = self.env["res.partner"].with_user(self.sally)
        return partners.smb_similar({"is_company": True, **vals})

    def test_a_name_too_unlike_is_found_in_its_place(self):
        found = self.similar(name="Bon pap'", **self.place)
        self.assertEqual(found[0]["id"], self.known.id)
        self.assertEqual(found[0]["reasons"], ["Similar name", "Same ZIP code"])
        self.assertFalse(self.similar(name="Bon pap'"))
        self.assertFalse(self.similar(name="Bon pap'", zip="69004", city="Lyon"))

    def test_the_nightly_search_finds_it_too(self):
        twin = self.customer("Bon pap'", **self.place)
        stranger = self.customer("Bon marché", **self.place)
        self.env["smb.duplicate"]._search_all()
        pairs = self.env["smb.duplicate"].search([("partner_id", "=", self.known.id)])
        self.assertIn(twin, pairs.other_id)
        self.assertNotIn(stranger, pairs.other_id)


@tagged("post_install", "-at_install")
class TestNorthwindImport(SmbCase):
    """A foreign company's customer list, as it is, through Odoo's import screen."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.sally.group_ids += cls.env.ref("base.group_partner_manager")
        cls.header, *cls.rows = csv.reader(
            io.StringIO(NORTHWIND.read_text(encoding="utf-8"))
        )
        cls.policy = cls.company.smb_policy_id
        cls.policy.guard_mode = "warn"

    def import_rows(self, rows):
        """The answer of the import screen, started from the customer list."""
        file = io.StringIO()
        csv.writer(file).writerows([self.header, *rows])
        screen = self.env["base_import.import"].with_user(self.sally)
        run = screen.with_context(default_is_company=True).create(
            {
                "res_model": "res.partner",
                "file": file.getvalue().encode(),
                "file_type": "text/csv",
                "file_name": "customers.csv",
            }
        )
        run.parse_preview(OPTIONS)
        fields = [MAPPING.get(header, False) for header in self.header]
        return run.execute_import(fields, self.header, OPTIONS)

    def repeats(self):
        """Some of them typed again by somebody in a hurry, without phone and street."""
        for row in self.rows:
            if row[0] in REPEATS:
                again = dict(zip(self.header, row, strict=True))
                again.update(company_name=REPEATS[row[0]], phone="", address="")
                yield list(again.values())

    def pairs(self, ids):
        return self.env["smb.duplicate"].search([("other_id", "in", ids)])

    def test_every_customer_comes_in_with_the_headers_as_they_are(self):
        result = self.import_rows(self.rows)
        self.assertFalse(result["messages"])
        partners = self.env["res.partner"].browse(result["ids"])
        self.assertEqual(len(partners), len(self.rows))
        self.assertTrue(all(partners.mapped("country_id")))
        self.assertTrue(all(partners.mapped("child_ids.name")))
        self.assertFalse(self.pairs(partners.ids))

    def test_every_repeat_is_noticed(self):
        known = dict(
            zip(
                [row[0] for row in self.rows],
                self.import_rows(self.rows)["ids"],
                strict=True,
            )
        )
        rows = list(self.repeats())
        result = self.import_rows(rows)
        self.assertEqual(len(result["ids"]), len(rows))
        for row, id_ in zip(rows, result["ids"], strict=True):
            with self.subTest(row[1]):
                found = self.pairs([id_]).partner_id.ids
                self.assertEqual(found, [known[row[0]]])

    def test_a_blocking_guard_refuses_the_sure_ones_only(self):
        self.import_rows(self.rows)
        self.policy.guard_mode = "block"
        refused = self.import_rows(list(self.repeats()))
        names = " ".join(message["message"] for message in refused["messages"])
        self.assertIn("Quick Stop GmbH", names)
        self.assertNotIn("Bon pap'", names)
        self.assertFalse(refused["ids"])


@tagged("post_install", "-at_install")
class TestCountriesByWhatPeopleCallThem(SmbCase):
    def test_nicknames_and_other_languages_are_understood(self):
        countries = self.env["res.country"].with_user(self.sally)
        for word, code in (("USA", "US"), ("UK", "GB"), ("Deutschland", "DE")):
            for operator in ("=", "ilike"):
                with self.subTest(word, operator=operator):
                    found = countries.name_search(word, operator=operator)
                    self.assertEqual(countries.browse(found[0][0]).code, code)

    def test_other_searches_are_left_alone(self):
        countries = self.env["res.country"]
        none = countries.name_search("Atlantis")
        outside = countries.name_search("UK", [("code", "=", "FR")])
        self.assertEqual((none, outside), ([], []))
