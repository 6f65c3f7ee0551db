"""Who has no role of ours keeps contacts as before."""

from odoo.tests import Form, new_test_user, tagged

from .common import SmbCase


@tagged("post_install", "-at_install")
class TestContactsWithoutARole(SmbCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.clerk = new_test_user(
            cls.env, "smb_clerk", groups="base.group_user,base.group_partner_manager"
        )
        cls.theirs = cls.env["res.partner"].with_user(cls.clerk)

    def test_a_contact_is_made_changed_and_deleted(self):
        with Form(self.theirs) as form:
            form.name = "Initech"
            form.email = "office@initech.example"
        contact = form.record
        self.assertTrue(contact.sudo().smb_name_key)
        contact.write({"name": "Initech Ltd", "child_ids": [(0, 0, {"name": "Ann"})]})
        contact.active = False
        contact.unlink()
        self.assertFalse(contact.exists())

    def test_a_contact_is_copied_without_what_one_may_not_see(self):
        self.acme.write({"smb_habits": "Tea", "smb_needs": "Cups"})
        copy = self.acme.with_user(self.clerk).copy()
        self.assertIn("Acme Trading", copy.name)
        self.assertFalse(copy.sudo().smb_habits)

    def test_sales_copy_all_of_it(self):
        self.acme.smb_habits = "Tea"
        self.max.group_ids += self.env.ref("base.group_partner_manager")
        copy = self.acme.with_user(self.max).copy({"name": "Acme Two"})
        self.assertEqual(copy.smb_habits, "Tea")

    def test_a_new_branch_is_as_odoo_makes_it(self):
        """Its chart of accounts, which brings a country, is loaded once it is saved."""
        branch = self.env["res.company"].create(
            {"name": "Branch", "parent_id": self.company.id}
        )
        self.assertFalse(branch.country_id)
