from datetime import datetime, time, timedelta
from unittest.mock import patch

from odoo.tests import tagged, warmup

from .care_case import CareCase


@tagged("post_install", "-at_install")
class TestTouch(CareCase):
    """A real contact does what was due, whoever had it and however it got here."""

    def assertDone(self, row, log=None):
        self.assertEqual(row.state, "done")
        if log:
            self.assertEqual(row.log_id, log)
        self.assertFalse(row.activity_id.active)

    def test_a_call_fulfils_a_call(self):
        row = self.due(self.acme)
        log = self.log(self.ada, self.sally, channel_id=self.phone.id)
        self.assertDone(row, log)
        self.assertEqual(row.closed_date, self.today)
        self.assertEqual(row.closed_by_id, self.sally)

    def test_so_does_a_colleagues(self):
        row = self.due(self.acme)
        log = self.log(self.acme, self.sam, channel_id=self.phone.id, activity_id=False)
        self.assertDone(row, log)

    def test_another_kind_does_not(self):
        row = self.due(self.acme)
        self.log(self.acme, channel_id=self.visit.id, activity_id=False)
        self.assertEqual(row.state, "due")

    def test_unless_any_contact_will_do(self):
        step = self.step("visit", any_fulfils=True)
        row = self.due(self.acme, step=step)
        log = self.log(self.acme, channel_id=self.phone.id, activity_id=False)
        self.assertDone(row, log)

    def test_a_mail_sent_by_itself_is_no_contact(self):
        step = self.step("mail", any_fulfils=True)
        row = self.due(self.acme, step=step)
        channel = self.env.ref("smb_crm.smb_contact_channel_email")
        self.log(self.acme, channel_id=channel.id, automatic=True, activity_id=False)
        self.assertEqual(row.state, "due")

    def test_another_customers_contact_does_not(self):
        row = self.due(self.acme)
        self.log(self.globex, channel_id=self.phone.id)
        self.assertEqual(row.state, "due")

    def test_another_companys_contact_does_not(self):
        row = self.due(self.acme)
        other = self.second_company()
        self.log(
            self.acme,
            channel_id=self.phone.id,
            company_id=other.id,
            activity_id=False,
        )
        self.assertEqual(row.state, "due")

    def test_the_log_of_the_line_fulfils_whatever_its_kind(self):
        row = self.due(self.acme)
        log = self.log(
            self.acme,
            self.sally,
            channel_id=self.visit.id,
            activity_id=row.activity_id.id,
        )
        self.assertDone(row, log)
        self.assertEqual(self.logs_of(self.acme), log)

    def test_marking_done_fulfils_and_logs_once(self):
        row = self.due(self.acme)
        row.activity_id.with_user(self.sally).action_feedback(feedback="Reached")
        self.assertDone(row)
        self.assertEqual(row.log_id, self.logs_of(self.acme))
        self.assertEqual(len(row.log_id), 1)

    def test_marking_done_fulfils_even_when_nothing_is_captured(self):
        self.phone.capture = False
        row = self.due(self.acme)
        row.activity_id.with_user(self.sally).action_done()
        self.assertDone(row)
        self.assertFalse(row.log_id)

    def test_a_contact_of_the_day_it_is_counted_from_is_not_counted_again(self):
        row = self.due(self.acme)
        anchor = datetime.combine(row.anchor_date, time(12))
        row.reason = "touch"
        vals = {"channel_id": self.phone.id, "activity_id": False}
        self.log(self.acme, date=anchor, **vals)
        self.assertEqual(row.state, "due")
        log = self.log(self.acme, date=anchor + timedelta(days=1), **vals)
        self.assertDone(row, log)
        self.assertEqual(row.closed_date, row.anchor_date + timedelta(days=1))

    def test_the_day_is_the_companys(self):
        self.company.partner_id.tz = "Asia/Tokyo"
        row = self.due(self.acme)
        row.reason = "touch"
        # the evening of the anchor's day in London is the next morning in Tokyo
        evening = datetime.combine(row.anchor_date, time(20))
        vals = {"channel_id": self.phone.id, "activity_id": False}
        log = self.log(self.acme, date=evening, **vals)
        self.assertDone(row, log)

    def test_an_order_where_the_step_says_so(self):
        plain = self.due(self.acme)
        step = self.step("visit", order_fulfils=True)
        row = self.due(self.acme, step=step)
        order = self.env["sale.order"].create({"partner_id": self.ada.id})
        self.follow_ups._touched(self.acme)
        self.assertEqual(row.state, "due")
        order.write({"state": "sale"})
        self.follow_ups._touched(self.acme)
        self.assertDone(row)
        self.assertEqual(plain.state, "due")

    def test_a_planned_one_is_left_to_the_planner(self):
        row = self.follow_up(self.acme, 5)
        self.log(self.acme, channel_id=self.phone.id)
        self.assertPlanned(row, 5)

    def test_closed_ones_stay(self):
        row = self.due(self.acme)
        row.state = "skipped"
        self.log(self.acme, channel_id=self.phone.id, activity_id=False)
        self.assertEqual(row.state, "skipped")

    def test_the_customer_is_planned_anew(self):
        self.due(self.acme)
        with patch.object(type(self.follow_ups), "_plan") as plan:
            self.log(self.acme, channel_id=self.phone.id)
        [(companies, customers)] = [call.args for call in plan.call_args_list]
        self.assertEqual((companies, customers), (self.company, self.acme))

    def test_a_customer_without_care_costs_no_planning(self):
        with patch.object(type(self.follow_ups), "_plan") as plan:
            self.log(self.acme, channel_id=self.phone.id)
        plan.assert_not_called()

    def test_who_sees_no_follow_ups_fulfils_them_all_the_same(self):
        row = self.due(self.globex)
        self.assertFalse(row.with_user(self.sally).has_access("read"))
        log = self.log(self.globex, self.sally, channel_id=self.phone.id)
        self.assertDone(row, log)

    @warmup
    def test_a_contact_costs_one_query_more(self):
        vals = {"partner_id": self.globex.id, "channel_id": self.phone.id}
        logs = self.env["smb.contact.log"]
        self.env.invalidate_all()
        before = self.cr.sql_log_count
        with patch.object(type(self.follow_ups), "_touched"):
            logs.create(dict(vals))
            self.env.flush_all()
        bare = self.cr.sql_log_count - before
        self.env.invalidate_all()
        before = self.cr.sql_log_count
        logs.create(dict(vals))
        self.env.flush_all()
        self.assertLessEqual(self.cr.sql_log_count - before - bare, 1)


