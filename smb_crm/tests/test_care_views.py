from datetime import timedelta

from lxml import etree

from odoo.exceptions import AccessError
from odoo.fields import Domain
from odoo.tests import tagged, warmup
from odoo.tools.safe_eval import safe_eval

from .care_view_case import CareViewCase

BADGE = {"display_name": {}, "color": {}, "meaning": {}}
QUEUES = {
    "quiet": "smb_queue_quiet_action",
    "never": "smb_queue_never_action",
    "new": "smb_queue_new_action",
    "pool": "smb_queue_pool_action",
}


@tagged("post_install", "-at_install")
class TestStepSentence(CareViewCase):
    """A step says what it does in words that a salesperson would use."""

    def test_when_and_who(self):
        team = self.env["crm.team"].create({"name": "North"})
        cases = {
            "Call every 30 days, by the service representative": {
                "who": "representative"
            },
            "Call every month, by the salesperson": {
                "interval_number": 1,
                "interval_type": "months",
            },
            "Visit 2 weeks after the first order, by Sally": {
                "what": "visit",
                "trigger": "first_order",
                "interval_number": 2,
                "interval_type": "weeks",
                "who": "user",
                "user_id": self.sally.id,
            },
            "Call 1 day after a delivery, by North in turn": {
                "trigger": "delivery",
                "interval_number": 1,
                "who": "team",
                "team_id": team.id,
            },
        }
        for sentence, vals in cases.items():
            with self.subTest(sentence):
                step = self.step(self.care_b, "Step", **vals)
                self.assertEqual(step.sentence, sentence)
                step.unlink()

    def test_it_follows_what_is_typed(self):
        self.monthly.interval_number = 7
        self.assertIn("every 7 days", self.monthly.sentence)
        self.monthly.write({"sample_percent": 12.5, "lifecycle": "quiet"})
        self.assertTrue(
            self.monthly.sentence.endswith(
                "for 12.5 % of the customers, only when quiet"
            )
        )


@tagged("post_install", "-at_install")
class TestProgramScreen(CareViewCase):
    def test_it_counts_its_customers(self):
        action = self.care_a.with_user(self.max).action_customers()
        cards = self.env["smb.scorecard"].search(action["domain"])
        self.assertIn(self.acme, cards.partner_id)
        self.assertNotIn(self.globex, cards.partner_id)
        self.assertEqual(self.care_a.customer_count, len(cards))

    def test_its_follow_ups_are_a_press_away(self):
        row = self.follow_up(self.acme)
        action = self.care_a.with_user(self.max).action_follow_ups()
        self.assertEqual(self.env["smb.follow.up"].search(action["domain"]), row)

    def test_a_manager_pauses_it_and_goes_on(self):
        program = self.care_a.with_user(self.max)
        program.action_pause()
        self.assertTrue(program.paused)
        program.action_resume()
        self.assertFalse(program.paused)

    def test_a_rep_pauses_nothing(self):
        for method in ("action_pause", "action_resume"):
            with self.subTest(method), self.assertRaises(AccessError):
                getattr(self.care_a.with_user(self.sally), method)()


@tagged("post_install", "-at_install")
class TestFollowUpScreen(CareViewCase):
    def test_it_says_how_late_it_is(self):
        self.assertEqual(self.follow_up(self.acme, -3).days_late, 3)
        self.assertEqual(self.follow_up(self.globex, 5).days_late, 0)
        done = self.follow_up(self.acme, -9, state="done")
        self.assertEqual(done.days_late, 0)

    def test_one_click_logs_writes_and_sells(self):
        row = self.follow_up(self.acme).with_user(self.sally)
        quick = self.env["smb.contact.quick"].with_user(self.sally)
        context = row.action_log()["context"]
        self.assertEqual(quick.with_context(**context).create({}).partner_id, self.acme)
        self.assertEqual(
            row.action_mail()["context"]["default_partner_ids"], self.acme.ids
        )
        order = row.action_order()["context"]["default_partner_id"]
        self.assertEqual(order, self.acme.id)
        self.assertEqual(row.action_open_customer()["res_id"], self.acme.id)

    def test_what_is_others_opens_nothing(self):
        row = self.follow_up(self.globex).with_user(self.sally)
        for method in ("action_log", "action_mail", "action_order"):
            with self.subTest(method), self.assertRaises(AccessError):
                getattr(row, method)()

    def test_every_view_opens_for_everybody_who_may_read(self):
        rows = self.env["smb.follow.up"]
        views = [(False, kind) for kind in ("list", "kanban", "form", "calendar")]
        for user in (self.sally, self.max, self.anna):
            with self.subTest(user.name):
                found = rows.with_user(user).get_views([*views, (False, "search")])
                self.assertIn("form", found["views"])


