from datetime import timedelta
from unittest.mock import patch

from odoo.exceptions import AccessError, ValidationError
from odoo.tests import freeze_time, tagged
from odoo.tools import mute_logger

from .care_case import CareCase

OPEN = "odoo.addons.smb_crm.models.settings.smb_heartbeat"
DUE = "odoo.addons.smb_crm.models.care.smb_follow_up_open"
FAIL = "odoo.addons.smb_crm.models.care.smb_follow_up_fail"


@tagged("post_install", "-at_install")
class TestOpen(CareCase):
    def test_a_follow_up_whose_day_came_becomes_one_activity(self):
        row = self.follow_up(self.acme)
        self.assertEqual(self.open(), 1)
        activity = row.activity_id
        self.assertEqual(row.state, "due")
        self.assertEqual(row.opened_date, self.today)
        self.assertEqual(activity.user_id, self.sally)
        self.assertEqual(activity.smb_partner_id, self.acme)
        self.assertEqual(activity.date_deadline, self.today)
        self.assertEqual(activity.summary, "A call")
        self.assertTrue(activity.smb_is_contact)

    def test_it_is_opened_once(self):
        row = self.follow_up(self.acme)
        self.open()
        self.assertEqual(self.open(), 0)
        self.assertEqual(self.acme.activity_ids, row.activity_id)

    def test_tomorrows_waits(self):
        row = self.follow_up(self.acme, 1)
        self.assertEqual(self.open(), 0)
        self.assertEqual(row.state, "planned")

    def test_a_day_can_be_given(self):
        row = self.follow_up(self.acme, 5)
        self.assertEqual(self.open(str(self.today + timedelta(days=5))), 1)
        self.assertEqual(row.activity_id.date_deadline, row.date)

    def test_nonsense_is_no_day(self):
        for nonsense in ("tomorrow", 5, [1]):
            with self.subTest(nonsense), self.assertRaises(ValidationError):
                self.open(nonsense)

    def test_what_waited_is_due_today_and_not_overdue(self):
        row = self.follow_up(self.acme, -4)
        self.open()
        self.assertEqual(row.date, self.today)
        self.assertEqual(row.activity_id.date_deadline, self.today)

    def test_nobody_gets_a_mail_or_follows_because_of_it(self):
        followers = self.acme.message_partner_ids
        mails = self.env["mail.mail"].search_count([])
        self.follow_up(self.acme)
        self.open()
        self.assertEqual(self.acme.message_partner_ids, followers)
        self.assertEqual(self.env["mail.mail"].search_count([]), mails)

    def test_each_kind_is_planned_by_its_channel(self):
        types = {
            "call": "mail.mail_activity_data_call",
            "mail": "mail.mail_activity_data_email",
            "visit": "smb_crm.mail_activity_type_visit",
            "message": "smb_crm.mail_activity_type_message",
        }
        for what, xmlid in types.items():
            with self.subTest(what):
                row = self.follow_up(self.acme, step=self.step(what))
                self.open()
                activity_type = row.activity_id.activity_type_id
                self.assertEqual(activity_type, self.env.ref(xmlid))

    def test_the_instructions_lie_beside_it(self):
        row = self.follow_up(self.acme, step=self.step("visit", note="Bring <cake>"))
        self.open()
        self.assertIn("Bring &lt;cake&gt;", row.activity_id.note)

    def test_what_is_paused_or_archived_stays_closed(self):
        stops = {
            "programme paused": lambda: self.program.write({"paused": True}),
            "programme archived": lambda: self.program.write({"active": False}),
            "step archived": lambda: self.call_step.write({"active": False}),
            "customer paused": lambda: self.acme.write({"smb_care_paused": True}),
            "customer archived": lambda: self.acme.write({"active": False}),
            "company paused": lambda: self.policy.write({"care_paused": True}),
        }
        for name, stop in stops.items():
            with self.subTest(name), self.cr.savepoint() as point:
                self.follow_up(self.acme)
                stop()
                self.assertEqual(self.open(), 0)
                point.rollback()

    def test_only_managers_open_everything(self):
        row = self.follow_up(self.acme)
        for user in (self.sally, self.sam, self.anna, self.will, self.uma):
            with self.subTest(user.name), self.assertRaises(AccessError):
                self.follow_ups.with_user(user).open_due()
        self.follow_ups.with_user(self.max).open_due()
        self.assertEqual(row.state, "due")

    def test_one_call_opens_so_many_and_leaves_the_rest_to_the_job(self):
        for partner in self.customers(5):
            self.follow_up(partner)
        job = self.env.ref("smb_crm.smb_follow_up_open_cron")
        triggers = self.env["ir.cron.trigger"]
        triggers.search([]).unlink()
        with patch(f"{DUE}.BATCH", 2), patch(f"{DUE}.AT_ONCE", 4):
            self.assertEqual(self.open(), 4)
            self.assertEqual(triggers.search([]).cron_id, job)
            self.assertEqual(self.open(), 1)

    def test_a_company_opens_its_own(self):
        other = self.second_company()
        mine = self.follow_up(self.acme)
        program = self.programs.create({"name": "There", "company_id": other.id})
        theirs = self.follow_up(self.globex, step=self.step(program=program))
        self.follow_ups.with_company(self.company).with_context(
            allowed_company_ids=self.company.ids
        ).open_due()
        self.assertEqual((mine.state, theirs.state), ("due", "planned"))