@tagged("post_install", "-at_install")
class TestWithPlanner(CareCase):
    """From plan to desk to contact to the next plan."""

    planner = True

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["smb.scorecard"].search([("partner_id", "=", cls.acme.id)]).unlink()
        cls.env["smb.scorecard"].create(
            {"partner_id": cls.acme.id, "company_id": cls.company.id}
        )
        vals = {"channel_id": cls.phone.id, "activity_id": False}
        past = cls.now() - timedelta(days=40)
        cls.log(cls.acme, date=past, **vals)
        cls.talk = vals

    def setUp(self):
        super().setUp()
        self.follow_ups.plan()
        self.row = self.rows("planned")
        self.open()

    def rows(self, state):
        return self.follow_ups.search(
            [("partner_id", "=", self.acme.id), ("state", "=", state)]
        )

    def assertNext(self, days):
        self.assertEqual(self.rows("planned").date, self.today + timedelta(days=days))

    def test_the_next_one_is_planned_when_one_is_done(self):
        self.assertEqual(self.row.state, "due")
        self.log(self.acme, **self.talk)
        self.assertEqual(self.row.state, "done")
        self.assertNext(30)
        self.assertFalse(self.rows("due"))

    def test_marking_done_plans_the_next(self):
        self.row.activity_id.action_done()
        self.assertEqual(self.row.state, "done")
        self.assertNext(30)

    def test_a_skip_plans_the_next_and_can_be_taken_back(self):
        self.row.action_skip("On holiday")
        self.assertNext(30)
        self.row.action_unskip()
        # back on the desk at once, and the next one waits for it
        self.assertEqual(self.rows("due"), self.row)
        self.follow_ups.plan()
        self.assertEqual(self.rows("due"), self.row)
        self.assertFalse(self.rows("planned"))

    def test_a_contact_taken_back_is_asked_for_again(self):
        log = self.log(self.acme, **self.talk)
        log.active = False
        self.assertEqual(self.row.state, "cancelled")
        self.assertNext(0)

    def test_a_deleted_activity_is_not_planned_away(self):
        self.row.activity_id.unlink()
        self.follow_ups.plan()
        self.assertEqual(self.rows("planned"), self.row)
        self.assertGreater(self.row.date, self.today)

    def test_a_snooze_survives_planning(self):
        self.row.action_snooze(self.today + timedelta(days=9))
        self.follow_ups.plan()
        self.assertEqual(self.row.state, "due")
        self.assertEqual(self.row.date, self.today + timedelta(days=9))

    def test_what_a_limit_or_a_colleague_moved_survives_planning(self):
        self.row.activity_id.unlink()
        self.row.write({"moved_by": "limit"})
        day = self.row.date
        self.row.action_reassign(self.sam)
        self.follow_ups.plan()
        self.assertEqual((self.row.date, self.row.user_id), (day, self.sam))

    def test_planning_again_and_opening_again_add_nothing(self):
        for _ in range(3):
            self.follow_ups.plan()
            self.assertEqual(self.open(), 0)
        self.assertEqual(self.rows("due"), self.row)


