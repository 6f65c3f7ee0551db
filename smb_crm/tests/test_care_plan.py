from datetime import date

from odoo.tests import tagged

from .plan_case import DAY, PlanCase

CALL = {"what": "call", "interval_number": 30}


@tagged("post_install", "-at_install")
class TestCarePlan(PlanCase):
    """Which follow-ups there are, and when; what a person decided holds."""

    # since the last contact

    def test_a_call_comes_so_long_after_the_last_one(self):
        self.program(self.a, CALL)
        self.touch(self.acme, "2026-05-20")
        self.plan()
        row = self.open(self.acme)
        self.assertRecordValues(
            row,
            [
                {
                    "date": date(2026, 6, 19),
                    "planned_date": date(2026, 6, 19),
                    "anchor_date": date(2026, 5, 20),
                    "reason": "touch",
                    "state": "planned",
                    "user_id": self.sally.id,
                    "tier_id": self.a.id,
                }
            ],
        )

    def test_a_contact_with_a_person_counts_for_the_customer(self):
        self.program(self.a, CALL)
        self.touch(self.ada, "2026-05-20")
        self.plan()
        self.assertEqual(self.dates(self.acme), ["2026-06-19"])
        self.assertFalse(self.open(self.ada))

    def test_another_kind_of_contact_does_not_count(self):
        self.program(self.a, CALL)
        self.touch(self.acme, "2026-05-20")
        self.touch(self.acme, "2026-05-30", self.visit)
        self.plan()
        self.assertEqual(self.dates(self.acme), ["2026-06-19"])

    def test_any_contact_counts_where_the_step_says_so(self):
        self.program(self.a, {**CALL, "any_fulfils": True})
        self.touch(self.acme, "2026-05-30", self.visit)
        self.plan()
        self.assertEqual(self.dates(self.acme), ["2026-06-29"])

    def test_what_was_sent_by_itself_is_no_contact(self):
        self.program(self.a, {**CALL, "any_fulfils": True})
        self.touch(self.acme, "2026-05-20")
        self.touch(self.acme, "2026-05-30", automatic=True)
        self.plan()
        self.assertEqual(self.dates(self.acme), ["2026-06-19"])

    def test_an_archived_contact_does_not_count(self):
        self.program(self.a, CALL)
        self.touch(self.acme, "2026-05-20")
        self.touch(self.acme, "2026-05-30").active = False
        self.plan()
        self.assertEqual(self.dates(self.acme), ["2026-06-19"])

    def test_an_order_counts_where_the_step_says_so(self):
        self.program(self.a, {**CALL, "order_fulfils": True}, {**CALL, "what": "visit"})
        self._card(self.acme).last_order_date = "2026-05-25"
        self.plan()
        self.assertIn("2026-06-24", self.dates(self.acme))
        self.assertEqual(len(self.open(self.acme)), 2)

    def test_a_day_that_passed_becomes_today(self):
        self.program(self.a, CALL)
        self.touch(self.acme, "2026-02-01")
        self.plan()
        row = self.open(self.acme)
        self.assertEqual(row.date, DAY)
        self.assertEqual(row.planned_date, date(2026, 3, 3))

    def test_days_before_the_programme_are_spread_over_its_beginning(self):
        program = self.program(self.a, CALL, date_start="2026-06-10")
        self.touch(self.acme, "2025-02-01")
        self.plan()
        day = self.open(self.acme).date
        self.assertTrue(program.date_start <= day < date(2026, 7, 10))

    def test_who_was_never_contacted_comes_in_the_first_weeks(self):
        self.program(self.a, {**CALL, "interval_number": 180}, date_start="2026-06-10")
        self.plan()
        row = self.open(self.acme)
        self.assertEqual(row.reason, "never")
        self.assertTrue(date(2026, 6, 10) <= row.date < date(2026, 7, 10))

    def test_the_never_contacted_are_spread_evenly(self):
        self.program(self.a, CALL, date_start="2026-06-10")
        for number in range(60):
            self.card(self.customer(f"Customer {number}"), self.a)
        self.plan()
        days = self.open().mapped("date")
        most = max(days.count(day) for day in days)
        self.assertGreater(len(set(days)), 20)
        self.assertLessEqual(most, 6)

    def test_months_keep_to_the_calendar(self):
        self.program(self.a, {**CALL, "interval_type": "months", "interval_number": 1})
        for touched, due in (
            ("2026-01-31", "2026-02-28"),
            ("2026-03-31", "2026-04-30"),
            ("2028-01-31", "2028-02-29"),
        ):
            with self.subTest(touched=touched):
                self.env["smb.contact.log"].search([]).active = False
                log = self.touch(self.acme, "2026-01-15")
                self.env.cr.execute(
                    "UPDATE smb_contact_log SET date = %s, active = TRUE WHERE id = %s",
                    [f"{touched} 10:00:00", log.id],
                )
                self.plan(date.fromisoformat(touched))
                self.assertEqual(self.dates(self.acme), [due])

    def test_the_day_is_the_companys(self):
        self.program(self.a, CALL)
        self.shop.partner_id.tz = "Pacific/Auckland"
        self.touch(self.acme, "2026-05-20 13:30:00")
        self.plan()
        self.assertEqual(self.dates(self.acme), ["2026-06-20"])

    # who gets it

    def test_conditions_leave_the_others_out(self):
        self.acme.write({"city": "Ghent", "lang": "en_US"})
        self.program(
            self.a,
            {**CALL, "name": "Ghent", "domain": "[('city', '=', 'Ghent')]"},
            {**CALL, "name": "Bruges", "domain": "[('city', '=', 'Bruges')]"},
            {**CALL, "name": "Quiet", "lifecycle": "quiet"},
            {**CALL, "name": "Loyal", "lifecycle": "loyal"},
            {**CALL, "name": "English", "lang": "en_US"},
            {**CALL, "name": "Close", "level": "proactive"},
            {**CALL, "name": "Loose", "level": "basic"},
        )
        self._card(self.acme).lifecycle = "loyal"
        self.plan()
        names = set(self.open(self.acme).step_id.mapped("name"))
        self.assertEqual(names, {"Ghent", "Loyal", "English", "Loose"})
        self.acme.smb_relation_level = "partnership"
        self.plan()
        self.assertIn("Close", self.open(self.acme).step_id.mapped("name"))

    def test_a_condition_that_breaks_stops_its_own_step_only(self):
        program = self.program(
            self.a,
            {**CALL, "name": "Broken", "domain": "[('city', '=', 'Ghent')]"},
            {**CALL, "name": "Good"},
        )
        broken, good = program.step_ids
        self.acme.city = "Ghent"
        self.plan()
        due, planned = self.open(self.acme, broken), self.open(self.acme, good)
        due.state = "due"
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE smb_care_step SET domain = %s WHERE id = %s",
            ["[('gone_field', '=', 1)]", broken.id],
        )
        self.env.invalidate_all()
        with self.assertLogs("odoo.addons.smb_crm", "WARNING"):
            self.plan()
        self.assertIn("gone_field", broken.problem)
        self.assertNotIn("res.partner", broken.problem)
        self.assertEqual(due.state, "due")
        self.assertTrue(planned.exists())
        broken.domain = "[]"
        self.assertFalse(broken.problem)

    def test_customers_not_looked_after_have_none(self):
        self.program(self.a, CALL)
        self.program(None, CALL)
        initech = self.customer("Initech")
        card = self.card(initech)
        self.plan()
        self.assertTrue(self.open(initech))
        for change, back in (
            ({"active": False}, {"active": True}),
            ({"smb_care_paused": True}, {"smb_care_paused": False}),
        ):
            initech.write(change)
            self.plan()
            self.assertFalse(self.open(initech), change)
            initech.write(back)
            self.plan()
            self.assertTrue(self.open(initech), back)
        card.unlink()
        self.plan()
        self.assertFalse(self.open(initech))

    def test_a_tier_without_a_programme_has_none(self):
        self.program(self.a, CALL)
        self.plan()
        self.assertFalse(self.open(self.globex))

    # responsible

    def test_whose_desk_it_will_be_on(self):
        team = self.env["crm.team"].create({"name": "Field", "company_id": False})
        self.max.company_ids += self.shop
        self.program(
            self.a,
            {**CALL, "name": "owner"},
            {**CALL, "name": "representative", "who": "representative"},
            {**CALL, "name": "user", "who": "user", "user_id": self.max.id},
            {**CALL, "name": "team", "who": "team", "team_id": team.id},
        )

        def desks():
            self.plan()
            return {row.step_id.name: row.user_id for row in self.open(self.acme)}

        nobody = self.env["res.users"]
        expected = {
            "owner": self.sally,
            "representative": self.sally,
            "user": self.max,
            "team": nobody,
        }
        self.assertEqual(desks(), expected)
        self.acme.smb_representative_id = self.sam
        self.assertEqual(desks(), {**expected, "representative": self.sam})
        self.sam.active = False
        self.assertEqual(desks(), expected)

    def _card(self, customer):
        return self.env["smb.scorecard"].search(
            [("partner_id", "=", customer.id), ("company_id", "=", self.shop.id)]
        )
