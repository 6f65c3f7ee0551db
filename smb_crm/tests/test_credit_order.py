from unittest.mock import patch

from psycopg2.errors import LockNotAvailable

from odoo import Command
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import freeze_time, tagged
from odoo.tools import SQL

from .credit_case import CreditCase
from .ledger import NOW


@freeze_time(NOW)
@tagged("post_install", "-at_install")
class TestCreditOrder(CreditCase):
    # what is overdue

    def test_thirty_days_are_not_more_than_thirty(self):
        self.rule(overdue_days=30)
        for days, act in ((30, False), (31, "block")):
            with self.subTest(days=days):
                customer = self.customer(f"Late by {days}")
                self.late(customer, days)
                self.assertEqual(self.act(self.quote(customer)), act)

    def test_an_overdue_amount_counts_from_the_cent_on(self):
        self.rule(overdue_days=30, overdue_amount=100)
        for amount, act in ((99.99, False), (100, "block")):
            with self.subTest(amount=amount):
                customer = self.customer(f"Owes {amount}")
                self.late(customer, amount=amount)
                self.assertEqual(self.act(self.quote(customer)), act)

    def test_only_what_is_old_enough_makes_up_the_amount(self):
        self.rule(overdue_days=30, overdue_amount=100)
        self.late(self.acme, 40, 60)
        self.late(self.acme, 20, 500)
        self.assertFalse(self.act(self.quote(self.acme)))

    def test_a_payment_frees_at_once(self):
        self.rule()
        invoice = self.late(self.acme)
        order = self.quote(self.acme)
        self.assertEqual(self.act(order), "block")
        self.pay(invoice)
        self.assertFalse(self.act(order))
        order.action_confirm()
        self.assertEqual(order.state, "sale")

    def test_money_that_is_not_matched_pays_the_oldest(self):
        self.rule()
        self.late(self.acme, 60, 100)
        self.late(self.acme, 10, 100)
        self.invoice(self.acme, 100, refund=True)
        self.assertFalse(self.act(self.quote(self.acme)))

    def test_what_is_disputed_is_not_late(self):
        self.rule()
        self.late(self.acme).action_toggle_block_payment()
        self.assertFalse(self.act(self.quote(self.acme)))

    def test_a_promise_counts_where_the_policy_says_so(self):
        self.rule()
        self.late(self.acme)
        self.env["smb.promise"].create(
            {
                "partner_id": self.acme.id,
                "company_id": self.company.id,
                "amount": 100,
                "given_date": self.day(1),
                "date": self.day(-5),
            }
        )
        order = self.quote(self.acme)
        self.assertFalse(self.act(order))
        self.settings.credit_promise = False
        self.assertEqual(self.act(order), "block")

    def test_the_debts_of_another_company_do_not_count(self):
        self.rule()
        other = self.setup_other_company()["company"]
        self.env["account.move"].with_company(other).create(
            {
                "move_type": "out_invoice",
                "partner_id": self.acme.id,
                "company_id": other.id,
                "invoice_date": self.day(90),
                "invoice_line_ids": [
                    Command.create({"name": "Tea", "price_unit": 100, "tax_ids": False})
                ],
            }
        ).action_post()
        self.assertFalse(self.act(self.quote(self.acme)))

    # the limit

    def test_the_limit_is_reached_when_it_is_passed_by_a_cent(self):
        self.limit_rule()
        self.acme.credit_limit = 300
        self.invoice(self.acme, 100)
        self.order(self.acme, 100)
        for amount, act in ((100, False), (100.01, "block")):
            with self.subTest(amount=amount):
                self.assertEqual(self.act(self.quote(self.acme, amount)), act)

    def test_an_order_that_is_invoiced_counts_once(self):
        self.limit_rule()
        self.acme.credit_limit = 250
        order = self.order(self.acme, 100)
        invoice = order._create_invoices()
        new = self.quote(self.acme, 150)
        # a draft is no invoice yet: the order still counts
        self.assertFalse(self.act(new))
        invoice.action_post()
        self.assertFalse(self.act(new))
        new.order_line.price_unit = 151
        self.assertEqual(self.act(new), "block")

    def test_what_a_person_of_the_customer_orders_counts_for_the_customer(self):
        self.limit_rule()
        self.acme.credit_limit = 150
        # another quantity asks for the price again
        self.goods.list_price = 100
        self.order(self.ada, 100)
        self.assertEqual(self.act(self.quote(self.ada, 100)), "block")

    def test_who_gets_the_invoice_owes_it(self):
        self.limit_rule()
        self.acme.credit_limit = 50
        order = self.quote(self.globex, 100, partner_invoice_id=self.acme.id)
        self.assertEqual(self.act(order), "block")

    def test_an_order_in_dollars_counts_at_the_rate_of_its_day(self):
        self.limit_rule()
        self.acme.credit_limit = 50
        foreign = self.setup_other_currency("EUR", rates=[("2026-01-01", 2.0)])
        pricelist = self.env["product.pricelist"].create(
            {"name": "Foreign", "currency_id": foreign.id}
        )
        for amount, act in ((100, False), (100.02, "block")):
            with self.subTest(amount=amount):
                order = self.quote(self.acme, amount, pricelist_id=pricelist.id)
                self.assertEqual(self.act(order), act)

    def test_without_a_limit_nothing_is_limited(self):
        self.limit_rule()
        self.assertFalse(self.act(self.quote(self.acme, 1_000_000)))
        self.acme.credit_limit = 5
        self.company.account_use_credit_limit = False
        self.assertFalse(self.act(self.quote(self.acme, 1_000_000)))

    def test_a_bad_debtor_is_held(self):
        self.rule(by_overdue=False, by_trust=True)
        self.acme.trust = "bad"
        self.assertEqual(self.act(self.quote(self.acme)), "block")
        self.assertFalse(self.act(self.quote(self.globex)))

    # whose rule

    def test_a_tier_that_is_named_leaves_the_rule_for_everybody(self):
        self.late(self.acme)
        self.late(self.globex)
        best = self.tier(self.acme, 0)
        self.tier(self.globex, 2)
        self.rule("warn", tier_ids=best.ids)
        self.rule("block")
        self.assertEqual(self.act(self.quote(self.acme)), "warn")
        self.assertEqual(self.act(self.quote(self.globex)), "block")

    def test_the_strictest_rule_speaks(self):
        self.rule("warn", overdue_days=10)
        self.rule("block", overdue_days=30)
        self.late(self.acme, 20)
        order = self.quote(self.acme)
        self.assertEqual(self.act(order), "warn")
        self.late(self.acme, 40)
        self.assertEqual(self.act(order), "block")

    def test_a_rule_for_deliveries_lets_orders_pass(self):
        self.rule(moment="delivery")
        self.late(self.acme)
        self.assertFalse(self.act(self.quote(self.acme)))

    def test_rules_that_contradict_each_other_are_refused(self):
        self.rule("warn")
        self.rule("block", moment="order")
        with self.assertRaises(ValidationError):
            self.rule("block", moment="both", overdue_days=60)
        self.rule("block", moment="delivery")

    def test_the_usual_rules_come_with_the_switch(self):
        other = self.env["res.company"].create({"name": "New"})
        mine = [("company_id", "=", other.id)]
        self.assertFalse(self.rules.search(mine))
        self.env["smb.policy"]._of(other).credit_control = True
        self.assertEqual(
            self.rules.search(mine).mapped("act"), ["warn", "block", "block"]
        )

    # confirming

    def test_held_orders_are_not_confirmed_and_nothing_is_done_by_half(self):
        self.rule()
        self.late(self.acme)
        orders = self.quote(self.globex) | self.quote(self.acme)
        with (
            self.assertRaisesRegex(UserError, "(?s)Acme.*Max"),
            self.env.cr.savepoint(),
        ):
            orders.action_confirm()
        self.assertEqual(set(orders.mapped("state")), {"draft"})

    def test_orders_confirmed_together_count_together(self):
        self.limit_rule()
        self.acme.credit_limit = 150
        # another quantity asks for the price again
        self.goods.list_price = 100
        orders = self.quote(self.acme) | self.quote(self.acme)
        self.assertEqual(orders.mapped("smb_credit_act"), [False, False])
        with self.assertRaises(UserError):
            orders.action_confirm()

    def test_a_warned_order_is_confirmed_and_noted_without_amounts(self):
        self.rule("warn")
        self.late(self.acme, amount=123)
        order = self.quote(self.acme)
        order.action_confirm()
        self.assertEqual(order.state, "sale")
        notes = " ".join(order.message_ids.mapped("body"))
        self.assertIn("Payments are overdue", notes)
        self.assertNotIn("123", notes)

    def test_amounts_are_for_who_may_know_them(self):
        self.rule()
        self.late(self.acme, amount=123)
        self.late(self.globex, amount=123)
        for customer, knows in ((self.acme, True), (self.globex, False)):
            order = self.quote(customer).with_user(self.sally)
            self.assertEqual(order.smb_credit_act, "block")
            self.assertEqual("123" in order.smb_credit_why, knows)
            with self.assertRaises(UserError) as caught:
                order.action_confirm()
            self.assertEqual("123" in str(caught.exception), knows)

    def test_a_tier_that_goes_takes_only_its_own_rules_along(self):
        policy = self.env["smb.tier.policy"]._of(self.company)
        first, second, third = policy._tiers()[:3]
        alone = self.rule(tier_ids=third.ids)
        shared = self.rule("warn", tier_ids=(second | third).ids)
        third.unlink()
        self.assertFalse(alone.active, "else it would hold everybody")
        self.assertTrue(shared.active)
        self.assertEqual(shared.tier_ids, second)
        self.assertTrue(first.exists())

    def test_held_orders_can_be_searched(self):
        self.rule()
        self.late(self.acme)
        held, free = self.quote(self.acme), self.quote(self.globex)
        both = [("id", "in", (held | free).ids)]
        orders = self.env["sale.order"].with_user(self.max)
        self.assertEqual(orders.search([*both, ("smb_credit_act", "=", "block")]), held)
        self.assertEqual(orders.search([*both, ("smb_credit_act", "=", False)]), free)

    def test_nothing_is_read_when_it_is_off(self):
        self.settings.credit_control = False
        self.late(self.acme)
        order = self.quote(self.acme)
        self.rules._controls()
        with self.assertQueryCount(0):
            self.assertFalse(order.smb_credit_act)
            self.assertFalse(order._smb_credit_judge(together=True))
        order.action_confirm()
        self.assertEqual(order.state, "sale")

    def test_a_thousand_customers_take_three_queries(self):
        self.rule(by_limit=True, by_trust=True)
        customers = self.env["res.partner"].create(
            [{"name": f"Customer {n}"} for n in range(50)]
        )
        self.rules._controls()
        self.env.flush_all()
        check = self.env["smb.credit.check"]
        check._standings(self.company, self.acme)
        with self.assertQueryCount(3):
            check._standings(self.company, customers)

    def test_a_portal_customer_reads_nothing_of_it(self):
        paul = self.person("paul", "base.group_portal")
        order = self.quote(self.acme, message_partner_ids=paul.partner_id.ids)
        with self.assertRaises(AccessError):
            order.with_user(paul).read(["smb_credit_why"])
        with self.assertRaises(AccessError):
            order.with_user(paul).action_smb_credit_ask()


