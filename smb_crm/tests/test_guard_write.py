from datetime import timedelta
from unittest.mock import patch

from odoo import fields
from odoo.exceptions import UserError
from odoo.tests import tagged

from .test_guard_create import GuardCase


@tagged("post_install", "-at_install")
class TestGuardWrite(GuardCase):
    def setUp(self):
        super().setUp()
        self.policy.guard_mode = "block"

    def age(self, partner, **delta):
        """Let ``partner`` have been entered earlier."""
        self.env.flush_all()
        moment = fields.Datetime.now() - timedelta(**delta)
        self.env.cr.execute(
            "UPDATE res_partner SET create_date = %s WHERE id = %s",
            (moment, partner.id),
        )
        partner.invalidate_recordset()

    def address(self, user=None):
        return self.enter(
            user=user or self.sam,
            is_company=False,
            name="Acme Trading",
            parent_id=self.globex.id,
            type="delivery",
        )

    def listed(self, partner):
        return self.env["smb.duplicate"].search([("other_id", "=", partner.id)])

    def test_a_new_contact_is_not_renamed_into_a_customer(self):
        new = self.enter(user=self.sam, name="Zzz Unheard")
        with self.assertRaisesRegex(UserError, "Acme Trading"):
            new.name = "Acme Trading Ltd"

    def test_an_address_does_not_turn_into_a_customer(self):
        for vals in ({"type": "contact", "parent_id": False}, {"parent_id": False}):
            with self.subTest(vals), self.assertRaises(UserError):
                self.address().write({**vals, "is_company": True})

    def test_in_warn_mode_it_is_noted_and_listed(self):
        self.policy.guard_mode = "warn"
        renamed = self.enter(user=self.sam, name="Zzz Unheard")
        renamed.name = "Acme Trading Ltd"
        freed = self.address()
        freed.write({"type": "contact", "parent_id": False})
        for new in (renamed, freed):
            with self.subTest(new.id):
                noted = self.decisions(decision="created", result_id=new)
                self.assertIn(self.acme, noted.match_id | self.listed(new).partner_id)
                self.assertTrue(self.listed(new))

    def test_the_same_resemblance_is_noted_once(self):
        self.policy.guard_mode = "warn"
        new = self.enter(user=self.sam)
        new.write({"name": "ACME Trading", "email": "new@acme.example"})
        self.assertEqual(len(self.decisions(result_id=new)), 1)

    def test_from_like_to_too_like_is_refused(self):
        new = self.enter(user=self.sam, name="Acmi Tradin")
        with self.assertRaises(UserError):
            new.name = "Acme Trading"

    def test_what_is_known_for_long_may_be_corrected(self):
        old = self.enter(user=self.sam, name="Zzz Unheard")
        self.age(old, hours=2)
        old.name = "Acme Trading Ltd"
        self.assertFalse(self.decisions())

    def test_managers_and_the_system_write_what_they_want(self):
        for user in (self.max, self.env.user):
            new = self.enter(user=self.sam, name="Zzz Unheard")
            with self.subTest(user.name):
                new.with_user(user).sudo(user == self.env.user).name = "Acme Trading"
        self.assertFalse(self.decisions())

    def test_ordinary_writes_cost_no_query(self):
        old = self.enter(user=self.sam, name="Zzz Unheard")
        self.age(old, days=1)
        vals = {"phone": "+32 2 999 99 98", "name": "Zzz Unheard of"}
        self.count(old, {"phone": "+32 2 999 99 97", "name": "Zzz"})
        guarded = self.count(old, vals)
        partners = self.env.registry["res.partner"]
        with patch.object(partners, "_smb_to_guard", lambda self, vals: self.browse()):
            unguarded = self.count(old, {"phone": "+32 2 999 99 96", "name": "Zz"})
        self.assertEqual(guarded, unguarded)

    def count(self, partner, vals):
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        partner.write(vals)
        self.env.flush_all()
        return self.env.cr.sql_log_count - before


