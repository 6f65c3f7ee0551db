from odoo.exceptions import UserError
from odoo.tests import Form, freeze_time, tagged

from .credit_case import CreditCase
from .ledger import NOW


@freeze_time(NOW)
@tagged("post_install", "-at_install")
class TestCreditDelivery(CreditCase):
    def delivery(self, partner=None, amount=100):
        """The delivery of an order that was confirmed while nothing was late."""
        order = self.order(partner or self.acme, amount, user_id=self.sally.id)
        picking = order.picking_ids
        picking.move_ids.quantity = 1
        return picking

    def test_a_held_delivery_does_not_leave(self):
        self.rule(moment="delivery")
        picking = self.delivery()
        self.late(self.acme)
        with self.assertRaisesRegex(UserError, "Held by credit control"):
            picking.button_validate()
        with self.assertRaises(UserError):
            picking._action_done()
        self.assertNotEqual(picking.state, "done")

    def test_the_warehouse_learns_whom_to_ask_and_no_amounts(self):
        self.rule()
        picking = self.delivery()
        self.late(self.acme, amount=123)
        picking = picking.with_user(self.will)
        self.assertEqual(picking.smb_credit_act, "block")
        self.assertIn("Max", picking.smb_credit_why)
        self.assertNotIn("123", picking.smb_credit_why)
        with self.assertRaises(UserError) as caught:
            picking.button_validate()
        self.assertIn("Max", str(caught.exception))
        self.assertNotIn("123", str(caught.exception))

    def test_deliveries_validated_together_stay_together(self):
        self.rule()
        held, free = self.delivery(), self.delivery(self.globex)
        self.late(self.acme)
        with self.assertRaises(UserError), self.env.cr.savepoint():
            (held | free).button_validate()
        self.assertNotEqual(free.state, "done")

    def test_a_payment_lets_it_go(self):
        self.rule()
        picking = self.delivery()
        invoice = self.late(self.acme)
        self.assertEqual(self.act(picking), "block")
        self.pay(invoice)
        picking.button_validate()
        self.assertEqual(picking.state, "done")

    def test_the_release_of_the_order_lets_its_delivery_go(self):
        self.rule()
        picking = self.delivery()
        self.late(self.acme)
        self.release(picking)
        self.assertEqual(self.act(picking), "released")
        self.assertEqual(
            self.env["smb.credit.release"].search([], limit=1).order_id, picking.sale_id
        )
        picking.button_validate()
        self.assertEqual(picking.state, "done")

    def test_the_warehouse_can_ask(self):
        self.rule()
        picking = self.delivery()
        self.late(self.acme)
        picking.with_user(self.will).action_smb_credit_ask()
        self.assertEqual(picking.sale_id.activity_ids.user_id, self.max)
        self.assertTrue(picking.with_user(self.will).smb_credit_asked)

    def test_a_delivery_counts_what_is_delivered_not_what_is_ordered(self):
        """Long contracts are called off in parts, each within the limit."""
        self.limit_rule(moment="delivery")
        self.goods.invoice_policy = "delivery"
        self.acme.credit_limit = 150
        first, second = self.delivery(), self.delivery()
        self.assertFalse(self.act(first))
        first.button_validate()
        self.assertEqual(self.act(second), "block")

    def test_what_was_invoiced_before_counts_once(self):
        self.limit_rule(moment="delivery")
        self.acme.credit_limit = 100
        picking = self.delivery()
        picking.sale_id._create_invoices().action_post()
        self.assertFalse(self.act(picking))

    def test_what_was_paid_before_leaves(self):
        self.rule()
        picking = self.delivery()
        invoice = picking.sale_id._create_invoices()
        invoice.action_post()
        self.pay(invoice)
        self.late(self.acme)
        self.assertFalse(self.act(picking))
        picking.button_validate()
        self.assertEqual(picking.state, "done")

    def test_what_was_called_off_counts_no_more(self):
        self.limit_rule()
        self.goods.invoice_policy = "delivery"
        self.acme.credit_limit = 150
        picking = self.delivery()
        order = self.quote(self.acme)
        self.assertEqual(self.act(order), "block")
        picking.action_cancel()
        self.assertFalse(self.act(order))

    def test_receipts_and_returns_are_never_held(self):
        self.rule()
        picking = self.delivery()
        picking.button_validate()
        self.late(self.acme)
        wizard = Form(
            self.env["stock.return.picking"].with_context(
                active_id=picking.id, active_model="stock.picking"
            )
        ).save()
        wizard.product_return_moves.quantity = 1
        back = wizard._create_return()
        self.assertFalse(self.act(back))
        back.move_ids.quantity = 1
        back.button_validate()
        self.assertEqual(back.state, "done")

    def test_a_warned_delivery_leaves_and_is_noted(self):
        self.rule("warn")
        picking = self.delivery()
        self.late(self.acme)
        picking.button_validate()
        self.assertEqual(picking.state, "done")
        notes = [
            body for body in picking.message_ids.mapped("body") if "overdue" in body
        ]
        self.assertEqual(len(notes), 1)

    def test_held_deliveries_can_be_searched(self):
        self.rule()
        held, free = self.delivery(), self.delivery(self.globex)
        self.late(self.acme)
        found = (
            self.env["stock.picking"]
            .with_user(self.will)
            .search([("id", "in", (held | free).ids), ("smb_credit_act", "=", "block")])
        )
        self.assertEqual(found, held)

    def test_nothing_is_read_when_it_is_off(self):
        picking = self.delivery()
        self.late(self.acme)
        self.settings.credit_control = False
        self.rules._controls()
        with self.assertQueryCount(0):
            self.assertFalse(picking.smb_credit_act)
            self.assertFalse(picking._smb_credit_judge(together=True))