@freeze_time(NOW)
@tagged("post_install", "-at_install")
class TestCreditGrown(CreditCase):
    """A confirmed order gets larger."""

    def setUp(self):
        super().setUp()
        self.limit_rule()
        self.acme.credit_limit = 150
        # another quantity asks for the price again
        self.goods.list_price = 100
        self.order_ = self.order(self.acme, 100, user_id=self.sally.id)

    def raised(self, user, quantity=2):
        order = self.order_.with_user(user)
        order.write(
            {
                "order_line": [
                    Command.update(order.order_line.id, {"product_uom_qty": quantity})
                ]
            }
        )
        return order

    def test_a_rep_does_not_add_what_would_have_been_held(self):
        with self.assertRaisesRegex(UserError, "does not let it grow"):
            self.raised(self.sally)
        self.order_.invalidate_recordset()
        self.raised(self.sally, 1.5)
        self.assertEqual(self.order_.amount_total, 150)

    def test_nor_by_another_line(self):
        line = {"product_id": self.goods.id, "price_unit": 51}
        for what in ("order", "line"):
            with self.subTest(what), self.assertRaisesRegex(UserError, "grow"):
                if what == "order":
                    vals = {"order_line": [Command.create(line)]}
                    self.order_.with_user(self.sally).write(vals)
                else:
                    lines = self.env["sale.order.line"].with_user(self.sally)
                    lines.create({**line, "order_id": self.order_.id})
        self.order_.invalidate_recordset()

    def test_a_line_exchanged_for_a_smaller_one_is_no_growth(self):
        self.late(self.acme, amount=500)
        line = {"product_id": self.goods.id, "price_unit": 90}
        self.order_.with_user(self.sally).write(
            {
                "order_line": [
                    Command.create(line),
                    Command.update(self.order_.order_line.id, {"product_uom_qty": 0}),
                ]
            }
        )
        self.assertEqual(self.order_.amount_total, 90)

    def test_who_may_release_adds_it_and_it_is_noted(self):
        self.raised(self.max)
        self.assertIn("in spite of", str(self.order_.message_ids[:1].body))

    def test_what_a_program_adds_is_noted(self):
        self.raised(self.env.ref("base.user_root"))
        self.assertIn("in spite of", str(self.order_.message_ids[:1].body))

    def test_a_release_covers_what_it_tolerates(self):
        order = self.quote(self.acme, 200)
        self.release(order)
        order.action_confirm()
        line = order.order_line.with_user(self.sally)
        line.price_unit = 209
        with self.assertRaisesRegex(UserError, "grow"):
            line.price_unit = 215

    def test_a_warning_is_noted(self):
        self.rules.search([("company_id", "=", self.company.id)]).act = "warn"
        self.raised(self.sally)
        self.assertIn("warned", str(self.order_.message_ids[:1].body))

    def test_switched_off_it_costs_nothing(self):
        self.settings.credit_control = False
        judged = type(self.env["smb.credit.check"])
        with patch.object(judged, "_judge", side_effect=AssertionError):
            self.raised(self.sally)
            self.order_.order_line.price_unit = 120
        self.assertEqual(self.order_.amount_total, 240)

    # two at once

    def test_whoever_acts_marks_the_customer(self):
        marked = type(self.env["smb.credit.check"])
        with patch.object(marked, "_mark") as mark:
            self.act(self.quote(self.acme, 10))
            mark.assert_not_called()
            self.quote(self.globex, 10).action_confirm()
            # without a limit nobody waits for anybody
            mark.assert_not_called()
            self.quote(self.acme, 10).action_confirm()
            mark.assert_called_once_with([self.acme.id])

    def test_nobody_waits_for_ever(self):
        marked = type(self.env["smb.credit.check"])
        busy = patch.object(marked, "_mark", side_effect=LockNotAvailable)
        with busy, self.assertRaisesRegex(UserError, "try again in a moment"):
            self.quote(self.acme, 10).action_confirm()
        self.quote(self.acme, 10).action_confirm()
        [[left]] = self.env.execute_query(SQL("SHOW lock_timeout"))
        self.assertEqual(left, "0")
