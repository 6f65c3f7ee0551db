"""The number on the card finds the customer, wherever customers are searched."""

from odoo.fields import Domain
from odoo.tests import tagged

from .member_case import MemberCase


@tagged("post_install", "-at_install")
class TestMemberNumber(MemberCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.membership.number = "M90210"

    def found(self, word, user=None):
        partners = self.env["res.partner"].with_user(user or self.sam)
        ids = [id_ for id_, _name in partners.name_search(word)]
        return partners.browse(ids).sudo(False)

    def test_a_number_finds_the_customer_and_its_people(self):
        for word in ("M90210", " M90210 ", "M90210\t", "m90210\n"):
            with self.subTest(word):
                self.assertEqual(self.found(word), self.acme + self.ada)

    def test_a_part_of_a_number_or_a_word_finds_nobody(self):
        self.assertFalse(self.found("9021"))
        self.assertFalse(self.found("M90211"))
        self.assertEqual(self.found("Globex"), self.globex)

    def test_the_palette_finds_by_number(self):
        partners = self.env["res.partner"].with_user(self.sally)
        found = [row["id"] for row in partners.smb_quick_search(" M90210")]
        self.assertIn(self.acme.id, found)

    def test_the_search_of_customers_finds_by_number(self):
        view = self.env["res.partner"].get_view(
            self.env.ref("base.view_res_partner_filter").id, "search"
        )
        self.assertIn("('smb_member_number', '=', self)", view["arch"])
        for operator in ("=", "ilike", "in"):
            value = ["M90210 "] if operator == "in" else "M90210 "
            domain = Domain("smb_member_number", operator, value)
            partners = self.env["res.partner"].with_user(self.sam).search(domain)
            self.assertEqual(partners.sudo(False), self.acme + self.ada)

    def test_who_may_not_see_members_finds_nobody_by_number(self):
        self.assertFalse(self.found("M90210", self.uma))
        self.assertFalse(self.acme.with_user(self.uma).smb_member_number)

    def test_a_rep_finds_no_members_of_others(self):
        self.member(self.globex, self.silver, number="M90300")
        self.assertFalse(self.found("M90300", self.sally))
        self.assertEqual(self.found("M90300", self.sam), self.globex)
        self.assertFalse(self.globex.with_user(self.sally).smb_member_number)
        self.assertEqual(self.globex.with_user(self.sam).smb_member_number, "M90300")

    def test_other_words_cost_one_look_at_the_numbers(self):
        with self.assertQueryCount(2):
            self.env["res.partner"].name_search("Nobody 77")
