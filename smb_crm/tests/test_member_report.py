"""What a level costs and brings, and who saved what."""

from odoo.fields import Command
from odoo.tests import tagged

from .member_case import MemberCase


@tagged("post_install", "-at_install")
class TestMemberReport(MemberCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.benefit("10 %", discount=10)
        cls.wheel.standard_price = 60

    def worth(self, user=None):
        self.env.flush_all()
        report = self.env["smb.member.report"].with_user(user or self.sam)
        groups = report._read_group(
            [("level_id", "=", self.silver.id)],
            ["level_id"],
            ["revenue:sum", "saved:sum", "cost:sum", "margin:sum"],
        )
        return [tuple(round(figure, 2) for figure in row[1:]) for row in groups]

    def test_a_level_shows_revenue_savings_cost_and_margin(self):
        self.order(None, (self.wheel, 2)).action_confirm()
        self.assertEqual(self.worth(), [(180, 20, 120, 60)])

    def test_levels_without_members_are_columns_too(self):
        theirs = self.level("Theirs", company_id=self.second_company().id)
        members = self.env["smb.membership"].with_user(self.sally)
        members = members.with_context(read_group_expand=True)
        found = members.web_read_group([("id", "=", 0)], ["level_id"])["groups"]
        levels = [row["level_id"][0] for row in found]
        self.assertIn(self.silver.id, levels)
        self.assertNotIn(theirs.id, levels)

    def test_quotations_and_customers_without_level_are_left_out(self):
        self.order()
        self.order(self.globex).action_confirm()
        self.assertEqual(self.worth(), [])

    def test_a_cancelled_order_is_none(self):
        order = self.order()
        order.action_confirm()
        order._action_cancel()
        self.assertEqual(self.worth(), [])

    def test_another_currency_counts_in_the_companys(self):
        euro = self.env["res.currency"].create(
            {
                "name": "TST",
                "symbol": "t",
                "rate_ids": [Command.create({"name": "2020-01-01", "rate": 2})],
            }
        )
        prices = self.env["product.pricelist"].create(
            {"name": "Test", "currency_id": euro.id}
        )
        self.order(None, self.wheel, pricelist_id=prices.id).action_confirm()
        self.assertEqual(self.worth(), [(90, 10, 60, 30)])

    def test_dozens_cost_twelve_times_as_much(self):
        dozen = self.env.ref("uom.product_uom_dozen")
        order = self.order()
        order.order_line.product_uom_id = dozen
        order.action_confirm()
        [(_revenue, _saved, cost, _margin)] = self.worth()
        self.assertEqual(cost, 720)

    def test_an_order_keeps_the_level_of_its_day(self):
        self.order().action_confirm()
        gold = self.level("Gold", sequence=1)
        self.membership._change_level(gold)
        self.assertEqual(self.worth(), [(90, 10, 60, 30)])

    def test_a_rep_sees_the_own_customers(self):
        self.member(self.globex, self.silver)
        self.order().action_confirm()
        self.order(self.globex).action_confirm()
        self.assertEqual(self.worth(self.sally), [(90, 10, 60, 30)])
        self.assertEqual(self.worth(self.sam), [(180, 20, 120, 60)])

    def test_every_analysis_opens(self):
        for name in ("benefit_use", "member_report", "membership_change"):
            action = self.env.ref(f"smb_crm.smb_{name}_action")
            for kind in action.view_mode.split(","):
                with self.subTest(name, kind=kind):
                    model = self.env[action.res_model].with_user(self.sally)
                    self.assertTrue(model.get_view(view_type=kind)["arch"])
