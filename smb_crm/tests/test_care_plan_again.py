from datetime import date, timedelta
from unittest.mock import patch

from odoo.exceptions import AccessError
from odoo.tests import tagged

from .plan_case import DAY, PlanCase

PLAN = "odoo.addons.smb_crm.models.care"
CALL = {"what": "call", "interval_number": 30}


@tagged("post_install", "-at_install")
class TestCarePlanAgain(PlanCase):
    """What planning again changes, and what it leaves alone; who may ask for it."""

    # planning again

    def test_nothing_is_written_when_nothing_changed(self):
        self.shipped.active = True
        self.touch(self.acme, "2026-05-20")
        self.plan()
        before = self._versions()
        self.plan()
        self.plan(DAY, self.acme)
        self.assertTrue(before)
        self.assertEqual(self._versions(), before)

    def _versions(self):
        self.env.flush_all()
        self.env.cr.execute(
            "SELECT id, xmin::text, ctid::text FROM smb_follow_up WHERE company_id = %s"
            " ORDER BY id",
            [self.shop.id],
        )
        return self.env.cr.fetchall()

    def test_a_contact_moves_what_was_planned(self):
        self.program(self.a, CALL)
        self.touch(self.acme, "2026-05-20")
        self.plan()
        row = self.open(self.acme)
        self.touch(self.acme, "2026-05-31")
        self.plan()
        self.assertEqual(self.open(self.acme), row)
        self.assertEqual(row.date, date(2026, 6, 30))

    def test_a_snoozed_day_holds_until_the_rule_moves(self):
        self.program(self.a, CALL)
        self.touch(self.acme, "2026-05-20")
        self.plan()
        row = self.open(self.acme)
        row.write({"date": "2026-07-15", "moved_by": "person", "snooze_count": 1})
        self.plan()
        self.assertEqual(row.date, date(2026, 7, 15))
        self.touch(self.acme, "2026-05-31")
        self.plan()
        self.assertRecordValues(
            row, [{"date": date(2026, 6, 30), "moved_by": False, "snooze_count": 0}]
        )

    def test_a_reassigned_one_stays_with_its_new_person(self):
        self.program(self.a, CALL)
        self.plan()
        row = self.open(self.acme)
        row.write({"user_id": self.max.id, "moved_by": "hand"})
        self.plan()
        self.assertEqual(row.user_id, self.max)

    def test_one_skipped_comes_again_an_interval_later(self):
        self.program(self.a, CALL)
        self.touch(self.acme, "2026-05-01")
        self.plan()
        self.close(self.open(self.acme), "skipped", DAY)
        self.plan()
        row = self.open(self.acme)
        self.assertEqual((row.reason, row.date), ("skipped", date(2026, 7, 1)))

    def test_one_skipped_ahead_of_its_day_is_skipped_and_none_is_lost(self):
        """Even when that happens on the day from which it was counted."""
        self.program(self.a, CALL)
        self.touch(self.acme, DAY)
        self.plan()
        days = []
        for _turn in range(3):
            row = self.open(self.acme)
            days.append(str(row.date))
            self.close(row, "skipped", DAY)
            self.plan()
        self.assertEqual(days, ["2026-07-01", "2026-07-31", "2026-08-30"])
        self.assertEqual(self.dates(self.acme), ["2026-09-29"])

    def test_one_never_contacted_may_be_skipped_on_its_first_day(self):
        self.program(self.a, {**CALL, "interval_number": 1}, date_start=DAY)
        self.plan()
        row = self.open(self.acme)
        self.assertEqual(row.date, DAY)
        self.close(row, "skipped", DAY)
        self.plan()
        self.assertEqual(self.dates(self.acme), ["2026-06-02"])

    def test_what_lies_on_a_desk_is_left_alone(self):
        self.program(self.a, CALL)
        self.touch(self.acme, "2026-05-01")
        self.plan()
        row = self.open(self.acme)
        row.state = "due"
        self.plan(DAY + timedelta(days=40))
        self.assertEqual(self.open(self.acme), row)
        self.assertEqual((row.state, row.date), ("due", DAY))

    def _due(self):
        row = self.open(self.acme)
        row.write(
            {
                "state": "due",
                "activity_id": self.acme.activity_schedule(
                    "mail.mail_activity_data_call", user_id=self.sally.id
                ).id,
            }
        )
        return row

    def test_what_is_not_wanted_any_more_is_called_off(self):
        program = self.program(self.a, CALL)
        changes = (
            (self.acme, {"active": False}, {"active": True}, "archived"),
            (
                self.acme,
                {"smb_care_paused": True},
                {"smb_care_paused": False},
                "paused",
            ),
            (program, {"paused": True}, {"paused": False}, "programme"),
            (program.step_ids, {"active": False}, {"active": True}, "programme"),
            (program, {"active": False}, {"active": True}, "programme"),
            (self._card(self.acme), {"tier_id": self.b.id}, {"tier_id": self.a.id}, ""),
            (self.policy, {"care_paused": True}, {"care_paused": False}, ""),
        )
        for record, change, back, said in changes:
            with self.subTest(change=change):
                self.plan()
                row = self._due()
                activity = row.activity_id
                logs = self.env["smb.contact.log"].search_count([])
                record.write(change)
                self.plan()
                self.assertEqual(row.state, "cancelled")
                self.assertIn(said, row.reason_closed)
                self.assertFalse(activity.exists())
                self.assertFalse(self.open(self.acme))
                self.assertEqual(self.env["smb.contact.log"].search_count([]), logs)
                record.write(back)
                self.plan()
                self.assertEqual(len(self.open(self.acme)), 1)

    def test_a_handful_is_planned_like_everybody(self):
        self.shipped.active = True
        self.forget()
        self.touch(self.acme, "2026-05-20")
        self.plan(DAY, self.acme)
        self.assertFalse(self.open(self.globex))
        handful = self._shown(self.acme)
        self.open().unlink()
        self.plan()
        self.assertEqual(self._shown(self.acme), handful)
        self.assertTrue(self.open(self.globex))

    def _shown(self, customer):
        return [
            (row.step_id, row.anchor_date, row.planned_date, row.date, row.user_id)
            for row in self.open(customer)
        ]

    def test_a_programme_of_the_future_waits(self):
        self.program(self.a, CALL, date_start="2027-01-01")
        self.touch(self.acme, "2026-05-20")
        self.plan()
        self.assertGreaterEqual(self.open(self.acme).date, date(2027, 1, 1))

    def test_nothing_happens_without_customers_or_programmes(self):
        self.plan()
        self.assertFalse(self.open())
        self.program(self.a, CALL, paused=True)
        self.plan()
        self.assertFalse(self.open())
        self.rows._plan(self.shop, self.env["res.partner"])
        self.assertFalse(self.open())

    def test_companies_do_not_mix(self):
        self.program(self.a, CALL)
        self.log(self.acme, date="2026-05-30 10:00:00", company_id=self.company.id)
        self.plan()
        self.assertEqual(self.open(self.acme).reason, "never")
        theirs = self.rows.search([("company_id", "=", self.company.id)])
        self.assertFalse(theirs.filtered(lambda row: row.partner_id == self.acme))

    # rights

    def test_only_managers_plan_everybody(self):
        self.program(self.a, CALL)
        for user in (self.sally, self.sam, self.anna, self.uma):
            with self.subTest(user=user.name), self.assertRaises(AccessError):
                self.rows.with_user(user).plan()
        self.max.company_ids += self.shop
        self.rows.with_user(self.max).plan()
        self.assertTrue(self.open(self.acme))

    def test_a_rep_plans_a_day_s_work_at_most(self):
        both = self.acme + self.globex
        for user in (self.sam, self.max):
            user.company_ids += self.shop
        with patch(f"{PLAN}.smb_follow_up_plan.MANY", 1):
            with self.assertRaises(AccessError):
                self.rows.with_user(self.sam).plan(both)
            self.rows.with_user(self.sam).plan(self.acme)
            self.rows.with_user(self.max).plan(both)

    def test_of_many_archived_at_once_the_job_plans_soon_and_it_is_said(self):
        self.program(self.a, CALL)
        self.plan()
        told = []
        users = type(self.env.user)
        self.patch(users, "_bus_send", lambda user, *args: told.append(args))
        triggers = self.env["ir.cron.trigger"]
        job = self.env.ref("smb_crm.smb_follow_up_plan_cron")
        triggers.search([]).unlink()
        both = self.acme + self.globex
        with patch(f"{PLAN}.res_partner_plan.MANY", 1):
            both.with_user(self.max).active = False
        self.assertIn(job, triggers.search([]).cron_id)
        [(_kind, said)] = told
        self.assertIn("2 customers", said["message"])
        self.plan()
        self.assertFalse(self.open(self.acme) + self.open(self.globex))

    def test_a_rep_plans_customers_that_he_may_read(self):
        self.sally.company_ids += self.shop
        self.program(self.a, CALL)
        self.rows.with_user(self.sally).plan(self.acme.ids)
        self.assertTrue(self.open(self.acme))
        for user in (self.uma, self.paul, self.will):
            with self.subTest(user=user.name), self.assertRaises(AccessError):
                self.rows.with_user(user).plan(self.acme.ids)

    def _card(self, customer):
        return self.env["smb.scorecard"].search(
            [("partner_id", "=", customer.id), ("company_id", "=", self.shop.id)]
        )
