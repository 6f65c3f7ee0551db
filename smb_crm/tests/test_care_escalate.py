from datetime import timedelta

from odoo.tests import freeze_time, tagged

from .care_case import CareCase


@tagged("post_install", "-at_install")
class TestEscalate(CareCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        team = cls.env["crm.team"].create({"name": "North", "user_id": cls.max.id})
        team.member_ids = cls.sally + cls.sam

    def escalate(self):
        return self.follow_ups._escalate(self.policy, self.today)

    def told(self, user):
        return self.env["mail.activity"].search(
            [("user_id", "=", user.id), ("res_model", "=", False)]
        )

    def test_the_stages(self):
        stages = {-2: False, -3: "told", -4: "told", -5: "again", -7: "pool"}
        for days, stage in stages.items():
            with self.subTest(days):
                row = self.due(self.customers(1), days)
                self.escalate()
                self.assertEqual(row.escalation, stage)

    def test_the_leader_is_told_once_a_day_about_all(self):
        for partner in (self.acme, self.globex):
            self.due(partner, -3)
        self.assertEqual(len(self.escalate()), 2)
        self.assertFalse(self.escalate())
        told = self.told(self.max)
        self.assertEqual(len(told), 1)
        self.assertIn("Acme Trading", told.note)
        self.assertIn("Globex", told.note)
        self.assertIn("2", told.summary)

    def test_later_the_leader_is_told_again(self):
        row = self.due(self.acme, -3)
        self.escalate()
        row.date = self.today - timedelta(days=5)
        self.escalate()
        self.assertEqual(len(self.told(self.max)), 2)

    def test_what_waits_a_week_everybody_of_sales_sees(self):
        row = self.due(self.globex, -7)
        self.assertFalse(row.with_user(self.sally).has_access("read"))
        self.escalate()
        self.assertTrue(row.with_user(self.sally).has_access("read"))
        self.assertFalse(row.with_user(self.uma).has_access("read"))

    def test_names_are_not_markup(self):
        self.acme.name = "<script>Acme</script>"
        self.due(self.acme, -3)
        self.escalate()
        self.assertNotIn("<script>", self.told(self.max).note)

    def test_a_snooze_starts_anew(self):
        row = self.due(self.acme, -3)
        self.escalate()
        row.action_snooze(self.policy._next_working_day(self.today))
        self.assertFalse(row.escalation)
        self.assertFalse(self.escalate())

    def test_the_leader_is_not_told_about_himself_by_himself_alone(self):
        row = self.due(self.customers(1, self.max), -3)
        self.escalate()
        self.assertEqual(row.escalation, "told")
        user = (
            self.env["mail.activity"]
            .search([("res_model", "=", False), ("note", "ilike", "Customer 000")])
            .user_id
        )
        self.assertTrue(user.has_group("sales_team.group_sale_manager"))

    def test_each_company_by_its_own_days(self):
        other = self.second_company()
        program = self.programs.create({"name": "There", "company_id": other.id})
        row = self.due(self.acme, -8, step=self.step(program=program))
        self.escalate()
        self.assertFalse(row.escalation)

    def test_the_job_does_it(self):
        with freeze_time("2026-03-04 12:00:00"):
            row = self.follow_up(self.acme)
            row.write({"date": "2026-03-04", "planned_date": "2026-03-04"})
            self.open()
            row.activity_id.date_deadline = "2026-02-26"
            self.job("smb_follow_up_open_cron")
        self.assertEqual(row.escalation, "again")


@tagged("post_install", "-at_install")
class TestRepresentative(CareCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.tiers[0].needs_representative = True
        cls.tiers[1:].needs_representative = False
        for partner, tier in ((cls.acme, 0), (cls.globex, 1)):
            cards = cls.env["smb.scorecard"].search([("partner_id", "=", partner.id)])
            cards.unlink()
            cls.env["smb.scorecard"].create(
                {
                    "partner_id": partner.id,
                    "company_id": cls.company.id,
                    "tier_id": cls.tiers[tier].id,
                }
            )

    def missing(self):
        return self.env["res.partner"].search(
            [
                ("smb_misses_representative", "=", True),
                ("id", "in", (self.acme + self.ada + self.globex).ids),
            ]
        )

    def test_a_customer_of_the_best_tier_without_one_is_an_alert(self):
        self.assertEqual(self.missing(), self.acme)
        self.assertTrue(self.acme.smb_misses_representative)
        self.assertFalse(self.globex.smb_misses_representative)

    def test_with_one_it_is_none(self):
        self.acme.smb_representative_id = self.sam
        self.assertFalse(self.missing())
        self.assertFalse(self.acme.smb_misses_representative)

    def test_one_who_left_is_none(self):
        self.acme.smb_representative_id = self.sam
        self.sam.active = False
        self.assertEqual(self.missing(), self.acme)

    def test_another_companys_tier_does_not_count_here(self):
        other = self.second_company()
        partners = self.env["res.partner"].with_context(allowed_company_ids=other.ids)
        found = partners.search([("smb_misses_representative", "=", True)])
        self.assertNotIn(self.acme, found)