@tagged("post_install", "-at_install")
class TestPerson(CareCase):
    def person(self, partner=None, **step):
        row = self.follow_up(partner or self.acme, step=self.step("visit", **step))
        self.open()
        return row.user_id

    def fallback(self):
        self.policy.care_fallback_id = self.max
        return self.max

    def test_the_salesperson_of_the_customer(self):
        self.assertEqual(self.person(), self.sally)

    def test_the_representative_where_the_step_says_so(self):
        self.acme.smb_representative_id = self.sam
        self.assertEqual(self.person(who="representative"), self.sam)

    def test_the_salesperson_when_there_is_no_representative(self):
        self.assertEqual(self.person(who="representative"), self.sally)

    def test_somebody_named(self):
        self.assertEqual(self.person(who="user", user_id=self.sam.id), self.sam)

    def test_who_left_is_replaced_by_the_team_leader(self):
        team = self.env["crm.team"].create({"name": "North", "user_id": self.sam.id})
        team.member_ids = self.sally
        self.sally.active = False
        self.assertEqual(self.person(), self.sam)

    def test_without_leader_the_fallback(self):
        fallback = self.fallback()
        self.sally.active = False
        self.sally.sale_team_id.user_id = False
        self.assertEqual(self.person(), fallback)

    def test_without_anybody_a_sales_manager_who_is_there(self):
        stranger = self.env["res.partner"].create({"name": "Nobody's"})
        user = self.person(stranger)
        self.assertTrue(user.active)
        self.assertTrue(user.has_group("sales_team.group_sale_manager"))

    def test_a_fallback_who_was_archived_gets_nothing(self):
        self.fallback().active = False
        stranger = self.env["res.partner"].create({"name": "Nobody's"})
        user = self.person(stranger)
        self.assertTrue(user.active)

    def test_who_is_not_of_the_company_gets_nothing(self):
        other = self.second_company()
        program = self.programs.create({"name": "There", "company_id": other.id})
        row = self.follow_up(self.acme, step=self.step(program=program))
        self.follow_ups.with_context(allowed_company_ids=other.ids).open_due()
        self.assertEqual(row.state, "due")
        self.assertNotEqual(row.user_id, self.sally)
        self.assertIn(other, row.user_id.company_ids)

    def test_a_team_takes_turns_by_load(self):
        team = self.env["crm.team"].create({"name": "Turns"})
        team.member_ids = self.sally + self.sam
        self.due(self.acme, step=self.step("letter"))
        step = self.step("visit", who="team", team_id=team.id)
        rows = [self.follow_up(partner, step=step) for partner in self.customers(5)]
        self.open()
        counts = [sum(r.user_id == u for r in rows) for u in (self.sally, self.sam)]
        self.assertEqual(counts, [2, 3])

    def test_who_was_chosen_by_hand_stays(self):
        row = self.follow_up(self.acme, user_id=self.sam.id, moved_by="hand")
        self.open()
        self.assertEqual(row.user_id, self.sam)


