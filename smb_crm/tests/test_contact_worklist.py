from datetime import date

from odoo.exceptions import AccessError
from odoo.tests import freeze_time, tagged, warmup

from .test_contact_plan import PlanCase

NOW = "2026-03-10 23:30:00"


@freeze_time(NOW)
@tagged("post_install", "-at_install")
class TestWorklist(PlanCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.today = date(2026, 3, 10)
        cls.sally.tz = "UTC"
        cls.plans = cls.env["mail.activity"]
        for day in (-5, -1, 0, 1, 1, 4, 30):
            cls.plans += cls.plan(cls.ada, day)
        cls.plan(cls.acme, 0, kind=cls.todo)
        cls.plan(cls.globex, 0, user=cls.sam)

    def worklist(self, user=None, **context):
        activities = self.env["mail.activity"].with_user(user or self.sally)
        return activities.with_context(**context)

    def test_the_counters_are_own_contacts_only(self):
        self.assertEqual(
            self.worklist().smb_worklist_counts(),
            {"overdue": 2, "today": 1, "tomorrow": 2},
        )
        self.assertEqual(self.worklist(self.sam).smb_worklist_counts()["today"], 1)

    def test_late_at_night_it_is_tomorrow_already_in_auckland(self):
        auckland = self.worklist(tz="Pacific/Auckland")
        self.assertEqual(
            auckland.smb_worklist_counts(), {"overdue": 3, "today": 2, "tomorrow": 0}
        )
        self.sally.tz = "Pacific/Auckland"
        self.assertEqual(self.worklist().smb_worklist_counts()["today"], 2)

    def test_the_list_groups_like_the_counters(self):
        worklist = self.worklist()
        domain = [("smb_is_contact", "=", True), ("user_id", "=", self.sally.id)]
        groups = dict(worklist._read_group(domain, ["smb_when"], ["__count"]))
        self.assertEqual(
            groups,
            {
                "1_overdue": 2,
                "2_today": 1,
                "3_tomorrow": 2,
                "4_week": 1,
                "5_later": 1,
            },
        )
        for code, count in groups.items():
            found = worklist.search([*domain, ("smb_when", "=", code)])
            self.assertEqual(len(found), count)
            self.assertEqual(set(found.mapped("smb_when")), {code})

    def test_it_says_how_late_and_whom_to_call(self):
        first = self.plans[0].with_user(self.sally)
        self.assertEqual(first.smb_days_late, 5)
        self.assertEqual(first.smb_person_id, self.ada)
        self.assertEqual(first.smb_phone, self.acme.phone)
        self.assertEqual(first.smb_email, self.ada.email)

    def test_tomorrow_is_the_reps_own(self):
        plan = self.plans[0].with_user(self.sally)
        plan.with_context(tz="Pacific/Auckland").action_reschedule_tomorrow()
        self.assertEqual(plan.date_deadline, date(2026, 3, 12))
        plan.action_reschedule_today()
        self.assertEqual(plan.date_deadline, date(2026, 3, 10))
        plan.action_reschedule_nextweek()
        self.assertEqual(plan.date_deadline, date(2026, 3, 16))

    def test_one_click_opens_the_log_that_fulfils_it(self):
        action = self.plans[0].with_user(self.sally).action_smb_log()
        quick = self.env[action["res_model"]].with_user(self.sally)
        entry = quick.with_context(**action["context"]).create({})
        self.assertEqual(entry.partner_id, self.ada)
        self.assertEqual(entry.activity_id, self.plans[0])

    def test_a_mail_goes_to_the_person(self):
        action = self.plans[0].with_user(self.sally).action_smb_mail()
        self.assertEqual(action["context"]["default_partner_ids"], self.ada.ids)

    def test_strangers_get_nothing(self):
        with self.assertRaises(AccessError):
            self.plans[0].with_user(self.paul).action_smb_mail()
        for user in (self.uma, self.paul):
            counts = self.worklist(user).smb_worklist_counts()
            self.assertEqual(set(counts.values()), {0})

    @warmup
    def test_the_counters_cost_one_query(self):
        self.env.flush_all()
        with self.assertQueryCount(1):
            self.env["mail.activity"].smb_worklist_counts()

    def queries_of_a_page(self, size):
        for _n in range(size):
            partner = self.customer("P", user=self.sally)
            self.plan(partner), self.plan(self.order(partner))
        worklist = self.worklist()
        specification = {
            name: {"fields": {"display_name": {}}} if name.endswith("_id") else {}
            for name in (
                "date_deadline", "smb_partner_id", "smb_person_id", "smb_phone",
                "smb_last_contact_date", "smb_when", "smb_days_late", "summary",
            )
        }  # fmt: skip
        domain = [("smb_is_contact", "=", True)]
        for _warm in range(2):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            worklist.web_search_read(domain, specification, limit=200)
            spent = self.env.cr.sql_log_count - before
        return spent

    def test_a_longer_list_costs_no_more_queries(self):
        few = self.queries_of_a_page(2)
        self.assertLessEqual(self.queries_of_a_page(20), few)


@tagged("post_install", "-at_install")
class TestContactButton(PlanCase):
    def test_customers_count_everybody_and_documents_their_own(self):
        order = self.order(self.ada)
        self.log(self.ada, res_model="sale.order", res_id=order.id)
        self.log(self.acme)
        self.assertEqual(self.acme.smb_contact_log_count, 2)
        self.assertEqual(self.ada.smb_contact_log_count, 2)
        self.assertEqual(order.smb_contact_log_count, 1)
        found = self.env["smb.contact.log"].search(
            order.action_smb_contact_logs()["domain"]
        )
        self.assertEqual(found.partner_id, self.ada)

    def test_a_rep_counts_what_a_rep_may_read(self):
        self.log(self.globex, user=self.sam)
        self.assertEqual(self.globex.with_user(self.sam).smb_contact_log_count, 1)
        self.assertEqual(self.globex.with_user(self.sally).smb_contact_log_count, 0)

    def test_without_a_role_there_is_no_count(self):
        with self.assertRaises(AccessError):
            self.acme.with_user(self.uma).read(["smb_contact_log_count"])

    @warmup
    def test_many_customers_cost_one_query(self):
        partners = self.env["res.partner"].create([{"name": f"P{n}"} for n in range(9)])
        self.env.flush_all()
        with self.assertQueryCount(1):
            partners.mapped("smb_contact_log_count")

    def test_the_filters_of_customers_work(self):
        search = self.env.ref("smb_crm.res_partner_view_search_contacts")
        self.log(self.ada)
        quiet = ["!", ("smb_last_contact_date", ">=", "today -30d")]
        scope = [("id", "in", (self.acme + self.globex).ids)]
        found = self.env["res.partner"].search([*scope, *quiet])
        self.assertEqual(found, self.globex)
        self.assertIn("today -30d", search.arch)