@tagged("post_install", "-at_install")
class TestWorklistQueues(CareViewCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.hooli = cls.customer("Hooli", user=cls.sally, smb_relation="customer")
        cls.card(cls.hooli, cls.tiers[2], lifecycle="quiet")
        cls.log(cls.acme)
        cls.initech = cls.customer("Initech")

    def queues(self, user=None):
        return self.env["smb.worklist"].with_user(user or self.sally).smb_queues()

    def opened(self, queue, user=None):
        """What the list behind a card shows, with the filters that it opens with."""
        user = user or self.sally
        action = self.env.ref(f"smb_crm.{QUEUES[queue]}")
        names = {"uid": user.id, "allowed_company_ids": self.env.companies.ids}
        domain = Domain(safe_eval(action.domain, dict(names)))
        context = safe_eval(action.context, dict(names))
        self.assertEqual(context["smb_queue"], queue)
        if context.get("search_default_my_customers"):
            domain &= Domain("user_id", "=", user.id)
        return self.env[action.res_model].with_user(user).search(domain)

    def test_a_card_counts_what_its_list_shows(self):
        self.follow_up(self.globex, -9, escalation="pool")
        counts = self.queues()["counts"]
        for queue in QUEUES:
            with self.subTest(queue):
                self.assertEqual(counts[queue], len(self.opened(queue)))
                self.assertTrue(counts[queue])

    def test_nobody_takes_over_what_is_his_already(self):
        row = self.follow_up(self.globex, -9, escalation="pool", user_id=self.sally.id)
        self.assertNotIn(row, self.opened("pool"))
        self.assertIn(row, self.opened("pool", self.max))

    def test_who_belongs_into_which_queue(self):
        self.assertEqual(self.opened("quiet"), self.hooli)
        self.assertIn(self.hooli, self.opened("never"))
        self.assertNotIn(self.acme, self.opened("never"))
        self.assertIn(self.initech, self.opened("new"))
        self.assertNotIn(self.ada, self.opened("never"))

    def test_competitors_and_people_of_our_own_wait_nowhere(self):
        self.initech.smb_relation = "competitor"
        new = self.opened("new")
        self.assertNotIn(self.initech, new)
        self.assertNotIn(self.max.partner_id, new)
        self.assertNotIn(self.company.partner_id, new)

    def test_the_days_are_those_of_the_worklist(self):
        counts = self.queues()["counts"]
        days = self.env["mail.activity"].with_user(self.sally).smb_worklist_counts()
        self.assertEqual({day: counts[day] for day in days}, days)

    def test_without_a_role_in_sales_there_is_nothing_to_count(self):
        for user in (self.uma, self.paul, self.anna, self.will):
            with self.subTest(user.name):
                self.assertEqual(self.queues(user), {"counts": {}, "late": []})

    # the cost of the first screen

    def fill(self, count):
        partners = self.env["res.partner"].create(
            [{"name": f"P{n}", "user_id": self.sally.id} for n in range(count)]
        )
        call = self.env.ref("mail.mail_activity_data_call")
        activities = self.env["mail.activity"].create(
            [
                {
                    "res_model_id": self.env["ir.model"]._get_id("res.partner"),
                    "res_id": partner.id,
                    "activity_type_id": call.id,
                    "date_deadline": self.today + timedelta(days=n % 12 - 3),
                    "user_id": self.sally.id,
                }
                for n, partner in enumerate(partners)
            ]
        )
        for partner, activity in zip(partners, activities, strict=True):
            self.card(partner, self.tiers[1], lifecycle="quiet")
            self.follow_up(partner, -1, activity_id=activity.id)

    def first_screen(self):
        """The requests of the first screen, after the views themselves are known."""
        worklist = self.env["mail.activity"].with_user(self.sally)
        action = self.env.ref("smb_crm.smb_worklist_action")
        names = {"allowed_company_ids": self.env.companies.ids}
        domain = [*safe_eval(action.domain, names), ("user_id", "=", self.sally.id)]
        view = self.env.ref("smb_crm.smb_worklist_view_list")
        arch = worklist.get_view(view.id, "list")["arch"]
        specification = {
            name: {"fields": BADGE if name == "smb_tier_id" else {"display_name": {}}}
            if worklist._fields[name].type == "many2one"
            else {}
            for name in etree.fromstring(arch).xpath("//field/@name")
        }
        self.env["smb.worklist"].with_user(self.sally).smb_queues()
        return worklist.web_search_read(domain, specification, limit=80)

    def queries_of_the_first_screen(self):
        for _warm in range(2):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self.first_screen()
            spent = self.env.cr.sql_log_count - before
        return spent

    @warmup
    def test_the_first_screen_costs_less_than_twenty_queries_at_any_size(self):
        self.fill(6)
        few = self.queries_of_the_first_screen()
        self.fill(60)
        self.assertLessEqual(self.queries_of_the_first_screen(), few)
        self.assertLess(few, 20)


@tagged("post_install", "-at_install")
class TestCareTeam(CareViewCase):
    def team(self, period="week", user=None):
        board = self.env["smb.care.board"].with_user(user or self.max)
        return board.smb_team(period)

    def rep(self, user, **options):
        rows = {row["id"]: row for row in self.team(**options)["reps"]}
        return rows.get(user.id)

    def test_every_planned_one_is_done_skipped_missed_or_open(self):
        steps = [self.step(self.care_a, f"S{n}") for n in range(5)]
        states = ("due", "done", "skipped", "missed", "cancelled")
        for step, state in zip(steps, states, strict=True):
            self.follow_up(self.acme, 0, step=step, state=state)
        row = self.rep(self.sally, period="today")
        self.assertEqual(row["planned"], 4)
        fates = {name: row[name] for name in ("done", "skipped", "missed", "open")}
        self.assertEqual(set(fates.values()), {1})
        self.assertEqual(self.team("today")["totals"]["planned"], 4)

    def test_a_day_that_is_over_is_missed_as_long_as_it_waits(self):
        self.follow_up(self.acme, -40)
        row = self.rep(self.sally, period="today")
        self.assertEqual((row["planned"], row["overdue"]), (0, 1))

    def test_contacts_of_the_period_count_but_not_automatic_mails(self):
        self.log(self.acme, user=self.sally)
        self.log(self.acme, user=self.sally).sudo().automatic = True
        self.assertEqual(self.rep(self.sally, period="today")["contacts"], 1)

    def test_what_nobody_has_stands_there_too(self):
        self.follow_up(self.acme, 0, user_id=False)
        team = self.team("today")
        nobody = [row for row in team["reps"] if not row["id"]]
        self.assertEqual(nobody[0]["planned"], 1)
        self.assertEqual(team["alerts"]["nobody"], 1)

    def test_what_failed_and_what_lies_in_the_pool_is_an_alert(self):
        self.follow_up(self.acme, 0, error="No address")
        self.follow_up(self.globex, -9, escalation="pool")
        alerts = self.team()["alerts"]
        self.assertEqual((alerts["failed"], alerts["pool"]), (1, 1))

    def test_what_fell_to_nobody_is_an_alert(self):
        # who stands in where nobody works for the company
        robot = self.env.ref("base.user_root")
        self.follow_up(self.acme, 0, state="due", user_id=robot.id)
        self.follow_up(self.globex, 0, state="due", user_id=False)
        self.assertEqual(self.team()["alerts"]["nobody"], 2)

    def test_a_paused_company_is_named(self):
        self.assertFalse(self.team()["paused"])
        self.env["smb.policy"]._of(self.company).care_paused = True
        self.assertEqual(self.team()["paused"], [self.company.name])

    def test_another_companys_work_stays_there(self):
        other = self.second_company()
        self.follow_up(self.acme, 0, company_id=other.id)
        self.assertFalse(self.rep(self.sally, period="today"))

    def test_reps_and_others_see_no_team(self):
        for user in (self.sally, self.sam, self.anna, self.will, self.uma):
            with self.subTest(user.name), self.assertRaises(AccessError):
                self.team(user=user)

    def test_an_unknown_period_is_today(self):
        self.assertEqual(self.team("'; DROP")["begin"], self.team("today")["begin"])
