from freezegun import freeze_time
from psycopg2.errors import UniqueViolation

from odoo.exceptions import AccessError, ValidationError
from odoo.fields import Command
from odoo.tests import tagged
from odoo.tools import mute_logger

from .plan_case import PlanCase

CALL = {"what": "call", "interval_number": 30}
VISIT = {"what": "visit", "interval_number": 180}


@tagged("post_install", "-at_install")
@freeze_time("2026-06-01 12:00:00")
class TestCareProgramPreview(PlanCase):
    """A manager sees what a changed programme would do before it is saved."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.max.company_ids += cls.shop
        cls.care = cls.program(cls.a, CALL, VISIT)
        cls.call, cls.visit = cls.care.step_ids
        cls.rows._plan(cls.shop)

    def what_if(self, vals=None, program=None):
        care = self.care if program is None else program
        return care.with_user(self.max).preview(vals)

    def step_vals(self, step, **vals):
        return {"step_ids": [Command.update(step.id, vals)]}

    def told(self, answer):
        return {
            step["name"]: (step["new"], step["moved"], step["gone"])
            for step in answer["steps"]
        }

    def state(self):
        self.env.invalidate_all()
        rows = self.open()
        return [
            *((row.id, row.partner_id.id, row.step_id.id, row.date) for row in rows),
            *((step.id, step.active, step.interval_number) for step in self.steps_now),
        ]

    @property
    def steps_now(self):
        return self.steps.with_context(active_test=False).search(
            [("company_id", "=", self.shop.id)]
        )

    def test_an_unchanged_programme_changes_nothing(self):
        answer = self.what_if()
        self.assertEqual((answer["count"], answer["steps"]), (0, []))
        self.assertFalse(answer["customers"])

    def test_another_cadence_moves_and_nothing_is_written(self):
        self.touch(self.acme, "2026-05-20")
        self.rows._plan(self.shop)
        before = self.state()
        vals = self.step_vals(self.call, interval_number=60)
        answer = self.what_if(vals)
        self.assertEqual(self.told(answer), {"Step 1": (0, 1, 0)})
        [line] = answer["customers"]
        self.assertEqual(line["name"], self.acme.name)
        self.assertEqual((line["was"], line["day"]), ("06/19/2026", "07/19/2026"))
        self.assertEqual(self.state(), before)

    def test_saving_does_what_was_shown(self):
        self.touch(self.acme, "2026-05-20")
        self.rows._plan(self.shop)
        before = self.rows._planned_days(self.shop)
        vals = {
            "includes_lower": False,
            "step_ids": [
                Command.update(self.call.id, {"interval_number": 45}),
                Command.delete(self.visit.id),
                Command.create({"name": "Letter", "what": "letter"}),
            ],
        }
        told = self.told(self.what_if(vals))
        self.care.with_user(self.max).write(vals)
        after = self.rows._planned_days(self.shop)
        self.assertEqual(
            told, {"Step 1": (0, 1, 0), "Step 2": (0, 0, 1), "Letter": (1, 0, 0)}
        )
        self.assertEqual(len(before.keys() - after.keys()), 1)
        self.assertEqual(len(after.keys() - before.keys()), 1)
        self.assertEqual(sum(before[k] != after.get(k, before[k]) for k in before), 1)

    def test_pausing_and_archiving_take_all_away(self):
        for vals in ({"paused": True}, {"active": False}):
            with self.subTest(**vals):
                answer = self.what_if(vals)
                self.assertEqual({s["gone"] for s in answer["steps"]}, {1})
                self.assertEqual(answer["count"], 2)

    def test_what_is_on_a_desk_goes_too(self):
        row = self.open(self.acme, self.call)
        row.state = "due"
        answer = self.what_if(self.step_vals(self.call, active=False))
        self.assertEqual(self.told(answer), {"Step 1": (0, 0, 1)})
        self.assertEqual(row.state, "due")

    def test_a_programme_that_is_not_there_yet(self):
        vals = {
            "name": "Care for B",
            "tier_id": self.b.id,
            "company_id": self.shop.id,
            "date_start": "2026-01-01",
            "step_ids": [Command.create({"name": "Call B", **CALL})],
        }
        answer = self.what_if(vals, self.programs)
        self.assertEqual(self.told(answer), {"Call B": (1, 0, 0)})
        self.assertFalse(self.programs.search([("name", "=", "Care for B")]))
        self.assertFalse(self.open(self.globex))

    def test_a_condition_is_tried_too(self):
        vals = self.step_vals(self.call, domain="[('name', '=', 'Nobody')]")
        self.assertEqual(self.told(self.what_if(vals)), {"Step 1": (0, 0, 1)})
        broken = self.step_vals(self.call, domain="[('no_such', '=', 1)]")
        with self.assertRaises(ValidationError):
            self.what_if(broken)
        self.assertEqual(self.call.domain, "[]")

    def test_nobody_is_told_and_nothing_is_noted(self):
        notes = len(self.care.message_ids)
        self.env.cr.precommit.clear()
        self.what_if({"paused": True})
        self.env.cr.precommit.run()
        self.env.invalidate_all()
        self.assertEqual(len(self.care.message_ids), notes)
        self.assertFalse(self.care.paused)

    def test_what_saving_refuses_is_refused(self):
        vals = {"name": "A again", "tier_id": self.a.id, "company_id": self.shop.id}
        with (
            self.assertRaises(UniqueViolation),
            mute_logger("odoo.sql_db"),
            self.env.cr.savepoint(),
        ):
            self.what_if(vals, self.programs)

    def test_reps_and_other_fields_try_nothing(self):
        with self.assertRaises(AccessError):
            self.care.with_user(self.sally).preview({"paused": True})
        with self.assertRaises(AccessError):
            self.programs.with_user(self.sally).preview({"name": "Mine"})
        self.assertFalse(self.what_if({"note": "x", "create_uid": 1})["count"])
