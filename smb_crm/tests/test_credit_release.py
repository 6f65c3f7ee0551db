from unittest.mock import patch

from odoo.exceptions import AccessError, UserError
from odoo.tests import freeze_time, tagged

from .credit_case import CreditCase
from .ledger import NOW


@freeze_time(NOW)
@tagged("post_install", "-at_install")
class TestCreditRelease(CreditCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.rule()

    def held(self, amount=100, **vals):
        self.late(self.acme)
        return self.quote(self.acme, amount, **vals)

    def rows(self, partner=None):
        return self.env["smb.credit.release"].search(
            [("partner_id", "=", (partner or self.acme).id)]
        )

    def asked(self, order):
        kind = self.env.ref("smb_crm.smb_activity_type_credit")
        return order.activity_ids.filtered(lambda a: a.activity_type_id == kind)

    # released

    def test_a_released_order_is_confirmed(self):
        order = self.held()
        self.release(order)
        self.assertEqual(self.act(order), "released")
        self.assertIn("Pays on Friday", order.smb_credit_why)
        order.with_user(self.sally).action_confirm()
        self.assertEqual(order.state, "sale")

    def test_a_release_says_who_why_and_what_was_owed(self):
        order = self.held(50)
        self.release(order, self.anna)
        row = self.rows()
        self.assertEqual((row.user_id, row.reason), (self.anna, "Pays on Friday"))
        self.assertEqual((row.amount, row.exposure, row.overdue), (50, 150, 100))
        self.assertEqual((row.oldest, row.name), (31, order.name))

    def test_a_release_holds_up_to_its_amount_and_what_is_tolerated(self):
        order = self.held()
        self.release(order)
        for price, act in ((105, "released"), (105.01, "block")):
            with self.subTest(price=price):
                order.order_line.price_unit = price
                self.assertEqual(self.act(order), act)
        self.release(order)
        self.assertEqual(self.act(order), "released")

    def test_a_release_is_for_one_order(self):
        self.release(self.held())
        self.assertEqual(self.act(self.quote(self.acme)), "block")

    def test_who_may_not_release_does_not(self):
        order = self.held()
        for user in (self.sally, self.will):
            with self.subTest(user.name), self.assertRaises(AccessError):
                self.release(order, user)
        self.assertFalse(self.rows())

    def test_nobody_releases_the_own_order_but_a_sales_manager(self):
        order = self.held()
        order.user_id = self.anna
        with self.assertRaises(AccessError):
            self.release(order, self.anna)
        order.user_id = self.max
        self.release(order, self.max)
        self.assertEqual(self.act(order), "released")

    def test_nothing_to_release_is_said(self):
        with self.assertRaisesRegex(UserError, "does not hold"):
            self.release(self.quote(self.globex))

    def test_nobody_writes_a_release(self):
        self.release(self.held())
        for user in (self.max, self.anna):
            row = self.rows().with_user(user)
            with self.assertRaises(AccessError):
                row.reason = "Another"
            with self.assertRaises(AccessError):
                row.unlink()

    def test_releases_follow_a_merged_customer(self):
        self.release(self.held())
        self.env["base.partner.merge.automatic.wizard"]._merge(
            (self.acme | self.globex).ids, self.globex
        )
        self.assertEqual(len(self.rows(self.globex)), 1)

    def test_releases_of_who_became_a_contact_stay_in_sight(self):
        alone = self.customer("Paul", is_company=False)
        self.late(alone)
        self.release(self.quote(alone))
        alone.parent_id = self.globex
        self.globex.invalidate_recordset(["smb_credit_release_count"])
        self.assertEqual(self.globex.with_user(self.max).smb_credit_release_count, 1)
        action = self.globex.with_user(self.max).action_smb_credit_releases()
        found = self.env["smb.credit.release"].search(action["domain"])
        self.assertEqual(found.partner_id, alone)

    # asked for

    def test_a_manager_is_asked_once(self):
        order = self.held()
        for _again in range(2):
            order.with_user(self.sally).action_smb_credit_ask()
        self.assertEqual(self.asked(order).user_id, self.max)
        self.assertNotIn("100", self.asked(order).note)
        order.invalidate_recordset()
        self.assertTrue(order.smb_credit_asked)

    def test_a_team_leader_who_may_is_asked_first(self):
        order = self.held()
        order.team_id = self.env["crm.team"].create(
            {"name": "Ours", "user_id": self.anna.id}
        )
        order.with_user(self.sally).action_smb_credit_ask()
        self.assertEqual(self.asked(order).user_id, self.anna)

    def test_the_release_closes_the_question(self):
        order = self.held()
        order.with_user(self.sally).action_smb_credit_ask()
        self.release(order)
        self.assertFalse(self.asked(order))

    def test_what_is_not_held_is_not_asked_about(self):
        with self.assertRaisesRegex(UserError, "does not hold"):
            self.quote(self.globex).action_smb_credit_ask()

    # what confirms by itself

    def test_a_signature_stays_and_the_order_waits(self):
        order = self.held()
        order.write({"signed_by": "Ada", "signed_on": NOW})
        order._validate_order()
        self.assertEqual((order.state, order.signed_by), ("draft", "Ada"))
        self.assertEqual(self.asked(order).user_id, self.max)

    def test_who_signs_a_free_order_confirms_it(self):
        order = self.quote(self.globex)
        order._validate_order()
        self.assertEqual(order.state, "sale")

    def pay_online(self, order, amount):
        method = self.env["payment.method"]
        method = method.with_context(active_test=False).search([], limit=1)
        provider = self.env["payment.provider"].search(
            [("company_id", "=", self.company.id)], limit=1
        ) or self.env["payment.provider"].create({"name": "Wire", "code": "none"})
        payment = self.env["payment.transaction"].create(
            {
                "provider_id": provider.id,
                "payment_method_id": method.id,
                "reference": f"pays {order.name}",
                "amount": amount,
                "currency_id": order.currency_id.id,
                "partner_id": order.partner_id.id,
                "sale_order_ids": order.ids,
                "state": "done",
            }
        )
        with patch.object(
            self.env.registry["sale.order"], "_send_order_confirmation_mail"
        ):
            return payment, payment._check_amount_and_confirm_order()

    def test_an_order_paid_in_advance_is_not_held(self):
        order = self.held()
        _payment, confirmed = self.pay_online(order, order.amount_total)
        self.assertEqual((order.state, confirmed), ("sale", order))

    def test_a_deposit_stays_and_the_order_waits(self):
        order = self.held(prepayment_percent=0.5, require_payment=True)
        payment, confirmed = self.pay_online(order, order.amount_total / 2)
        self.assertEqual((order.state, payment.state), ("draft", "done"))
        self.assertFalse(confirmed)
        self.assertTrue(self.asked(order))

    def test_a_deposit_counts_against_the_limit(self):
        self.limit_rule()
        self.globex.credit_limit = 60
        order = self.quote(
            self.globex, 100, prepayment_percent=0.5, require_payment=True
        )
        self.assertEqual(self.act(order), "block")
        self.pay_online(order, 50)
        self.assertEqual(order.state, "sale")

    def test_patience_can_not_be_claimed_from_outside(self):
        order = self.held().with_context(smb_credit=True)
        with self.assertRaises(UserError):
            order.action_confirm()
