"""Each follow-up says in a sentence when it comes, and the sentence is true."""

from datetime import timedelta

from odoo.tests import freeze_time, tagged

from .care_case import CareCase
from .plan_case import PlanCase

CALL = {"what": "call", "interval_number": 30}


@tagged("post_install", "-at_install")
class TestSentence(PlanCase):
    """What the planner does is said by the row."""

    def setUp(self):
        super().setUp()
        self.care = self.program(self.a, CALL)
        self.step = self.care.step_ids

    def said(self, *words, row=None):
        row = row or self.open(self.acme)
        row.invalidate_recordset()
        for word in words:
            self.assertIn(word, row.explanation)
        return row.explanation

    def every(self, days, day="2026-06-05"):
        with freeze_time(f"{day} 12:00:00"):
            self.step.interval_number = days
            self.env.flush_all()

    def test_it_tells_what_the_day_was_counted_from(self):
        self.touch(self.acme, "2026-05-20")
        self.plan()
        told = self.said("Jun 19, 2026", "last contact", "May 20, 2026", "30 days")
        self.assertNotIn(";", told)

    def test_a_due_follow_up_keeps_the_interval_it_was_planned_under(self):
        self.touch(self.acme, "2026-05-02")
        self.plan()
        with freeze_time("2026-06-05 12:00:00"):
            self.rows.open_due()
        [row] = self.open(self.acme)
        self.assertEqual(row.state, "due")
        self.every(15)
        self.said("Jun 1, 2026", "May 2, 2026", "every 30 days", row=row)
        self.every(365)
        self.said("every 30 days", row=row)

    def test_a_planned_one_moves_and_says_the_new_interval(self):
        self.touch(self.acme, "2026-05-20")
        self.plan()
        self.every(45)
        self.said("Jul 4, 2026", "every 45 days")

    def test_who_changes_the_cadence_is_told_how_many_move(self):
        self.touch(self.acme, "2026-05-20")
        self.plan()
        self.max.company_ids += self.shop
        told = []
        users = type(self.env["res.users"])
        self.patch(users, "_bus_send", lambda user, *args: told.append(args))
        with freeze_time("2026-06-05 12:00:00"):
            self.step.with_user(self.max).interval_number = 45
        [(kind, message)] = told
        self.assertEqual(kind, "simple_notification")
        self.assertIn("1 moved", message["message"])
        with freeze_time("2026-06-05 12:00:00"):
            self.step.with_user(self.max).note = "Ask about the fair"
        self.assertEqual(len(told), 1)

    def test_what_was_skipped_ahead_keeps_its_interval(self):
        self.touch(self.acme, "2026-05-20")
        self.plan()
        row = self.open(self.acme)
        with freeze_time("2026-06-02 12:00:00"):
            row.action_skip("Holidays")
        self.every(15)
        self.said("Jun 19, 2026", "every 30 days", row=row)

    def test_of_an_unknown_rule_it_says_what_is_sure(self):
        self.touch(self.acme, "2026-05-02")
        self.plan()
        with freeze_time("2026-06-05 12:00:00"):
            self.rows.open_due()
        [row] = self.open(self.acme)
        # as those of older versions
        row.write({"rule_number": 0, "rule_type": False})
        self.every(15)
        told = self.said("May 2, 2026", "30 days earlier", row=row)
        self.assertNotIn("every", told)

    def test_who_was_late_before_the_beginning_is_told_of_the_spread(self):
        self.touch(self.acme, "2025-09-15")
        self.plan("2026-01-01")
        row = self.open(self.acme)
        self.assertGreaterEqual(str(row.planned_date), "2026-01-01")
        self.said("Sep 15, 2025", "every 30 days", "began on Jan 1, 2026", "spread")

    def test_first_contacts_say_that_they_are_spread(self):
        self.plan("2026-01-01")
        row = self.open(self.acme)
        row.write({"planned_date": "2026-01-09", "date": "2026-01-09"})
        self.said("no contact of this kind so far", "spread")

    def test_a_day_that_had_passed_says_so(self):
        self.touch(self.acme, "2026-03-02")
        self.plan()
        self.said("Jun 1, 2026", "Mar 2, 2026", "Apr 1, 2026, had passed")

    def test_those_drawn_are_told_from_when(self):
        row = self.rows.create(
            {
                "partner_id": self.acme.id,
                "company_id": self.shop.id,
                "step_id": self.step.id,
                "reason": "sample",
                "state": "done",
                "anchor_date": "2026-05-31",
                "planned_date": "2026-06-12",
                "date": "2026-06-12",
            }
        )
        self.said("drawn at random", "May 31, 2026", "spread", row=row)


@tagged("post_install", "-at_install")
class TestMoved(CareCase):
    """Whoever moved a day, the sentence names the first one."""

    def told(self, moved_by, **vals):
        row = self.follow_up(self.acme, reason="touch", moved_by=moved_by, **vals)
        row.date = row.planned_date + timedelta(days=4)
        return row.explanation.partition(";")[2]

    def test_by_a_person_the_limit_or_a_colleague(self):
        cases = {"person": "put off", "limit": "daily limit", "hand": "first planned"}
        for moved_by, words in cases.items():
            with self.subTest(moved_by):
                row_told = self.told(moved_by)
                self.assertIn(words, row_told)
                self.follow_ups.search([]).unlink()

    def test_what_was_put_off_and_then_given_away_was_put_off(self):
        self.assertIn("put off", self.told("hand", snooze_count=1))
