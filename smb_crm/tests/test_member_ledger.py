"""What members used: booked once, taken back once."""

from datetime import timedelta

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import tagged

from .member_case import MemberCase


@tagged("post_install", "-at_install")
class TestMemberLedger(MemberCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.five = cls.benefit(discount=5)

    def confirmed(self, *lines):
        order = self.order(None, *lines)
        order.action_confirm()
        return order

    def rows(self, order):
        return self.env["smb.benefit.use"].search([("order_id", "=", order.id)])

    def test_a_quotation_books_nothing(self):
        self.assertFalse(self.rows(self.order()))

    def test_a_confirmed_order_books_what_it_saved(self):
        order = self.confirmed(self.wheel, (self.tea, 10))
        self.assertEqual(self.saved(order), {self.five: 10})
        self.assertEqual(self.rows(order).mapped("uses"), [0, 1])
        self.assertEqual(order.smb_saved, 10)
        self.assertEqual(self.rows(order).mapped("partner_id"), self.acme)

    def test_nobody_else_books_anything(self):
        order = self.order(self.globex)
        order.action_confirm()
        self.assertFalse(self.rows(order))

    def test_a_typed_discount_books_nothing(self):
        order = self.order()
        order.order_line.discount = 12
        order.action_confirm()
        self.assertFalse(self.rows(order))
        self.assertEqual(order.smb_saved, 0)

    def test_tax_included_prices_save_the_untaxed_part(self):
        tax = self.env["account.tax"].create(
            {"name": "21", "amount": 21, "price_include_override": "tax_included"}
        )
        self.wheel.write({"taxes_id": [Command.set(tax.ids)], "list_price": 121})
        self.assertEqual(self.saved(self.confirmed()), {self.five: 5})

    def test_each_benefit_has_its_share(self):
        self.five.write({"combinable": True, "discount": 10})
        other = self.benefit(discount=5, combinable=True)
        self.assertEqual(self.saved(self.confirmed()), {self.five: 10, other: 4.5})

    # back and forth

    def test_a_cancelled_order_takes_all_back(self):
        order = self.confirmed(self.wheel, self.tea)
        order.action_cancel()
        self.assertEqual(self.saved(order), {self.five: 0})
        self.assertEqual(sum(self.rows(order).mapped("uses")), 0)
        order._action_cancel()
        self.assertEqual(len(self.rows(order)), 4)

    def test_confirmed_again_is_booked_again(self):
        order = self.confirmed()
        for _again in range(2):
            order.action_cancel()
            order.action_draft()
            order.action_confirm()
        self.assertEqual(self.saved(order), {self.five: 5})
        self.assertEqual(len(self.rows(order)), 5)
        self.assertEqual(sum(self.rows(order).mapped("uses")), 1)

    def test_a_changed_order_books_the_difference(self):
        order = self.confirmed()
        order.order_line.product_uom_qty = 3
        self.assertEqual(self.saved(order), {self.five: 15})
        order.order_line = [Command.create(self.line(self.tea))]
        self.assertEqual(self.saved(order), {self.five: 15.5})
        order.order_line[0].discount = 50
        self.assertEqual(self.saved(order), {self.five: 0.5})
        self.assertEqual(sum(self.rows(order).mapped("uses")), 1)

    def test_rows_are_not_booked_twice(self):
        order = self.confirmed()
        order._smb_book()
        self.assertEqual(len(self.rows(order)), 1)

    def test_a_copy_uses_nothing(self):
        self.assertFalse(self.rows(self.confirmed().copy()))

    def test_free_delivery_is_booked_with_what_it_would_cost(self):
        free = self.benefit(
            kind="delivery",
            amount_from=50,
            product_ids=[Command.set(self.freight.product_tmpl_id.ids)],
        )
        order = self.confirmed(self.wheel, self.freight)
        self.assertEqual(self.saved(order), {self.five: 5, free: 25})

    def test_a_price_list_books_what_it_saves(self):
        self.feature("product.group_product_pricelist")
        self.five.active = False
        lists = self.env["product.pricelist"]
        lists.search([]).active = False
        lists.create({"name": "All", "sequence": 1})
        item = {"compute_price": "percentage", "percent_price": 20}
        members = lists.create(
            {"name": "M", "sequence": 9, "item_ids": [Command.create(item)]}
        )
        benefit = self.benefit(kind="pricelist", pricelist_id=members.id)
        order = self.confirmed()
        self.assertEqual(order.amount_untaxed, 80)
        self.assertEqual(self.saved(order), {benefit: 20})

    def test_terms_and_speed_are_uses_too(self):
        fast = self.benefit(kind="priority", lead_days=1)
        term = self.env.ref("account.account_payment_term_30days")
        later = self.benefit(kind="term", payment_term_id=term.id)
        order = self.confirmed()
        self.assertEqual(order.smb_priority_id, fast)
        self.assertEqual(self.saved(order), {self.five: 5, fast: 0, later: 0})

    # refunds

    def invoiced(self, *lines):
        order = self.confirmed(*lines)
        invoice = order._create_invoices()
        invoice.action_post()
        return order, invoice

    def refund(self, invoice, quantity=None):
        refund = invoice._reverse_moves()
        if quantity is not None:
            refund.invoice_line_ids.quantity = quantity
        refund.action_post()
        return refund

    def test_a_refund_takes_its_part_back(self):
        order, invoice = self.invoiced((self.wheel, 4))
        self.assertEqual(self.saved(order), {self.five: 20})
        refund = self.refund(invoice, 1)
        self.assertEqual(self.saved(order), {self.five: 15})
        self.assertEqual(order.smb_saved, 15)
        refund.invoice_line_ids._smb_take_back()
        self.assertEqual(self.saved(order), {self.five: 15})

    def test_never_more_is_taken_back_than_was_given(self):
        order, invoice = self.invoiced((self.wheel, 4))
        for _again in range(2):
            self.refund(invoice, 3)
        self.assertEqual(self.saved(order), {self.five: 0})
        order.locked = False
        order.action_cancel()
        self.assertEqual(self.saved(order), {self.five: 0})
        self.assertEqual(sum(self.rows(order).mapped("uses")), 0)

    def test_a_refund_that_is_a_draft_again_takes_nothing_back(self):
        order, invoice = self.invoiced((self.wheel, 4))
        refund = self.refund(invoice)
        for _again in range(2):
            refund.button_draft()
            self.assertEqual(self.saved(order), {self.five: 20})
            self.assertEqual(sum(self.rows(order).mapped("uses")), 1)
            refund.action_post()
            self.assertEqual(self.saved(order), {self.five: 0})
            self.assertEqual(sum(self.rows(order).mapped("uses")), 0)
        refund.button_draft()
        refund.button_cancel()
        self.assertEqual(order.smb_saved, 20)

    def test_what_is_refunded_and_invoiced_anew_is_saved_once(self):
        order, invoice = self.invoiced((self.wheel, 4), self.tea)
        self.refund(invoice)
        self.assertEqual(order.smb_saved, 0)
        again = order._create_invoices()
        self.assertEqual(order.smb_saved, 0)
        again.action_post()
        self.assertEqual(self.saved(order), {self.five: 20.5})
        self.assertEqual(sum(self.rows(order).mapped("uses")), 1)
        again.button_draft()
        again.action_post()
        self.assertEqual(order.smb_saved, 20.5)

    def test_what_stands_invoiced_was_saved_the_rest_was_refunded(self):
        order, invoice = self.invoiced((self.wheel, 4))
        self.refund(invoice, 3)
        again = order._create_invoices()
        again.invoice_line_ids.quantity = 2
        again.action_post()
        self.assertEqual(self.saved(order), {self.five: 15})
        order._action_cancel()
        self.assertEqual(self.saved(order), {self.five: 0})
        self.assertEqual(sum(self.rows(order).mapped("uses")), 0)

    def test_a_refund_of_an_order_that_changed_since_then_leaves_it_alone(self):
        order, invoice = self.invoiced((self.wheel, 4))
        refund = self.refund(invoice, 1)
        order.locked = False
        order.order_line.product_uom_qty = 6
        before = self.saved(order)
        refund.button_draft()
        self.assertEqual(self.saved(order), before)

    def test_a_free_line_that_comes_back_is_taken_back(self):
        self.five.discount = 100
        order, _invoice = self.invoiced((self.wheel, 4))
        back = self.env["account.move"].create(
            {
                "move_type": "out_invoice",
                "partner_id": self.acme.id,
                "invoice_line_ids": [
                    Command.create(
                        {
                            **order.order_line._prepare_invoice_line(),
                            "quantity": -1,
                        }
                    )
                ],
            }
        )
        back.action_post()
        self.assertEqual(self.saved(order), {self.five: 300})

    def test_invoices_do_not_take_back(self):
        order, invoice = self.invoiced()
        self.assertEqual(invoice.invoice_line_ids.discount, 5)
        self.assertEqual(self.saved(order), {self.five: 5})

    def test_a_down_payment_books_nothing(self):
        order = self.confirmed()
        wizard = self.env["sale.advance.payment.inv"].with_context(
            active_ids=order.ids, active_model="sale.order"
        )
        wizard.create(
            {"advance_payment_method": "percentage", "amount": 50}
        ).create_invoices()
        order.invoice_ids.action_post()
        self.assertEqual(self.saved(order), {self.five: 5})
        self.refund(order.invoice_ids)
        self.assertEqual(self.saved(order), {self.five: 5})

    # the end of a membership

    def test_what_ended_is_not_confirmed_silently(self):
        order = self.order()
        self.membership.date_end = self.today - timedelta(days=1)
        with self.assertRaises(UserError) as refused:
            order.action_confirm()
        self.assertIn("Update Benefits", str(refused.exception))
        self.assertEqual(order.amount_untaxed, 95)
        order.action_smb_update_benefits()
        self.assertEqual(order.amount_untaxed, 100)
        order.action_confirm()
        self.assertFalse(self.rows(order))

    def test_an_update_takes_list_and_term_away(self):
        self.feature("product.group_product_pricelist")
        lists = self.env["product.pricelist"]
        lists.search([]).active = False
        usual = lists.create({"name": "All", "sequence": 1})
        members = lists.create({"name": "M", "sequence": 9})
        term = self.env.ref("account.account_payment_term_30days")
        self.benefit(kind="pricelist", pricelist_id=members.id)
        self.benefit(kind="term", payment_term_id=term.id)
        order = self.order()
        self.assertEqual((order.pricelist_id, order.payment_term_id), (members, term))
        self.membership.suspended = True
        with self.assertRaises(UserError):
            order.action_confirm()
        order.action_smb_update_benefits()
        self.assertEqual(order.pricelist_id, usual)
        self.assertFalse(order.payment_term_id)

    def test_who_became_a_member_meanwhile_is_served(self):
        order = self.order(self.globex)
        self.member(self.globex, self.silver)
        order.action_smb_update_benefits()
        self.assertEqual(order.amount_untaxed, 95)

    def test_a_confirmed_order_is_not_updated(self):
        with self.assertRaises(UserError):
            self.confirmed().action_smb_update_benefits()

    def test_only_who_may_write_the_order_updates_it(self):
        order = self.order(user=self.sam)
        for user in (self.will, self.uma, self.paul):
            with self.subTest(user.name), self.assertRaises(AccessError):
                order.with_user(user).action_smb_update_benefits()

    # allowances

    def test_an_allowance_is_used_up(self):
        self.five.allowance = 2
        first = self.confirmed(self.wheel, self.tea)
        self.confirmed()
        order = self.order()
        with self.assertRaises(UserError) as refused:
            order.action_confirm()
        self.assertIn("used up", str(refused.exception))
        first.action_cancel()
        order.action_confirm()
        self.assertEqual(self.saved(order), {self.five: 5})

    def test_each_member_has_an_allowance_of_his_own(self):
        self.member(self.globex, self.silver)
        self.five.allowance = 1
        self.confirmed()
        self.order(self.globex).action_confirm()
        self.five.allowance_per = "all"
        with self.assertRaises(UserError):
            self.order(self.globex).action_confirm()

    def test_an_allowance_returns_with_the_year_of_membership(self):
        self.five.allowance = 1
        order = self.confirmed()
        self.rows(order).date = self.today - timedelta(days=101)
        self.confirmed()
