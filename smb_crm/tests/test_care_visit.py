from datetime import timedelta

from odoo.exceptions import AccessError
from odoo.tests import tagged

from .care_view_case import CareViewCase


@tagged("post_install", "-at_install")
class TestVisitsByCity(CareViewCase):
    """Whom to visit on the way: planned visits and forecast ones, by city."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.acme.write({"street": "Oak Street 2", "zip": "1000", "city": "Brussels"})
        cls.globex.write({"city": "Aachen"})
        cls.round = cls.step(cls.care_a, "Visit", what="visit")
        cls.forecast = cls.follow_up(cls.acme, 5, step=cls.round)
        cls.planned = cls.activity(cls.globex, "smb_crm.mail_activity_type_visit")

    @classmethod
    def activity(cls, partner, kind):
        return cls.env["mail.activity"].create(
            {
                "res_model_id": cls.env["ir.model"]._get_id("res.partner"),
                "res_id": partner.id,
                "activity_type_id": cls.env.ref(kind).id,
                "date_deadline": cls.today + timedelta(days=1),
                "user_id": partner.user_id.id,
                "summary": "With the catalogue",
            }
        )

    def visits(self, *partners, user=None):
        self.env.flush_all()
        ids = [partner.id for partner in partners or (self.acme, self.globex)]
        visits = self.env["smb.visit"].with_user(user or self.max)
        return visits.search([("partner_id", "in", ids)])

    def test_planned_and_forecast_visits_stand_side_by_side(self):
        found = {visit.partner_id: visit for visit in self.visits()}
        self.assertEqual(found[self.globex].activity_id, self.planned)
        self.assertEqual(found[self.globex].name, "With the catalogue")
        self.assertEqual(found[self.acme].follow_up_id, self.forecast)
        self.assertEqual(found[self.acme].address, "Oak Street 2, 1000 Brussels")

    def test_calls_are_no_visits(self):
        self.activity(self.acme, "mail.mail_activity_data_call")
        self.follow_up(self.acme, 3)
        self.assertEqual(len(self.visits(self.acme)), 1)

    def test_what_is_done_is_gone(self):
        self.planned.action_done()
        self.forecast.state = "done"
        self.assertFalse(self.visits())

    def test_a_route_goes_city_by_city(self):
        cities = [city for city, _visits in self.visits()._by_city()]
        self.assertEqual(cities, ["Aachen", "Brussels"])
        self.acme.city = False
        self.env.invalidate_all()
        cities = [city for city, _visits in self.visits()._by_city()]
        self.assertIn("Without an Address", cities)

    def test_it_groups_by_city(self):
        groups = self.env["smb.visit"]._read_group(
            [("id", "in", self.visits().ids)], ["city"], ["__count"]
        )
        self.assertEqual(groups, [("Aachen", 1), ("Brussels", 1)])

    def test_the_route_is_printed(self):
        report = self.env["ir.actions.report"]
        html, _kind = report._render_qweb_html("smb_crm.visit_route", self.visits().ids)
        self.assertIn(b"Brussels", html)
        self.assertIn(b"Oak Street 2", html)

    def test_a_visit_is_logged_from_the_route(self):
        quick = self.env["smb.contact.quick"].with_user(self.sam)
        context = self.visits(self.globex, user=self.sam).action_log()["context"]
        entry = quick.with_context(**context).create({})
        self.assertEqual(entry.activity_id, self.planned)
        visit = self.visits(self.acme, user=self.sally)
        entry = quick.with_user(self.sally).with_context(
            **visit.action_log()["context"]
        )
        self.assertEqual(entry.create({}).channel_id, self.visit)
        self.assertEqual(visit.action_open_customer()["res_id"], self.acme.id)

    def test_a_rep_sees_his_own_visits_only(self):
        self.assertEqual(self.visits(user=self.sally).partner_id, self.acme)
        with self.assertRaises(AccessError):
            self.visits(self.globex).with_user(self.sally).action_log()
