from unittest.mock import patch

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common import SmbCase

SPELLINGS = {
    "Žemaitijos Grūdai UAB": [
        "zemaitijos grudai",
        "UAB „Žemaitijos grūdai“",
        "ŽEMAITIJOS GRŪDAI",
        "Grūdai Žemaitijos",
        "Žemaitijos Grudai, MB",
        "Ｚｅｍａｉｔｉｊｏｓ　Ｇｒｕｄａｉ",
        "Žemaitijos Grūdia",
        "Zemaitjos Grudai UAB",
        "Žemaitijos-Grūdai",
    ],
    "北京华信达科技有限公司": [
        "华信达科技",
        "北京華信達科技有限責任公司",
        "北京 华信达 科技",
    ],
    'ООО "Северный Ветер"': ["северный ветер", "Северный Ветер ОАО", "Северный Вeтер"],
    "Panadería Ibáñez e Hijos S.L.": ["Panaderia Ibanez", "IBAÑEZ PANADERIA SL"],
}
STRANGERS = [
    "Žemaitijos Baldai UAB",
    "Aukštaitijos Grūdai UAB",
    "北京华信达贸易有限公司",
    "Южный Ветер ООО",
    "Panadería Núñez S.L.",
    "Something Else Entirely",
]


@tagged("post_install", "-at_install")
class TestSimilarNames(SmbCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.known = {name: cls.customer(name, user=cls.sally) for name in SPELLINGS}

    def similar(self, user=None, **vals):
        partners = self.env["res.partner"].with_user(user or self.sally)
        return partners.smb_similar({"is_company": True, **vals})

    def test_every_spelling_finds_its_customer(self):
        for name, spellings in SPELLINGS.items():
            for spelling in spellings:
                with self.subTest(spelling):
                    ids = [match["id"] for match in self.similar(name=spelling)]
                    self.assertIn(self.known[name].id, ids)

    def test_a_contact_is_looked_up_in_one_query(self):
        engine = self.env["smb.match"]
        card = engine._card({"name": "Zemaitjos Grudai UAB", "is_company": True})
        self.env.flush_all()
        with self.assertQueryCount(1):
            found = engine._matches([card])[0]
        ids = [id_ for _score, _reasons, id_ in found]
        self.assertIn(self.known["Žemaitijos Grūdai UAB"].id, ids)

    def test_resembling_strangers_are_not_found(self):
        for name in STRANGERS:
            with self.subTest(name):
                ids = {match["id"] for match in self.similar(name=name)}
                self.assertFalse(ids & {known.id for known in self.known.values()})

    def test_a_finding_says_who_owns_and_why(self):
        match = self.similar(name="zemaitijos grudai")[0]
        self.assertEqual(match["owner"], "Sally")
        self.assertEqual(match["reasons"], ["Same name"])
        self.assertGreater(match["score"], 0.9)
        self.assertFalse(match["masked"])
        self.assertIs(match["last_contact_days"], False)

    def test_days_since_the_last_contact_are_told(self):
        self.log(self.ada)
        match = self.similar(name="Acme Trading Ltd")[0]
        self.assertEqual(match["last_contact_days"], 0)

    def test_phone_mail_and_tax_number_find_whatever_the_name(self):
        self.acme.write({"vat": "LT100001234", "website": "https://www.acme.test"})
        self.acme.email = "office@acme.test"
        for vals, reason in (
            ({"phone": "02-111.11.11"}, "Same phone"),
            ({"email": "Office <OFFICE@acme.test>"}, "Same e-mail"),
            ({"vat": "lt 100-001-234"}, "Same VAT"),
            ({"website": "acme.test/contact"}, "Same web domain"),
            ({"email": "sales@acme.test"}, "Same web domain"),
        ):
            with self.subTest(reason):
                matches = self.similar(name="Unlike", **vals)
                found = [match for match in matches if match["id"] == self.acme.id]
                self.assertEqual(found[0]["reasons"], [reason])

    def test_public_mail_services_tell_nothing(self):
        self.acme.email = "acme@gmail.com"
        self.assertFalse(self.similar(name="Unlike", email="other@gmail.com"))

    def test_an_invented_phone_tells_nothing(self):
        self.acme.phone = "000000000"
        self.assertFalse(self.similar(name="Unlike", phone="000 000 000"))

    def test_an_archived_customer_is_found_and_said_to_be(self):
        self.acme.active = False
        match = self.similar(name="ACME Trading")[0]
        self.assertTrue(match["archived"])
        self.assertIn("Archived", match["reasons"])

    def test_the_customer_being_edited_is_no_finding(self):
        ids = [m["id"] for m in self.similar(name="Acme Trading", id=self.acme.id)]
        self.assertNotIn(self.acme.id, ids)

    def test_colleagues_share_phone_and_domain_without_colliding(self):
        self.acme.write({"email": "office@acme.test"})
        self.ada.phone = self.acme.phone
        vals = {"parent_id": self.acme.id, "is_company": False}
        shared = {"phone": self.acme.phone, "email": "bob@acme.test"}
        self.assertFalse(self.similar(name="Bob Brown", **vals, **shared))
        self.assertEqual(self.similar(name="ADA Archer", **vals)[0]["id"], self.ada.id)

    def test_odd_input_is_harmless(self):
        for vals in (
            {"name": "A" * 10_000},
            {"name": "%"},
            {"name": "_%_"},
            {"name": "Ac\x00me \ud800"},
            {"name": ["Acme"], "phone": 5, "email": None, "parent_id": "x"},
            {"name": "'; DROP TABLE res_partner; --"},
            {"parent_id": 2**40, "id": "all"},
            None,
            [],
        ):
            with self.subTest(str(vals)[:40]):
                partners = self.env["res.partner"].with_user(self.sally)
                self.assertIsInstance(partners.smb_similar(vals), list)
        self.assertEqual(partners.smb_similar({"name": "Acme Trading"}, limit=-5), [])
        many = partners.smb_similar({"name": "Acme Trading"}, limit=10**9)
        self.assertLessEqual(len(many), 40)

    def test_a_wildcard_does_not_widen_the_search(self):
        self.assertFalse(self.similar(name="%"))

    def test_one_search_costs_few_queries(self):
        self.similar(name="zemaitijos grudai")
        self.env.flush_all()
        with self.assertQueryCount(8):
            self.similar(name="zemaitijos grudai")

    def test_the_key_costs_no_query(self):
        partner = self.env["res.partner"].create({"name": "Key One"})
        self.env.flush_all()
        self.assertEqual(partner.smb_name_key, "key one")
        partners = self.env.registry["res.partner"]
        with_key = self.queries_of(partner, {"name": "Key Two Ltd"})
        self.assertEqual(partner.smb_name_key, "key two")
        with patch.object(partners, "_compute_smb_name_key", lambda records: None):
            without = self.queries_of(partner, {"name": "Key Three"})
        self.assertEqual(with_key, without)

    def queries_of(self, partner, vals):
        """How many queries a write takes."""
        before = self.env.cr.sql_log_count
        partner.write(vals)
        self.env.flush_all()
        return self.env.cr.sql_log_count - before

    def test_an_existing_base_is_filled_without_the_orm(self):
        self.env.flush_all()
        self.env.cr.execute("UPDATE res_partner SET smb_name_key = NULL")
        self.env["res.partner"]._smb_fill()
        self.acme.invalidate_recordset()
        self.assertEqual(self.acme.sudo().smb_name_key, "acme")


@tagged("post_install", "-at_install")
class TestSimilarMasked(SmbCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.abroad = cls.second_company()
        cls.hidden = cls.customer(
            "Hidden Harbour Ltd",
            user=cls.sam,
            company_id=cls.abroad.id,
            phone="+49 30 5556677",
            email="office@hidden.test",
        )

    def ask(self, user=None, **vals):
        partners = self.env["res.partner"].with_user(user or self.sally)
        return partners.smb_similar({"is_company": True, **vals})

    def test_a_customer_out_of_reach_tells_name_and_owner_only(self):
        self.log(self.hidden, company_id=self.abroad.id)
        match = self.ask(name="hidden harbour")[0]
        self.assertTrue(match["masked"])
        self.assertIs(match["id"], False)
        self.assertEqual(match["name"], "Hidden Harbour Ltd")
        self.assertEqual(match["owner"], "Sam")
        self.assertEqual(match["last_contact_days"], 0)
        self.assertNotIn("5556677", str(match))
        self.assertNotIn("hidden.test", str(match))

    def test_contacts_count_as_on_the_form(self):
        self.log(self.acme, company_id=self.abroad.id)
        match = self.ask(name="Acme Trading")[0]
        self.assertFalse(match["masked"])
        self.assertIs(match["last_contact_days"], False)
        self.assertEqual(match["owner_id"], self.sally.id)
        self.assertIs(self.ask(name="hidden harbour")[0]["owner_id"], False)

    def test_outsiders_may_not_ask(self):
        with self.assertRaises(AccessError):
            self.ask(user=self.paul, name="Acme Trading")

    def test_asking_the_owner_gives_them_an_activity(self):
        partners = self.env["res.partner"].with_user(self.sally)
        vals = {"name": "hidden <b>harbour</b>", "phone": "030 5556677"}
        match = partners.smb_similar(vals)[0]
        self.assertEqual(partners.smb_ask_owner(vals, match["match"]), "Sam")
        activity = self.hidden.activity_ids
        self.assertEqual(activity.user_id, self.sam)
        self.assertNotIn("<b>", activity.note)
        decision = self.env["smb.collision.decision"].search([], limit=1)
        self.assertEqual(decision.decision, "asked")
        self.assertEqual(decision.user_id, self.sally)
        self.assertEqual(decision.match_id, self.hidden)

    def test_one_question_at_a_time(self):
        partners = self.env["res.partner"].with_user(self.sally)
        vals = {"name": "Hidden Harbour"}
        match = partners.smb_similar(vals)[0]["match"]
        partners.smb_ask_owner(vals, match)
        with self.assertRaises(UserError):
            partners.smb_ask_owner(vals, match)
        self.hidden.activity_ids.action_done()
        self.assertTrue(partners.smb_ask_owner(vals, match))

    def test_the_question_must_come_from_a_finding(self):
        partners = self.env["res.partner"].with_user(self.sally)
        vals = {"name": "Hidden Harbour"}
        match = partners.smb_similar(vals)[0]["match"]
        with_others = self.env["res.partner"].with_user(self.uma)
        for asker, typed, proof in (
            (partners, {"name": "Quite Different"}, match),
            (partners, vals, "invented"),
            (partners, vals, None),
            (with_others, vals, match),
        ):
            with self.subTest(str(typed) + str(proof)), self.assertRaises(AccessError):
                asker.smb_ask_owner(typed, proof)
        self.assertFalse(self.hidden.activity_ids)

    def test_nobody_owns_it_nobody_is_asked(self):
        self.customer("Orphaned Orchards")
        partners = self.env["res.partner"].with_user(self.sally)
        match = partners.smb_similar({"name": "Orphaned Orchards"})[0]["match"]
        with self.assertRaises(UserError):
            partners.smb_ask_owner({"name": "Orphaned Orchards"}, match)
