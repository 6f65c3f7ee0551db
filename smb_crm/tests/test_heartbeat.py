from datetime import timedelta
from unittest.mock import patch

from odoo.tests import freeze_time, tagged
from odoo.tools import mute_logger

from .care_case import CareCase

JOB = "smb_follow_up_open_cron"
WATCH = "odoo.addons.smb_crm.models.value.smb_tier_hand_watch"


@tagged("post_install", "-at_install")
class TestHeartbeat(CareCase):
    def setUp(self):
        super().setUp()
        self.beats = self.env["smb.heartbeat"]
        self.beats._ensure()
        self.beats.search([]).good_date = self.now() - timedelta(days=3)

    def beat(self, job=JOB):
        return self.beats.search([("job", "=", job)])

    def late(self, user=None):
        return [x["name"] for x in self.beats.with_user(user or self.max)._late()]

    def test_every_job_of_ours_has_one(self):
        crons = self.env["ir.model.data"].search(
            [("module", "=", "smb_crm"), ("model", "=", "ir.cron")]
        )
        self.assertLessEqual(
            set(crons.mapped("name")), set(self.beats.search([]).mapped("job"))
        )

    def test_a_good_run_beats(self):
        self.assertIn(self.beat().name, self.late())
        self.job(JOB)
        self.assertFalse(self.beat().is_late)
        self.assertNotIn(self.beat().name, self.late())

    def test_a_job_is_late_after_26_hours(self):
        beat = self.beat()
        beat.good_date = now = self.now()
        for hours, late in ((25, False), (27, True)):
            with self.subTest(hours), freeze_time(now + timedelta(hours=hours)):
                self.assertEqual(beat.name in self.late(), late)

    def test_a_job_that_raises_does_not_beat(self):
        before = self.beat().good_date
        with (
            patch.object(
                type(self.follow_ups), "_cron_open", side_effect=KeyError("broken")
            ),
            mute_logger("odoo.addons.base.models.ir_cron"),
        ):
            self.job(JOB)
        self.env.invalidate_all()
        self.assertEqual(self.beat().good_date, before)
        self.assertIn("broken", self.beat().error)

    def test_a_job_that_swallows_an_error_does_not_beat(self):
        hand = self.env["smb.tier.hand"]
        with (
            patch.object(type(hand), "_to_watch", lambda hands: (hand, hand.new())),
            patch.object(type(hand), "_warn", side_effect=KeyError("broken")),
            mute_logger(WATCH),
        ):
            self.job("smb_tier_hand_cron")
        beat = self.beat("smb_tier_hand_cron")
        self.assertTrue(beat.is_late)
        self.assertIn("broken", beat.error)
        with freeze_time(self.now() + timedelta(hours=1)):
            self.job("smb_tier_hand_cron")
            self.assertFalse(beat.is_late or beat.error)

    def test_a_job_switched_off_is_late(self):
        self.env.ref(f"smb_crm.{JOB}").active = False
        self.assertIn(self.beat().name, self.late())

    def test_only_managers_are_told(self):
        for user in (self.sally, self.sam, self.anna, self.will, self.uma):
            with self.subTest(user.name):
                self.assertEqual(self.late(user), [])
                self.assertFalse(self.beats.with_user(user).has_access("read"))

    def test_a_message_of_any_kind_can_be_kept(self):
        self.beats._failed(JOB, ValueError("\x00" + "x" * 9999))
        self.assertEqual(self.beat().error, "x" * 500)
        self.beats._failed(JOB, ValueError())
        self.assertEqual(self.beat().error, "ValueError")

    def test_other_apps_jobs_are_not_ours(self):
        cron = self.env.ref("base.autovacuum_job")
        self.assertFalse(cron._smb_job())
