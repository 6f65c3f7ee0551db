"""What papers say of a membership, to the customer and to the warehouse."""

from unittest.mock import patch

from odoo.fields import Command
from odoo.tests import tagged

from .member_case import MemberCase

QUOTATION = "sale.action_report_saleorder"
SLIP = "stock.action_report_delivery"
OPERATIONS = "stock.action_report_picking"


@tagged("post_install", "-at_install")
class TestMemberPapers(MemberCase):
    def paper(self, report, record, user):
        reports = self.env["ir.actions.report"].with_user(user)
        # Odoo draws bars with a library that is not everywhere
        with patch.object(type(reports), "barcode", return_value=b""):
            return reports._render_qweb_html(report, record.ids)[0].decode()

    def delivery(self, **vals):
        """The delivery of a confirmed order for a thing, with a packing instruction."""
        self.benefit(
            "Packed first",
            kind="priority",
            instruction="Wrap twice\nCall before",
            **vals,
        )
        thing = self.product("Lamp", 40, type="consu")
        order = self.order(None, thing)
        order.action_confirm()
        return order.picking_ids

    def test_a_quotation_says_what_the_membership_brings(self):
        self.benefit("5 % on everything", discount=5)
        html = self.paper(QUOTATION, self.order(user=self.sally), self.sally)
        self.assertIn("Silver member until", html)
        self.assertIn("5 % on everything", html)

    def test_a_paper_of_nobody_is_as_it_was(self):
        self.benefit("5 % on everything", discount=5)
        html = self.paper(QUOTATION, self.order(self.globex), self.sam)
        self.assertNotIn("smb_benefits", html)

    def test_what_does_not_apply_is_not_printed(self):
        self.benefit(
            "Half price for tea",
            discount=50,
            applies_on="product",
            product_ids=[Command.set(self.tea.product_tmpl_id.ids)],
        )
        html = self.paper(QUOTATION, self.order(), self.sam)
        self.assertNotIn("Half price for tea", html)

    def test_an_order_served_no_more_says_nothing(self):
        self.benefit("5 % on everything", discount=5)
        self.membership.suspended = True
        html = self.paper(QUOTATION, self.order(), self.sam)
        self.assertNotIn("5 % on everything", html)

    def test_the_warehouse_reads_the_instruction_on_both_slips(self):
        picking = self.delivery()
        self.assertEqual(picking.priority, "1")
        for report in (SLIP, OPERATIONS):
            with self.subTest(report):
                html = self.paper(report, picking, self.will)
                self.assertIn("Wrap twice\nCall before", html)
                self.assertNotIn("Silver member", html)

    def test_an_instruction_is_text_and_nothing_else(self):
        picking = self.delivery()
        benefit = picking.sale_id.smb_priority_id
        benefit.instruction = "<script>alert(1)</script>"
        self.assertNotIn("<script>alert", self.paper(SLIP, picking, self.will))

    def test_a_delivery_of_nobody_has_no_instruction(self):
        self.benefit("First", kind="priority", instruction="Wrap twice")
        order = self.order(self.globex, self.product("Lamp", 40, type="consu"))
        order.action_confirm()
        html = self.paper(SLIP, order.picking_ids, self.will)
        self.assertNotIn("Wrap twice", html)
        self.assertEqual(order.picking_ids.priority, "0")
