from datetime import date

from odoo.tests import freeze_time, tagged
from odoo.tools import mute_logger

from .member_life_case import MemberLifeCase

NOW = "2026-03-10 12:00:00"


@freeze_time(NOW)
@tagged("post_install", "-at_install")
class TestMemberEarned(MemberLifeCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.a.level_id, cls.b.level_id = cls.gold, cls.silver

    def at(self, day):
        with freeze_time(f"{day} 12:00:00"):
            self.live()

    def test_a_tier_makes_a_member_without_end(self):
        self.earn(self.b)
        self.live()
        membership = self.member()
        self.assertEqual(membership.level_id, self.silver)
        self.assertFalse(membership.date_end)
        self.assertEqual((membership.source, membership.state), ("tier", "active"))
        self.assertEqual(self.acme.grade_id, self.silver)
        change = membership.change_ids
        self.assertEqual((change.kind, change.source), ("joined", "tier"))
        self.assertEqual(change.reason, "Tier B")

    def test_a_tier_without_level_makes_nobody_a_member(self):
        self.earn(self.c)
        self.live()
        self.assertFalse(self.member())

    def test_it_goes_up_at_once_and_down_after_the_grace(self):
        self.earn(self.b)
        self.live()
        self.earn(self.a)
        self.live()
        membership = self.member()
        self.assertEqual(membership.level_id, self.gold)
        self.earn(self.b)
        self.live()
        self.assertEqual(membership.level_id, self.gold)
        self.assertEqual(membership.lower_since, date(2026, 3, 10))
        self.at("2026-05-08")
        self.assertEqual(membership.level_id, self.gold)
        self.at("2026-05-09")
        self.assertEqual(membership.level_id, self.silver)
        self.assertFalse(membership.lower_since)
        self.assertEqual(self.history(), ["joined", "up", "down"])
        self.assertEqual(self.acme.grade_id, self.silver)

    def test_who_earns_it_again_within_the_grace_keeps_it(self):
        self.earn(self.a)
        self.live()
        self.earn(self.c)
        self.live()
        self.earn(self.a)
        self.live()
        self.assertFalse(self.member().lower_since)
        self.at("2027-01-01")
        self.assertEqual(self.member().level_id, self.gold)

    def test_without_any_level_it_ends_after_the_grace(self):
        self.earn(self.a)
        self.live()
        self.earn(None)
        self.live()
        self.at("2026-05-09")
        self.assertEqual(self.member().state, "ended")
        self.assertFalse(self.acme.grade_id)

    def test_without_grace_it_goes_down_at_once(self):
        self.env["smb.policy"]._of(self.company).member_grace_days = 0
        self.earn(self.a)
        self.live()
        self.earn(self.b)
        self.live()
        self.assertEqual(self.member().level_id, self.silver)

    def test_what_is_paid_outlasts_what_was_earned(self):
        self.buy(self.silver)
        self.earn(self.a)
        self.live()
        membership = self.member()
        self.assertEqual(membership.level_id, self.gold)
        self.assertEqual(membership.paid_until, date(2027, 3, 9))
        self.earn(None)
        self.live()
        self.at("2026-05-09")
        self.assertEqual(membership.level_id, self.silver)
        self.assertEqual(membership.date_end, date(2027, 3, 9))
        self.at("2027-03-10")
        self.assertEqual(membership.state, "ended")

    def test_what_is_paid_is_not_taken_down(self):
        self.buy(self.gold)
        self.earn(self.b)
        self.live()
        self.assertEqual(self.member().level_id, self.gold)
        self.at("2027-03-10")
        self.assertEqual(self.member().level_id, self.silver)
        self.assertEqual(self.member().state, "active")

    def test_what_a_manager_gave_is_never_taken_down(self):
        membership = self.join(level=self.gold)
        self.earn(self.b)
        self.live()
        self.earn(None)
        self.live()
        self.at("2026-12-31")
        self.assertEqual(membership.level_id, self.gold)
        self.assertEqual(membership.source, "hand")

    def test_what_a_manager_ended_is_not_earned_again(self):
        self.earn(self.b)
        self.live()
        membership = self.member()
        membership._leave("Resells our goods")
        self.live()
        self.assertEqual(membership.state, "ended")
        self.earn(self.a)
        self.live()
        self.assertEqual((membership.state, membership.level_id), ("active", self.gold))

    def test_an_archived_level_is_kept_and_not_given_anew(self):
        self.earn(self.a)
        self.live()
        self.gold.active = False
        self.earn(self.a, self.globex)
        self.live()
        self.assertEqual(self.member().level_id, self.gold)
        self.assertFalse(self.member(self.globex))

    def test_an_archived_customer_earns_nothing(self):
        self.earn(self.a)
        self.live()
        self.earn(None, active=False)
        self.live()
        self.at("2026-05-09")
        self.assertEqual(self.member().state, "ended")

    def test_nobody_earns_before_the_first_figures(self):
        self.env["smb.tier.policy"]._of(self.company).refreshed_at = False
        self.earn(self.a)
        self.live()
        self.assertFalse(self.member())

    def test_another_company_earns_for_itself(self):
        other = self.second_company()
        self.earn(self.a)
        self.live(other)
        self.assertFalse(self.member())

    def test_where_nothing_changes_it_costs_the_same_for_many(self):
        for number in range(3):
            self.earn(self.a, self.customer(f"Few {number}"))
        self.live()
        few = self.cost()
        for number in range(30):
            self.earn(self.b, self.customer(f"Many {number}"))
        self.live()
        self.assertEqual(self.cost(), few)

    def cost(self):
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        self.live()
        return self.env.cr.sql_log_count - before

    def test_the_job_does_it_and_beats(self):
        self.earn(self.a)
        beats = self.env["smb.heartbeat"]
        beats._ensure()
        beat = beats.search([("job", "=", "smb_membership_cron")])
        beat.good_date = "2026-01-01 00:00:00"
        self.env.flush_all()
        with self.enter_registry_test_mode():
            self.env.ref("smb_crm.smb_membership_cron").sudo().method_direct_trigger()
        self.env.invalidate_all()
        self.assertEqual(self.member().level_id, self.gold)
        self.assertFalse(beat.is_late)

    @mute_logger("odoo.addons.smb_crm.models.membership.smb_membership_roll")
    def test_one_that_fails_is_reported_and_the_others_go_on(self):
        self.earn(self.a)
        self.earn(self.a, self.globex)
        earn = type(self.memberships)._earn_one

        def fail(self, row):
            if row[1] == fails:
                raise KeyError("broken")
            return earn(self, row)

        fails = self.acme.id
        self.patch(type(self.memberships), "_earn_one", fail)
        self.env["smb.heartbeat"]._ensure()
        self.live()
        self.assertFalse(self.member())
        self.assertEqual(self.member(self.globex).level_id, self.gold)
        beat = self.env["smb.heartbeat"].search([("job", "=", "smb_membership_cron")])
        self.assertIn("broken", beat.error)