@tagged("post_install", "-at_install")
class TestGuardReach(GuardCase):
    """Where the guard looks, and whom it refuses nothing."""

    def setUp(self):
        super().setUp()
        self.policy.guard_mode = "block"

    def partners(self, **context):
        return self.env["res.partner"].with_user(self.sam).with_context(**context)

    def test_an_address_by_the_context_is_no_collision(self):
        partners = self.partners(
            default_type="delivery", default_parent_id=self.globex.id
        )
        self.assertTrue(partners.create({"name": "Acme Trading", "is_company": True}))
        self.assertFalse(self.decisions())

    def test_what_the_context_adds_is_looked_at(self):
        self.acme.email = "office@acme.example"
        partners = self.partners(default_email="office@acme.example")
        with self.assertRaises(UserError):
            partners.create({"name": "Somebody"})

    def test_customers_out_of_sight_refuse_nothing_but_are_listed(self):
        self.acme.active = False
        new = self.enter(user=self.sam)
        pairs = self.env["smb.duplicate"].search([("other_id", "=", new.id)])
        self.assertIn(self.acme, pairs.partner_id)
        check = self.partners().smb_guard_check({"name": "Acme Trading"})
        self.assertTrue(any(match["archived"] for match in check["matches"]))

    def test_the_panel_does_not_announce_a_refusal_for_the_archived(self):
        self.customer("Veiled Vineyards").active = False
        check = self.partners().smb_guard_check({"name": "Veiled Vineyards"})
        self.assertTrue(check["matches"])
        self.assertFalse(check["blocked"])

    def test_a_customer_of_another_company_refuses_nothing(self):
        self.customer("Hidden Harbour", company_id=self.second_company().id)
        self.assertTrue(self.enter(user=self.sam, name="Hidden Harbour"))

    def test_a_mail_to_a_new_address_is_sent(self):
        found = self.partners()._find_or_create_from_emails(
            ["Acme Trading <other@mail.example>"]
        )
        self.assertEqual(found[0].name, "Acme Trading")
        self.assertNotIn("smb_mail_address", found[0].env.context)
        self.assertTrue(self.decisions(result_id=found[0]))
        with self.assertRaises(UserError):
            self.partners(smb_mail_address=True).create({"name": "Acme Trading"})

    def test_the_own_company_is_no_collision(self):
        self.policy.guard_mode = "warn"
        found = self.partners().smb_similar({"name": self.company.name})
        self.assertNotIn(self.company.partner_id.id, [match["id"] for match in found])

    def test_without_a_policy_the_guard_rests(self):
        self.policy.unlink()
        self.company.invalidate_recordset()
        self.assertTrue(self.enter(user=self.sam))
        self.assertFalse(self.decisions())
        check = self.partners().smb_guard_check({"name": "Acme Trading"})
        self.assertEqual(check["mode"], "off")
        found = self.partners().smb_similar({"name": "Acme Trading"})
        self.assertTrue(all(match["score"] >= 0.7 for match in found))

    def test_odd_names_end_in_a_refusal_not_in_a_traceback(self):
        self.acme.email = "office@acme.example"
        vals = {"name": 5, "email": "office@acme.example"}
        check = self.partners().smb_guard_check(vals)
        self.assertTrue(check["blocked"])
        self.partners().smb_guard_opened(vals, check["matches"][0]["match"])
        self.assertTrue(self.decisions(decision="opened"))

    def test_a_deleted_activity_type_does_not_silence_the_question(self):
        self.env.ref("smb_crm.smb_activity_type_question").unlink()
        vals = {"name": "Acme Trading"}
        match = self.partners().smb_similar(vals)[0]["match"]
        self.assertEqual(self.partners().smb_ask_owner(vals, match), "Sally")
        todo = self.env.ref("mail.mail_activity_data_todo")
        self.assertEqual(self.acme.activity_ids.activity_type_id, todo)
