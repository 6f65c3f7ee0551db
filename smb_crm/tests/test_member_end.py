from odoo.tests import tagged

from .plan_case import DAY, PlanCase

STEP = {"what": "call", "trigger": "membership_end", "interval_number": 3}


@tagged("post_install", "-at_install")
class TestMemberEnd(PlanCase):
    def end(self, day, state="ended", company=None):
        level = self.env["res.partner.grade"].create(
            {"name": "Silver", "company_id": False}
        )
        self.env["smb.membership"].create(
            {
                "partner_id": self.acme.id,
                "company_id": (company or self.shop).id,
                "number": "T1",
                "level_id": level.id,
                "date_start": "2025-06-01",
                "date_end": day,
                "state": state,
                "source": "hand",
            }
        )
        self.env.flush_all()

    def test_who_left_is_called(self):
        self.program(self.a, STEP)
        self.end("2026-05-31")
        self.plan()
        row = self.open(self.acme)
        self.assertEqual(
            (str(row.anchor_date), str(row.date)), ("2026-05-31", "2026-06-03")
        )
        self.assertIn("the membership ended on May 31, 2026", row._sentence())
        self.assertIn("the end of a membership", row.step_id.sentence)

    def test_who_is_a_member_still_is_not(self):
        self.program(self.a, STEP)
        self.end(DAY, "active")
        self.plan()
        self.assertFalse(self.open(self.acme))

    def test_who_left_another_company_is_not(self):
        self.program(self.a, STEP)
        self.end("2026-05-31", company=self.company)
        self.plan()
        self.assertFalse(self.open(self.acme))
