"""A manager hands over, a rep claims, in the browser."""

from odoo.tests import tagged

from .test_ui import UiCase


@tagged("post_install", "-at_install")
class TestHandoverInTheBrowser(UiCase):
    def test_a_manager_sees_what_moves_and_hands_over(self):
        order = self.env["sale.order"].create(
            {"partner_id": self.acme.id, "user_id": self.sally.id}
        )
        self.tour("handover", "/odoo/handovers/new", user=self.max)
        self.assertEqual(self.acme.user_id, self.sam)
        self.assertEqual(order.user_id, self.sam)

    def test_a_rep_claims_a_customer(self):
        self.env["smb.scorecard"].search([]).unlink()
        self.env["smb.scorecard"].create(
            {"partner_id": self.acme.id, "company_id": self.company.id}
        )
        self.acme.user_id = False
        self.company.smb_policy_id.ownership = True
        self.tour("pool_claim", "/odoo/customer-pool", user=self.sam)
        self.assertEqual(self.acme.user_id, self.sam)
