from datetime import timedelta

from odoo import fields
from odoo.tests import HttpCase, tagged

from odoo.addons.web.tests import test_js

from .common import ROLES, SmbCase

DEVICES = {"desktop": "1366x768", "phone": "390x844"}


class UiCase(SmbCase, HttpCase):
    """The people of the tests, at a browser."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        for name in ROLES:
            cls.users[name].password = f"smb_{name}_password"

    def tour(self, name, url="/odoo/contact-logs", user=None, **options):
        options.setdefault("timeout", 120)
        self.start_tour(url, f"smb_{name}", login=(user or self.sally).login, **options)

    def last_log(self):
        return self.env["smb.contact.log"].search([], limit=1, order="id desc")


@tagged("post_install", "-at_install")
class TestQuickEntryInTheBrowser(UiCase):
    """A call is logged in at most four inputs, at a desk and on the way."""

    def test_a_call_is_logged_from_the_customer(self):
        self.tour("quick_entry_customer", f"/odoo/res.partner/{self.acme.id}")
        log = self.last_log()
        self.assertEqual(log.partner_id, self.acme)
        self.assertEqual(log.user_id, self.sally)
        self.assertEqual(log.subject, "Prices for spring")
        self.assertEqual(log.outcome_id, self.ordered)
        self.assertTrue(log.next_date)

    def test_a_call_is_logged_from_the_order_it_is_about(self):
        order = self.env["sale.order"].create(
            {"partner_id": self.acme.id, "user_id": self.sally.id}
        )
        self.tour("quick_entry_order", f"/odoo/sale.order/{order.id}")
        self.assertEqual(self.last_log().document, order)

    def test_a_call_is_logged_from_the_top_of_any_screen(self):
        self.acme.activity_schedule(
            "mail.mail_activity_data_call", user_id=self.sally.id, summary="Renewal"
        )
        self.tour("quick_entry_systray")
        self.assertEqual(self.last_log().partner_id, self.acme)
        self.assertFalse(self.acme.activity_ids)

    def test_the_worklist_behind_the_dialog_follows(self):
        self.env["mail.activity"].search([("user_id", "=", self.sally.id)]).unlink()
        self.acme.activity_schedule(
            "mail.mail_activity_data_call", user_id=self.sally.id, summary="Renewal"
        )
        self.tour("quick_entry_behind", "/odoo/worklist")
        self.assertFalse(self.acme.activity_ids)

    def test_a_call_is_logged_on_a_phone(self):
        self.browser_size = DEVICES["phone"]
        self.touch_enabled = True
        self.tour("quick_entry_phone", f"/odoo/res.partner/{self.acme.id}")
        self.assertEqual(self.last_log().partner_id, self.acme)
        self.assertEqual(self.last_log().subject, "On the way")

    def test_a_date_in_the_future_becomes_an_activity(self):
        before = self.env["smb.contact.log"].search_count([])
        self.tour("quick_entry_plan", f"/odoo/res.partner/{self.acme.id}")
        self.assertEqual(self.env["smb.contact.log"].search_count([]), before)
        activity = self.acme.activity_ids
        self.assertEqual(activity.summary, "Visit in spring")
        self.assertGreater(activity.date_deadline, fields.Date.today())

    def test_a_customer_is_found_in_the_command_palette(self):
        self.tour("palette_customer")
        self.assertEqual(self.last_log().partner_id, self.acme)

    def test_people_who_may_not_log_see_no_trace_of_it(self):
        self.tour("quick_entry_absent", "/odoo", user=self.uma)


@tagged("post_install", "-at_install")
class TestWorklistInTheBrowser(UiCase):
    """The worklist leads to the log, and the log empties the worklist."""

    def test_logging_from_the_worklist_fulfils_the_plan(self):
        self.env["mail.activity"].search([("user_id", "=", self.sally.id)]).unlink()
        activity = self.acme.activity_schedule(
            "mail.mail_activity_data_call",
            date_deadline=fields.Date.today() - timedelta(days=2),
            user_id=self.sally.id,
            summary="Renewal",
        )
        self.tour("worklist_log")
        self.assertFalse(activity.active)
        self.assertEqual(self.last_log().activity_id, activity)


@tagged("post_install", "-at_install")
class TestCollisionGuardInTheBrowser(UiCase):
    """Who types a customer that is there already, is told while typing."""

    def decisions(self):
        return self.env["smb.collision.decision"].search(
            [("user_id", "=", self.sally.id)]
        )

    def test_the_customer_that_exists_is_opened_instead_of_created(self):
        before = self.env["res.partner"].search_count([])
        self.tour("collision_guard_open", "/odoo/res.partner/new")
        self.assertEqual(self.env["res.partner"].search_count([]), before)
        self.assertEqual(self.decisions().mapped("decision"), ["opened"])
        self.assertEqual(self.decisions().match_name, "Acme Trading")

    def test_the_owner_is_asked_and_the_customer_created_anyway(self):
        self.tour("collision_guard_create", "/odoo/res.partner/new")
        created = self.env["res.partner"].search([("name", "=", "Globex Ltd.")])
        self.assertEqual(len(created), 1)
        self.assertEqual(set(self.decisions().mapped("decision")), {"asked", "created"})
        asked = self.env["mail.activity"].search([("user_id", "=", self.sam.id)])
        self.assertEqual(len(asked), 1)


@tagged("post_install", "-at_install")
class TestTiersInTheBrowser(UiCase):
    """A manager sees what a rule would change before it does."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.cards = cls.env["smb.scorecard"]
        goods = cls.env["product.product"].create({"name": "Goods", "type": "consu"})
        for partner, count in ((cls.acme, 1), (cls.globex, 9)):
            for _number in range(count):
                cls.env["sale.order"].create(
                    {
                        "partner_id": partner.id,
                        "order_line": [(0, 0, {"product_id": goods.id})],
                    }
                ).action_confirm()
        policy = cls.env["smb.tier.policy"]._of(cls.company)
        policy.write({"measure": "orders", "refreshed_at": False})

    def card(self, partner):
        return self.cards.search(
            [("partner_id", "=", partner.id), ("company_id", "=", self.company.id)]
        )

    def test_a_manager_sees_who_would_move_and_applies_it(self):
        policy = self.env["smb.tier.policy"]._of(self.company)
        self.tour(
            "tier_policy_apply", f"/odoo/smb.tier.policy/{policy.id}", user=self.max
        )
        self.assertEqual(policy.method, "percentile")
        moved = self.env["smb.tier.change"].search([("user_id", "=", self.max.id)])
        self.assertEqual(set(moved.mapped("cause")), {"policy"})

    def test_a_manager_sets_a_tier_by_hand(self):
        self.tour("tier_hand", f"/odoo/res.partner/{self.globex.id}", user=self.max)
        self.assertTrue(self.card(self.globex).tier_by_hand)
        self.assertEqual(self.card(self.globex).tier_id.name, "A")


