from datetime import date, timedelta

from odoo.fields import Domain
from odoo.tests import freeze_time, tagged, warmup

from .test_contact_plan import PlanCase

NOW = "2026-03-10 12:00:00"


class DatesCase(PlanCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.family = cls.acme + cls.ada
        cls.scope = Domain("id", "in", (cls.family + cls.globex).ids)

    def find(self, *conditions, user=None):
        partners = self.env["res.partner"].with_user(user or self.env.user)
        return partners.search(Domain.AND([self.scope, *map(Domain, [conditions])]))


@freeze_time(NOW)
@tagged("post_install", "-at_install")
class TestLastContact(DatesCase):
    def test_the_company_and_its_people_show_the_same_day(self):
        self.log(self.ada, date="2026-03-01 09:00:00")
        latest = self.log(self.acme, date="2026-03-05 09:00:00")
        for partner in self.family:
            self.assertEqual(partner.smb_last_contact_date, date(2026, 3, 5))
            self.assertEqual(partner.smb_last_contact_log_id, latest)
        self.assertFalse(self.globex.smb_last_contact_date)

    def test_it_moves_with_every_log_at_once(self):
        log = self.log(self.ada, date="2026-03-01 09:00:00")
        self.assertEqual(self.acme.smb_last_contact_date, date(2026, 3, 1))
        log.date = "2026-03-02 09:00:00"
        self.assertEqual(self.acme.smb_last_contact_date, date(2026, 3, 2))
        log.active = False
        self.assertFalse(self.acme.smb_last_contact_date)

    def test_it_is_searched_exactly(self):
        self.log(self.ada, date="2026-03-05 23:59:59")
        day, next_day = date(2026, 3, 5), date(2026, 3, 6)
        cases = [
            ("=", day, self.family),
            ("=", next_day, self.env["res.partner"]),
            ("!=", day, self.globex),
            ("=", False, self.globex),
            ("!=", False, self.family),
            (">=", day, self.family),
            (">", day, self.env["res.partner"]),
            ("<=", day, self.family),
            ("<", day, self.env["res.partner"]),
            ("<", next_day, self.family),
            ("in", [day, False], self.family + self.globex),
            (">=", "today -30d", self.family),
        ]
        for operator, value, expected in cases:
            with self.subTest(operator=operator, value=value):
                condition = [("smb_last_contact_date", operator, value)]
                self.assertEqual(self.find(*condition), expected.sorted())
                everybody = self.family + self.globex
                self.assertEqual(everybody.filtered_domain(condition), expected)

    def test_it_sorts_and_groups(self):
        self.log(self.ada, date="2026-03-05 09:00:00")
        self.log(self.globex, date="2026-01-05 09:00:00")
        partners = self.env["res.partner"].search(
            [("id", "in", (self.acme + self.globex).ids)],
            order="smb_last_contact_date desc",
        )
        self.assertEqual(partners, self.acme + self.globex)
        groups = self.env["res.partner"]._read_group(
            self.scope, ["smb_last_contact_date:month"], ["__count"]
        )
        self.assertEqual(groups, [(date(2026, 1, 1), 1), (date(2026, 3, 1), 2)])
        described = self.env["res.partner"].fields_get(["smb_last_contact_date"])
        self.assertTrue(described["smb_last_contact_date"]["sortable"])
        self.assertTrue(described["smb_last_contact_date"]["groupable"])

    def test_the_day_is_the_readers_own(self):
        """23:30 on the 5th in UTC is the 6th in Auckland."""
        self.log(self.ada, date="2026-03-05 23:30:00")
        acme = self.acme.with_context(tz="Pacific/Auckland")
        self.assertEqual(acme.smb_last_contact_date, date(2026, 3, 6))
        self.assertEqual(self.acme.smb_last_contact_date, date(2026, 3, 5))
        for day, found in ((5, False), (6, True)):
            condition = [
                ("id", "=", acme.id),
                ("smb_last_contact_date", "=", date(2026, 3, day)),
            ]
            self.assertEqual(bool(acme.search(condition)), found)
            condition[1] = ("smb_last_contact_date", "<=", date(2026, 3, day))
            self.assertEqual(bool(acme.search(condition)), found)

    def test_a_rep_sees_the_day_but_not_the_log_of_a_colleague(self):
        self.log(self.globex, user=self.sam, date="2026-03-05 09:00:00")
        globex = self.globex.with_user(self.sally)
        self.assertEqual(globex.smb_last_contact_date, date(2026, 3, 5))
        self.assertFalse(globex.smb_last_contact_log_id)

    def test_only_active_companies_count(self):
        other = self.second_company()
        self.log(self.ada, date="2026-03-05 09:00:00", company_id=other.id)
        acme = self.acme.with_context(allowed_company_ids=[self.company.id])
        self.assertFalse(acme.smb_last_contact_date)
        both = self.acme.with_context(allowed_company_ids=[self.company.id, other.id])
        self.assertEqual(both.smb_last_contact_date, date(2026, 3, 5))

    @warmup
    def test_reading_a_list_costs_one_query_per_date(self):
        partners = self.env["res.partner"].create(
            [{"name": f"P{n}"} for n in range(50)]
        )
        self.env["smb.contact.log"].create([{"partner_id": p.id} for p in partners])
        self.env.flush_all()
        self.env.invalidate_all()
        partners.mapped("commercial_partner_id")
        with self.assertQueryCount(2):
            partners.mapped("smb_next_contact_date")
            partners.mapped("smb_last_contact_date")


@freeze_time(NOW)
@tagged("post_install", "-at_install")
class TestNextContact(DatesCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.today = date(2026, 3, 10)

    def test_it_is_the_earliest_open_contact(self):
        self.plan(self.order(self.ada), 4)
        self.plan(self.acme, 2)
        self.plan(self.acme, 1, kind=self.todo)
        for partner in self.family:
            self.assertEqual(partner.smb_next_contact_date, date(2026, 3, 12))

    def test_done_and_cancelled_plans_do_not_count(self):
        done, cancelled = self.plan(self.ada, 1), self.plan(self.ada, 2)
        self.assertEqual(self.acme.smb_next_contact_date, date(2026, 3, 11))
        done.action_done()
        self.assertEqual(self.acme.smb_next_contact_date, date(2026, 3, 12))
        cancelled.unlink()
        self.assertFalse(self.acme.smb_next_contact_date)

    def test_it_is_searched_sorted_and_grouped(self):
        self.plan(self.ada, 0)
        self.assertEqual(
            self.find(("smb_next_contact_date", "=", "today")), self.family
        )
        self.assertEqual(self.find(("smb_next_contact_date", "=", False)), self.globex)
        self.assertFalse(self.find(("smb_next_contact_date", "<", "today")))
        groups = self.env["res.partner"]._read_group(
            self.scope, ["smb_next_contact_date:day"], ["__count"]
        )
        self.assertEqual(groups, [(date(2026, 3, 10), 2), (False, 1)])
        ordered = self.env["res.partner"].search(
            self.scope, order="smb_next_contact_date desc nulls last, id"
        )
        self.assertEqual(ordered[-1], self.globex)

    def test_plans_of_another_company_do_not_count(self):
        other = self.second_company()
        order = self.order(self.ada, company_id=other.id)
        self.plan(order, 1)
        acme = self.acme.with_context(allowed_company_ids=[self.company.id])
        self.assertFalse(acme.smb_next_contact_date)

    def test_today_is_the_readers_own_day(self):
        """At noon UTC on the 10th it is already the 11th in Auckland."""
        self.plan(self.ada, 1)
        rep = self.env["res.partner"].with_context(tz="Pacific/Auckland")
        condition = Domain("smb_next_contact_date", "=", "today")
        self.assertEqual(rep.search(self.scope & condition), self.family)
        self.assertFalse(self.find(("smb_next_contact_date", "=", "today")))


@tagged("post_install", "-at_install")
class TestMerge(PlanCase):
    def merge(self, source, target):
        wizard = self.env["base.partner.merge.automatic.wizard"].create({})
        wizard._merge((source + target).ids, target)

    def test_done_activities_survive(self):
        done = self.plan(self.globex)
        done.action_done()
        self.merge(self.globex, self.acme)
        self.assertTrue(done.exists())
        self.assertEqual(done.res_id, self.acme.id)
        self.assertEqual(done.smb_partner_id, self.acme)

    def test_logs_and_plans_move_to_the_customer_that_stays(self):
        person = self.customer("Gil", parent=self.globex)
        logs = self.log(self.globex) + self.log(person)
        plan = self.plan(self.order(person))
        self.merge(self.globex, self.acme)
        self.assertEqual(logs.commercial_partner_id, self.acme)
        self.assertEqual(logs[0].partner_id, self.acme)
        self.assertEqual(logs[1].partner_id, person)
        self.assertEqual(plan.smb_partner_id, self.acme)

    def test_a_person_merged_into_another_company_takes_the_logs_along(self):
        twin = self.customer("Ada A.", parent=self.globex)
        log, plan = self.log(twin), self.plan(twin)
        self.merge(twin, self.ada)
        self.assertEqual(log.commercial_partner_id, self.acme)
        self.assertEqual(plan.smb_partner_id, self.acme)

    def test_a_mail_logged_for_both_is_kept_once_and_nothing_is_deleted(self):
        source = {"source_model": "mail.message", "source_id": 1}
        ours = self.log(self.acme, **source)
        theirs = self.log(self.globex, **source)
        self.merge(self.globex, self.acme)
        both = ours + theirs
        self.assertEqual(both.exists(), both)
        self.assertEqual(both.filtered("active"), ours)
        self.assertEqual(both.commercial_partner_id, self.acme)

    def test_a_person_who_changes_companies_takes_no_mail_twice(self):
        source = {"source_model": "mail.message", "source_id": 1}
        person = self.customer("Gil", parent=self.globex)
        logs = self.log(self.ada, **source) + self.log(person, **source)
        person.parent_id = self.acme
        self.assertEqual(logs.commercial_partner_id, self.acme)
        self.assertEqual(logs.mapped("active"), [True, False])

    def test_last_and_next_contact_are_right_after_a_merge(self):
        self.log(self.globex, date="2026-03-05 09:00:00")
        self.plan(self.globex, 4)
        self.merge(self.globex, self.acme)
        self.assertEqual(self.ada.smb_last_contact_date, date(2026, 3, 5))
        self.assertEqual(self.ada.smb_next_contact_date, self.today + timedelta(days=4))
