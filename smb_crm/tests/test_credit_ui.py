from odoo.tests import HttpCase, freeze_time, tagged

from .credit_case import CreditCase
from .ledger import NOW


@freeze_time(NOW)
@tagged("post_install", "-at_install")
class TestCreditTour(HttpCase, CreditCase):
    def test_held_asked_released_confirmed(self):
        self.rule()
        self.late(self.acme)
        order = self.quote(self.acme)
        page = f"/odoo/orders/{order.id}"
        self.start_tour(page, "smb_credit_ask", login="credit_sally")
        self.assertEqual(order.activity_ids.user_id, self.max)
        self.start_tour(page, "smb_credit_release", login="credit_max")
        self.assertEqual(order.state, "sale")
        self.assertFalse(order.activity_ids)
