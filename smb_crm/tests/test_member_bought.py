from datetime import date

from odoo.tests import freeze_time, tagged

from .common import SmbCase


@freeze_time("2026-03-10 12:00:00")
@tagged("post_install", "-at_install")
class TestMemberBought(SmbCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.partner_id.tz = "UTC"
        levels = cls.env["res.partner.grade"]
        cls.gold, cls.silver = levels.create(
            [
                {"name": name, "sequence": number, "company_id": False}
                for number, name in enumerate(("Gold", "Silver"))
            ]
        )
        cls.fee = cls.env["product.product"].create(
            {
                "name": "Fee",
                "type": "service",
                "service_tracking": "partnership",
                "grade_id": cls.silver.id,
                "list_price": 50,
            }
        )

    def buy(self, times=1):
        order = self.env["sale.order"].create(
            {
                "partner_id": self.acme.id,
                "order_line": [
                    (0, 0, {"product_id": self.fee.id, "product_uom_qty": times})
                ],
            }
        )
        order.action_confirm()
        return order

    def membership(self):
        return self.env["smb.membership"].search([("partner_id", "=", self.acme.id)])

    def test_an_order_makes_a_member_for_as_often_as_ordered(self):
        self.buy(2)
        membership = self.membership()
        self.assertEqual(membership.date_end, date(2028, 3, 9))
        self.assertEqual((membership.source, membership.state), ("order", "active"))

    def test_a_second_order_prolongs_and_its_cancelling_takes_exactly_that_back(self):
        self.buy()
        self.buy()._action_cancel()
        self.assertEqual(self.membership().date_end, date(2027, 3, 9))
        self.assertEqual(self.membership().state, "active")

    def test_cancelling_the_only_order_ends_it(self):
        self.buy()._action_cancel()
        self.assertEqual(self.membership().state, "ended")
        self.assertFalse(self.acme.grade_id)

    def test_a_lower_level_never_takes_a_better_one_away(self):
        self.env["smb.membership"]._join(self.acme, self.company, self.gold, "hand")
        self.buy()
        self.assertEqual(self.membership().level_id, self.gold)
        self.assertEqual(self.acme.grade_id, self.gold)

    def test_the_day_after_the_end_it_is_over(self):
        self.buy()
        with freeze_time("2027-03-10 12:00:00"):
            self.env["smb.membership"]._roll()
        self.assertEqual(self.membership().state, "ended")
        self.assertFalse(self.acme.grade_id)
