from odoo import fields
from odoo.exceptions import AccessError
from odoo.fields import Domain
from odoo.tests import freeze_time, tagged

from .common import SmbCase


@tagged("post_install", "-at_install")
class TestQuality(SmbCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.acme.phone = "+32 2 290 34 90"

    def found(self, *domain):
        mine = Domain("id", "in", (self.acme + self.globex + self.ada).ids)
        return self.env["res.partner"].search(mine & Domain(list(domain)))

    def test_a_company_and_a_person_are_asked_for_different_things(self):
        self.assertEqual(
            self.acme.smb_missing,
            "Email, Street, City, Country, Tax ID, Industry, Website Link",
        )
        self.assertEqual(self.acme.smb_completeness, 35)
        self.assertEqual(self.ada.smb_missing, "Phone, Country, Job Position")
        self.assertEqual(self.ada.smb_quality, "fair")

    def test_invented_data_count_as_missing_and_are_named(self):
        self.globex.write({"phone": "000000", "email": "test@test.com", "city": "xxx"})
        self.assertEqual(self.globex.smb_completeness, 20)
        self.assertIn("Phone (not real)", self.globex.smb_missing)
        self.assertIn("Email (not real)", self.globex.smb_missing)
        self.assertEqual(self.found(("smb_flaws", "like", ":fake")), self.globex)

    def test_an_unusable_phone_or_address_is_named(self):
        self.globex.write({"phone": "ask Bob", "email": "bob at globex"})
        self.assertIn("Phone (invalid)", self.globex.smb_missing)
        self.assertIn("Email (invalid)", self.globex.smb_missing)

    def test_full_data_make_a_hundred(self):
        self.acme.write(
            {
                "email": "office@acme-trading.be",
                "street": "Rue Haute 1",
                "city": "Brussels",
                "country_id": self.env.ref("base.be").id,
                "vat": "BE0477472701",
                "website": "acme-trading.be",
                "industry_id": self.env["res.partner.industry"].search([], limit=1).id,
            }
        )
        self.assertEqual(self.acme.smb_completeness, 100)
        self.assertEqual(self.acme.smb_quality, "complete")
        self.assertFalse(self.acme.smb_missing)

    def test_installing_judges_like_the_form(self):
        self.customer("Test customer", phone="+32 000 000 00 00", email="x@x.x")
        self.customer("  ", phone="12", street="---", website="www.acme.example")
        self.customer("小米", phone="1234567", vat="BE0000000")
        self.customer("Warehouse", parent=self.acme, type="delivery", city="asdf")
        partners = self.env["res.partner"].with_context(active_test=False).search([])
        self.env.flush_all()
        names = ("smb_completeness", "smb_quality", "smb_flaws", "smb_name_key")
        typed = partners.sudo().read(names)
        self.env.cr.execute(
            "UPDATE res_partner SET smb_completeness = NULL, smb_quality = NULL,"
            " smb_flaws = NULL, smb_name_key = NULL"
        )
        partners._smb_fill()
        partners.invalidate_recordset()
        self.assertEqual(partners.sudo().read(names), typed)

    def test_the_same_phone_on_two_customers_is_found(self):
        self.globex.phone = self.acme.phone
        self.assertEqual(
            self.found(("smb_phone_shared", "=", True)), self.acme + self.globex
        )
        self.assertTrue(self.globex.smb_phone_shared)

    def test_a_company_and_its_people_may_share_a_phone(self):
        self.ada.phone = self.acme.phone
        self.assertFalse(self.found(("smb_phone_shared", "=", True)))

    def test_scores_can_be_sorted_and_grouped(self):
        groups = self.env["res.partner"]._read_group(
            [("id", "in", (self.acme + self.ada).ids)],
            ["smb_quality"],
            ["smb_completeness:avg"],
        )
        self.assertEqual({name for name, _score in groups}, {"poor", "fair"})
        worst = self.env["res.partner"].search(
            [("id", "in", (self.acme + self.ada).ids)], order="smb_completeness"
        )
        self.assertEqual(worst, self.acme + self.ada)


@tagged("post_install", "-at_install")
class TestConfirmation(SmbCase):
    def test_one_click_confirms_the_data(self):
        self.globex.with_user(self.sally).action_smb_confirm_data()
        self.assertEqual(self.globex.smb_confirmed_by_id, self.sally)

    def test_a_changed_phone_confirms_by_itself(self):
        with freeze_time("2024-01-01"):
            self.acme.action_smb_confirm_data()
        with freeze_time("2026-05-05"):
            self.acme.with_user(self.sally).phone = "+32 2 290 34 90"
            self.assertEqual(str(self.acme.smb_confirmed_on), "2026-05-05")
        self.assertEqual(self.acme.smb_confirmed_by_id, self.sally)

    def test_other_changes_confirm_nothing(self):
        with freeze_time("2024-01-01"):
            self.acme.action_smb_confirm_data()
        self.acme.comment = "A note"
        self.assertEqual(str(self.acme.smb_confirmed_on), "2024-01-01")

    def test_data_unconfirmed_for_a_year_are_found(self):
        stale = [
            "|",
            ("smb_confirmed_on", "=", False),
            ("smb_confirmed_on", "<", "today -1y"),
        ]
        with freeze_time("2024-01-01"):
            self.acme.action_smb_confirm_data()
        self.ada.action_smb_confirm_data()
        found = self.env["res.partner"].search(stale)
        self.assertIn(self.acme, found)
        self.assertNotIn(self.ada, found)

    def test_confirming_by_a_change_rides_on_the_same_update(self):
        with freeze_time("2024-01-01"):
            self.acme.phone = "+32 2 290 34 90"
            self.env.flush_all()
        # Odoo's own three: two look-ups of opportunities, one UPDATE
        with self.assertQueryCount(3):
            self.acme.phone = "+32 2 290 34 91"
            self.env.flush_all()
        self.assertEqual(self.acme.smb_confirmed_on, fields.Date.today())

    def test_without_a_role_nobody_confirms(self):
        with self.assertRaises(AccessError):
            self.acme.with_user(self.uma).action_smb_confirm_data()

    def test_a_change_by_staff_without_a_role_counts_too(self):
        self.uma.group_ids += self.env.ref("base.group_partner_manager")
        self.acme.with_user(self.uma).phone = "+32 2 290 34 92"
        self.assertEqual(self.acme.smb_confirmed_by_id, self.uma)