@tagged("post_install", "-at_install")
class TestFailure(CareCase):
    def poison(self, partner):
        make = type(self.follow_ups)._make_activities

        def fail(rows, *args):
            if partner in rows.partner_id:
                raise KeyError("no e-mail")
            return make(rows, *args)

        return patch.object(type(self.follow_ups), "_make_activities", fail)

    def test_a_bad_customer_does_not_stop_the_others(self):
        bad, good = self.follow_up(self.acme), self.follow_up(self.globex)
        with self.poison(self.acme), mute_logger(FAIL):
            self.assertEqual(self.open(), 1)
        self.assertEqual((bad.state, good.state), ("planned", "due"))
        self.assertIn("no e-mail", bad.error)
        self.assertEqual(bad.tries, 1)

    def test_it_is_tried_again_later_and_later_then_given_to_a_person(self):
        self.policy.care_fallback_id = self.max
        row = self.follow_up(self.acme)
        waits = []
        now = self.now()
        with self.poison(self.acme), mute_logger(FAIL):
            for _ in range(6):
                with freeze_time(now):
                    self.follow_ups._open_batch(self.policy, self.today)
                    if row.next_try:
                        waits.append(round((row.next_try - now).total_seconds() / 3600))
                now = row.next_try + timedelta(minutes=1)
        self.assertEqual(waits[:4], [1, 4, 24, 72])
        self.assertEqual(row.tries, 5)
        told = self.env["mail.activity"].search(
            [("user_id", "=", self.max.id), ("res_model", "=", False)]
        )
        self.assertEqual(len(told), 1)
        self.assertIn("no e-mail", told.note)

    def test_a_manager_tries_again_at_once(self):
        row = self.follow_up(self.acme, tries=5, error="x", next_try="2100-01-01")
        self.open()
        self.assertEqual((row.state, row.error, row.tries), ("due", False, 0))

    def test_a_follow_up_that_lost_its_activity_comes_back(self):
        row = self.due(self.acme)
        self.env.cr.execute(
            "DELETE FROM mail_activity WHERE id = %s", [row.activity_id.id]
        )
        self.env.invalidate_all()
        self.open()
        self.assertEqual(row.state, "due")
        self.assertTrue(row.activity_id.active)


