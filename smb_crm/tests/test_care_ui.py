from datetime import timedelta

from odoo.tests import tagged

from .care_view_case import CareViewCase
from .test_ui import DEVICES, UiCase


class CareUiCase(CareViewCase, UiCase):
    """Sally's first screen: one follow-up of a care programme, due today."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["mail.activity"].search([("user_id", "=", cls.sally.id)]).unlink()
        cls.today = cls.env["smb.policy"]._of(cls.company)._today()
        cls.row = cls.follow_up(cls.acme, 0, state="planned")
        cls.env["smb.follow.up"].open_due()
        assert cls.row.activity_id, cls.row.error


@tagged("post_install", "-at_install")
class TestCareInTheBrowser(CareUiCase):
    """The three gestures of care: log it, leave it out, change the rhythm."""

    def test_a_logged_follow_up_is_done(self):
        self.tour("care_log", "/odoo/worklist")
        self.assertEqual(self.row.state, "done")
        self.assertEqual(self.row.log_id, self.last_log())

    def test_a_skipped_one_keeps_the_reason(self):
        self.tour("care_skip", "/odoo/worklist")
        self.assertEqual(self.row.state, "skipped")
        self.assertEqual(self.row.reason_closed, "Closed for the holidays")

    def test_a_manager_changes_the_rhythm(self):
        url = f"/odoo/care-programmes/{self.care_a.id}"
        self.tour("care_cadence", url, user=self.max)
        self.assertEqual(self.monthly.interval_number, 15)

    def test_it_works_on_a_phone(self):
        self.browser_size = DEVICES["phone"]
        self.touch_enabled = True
        self.tour("care_phone", "/odoo/worklist")
        self.assertEqual(self.row.state, "done")


@tagged("post_install", "-at_install")
class TestCareWithThePlanner(UiCase):
    """Nothing is switched off: what a press does moves the next day."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["smb.care.program"].search([]).active = False
        cls.rows = cls.env["smb.follow.up"]
        cls.rows.search([]).unlink()
        tier = cls.env["smb.tier.policy"]._of(cls.company).tier_ids[0]
        cls.env["smb.scorecard"].create(
            {
                "partner_id": cls.acme.id,
                "company_id": cls.company.id,
                "tier_id": tier.id,
            }
        )
        step = {"name": "Monthly call", "what": "call", "interval_number": 30}
        cls.program = cls.env["smb.care.program"].create(
            {
                "name": "Care for A",
                "tier_id": tier.id,
                "company_id": cls.company.id,
                "date_start": "2020-01-01",
                "step_ids": [(0, 0, step)],
            }
        )
        cls.today = cls.env["smb.policy"]._of(cls.company)._today()

    def called(self, days):
        """Acme was called so many days ago, and the plan knows."""
        day = self.today - timedelta(days=days)
        self.log(self.acme, date=f"{day} 10:00:00", channel_id=self.phone.id)
        self.rows._plan(self.company, self.acme)

    def next_day(self):
        self.env.invalidate_all()
        open_row = [("partner_id", "=", self.acme.id), ("state", "=", "planned")]
        return (self.rows.search(open_row).date - self.today).days

    def customer_tells(self):
        self.tour("care_next", f"/odoo/res.partner/{self.acme.id}")

    def test_a_call_that_is_logged_plans_the_next_one(self):
        self.called(30)
        self.rows.open_due()
        row = self.rows.search([("partner_id", "=", self.acme.id)])
        self.env["mail.activity"].search(
            [("user_id", "=", self.sally.id), ("id", "!=", row.activity_id.id)]
        ).unlink()
        self.tour("care_log", "/odoo/worklist")
        self.assertEqual(row.state, "done")
        self.assertEqual(self.next_day(), 30)
        self.customer_tells()

    def test_a_rhythm_that_is_changed_moves_the_days_of_customers(self):
        self.called(10)
        self.assertEqual(self.next_day(), 20)
        url = f"/odoo/care-programmes/{self.program.id}"
        self.tour("care_cadence", url, user=self.max)
        self.assertEqual(self.next_day(), 5)
        self.customer_tells()
