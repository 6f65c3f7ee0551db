from datetime import timedelta

from psycopg2.errors import CheckViolation

from odoo.exceptions import UserError
from odoo.tests import freeze_time, tagged
from odoo.tools import mute_logger

from .ledger import NOW, TODAY
from .reminder_case import ReminderCase


@freeze_time(NOW)
@tagged("post_install", "-at_install")
class TestPromise(ReminderCase):
    def decide(self, days=0):
        with freeze_time(TODAY + timedelta(days=days)):
            self.env["smb.promise"]._cron_decide()

    def test_a_promise_is_kept_when_the_money_comes_in(self):
        promise = self.promise(self.acme, ago=5)
        self.pay(self.late(self.acme), ago=2)
        self.decide()
        self.assertEqual((promise.state, promise.decided_date), ("kept", TODAY))

    def test_money_from_before_the_promise_does_not_count(self):
        self.late(self.acme, 40)
        self.pay(self.late(self.acme), ago=10)
        promise = self.promise(self.acme, ago=5)
        self.decide()
        self.assertEqual(promise.state, "open")

    def test_a_part_is_not_what_was_promised(self):
        invoice = self.late(self.acme)
        promise = self.promise(self.acme, ago=5, days=1)
        self.pay(invoice, ago=2, amount=99)
        self.decide(4)
        self.assertEqual(promise.state, "broken")

    def test_the_bank_may_take_some_days(self):
        self.late(self.acme)
        promise = self.promise(self.acme, days=1)
        for days, state in ((1, "open"), (3, "open"), (4, "broken")):
            self.decide(days)
            self.assertEqual(promise.state, state)

    def test_one_payment_keeps_one_of_two_promises(self):
        invoice = self.late(self.acme, amount=200)
        first = self.promise(self.acme, ago=5, days=0)
        second = self.promise(self.acme, ago=5, days=10)
        self.pay(invoice, ago=1, amount=100)
        self.decide()
        self.assertEqual((first.state, second.state), ("kept", "open"))

    def test_a_promise_about_an_invoice_is_kept_by_paying_that_one(self):
        invoice, other = self.late(self.acme), self.late(self.acme)
        promise = self.promise(self.acme, ago=5, move_id=invoice.id)
        self.pay(other, ago=1)
        self.decide()
        self.assertEqual(promise.state, "open")
        self.pay(invoice)
        self.decide()
        self.assertEqual(promise.state, "kept")

    def test_what_was_credited_need_not_be_paid(self):
        promise = self.promise(self.acme, days=0)
        self.decide()
        self.assertEqual(promise.state, "kept")

    def test_a_broken_promise_raises_the_level_by_one_once(self):
        self.late(self.acme, 10)
        self.promise(self.acme, ago=10, days=-5)
        self.late(self.globex, 10)
        run = self.remind()
        self.assertEqual(self.of(run, self.acme).level_id, self.firm)
        self.assertEqual(self.of(run, self.globex).level_id, self.friendly)
        with freeze_time(TODAY + timedelta(days=20)):
            later = self.run_()
            self.assertFalse(self.of(later, self.acme))
            self.assertEqual(self.of(later, self.globex).level_id, self.firm)

    def test_persons_promise_for_their_company(self):
        person = self.customer("Person", parent=self.acme)
        self.assertEqual(self.promise(person).partner_id, self.acme)

    @mute_logger("odoo.sql_db")
    def test_absurd_promises_are_refused(self):
        for vals in ({"amount": 0}, {"amount": -5}, {"days": -1}):
            refused = self.assertRaises(CheckViolation)
            with self.subTest(vals=vals), refused, self.env.cr.savepoint():
                self.promise(self.acme, **vals)

    def test_an_invoice_of_somebody_else_is_refused(self):
        with self.assertRaises(UserError):
            self.promise(self.acme, move_id=self.late(self.globex).id)

    def test_a_decided_promise_stays_as_it_is(self):
        promise = self.promise(self.acme, ago=5)
        self.pay(self.late(self.acme), ago=2)
        self.decide()
        with self.assertRaises(UserError):
            promise.with_user(self.anna).amount = 5

    def test_reps_note_promises_of_their_own_customers(self):
        sally = self.clerk("sally", "sales_team.group_sale_salesman")
        self.acme.user_id = sally
        promise = (
            self.env["smb.promise"]
            .with_user(sally)
            .create({"partner_id": self.acme.id, "date": TODAY, "amount": 5})
        )
        self.assertEqual((promise.user_id, promise.state), (sally, "open"))
        self.assertEqual(self.acme.with_user(sally).smb_promise_count, 1)
        action = self.late(self.acme).action_smb_promise()
        self.assertEqual(action["context"]["default_amount"], 100)
