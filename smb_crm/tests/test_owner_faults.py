"""Handovers and the countdown: one bad record stops no other, nothing runs unseen."""

from unittest.mock import patch

from odoo import fields
from odoo.exceptions import UserError
from odoo.tests import new_test_user, tagged
from odoo.tools import mute_logger

from .handover_case import HandoverCase
from .ownership_case import OwnershipCase

COUNTDOWN = "odoo.addons.smb_crm.models.owner.smb_ownership"


@tagged("post_install", "-at_install")
class TestCountdownFaults(OwnershipCase):
    @mute_logger(COUNTDOWN)
    def test_one_who_cannot_be_moved_keeps_nobody_else(self):
        self.switch_on()
        self.on_day(14)
        usual = type(self.acme).write
        bad = self.acme

        def write(partners, vals):
            if "user_id" in vals and bad in partners.sudo(False):
                raise ValueError("Not this one.")
            return usual(partners, vals)

        with patch.object(type(self.acme), "write", write):
            self.on_day(17)
        self.assertEqual(self.acme.user_id, self.sally)
        self.assertFalse(self.globex.user_id)
        beat = self.env["smb.heartbeat"].search([("job", "=", "smb_ownership_cron")])
        self.assertIn("Not this one", beat.error)
        self.on_day(18)
        self.assertFalse(self.acme.user_id)

    def test_who_is_contacted_in_the_second_of_the_move_stays(self):
        self.switch_on()
        self.on_day(14)
        usual = type(self.acme).try_lock_for_update

        def lock(partners, **how):
            locked = usual(partners, **how)
            if self.acme in partners.sudo(False):
                self.talk(17)
            return locked

        with patch.object(type(self.acme), "try_lock_for_update", lock):
            self.on_day(17)
        self.assertEqual(self.acme.user_id, self.sally)
        self.assertFalse(self.globex.user_id)

    def test_without_a_manager_to_be_told_nobody_loses_a_customer(self):
        self.switch_on()
        nobody = self.env["res.users"]
        model = type(self.env["smb.ownership"])
        with patch.object(model, "_manager_of", lambda *args: nobody):
            self.on_day(14)
            self.on_day(17)
        self.assertEqual(self.acme.user_id, self.sally)
        self.on_day(18)
        self.assertTrue(self.told())
        self.assertEqual(self.acme.user_id, self.sally)

    def test_who_works_elsewhere_now_gets_nothing_back(self):
        self.pooled()
        change = self.changes.search([("partner_id", "=", self.acme.id)], limit=1)
        other = self.second_company()
        self.sally.write({"company_ids": [(6, 0, other.ids)], "company_id": other.id})
        with self.assertRaises(UserError):
            change.with_user(self.max).action_back()
        self.assertFalse(self.acme.user_id)

    def test_a_leader_is_not_the_one_told_about_the_own_customers(self):
        self.env["crm.team"].create(
            {"name": "North", "user_id": self.sally.id, "member_ids": self.sally.ids}
        )
        self.assertNotEqual(self.boss(), self.sally)


@tagged("post_install", "-at_install")
class TestLetterFaults(HandoverCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.acme.email = "office@acme.example"
        cls.company.email = "us@ours.example"

    def letter(self, handover):
        return self.env["smb.sending"].search(
            [("kind", "=", "handover"), ("key", "=like", f"{handover.id}%")]
        )

    def test_a_letter_that_left_is_on_record(self):
        handover = self.handover(letter="mail")
        handover.action_apply()
        letter = self.letter(handover)
        now = fields.Datetime.now()
        letter.write({"state": "sent", "sent_date": now, "subject": "Now Sam"})
        letter._settle()
        self.assertEqual(letter.log_id.partner_id, self.acme)
        self.assertTrue(letter.log_id.automatic)

    @mute_logger("odoo.addons.smb_crm.models.owner.smb_handover_move")
    def test_a_problem_that_is_solved_is_not_shown_any_more(self):
        handover = self.handover(date=self.day(3))
        handover.action_apply()
        self.sam.active = False
        self.on_day(3)
        self.assertTrue(handover.problem)
        self.sam.active = True
        self.on_day(4)
        self.assertEqual(handover.state, "done")
        self.assertFalse(handover.problem)

    def test_what_waits_moves_with_the_rights_of_who_changed_it_last(self):
        handover = self.handover(date=self.day(3))
        handover.action_apply()
        self.assertEqual(handover.user_id, self.max)
        mona = new_test_user(
            self.env, "smb_mona", groups="sales_team.group_sale_manager", name="Mona"
        )
        handover.with_user(mona).write({"with_documents": False})
        self.assertEqual(handover.user_id, mona)
        handover.with_user(mona).write({"user_id": self.max.id})
        self.assertEqual(handover.user_id, mona)
        self.on_day(3)
        self.assertEqual((handover.state, handover.user_id), ("done", mona))

    def test_a_letter_of_merged_customers_still_knows_its_handover(self):
        handover = self.handover(letter="mail")
        handover.action_apply()
        letter = self.letter(handover)
        letter.key = f"{letter.key}|merged 7"
        self.assertFalse(letter._obstacle())

    def test_nothing_runs_in_the_preview(self):
        handover = self.handover(letter="mail")
        handover.action_preview()
        handover.letter_template_id = self.env["mail.template"].create(
            {
                "name": "Bad",
                "model_id": self.env["ir.model"]._get_id("res.partner"),
                "subject": "Hello",
            }
        )
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE mail_template SET body_html = jsonb_build_object('en_US', %s::text)"
            " WHERE id = %s",
            [
                '<p><a href="javascript:alert(1)" onclick="alert(1)">Read</a></p>',
                handover.letter_template_id.id,
            ],
        )
        self.env.invalidate_all()
        preview = handover.letter_preview
        self.assertIn("Read", preview)
        self.assertNotIn("alert", preview)
