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
    def test_conditions_count_what_belongs_to_their_company(self):
        self.env["sale.order"].create(
            {"partner_id": self.acme.id, "company_id": self.company.id}
        )
        conditions = {
            "[('sale_order_ids', '!=', False)]": False,
            "[('sale_order_ids', '=', False)]": True,
            "[('sale_order_ids.state', '=', 'draft')]": False,
            "[('sale_order_ids', 'any', [('state', '=', 'draft')])]": False,
            "[('sale_order_ids', 'not any', [('state', '=', 'draft')])]": True,
            "['!', ('sale_order_ids.state', '=', 'draft')]": True,
            "['|', ('name', '=', 'Acme Trading'), ('sale_order_ids', '!=', False)]": 1,
            "[('user_id.login', '=', 'smb_sally')]": True,
        }
        for number, (domain, fits) in enumerate(conditions.items()):
            with self.subTest(domain):
                step = {"what": "call", "domain": domain}
                care = self.program(self.a, step, name=f"Care {number}")
                self.plan(DAY)
                found = self.rows.search([("step_id", "in", care.step_ids.ids)])
                self.assertEqual(self.acme in found.partner_id, bool(fits))
                self.assertFalse(care.step_ids.problem)
                care.active = False

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
