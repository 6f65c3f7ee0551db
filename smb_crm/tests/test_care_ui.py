from odoo.tests import tagged

from .care_view_case import CareViewCase
from .test_ui import DEVICES, UiCase


class CareUiCase(CareViewCase, UiCase):
    """Sally's first screen: one follow-up of a care programme, due today."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        for user in cls.users.values():
            user.tz = "UTC"
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