@tagged("post_install", "-at_install")
class TestLimit(CareCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.policy.daily_limit = 2
        cls.a, cls.b, cls.c = cls.tiers[:3]

    def rows(self, *tiers, day=0):
        partners = self.customers(len(tiers))
        return self.follow_ups.union(
            *(
                self.follow_up(p, day, tier=t)
                for p, t in zip(partners, tiers, strict=True)
            )
        )

    def working(self, number):
        days = self.policy._working_days(self.today)
        return [next(days) for _ in range(number)]

    def test_the_best_customers_come_first_and_none_is_lost(self):
        rows = self.rows(self.c, self.b, self.a, self.c, self.a)
        self.assertEqual(self.open(), 2)
        self.assertEqual(rows.filtered(lambda r: r.state == "due").tier_id, self.a)
        rest = rows.filtered(lambda r: r.state == "planned")
        first, second = self.working(2)
        self.assertEqual(sorted(rest.mapped("date")), [first, first, second])
        self.assertEqual(set(rest.mapped("moved_by")), {"limit"})
        self.assertEqual(rest.filtered(lambda r: r.tier_id == self.b).date, first)

    def test_who_waits_gets_in_on_the_day_given(self):
        rows = self.rows(*[self.c] * 5)
        self.open()
        for day in self.working(2):
            self.open(day)
        self.assertEqual(set(rows.mapped("state")), {"due"})

    def test_a_second_run_adds_nothing(self):
        self.rows(*[self.c] * 5)
        self.open()
        self.assertEqual(self.open(), 0)

    def test_what_was_done_today_counts(self):
        rows = self.rows(self.c, self.c)
        self.open()
        rows.activity_id.action_done()
        self.rows(self.c)
        self.assertEqual(self.open(), 0)

    def test_the_best_are_not_pushed_away_by_others(self):
        first = self.working(1)[0]
        later = self.rows(*[self.c] * 3, day=(first - self.today).days)
        rows = self.rows(*[self.a] * 4)
        self.open()
        rest = rows.filtered(lambda r: r.state == "planned")
        self.assertEqual(rest.mapped("date"), [first, first])
        self.open(first)
        self.assertEqual(set(rows.mapped("state")), {"due"})
        self.assertEqual(set(later.mapped("state")), {"planned"})

    def test_who_waits_long_gets_ahead_of_all_but_the_best(self):
        old = self.rows(self.c, day=-40)
        self.rows(self.a, self.b, self.b)
        self.open()
        self.assertEqual(old.state, "due")

    def test_each_person_has_a_limit_of_his_own(self):
        self.rows(self.c, self.c)
        for partner in self.customers(2, self.sam):
            self.follow_up(partner)
        self.assertEqual(self.open(), 4)

    def test_no_limit(self):
        self.policy.daily_limit = 0
        self.rows(*[self.c] * 30)
        self.assertEqual(self.open(), 30)

    def test_the_same_rows_give_the_same_days(self):
        rows = self.rows(*[self.a, self.b, self.c] * 4)
        with self.cr.savepoint() as point:
            self.open()
            days = rows.mapped("date")
            point.rollback()
        self.env.invalidate_all()
        self.open()
        self.assertEqual(rows.mapped("date"), days)


@tagged("post_install", "-at_install")
class TestOpenJob(CareCase):
    # a Wednesday
    NOON = "2026-03-04 12:00:00"

    def at(self, moment, zone="UTC"):
        self.company.partner_id.tz = zone
        self.follow_ups.search([]).unlink()
        with freeze_time(moment):
            row = self.follow_up(self.acme)
            row.date = row.planned_date = self.policy._today()
            self.job("smb_follow_up_open_cron")
        return row.state

    def test_the_job_opens_what_is_due(self):
        self.assertEqual(self.at(self.NOON), "due")

    def test_it_waits_for_the_morning_of_the_company(self):
        self.assertEqual(self.at("2026-03-04 03:00:00"), "planned")
        self.assertEqual(self.at("2026-03-04 03:00:00", "Asia/Tokyo"), "due")
        self.assertEqual(self.at("2026-03-04 12:00:00", "Pacific/Honolulu"), "planned")

    def test_it_rests_on_the_companys_days_off(self):
        self.assertEqual(self.at("2026-03-07 12:00:00"), "planned")
        self.env["resource.calendar.leaves"].create(
            {
                "name": "Holiday",
                "calendar_id": self.company.resource_calendar_id.id,
                "company_id": self.company.id,
                "date_from": "2026-03-04 00:00:00",
                "date_to": "2026-03-04 23:59:59",
            }
        )
        self.assertEqual(self.at(self.NOON), "planned")

    def test_a_failing_company_does_not_stop_the_next(self):
        other = self.env["res.company"].create({"name": "Elsewhere"})
        program = self.programs.create({"name": "There", "company_id": other.id})
        claim = type(self.follow_ups)._claim
        mine = self.company

        def fail(rows, policy, today):
            if policy.company_id.id == mine.id:
                raise KeyError("an extension's fault")
            return claim(rows, policy, today)

        with freeze_time(self.NOON):
            row = self.follow_up(self.globex, step=self.step(program=program))
            row.date = "2026-03-04"
            with (
                patch.object(type(self.follow_ups), "_claim", fail),
                mute_logger(OPEN),
            ):
                self.job("smb_follow_up_open_cron")
        self.assertEqual(row.state, "due")
        beat = self.env["smb.heartbeat"].search(
            [("job", "=", "smb_follow_up_open_cron")]
        )
        self.assertIn("an extension's fault", beat.error)