@tagged("post_install", "-at_install")
class TestSecondThoughts(CareCase):
    def fulfilled(self):
        row = self.due(self.acme)
        log = self.log(self.acme, channel_id=self.phone.id, activity_id=False)
        self.assertEqual(row.state, "done")
        return row, log

    def test_a_contact_taken_back_does_not_count(self):
        changes = {
            "archived": lambda log: log.write({"active": False}),
            "another customer's": lambda log: log.write({"partner_id": self.globex.id}),
            "another kind": lambda log: log.write({"channel_id": self.visit.id}),
        }
        for name, change in changes.items():
            with self.subTest(name), self.cr.savepoint() as point:
                row, log = self.fulfilled()
                with patch.object(type(self.follow_ups), "_plan") as plan:
                    change(log)
                self.assertEqual(row.state, "cancelled")
                self.assertTrue(row.reason_closed)
                self.assertIn(self.acme, plan.call_args_list[0].args[1])
                point.rollback()
            self.env.invalidate_all()

    def test_a_correction_of_the_words_changes_nothing(self):
        row, log = self.fulfilled()
        log.subject = "Better said"
        self.assertEqual(row.state, "done")

    def test_a_contact_given_to_another_customer_fulfils_there(self):
        row = self.due(self.globex)
        log = self.log(self.acme, channel_id=self.phone.id, activity_id=False)
        log.partner_id = self.globex
        self.assertEqual((row.state, row.log_id), ("done", log))


@tagged("post_install", "-at_install")
class TestActivityByHand(CareCase):
    def test_a_deleted_activity_comes_back_tomorrow(self):
        row = self.due(self.acme)
        row.activity_id.with_user(self.sally).unlink()
        tomorrow = self.policy._next_working_day(self.today)
        self.assertPlanned(row, (tomorrow - self.today).days)
        self.assertEqual(row.moved_by, "person")
        self.open(tomorrow)
        self.assertEqual(row.state, "due")

    def test_a_rescheduled_activity_is_a_snooze(self):
        row = self.due(self.acme, escalation="told")
        row.activity_id.with_user(self.sally).action_reschedule_nextweek()
        self.assertEqual(row.date, row.activity_id.date_deadline)
        self.assertGreater(row.date, self.today)
        self.assertEqual((row.moved_by, row.snooze_count), ("person", 1))
        self.assertFalse(row.escalation)

    def test_an_activity_given_to_a_colleague_takes_the_follow_up_along(self):
        row = self.due(self.acme)
        row.activity_id.user_id = self.sam
        self.assertEqual((row.user_id, row.moved_by), (self.sam, "hand"))

    def test_other_activities_are_left_alone(self):
        row = self.due(self.acme)
        other = row.activity_id.copy()
        other.date_deadline = self.today + timedelta(days=9)
        other.unlink()
        self.assertEqual((row.state, row.date), ("due", self.today))

    def test_a_deleted_customer_takes_all_along(self):
        partner = self.customers(1)
        row = self.due(partner)
        partner.unlink()
        self.assertFalse(row.exists())
