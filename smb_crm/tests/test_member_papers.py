"""What papers say of a membership, to the customer and to the warehouse."""

from unittest.mock import patch

from odoo.fields import Command
from odoo.tests import tagged

from .member_case import MemberCase

QUOTATION = "sale.action_report_saleorder"
INVOICE = "account.account_invoices"
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

    def invoice_of(self, order):
        order.action_confirm()
        return order._create_invoices()

    def test_an_invoice_says_what_the_membership_saved(self):
        self.benefit("5 % on everything", discount=5)
        invoice = self.invoice_of(self.order(None, (self.wheel, 3), self.tea))
        self.assertEqual(invoice._smb_saved(), 15.5)
        html = self.paper(INVOICE, invoice, self.anna)
        self.assertIn("Your membership saved you", html)
        self.assertIn("15.50", html)

    def test_an_invoice_of_a_part_says_its_part(self):
        self.benefit("5 % on everything", discount=5)
        invoice = self.invoice_of(self.order(None, (self.wheel, 3)))
        invoice.invoice_line_ids.quantity = 1
        self.assertEqual(invoice._smb_saved(), 5)

    def test_taxes_in_the_price_are_no_saving(self):
        tax = self.env["account.tax"].create(
            {"name": "25 %", "amount": 25, "price_include_override": "tax_included"}
        )
        self.wheel.taxes_id = tax
        self.benefit("10 % on everything", discount=10)
        invoice = self.invoice_of(self.order(None, self.wheel))
        self.assertEqual(invoice._smb_saved(), 8)

    def test_free_delivery_is_told_on_the_invoice(self):
        freight = self.freight.product_tmpl_id.ids
        self.benefit(
            "Free delivery", kind="delivery", product_ids=[Command.set(freight)]
        )
        invoice = self.invoice_of(self.order(None, self.wheel, self.freight))
        self.assertEqual(invoice._smb_saved(), 25)

    def test_prices_of_members_are_told_on_the_invoice(self):
        self.feature("product.group_product_pricelist")
        lists = self.env["product.pricelist"]
        lists.search([]).active = False
        lists.create({"name": "All", "sequence": 1})
        item = {"compute_price": "percentage", "percent_price": 20}
        members = lists.create(
            {"name": "M", "sequence": 9, "item_ids": [Command.create(item)]}
        )
        self.benefit("Prices", kind="pricelist", pricelist_id=members.id)
        order = self.order(None, (self.wheel, 2))
        invoice = self.invoice_of(order)
        self.assertEqual(order.amount_untaxed, 160)
        self.assertEqual(invoice._smb_saved(), 40)

    def test_a_discount_changed_on_the_invoice_is_not_the_memberships(self):
        self.benefit("5 % on everything", discount=5)
        invoice = self.invoice_of(self.order())
        invoice.invoice_line_ids.discount = 30
        self.assertEqual(invoice._smb_saved(), 0)

    def test_refunds_and_others_say_nothing(self):
        self.benefit("5 % on everything", discount=5)
        invoice = self.invoice_of(self.order())
        invoice.action_post()
        refund = invoice._reverse_moves()
        self.assertNotIn("saved you", self.paper(INVOICE, refund, self.anna))
        other = self.invoice_of(self.order(self.globex))
        self.assertNotIn("saved you", self.paper(INVOICE, other, self.anna))

    def test_an_own_contact_stands_on_the_order(self):
        self.benefit("Your own contact", kind="contact")
        html = self.paper(QUOTATION, self.order(user=self.sally), self.sally)
        self.assertIn("Your contact: ", html)
        other = self.paper(QUOTATION, self.order(self.globex), self.sam)
        self.assertNotIn("Your contact: ", other)

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
