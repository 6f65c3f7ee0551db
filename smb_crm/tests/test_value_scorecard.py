from odoo.tests import tagged

from .common import SmbCase


@tagged("post_install", "-at_install")
class TestScorecard(SmbCase):
    def test_a_customer_without_any_paper_has_no_card(self):
        self.env["smb.scorecard"].refresh(self.globex)
        cards = self.env["smb.scorecard"].search([("partner_id", "=", self.globex.id)])
        self.assertFalse(cards)
