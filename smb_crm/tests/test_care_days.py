from datetime import date, datetime, timedelta
from unittest.mock import patch

from pytz import timezone, utc

from odoo import fields
from odoo.tests import tagged
from odoo.tools.sql import SQL

from ..models.care.smb_follow_up_open import MORNING
from ..models.care.smb_follow_up_touch import _day_sql
from .care_case import CareCase

# zones, and days on which a clock there or elsewhere is put forward or back
ZONES = (
    *("Pacific/Kiritimati", "Pacific/Auckland", "Australia/Lord_Howe", "Asia/Tokyo"),
    *("Asia/Kathmandu", "Europe/Moscow", "Europe/Paris", "UTC"),
    *("America/Sao_Paulo", "America/New_York", "America/Santiago", "Pacific/Pago_Pago"),
)
DAYS = (
    *("2026-03-08", "2026-03-29", "2026-04-05", "2026-09-06", "2026-10-04"),
    *("2026-10-25", "2026-11-01"),
)


@tagged("post_install", "-at_install")
class TestDays(CareCase):
    def hours(self, around):
        start = datetime.fromisoformat(around) - timedelta(days=1)
        return [start + timedelta(minutes=30 * step) for step in range(144)]

    def there(self, moment, zone):
        return utc.localize(moment).astimezone(timezone(zone))

    def test_a_day_is_the_companys_in_all_zones_and_on_days_of_changing_clocks(self):
        for zone in ZONES:
            for around in DAYS:
                moments = self.hours(around)
                rows = self.env.execute_query(
                    SQL(
                        "SELECT %s FROM UNNEST(%s::timestamp[]) AS moment",
                        _day_sql(SQL("moment"), SQL("%s", zone)),
                        moments,
                    )
                )
                expected = [self.there(moment, zone).date() for moment in moments]
                with self.subTest(zone, around=around):
                    self.assertEqual([day for (day,) in rows], expected)

    def test_today_and_the_morning_are_the_companys(self):
        for zone in ZONES:
            self.company.partner_id.tz = zone
            for around in DAYS[:2]:
                mornings = {}
                for moment in self.hours(around)[::2]:
                    # freezing the whole clock takes a while each time
                    with patch.object(fields.Datetime, "now", lambda now=moment: now):
                        now = self.policy._now_there()
                        self.assertEqual(self.policy._today(), now.date())
                    self.assertEqual(
                        (now.date(), now.hour),
                        (
                            self.there(moment, zone).date(),
                            self.there(moment, zone).hour,
                        ),
                    )
                    late = now.hour >= MORNING
                    mornings[now.date()] = mornings.get(now.date()) or late
                # each whole day has hours in which the job works
                with self.subTest(zone, around=around):
                    self.assertTrue(all([*mornings.values()][1:-1]))

    def test_working_days_leave_out_what_the_company_leaves_out(self):
        # a Friday
        days = self.policy._working_days(date(2026, 3, 6))
        found = [str(next(days)) for _ in range(3)]
        self.assertEqual(found, ["2026-03-09", "2026-03-10", "2026-03-11"])

    def test_a_company_without_hours_works_every_day(self):
        self.company.resource_calendar_id.attendance_ids.unlink()
        self.assertEqual(
            self.policy._next_working_day(date(2026, 3, 6)), date(2026, 3, 7)
        )

    def test_working_days_go_on_beyond_what_is_looked_up_at_once(self):
        days = list(self.policy._working_days(date(2026, 3, 6)))
        self.assertGreater(days[-1], date(2027, 3, 1))
        self.assertEqual(days, sorted(set(days)))