@tagged("post_install", "-at_install")
class TestCustomerValueInTheBrowser(UiCase):
    """A picture of all customers leads to the customers behind it."""

    def test_a_cell_opens_its_customers(self):
        cards = self.env["smb.scorecard"]
        cards.search([]).unlink()
        scores = {"recency_score": 5, "frequency_score": 4, "monetary_score": 5}
        for partner in (self.acme, self.globex):
            policy = self.env["smb.tier.policy"]._of(self.company)
            cards.create(
                {
                    "partner_id": partner.id,
                    "company_id": self.company.id,
                    "tier_id": policy.tier_ids[0].id,
                    "lifecycle": "loyal",
                    "revenue": 500,
                    **(scores if partner == self.acme else {}),
                }
            )
        self.tour("customer_value", "/odoo/customer-value", user=self.max)


@tagged("post_install", "-at_install")
class TestUnitTestsInTheBrowser(UiCase):
    """The browser's own unit tests of this app."""

    def test_components_and_fields_work(self):
        suite = test_js.HOOTCommon._generate_hash(self, "@smb_crm")
        self.browser_js(
            f"/web/tests?headless&loglevel=2&preset=desktop&timeout=15000&id={suite}",
            "",
            "",
            login="admin",
            timeout=300,
            success_signal="[HOOT] Test suite succeeded",
        )
