"""Follow-ups: what is typed or asked for wrongly does no harm."""

from unittest.mock import patch

from psycopg2.errors import SerializationFailure

from odoo.exceptions import ValidationError
from odoo.tests import freeze_time, tagged
from odoo.tools import mute_logger

from .plan_case import PlanCase
from .test_care_mail import DAY, LATER, CareMailCase


@tagged("post_install", "-at_install")
class TestAhead(CareMailCase):
    def test_a_robot_signs_nothing(self):
        # nobody works for this company
        self.assertEqual(self.todo.user_id, self.env.ref("base.user_root"))
        [mail] = self.post(LATER)
        self.assertIn("shop@shop.example", mail["msg_from"])
        self.assertNotIn("OdooBot", mail["message"])

    def test_a_mail_opened_ahead_of_its_day_leaves_on_that_day(self):
        self.post(LATER)
        self.plan(DAY)
        with freeze_time(f"{DAY} 12:00:00"):
            self.assertEqual(self.rows.open_due("2026-07-01"), 1)
        self.assertFalse(self.post(f"{DAY} 20:00:00"))
        self.assertFalse(self.post("2026-06-30 20:00:00"))
        self.assertEqual(len(self.post("2026-07-01 12:00:00")), 1)


@tagged("post_install", "-at_install")
class TestConditions(PlanCase):
    @mute_logger("odoo.sql_db")
    def test_what_the_database_cannot_compare_is_refused_in_a_sentence(self):
        program = self.program(self.a, {"what": "call"})
        with self.assertRaises(ValidationError) as caught:
            program.step_ids.domain = "[('id', '=', 'abc')]"
        self.assertIn("can't be used", str(caught.exception))
        self.assertNotIn("SELECT", str(caught.exception))

    def test_a_clash_is_not_the_fault_of_a_condition(self):
        program = self.program(
            self.a, {"what": "call", "domain": "[('name', '!=', 'Nobody')]"}
        )
        clash = SerializationFailure("again")
        picking = patch.object(type(self.steps), "_pick_sql", side_effect=clash)
        with picking, self.assertRaises(SerializationFailure):
            self.rows._plan(self.shop)
        self.assertFalse(program.step_ids.problem)
