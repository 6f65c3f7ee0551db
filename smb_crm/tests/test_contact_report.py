from datetime import date

from odoo.exceptions import AccessError
from odoo.tests import freeze_time, tagged, warmup

from .test_contact_plan import PlanCase

# a Wednesday; the week before last runs from the 2nd to the 8th of March
NOW = "2026-03-18 12:00:00"
SUMS = ["planned:sum", "held:sum", "successful:sum", "missed:sum"]


@freeze_time(NOW)
@tagged("post_install", "-at_install")
class TestContactReport(PlanCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["smb.contact.log"].search([]).active = False
        types = cls.env["smb.contact.channel"]._contact_activity_types()
        plans = cls.env["mail.activity"].with_context(active_test=False)
        plans.search([("activity_type_id", "in", types)]).unlink()
        cls.env["res.lang"]._get_data(code="en_US")
        cls.env.ref("base.lang_en").week_start = "1"
        for user in cls.users.values():
            user.write({"lang": "en_US", "tz": "UTC"})
        cls.refused = cls.env.ref("smb_crm.smb_contact_outcome_not_interested")

    def report(self, user=None, **context):
        reports = self.env["smb.contact.report"].with_user(user or self.max)
        return reports.with_context(lang="en_US", **context)

    def week(self, name="week_before_last", user=None, **context):
        """The figures behind one click on the filter ``name``."""
        report = self.report(user, **context)
        arch = report.get_view(view_type="search")["arch"]
        domain = arch.split(f'name="{name}"')[1].split('domain="')[1].split('"')[0]
        domain = domain.replace("&gt;", ">").replace("&lt;", "<")
        # the filter as it stands in the search view
        domain = eval(domain)  # pylint: disable=eval-used
        return report._read_group(domain, [], SUMS)[0]

    def fill_week(self):
        """Twelve plans of which three stay open; nine contacts, six successful."""
        for n in range(12):
            plan = self.plan(self.acme, kind=self.call)
            plan.date_deadline = date(2026, 3, 2 + n % 7)
            if n >= 3:
                outcome = self.ordered if n < 9 else self.refused
                self.log(
                    self.ada,
                    user=self.sally,
                    date=f"2026-03-0{2 + n % 7} 09:00:00",
                    outcome_id=outcome.id,
                    activity_id=plan.id,
                )

    def test_the_week_before_last_is_one_click(self):
        self.fill_week()
        self.assertEqual(self.week(), (12, 9, 6, 3))
        self.assertEqual(self.week("last_week"), (0, 0, 0, 0))

    def test_the_success_share_counts_contacts_with_an_outcome(self):
        self.fill_week()
        self.log(self.ada, user=self.sally, date="2026-03-02 09:00:00")
        groups = self.report()._read_group([], ["user_id"], ["success_share:avg"])
        share = dict(groups)[self.sally]
        self.assertAlmostEqual(share, 6 / 9)

    def test_a_week_ends_at_the_readers_midnight(self):
        """Sunday 23:30 in UTC is Monday in Auckland."""
        self.log(self.ada, user=self.sally, date="2026-03-08 23:30:00")
        self.assertEqual(self.week()[1], 1)
        self.assertEqual(self.week(tz="Pacific/Auckland")[1], 0)
        self.assertEqual(self.week("last_week", tz="Pacific/Auckland")[1], 1)

    def test_a_plan_for_today_is_not_missed_yet(self):
        self.plan(self.acme).date_deadline = date(2026, 3, 18)
        self.assertEqual(self.week("this_week"), (1, 0, 0, 0))
        # in Auckland the day is over
        self.assertEqual(self.week("this_week", tz="Pacific/Auckland"), (1, 0, 0, 1))

    def test_cancelled_plans_other_activities_and_archived_logs_do_not_count(self):
        self.plan(self.acme).unlink()
        self.plan(self.acme, kind=self.todo)
        self.log(self.ada, date="2026-03-17 09:00:00").active = False
        self.assertEqual(self.week("this_week"), (0, 0, 0, 0))

    def test_every_dimension_groups(self):
        self.fill_week()
        for name in (
            "date:day", "user_id", "team_id", "channel_id", "outcome_id", "result",
            "commercial_partner_id", "country_id", "direction", "kind",
        ):  # fmt: skip
            with self.subTest(name):
                groups = self.report()._read_group([], [name], SUMS)
                self.assertEqual(sum(group[1] for group in groups), 12)
                self.assertEqual(sum(group[2] for group in groups), 9)

    def test_a_rep_sees_own_customers_and_contacts(self):
        self.log(self.ada, user=self.sally, date="2026-03-17 09:00:00")
        self.log(self.globex, user=self.sam, date="2026-03-17 09:00:00")
        self.plan(self.globex, user=self.sam)
        self.assertEqual(self.week("this_week", user=self.sally), (0, 1, 0, 0))
        self.assertEqual(self.week("this_week", user=self.sam)[1], 2)
        for user in (self.anna, self.will, self.uma, self.paul):
            with self.subTest(user.name), self.assertRaises(AccessError):
                self.report(user).search([])

    def test_companies_do_not_mix(self):
        other = self.second_company()
        self.max.company_ids += other
        self.log(self.ada, date="2026-03-17 09:00:00", company_id=other.id)
        self.plan(self.order(self.ada, company_id=other.id))
        ours, both = [self.company.id], [self.company.id, other.id]
        figures = {
            name: self.week("this_week", allowed_company_ids=ids)[1]
            for name, ids in (("ours", ours), ("both", both))
        }
        self.assertEqual(figures, {"ours": 0, "both": 1})

    @warmup
    def test_figures_cost_one_query(self):
        self.fill_week()
        report = self.report(self.env.user)
        self.env.flush_all()
        with self.assertQueryCount(1):
            report._read_group([], ["channel_id"], SUMS)
