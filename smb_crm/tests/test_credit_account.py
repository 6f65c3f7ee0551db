from odoo.tests import freeze_time, tagged

from .credit_case import CreditCase
from .ledger import NOW


@freeze_time(NOW)
@tagged("post_install", "-at_install")
class TestCreditAccount(CreditCase):
    def row(self, partner, user=None):
        self.env.flush_all()
        return (
            self.env["smb.credit.account"]
            .with_user(user or self.max)
            .search(
                [("partner_id", "=", partner.id), ("company_id", "=", self.company.id)]
            )
        )

    def test_a_row_tells_what_is_owed_ordered_and_used(self):
        self.acme.credit_limit = 400
        self.late(self.acme, 40, 100)
        self.invoice(self.ada, 50)
        self.order(self.ada, 150)
        row = self.row(self.acme)
        self.assertEqual((row.owed, row.ordered, row.exposure), (150, 150, 300))
        self.assertEqual((row.limit, row.used), (400, 75))
        self.assertEqual((row.overdue, row.oldest), (100, 40))

    def test_what_is_in_dispute_is_owed_but_not_late(self):
        self.late(self.acme, 40, 100)
        self.late(self.acme, 300, 70).action_toggle_block_payment()
        row = self.row(self.acme)
        self.assertEqual((row.owed, row.overdue, row.oldest), (170, 100, 40))
        self.assertEqual(row.disputed, 70)

    def test_who_has_only_a_limit_stands_there_too(self):
        self.globex.credit_limit = 10
        self.assertEqual(self.row(self.globex).used, 0)

    def test_the_held_ones_are_counted(self):
        self.rule()
        self.late(self.acme)
        self.quote(self.acme)
        self.assertEqual(self.row(self.acme).held, 1)

    def test_it_agrees_with_what_orders_are_judged_by(self):
        self.late(self.acme, 40, 100)
        self.order(self.acme, 150)
        standing = self.env["smb.credit.check"]._standings(self.company, self.acme)
        standing, row = standing[self.acme.id], self.row(self.acme)
        self.assertEqual(
            (row.owed, row.ordered, row.overdue, row.oldest),
            (standing.owed, standing.ordered, standing.overdue(), standing.oldest()),
        )

    def test_a_rep_sees_own_customers_only(self):
        self.late(self.acme)
        self.late(self.globex)
        self.assertTrue(self.row(self.acme, self.sally))
        self.assertFalse(self.row(self.globex, self.sally))

    def test_the_customer_says_what_is_open_to_who_may_know(self):
        self.rule()
        self.late(self.globex, amount=123)
        self.assertIn("123", self.globex.with_user(self.max).smb_credit_status)
        self.assertFalse(self.globex.with_user(self.sally).smb_credit_status)

    def test_a_page_takes_two_queries(self):
        self.late(self.acme)
        self.late(self.globex)
        accounts = self.env["smb.credit.account"].with_user(self.max)
        columns = ["owed", "ordered", "used"]
        accounts.search_fetch([], columns, limit=80)
        self.env.flush_all()
        accounts.invalidate_model()
        # which companies there are, and the page
        with self.assertQueryCount(2):
            accounts.search_fetch([], columns, limit=80)
