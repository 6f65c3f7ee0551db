from collections import defaultdict

from odoo import Command
from odoo.exceptions import AccessError
from odoo.tests import freeze_time, tagged

from .cash_case import CashCase
from .ledger import NOW, TODAY

MOVES = "smb.cash.move"


@freeze_time(NOW)
@tagged("post_install", "-at_install")
class TestCashMove(CashCase):
    def moves(self, user=None, *terms):
        self.env.flush_all()
        moves = self.env[MOVES].with_user(user or self.env.user)
        return moves.search([("company_id", "=", self.company.id), *terms])

    def figures(self, *terms):
        """What stands there: (kind, amount), the largest first."""
        found = self.moves(None, *terms)
        return sorted(((move.kind, move.amount) for move in found), key=lambda m: -m[1])

    def receivable(self, invoice):
        return invoice.line_ids.filtered(
            lambda line: line.account_id.account_type == "asset_receivable"
        )

    def test_a_payment_is_money_that_came_in(self):
        self.pay(self.invoice(self.acme, 300), ago=3)
        move = self.moves()
        self.assertRecordValues(
            move,
            [
                {
                    "date": self.day(3),
                    "direction": "in",
                    "kind": "customer",
                    "partner_id": self.acme.id,
                    "journal_id": self.bank.id,
                    "amount": 300,
                    "amount_in": 300,
                    "amount_out": 0,
                }
            ],
        )
        self.assertEqual(move.method_id, move.payment_id.payment_method_line_id)

    def test_a_paid_bill_is_money_that_went_out(self):
        self.pay(self.bill(self.mill, 80))
        move = self.moves()
        self.assertEqual((move.kind, move.direction), ("supplier", "out"))
        self.assertEqual((move.amount_out, move.amount_in), (80, 0))

    def test_the_statement_that_meets_a_payment_counts_nothing(self):
        payment = self.pay(self.invoice(self.acme, 300), ago=3)
        line = self.statement(300, partner=self.acme)
        self.assertCountEqual(self.figures(), [("customer", 300), ("unmatched", 300)])
        under_way = payment.move_id.line_ids.filtered(
            lambda item: item.account_id == payment.outstanding_account_id
        )
        self.match(line, (payment.outstanding_account_id, 300, under_way))
        self.assertEqual(self.figures(), [("customer", 300)])

    def test_a_statement_line_counts_for_each_thing_it_settles(self):
        invoice = self.receivable(self.invoice(self.acme, 100))
        line = self.statement(97, partner=self.acme)
        fee = self.travel
        self.match(line, (invoice.account_id, 100, invoice), (fee, -3, None))
        self.assertEqual(invoice.move_id.payment_state, "paid")
        self.assertEqual(self.figures(), [("customer", 100), ("other", -3)])

    def test_a_batch_of_lines_counts_line_by_line(self):
        for amount in (10, 20, -5):
            self.statement(amount)
        found = [("unmatched", 20), ("unmatched", 10), ("unmatched", -5)]
        self.assertEqual(self.figures(), found)

    def test_what_never_came_does_not_count(self):
        cancelled, rejected, draft, kept = (
            self.pay(self.invoice(self.acme, amount)) for amount in (1, 2, 4, 8)
        )
        cancelled.action_draft()
        cancelled.action_cancel()
        draft.action_draft()
        rejected.action_reject()
        self.assertTrue(kept)
        self.assertEqual(self.figures(), [("customer", 8)])

    def test_part_of_an_invoice_and_money_back_count_as_they_are(self):
        invoice = self.invoice(self.acme, 100)
        self.pay(invoice, amount=40)
        self.pay(self.invoice(self.acme, 25, refund=True))
        self.assertEqual(self.figures(), [("customer", 40), ("customer", -25)])
        back = self.moves(None, ("direction", "=", "out"))
        self.assertEqual(back.amount_out, 25)

    def test_money_between_own_accounts_is_no_collection(self):
        transfer = self.company.transfer_account_id
        self.match(self.statement(-50), (transfer, -50, None))
        self.match(self.statement(50, journal=self.till), (transfer, 50, None))
        self.assertEqual(self.figures(), [("transfer", 50), ("transfer", -50)])

    def test_entries_of_other_journals_are_no_movements(self):
        journal = self.company_data["default_journal_misc"]
        accounts = (self.bank.default_account_id, self.travel)
        entry = self.env["account.move"].create(
            {
                "journal_id": journal.id,
                "date": TODAY,
                "line_ids": [
                    Command.create({"account_id": account.id, "balance": balance})
                    for account, balance in zip(accounts, (500, -500), strict=True)
                ],
            }
        )
        entry.action_post()
        self.invoice(self.acme, 70)
        self.assertFalse(self.moves())

    def test_foreign_money_stands_in_both_currencies(self):
        other = self.setup_other_currency("HRK", rates=[("2020-01-01", 2.0)])
        invoice = self.invoice(self.acme, 100, currency_id=other.id)
        self.pay(invoice)
        move = self.moves()
        self.assertEqual((move.amount, move.amount_currency), (50, 100))
        self.assertEqual(move.currency_id, other)

    def test_each_journal_and_month_equals_the_ledger(self):
        """Month ends, fees, foreign money, money back, matched and not matched."""
        other = self.setup_other_currency("HRK", rates=[("2020-01-01", 3.0)])
        for ago in (0, 9, 10, 37, 38, 68):
            invoice = self.invoice(self.acme, 100 + ago, ago=80)
            self.pay(invoice, ago=ago)
            self.pay(self.bill(self.mill, 50 + ago, ago=80), ago=ago)
            self.statement(7, ago=ago)
            self.statement(-3, ago=ago, journal=self.till)
        self.pay(self.invoice(self.acme, 99, currency_id=other.id, ago=40), ago=9)
        open_item = self.receivable(self.invoice(self.acme, 60))
        line = self.statement(58, ago=10, partner=self.acme)
        self.match(line, (open_item.account_id, 60, open_item), (self.travel, -2, None))
        payment = self.pay(self.invoice(self.acme, 33), ago=11)
        waiting = payment.move_id.line_ids.filtered(
            lambda item: item.account_id == payment.outstanding_account_id
        )
        self.match(
            self.statement(33, partner=self.acme),
            (payment.outstanding_account_id, 33, waiting),
        )
        self.assertEqual(self._ours(), self._ledger())

    def _ours(self):
        sums = defaultdict(float)
        for move in self.moves():
            sums[move.journal_id, move.date.strftime("%Y-%m")] += move.amount
        return {key: round(value, 2) for key, value in sums.items()}

    def _ledger(self):
        """The same from journal items alone."""
        journals = self.bank + self.till
        methods = journals.inbound_payment_method_line_ids
        methods |= journals.outbound_payment_method_line_ids
        payments = self.env["account.payment"].search([])
        accounts = journals.default_account_id | methods.payment_account_id
        accounts |= payments.outstanding_account_id
        lines = self.env["account.move.line"].search(
            [
                ("account_id", "in", accounts.ids),
                ("journal_id", "in", journals.ids),
                ("parent_state", "=", "posted"),
            ]
        )
        sums = defaultdict(float)
        for line in lines:
            sums[line.journal_id, line.date.strftime("%Y-%m")] += line.balance
        return {key: round(value, 2) for key, value in sums.items()}

    def test_reps_see_what_their_own_customers_paid(self):
        rep = self.rep()
        self.acme.user_id = rep
        self.pay(self.invoice(self.acme, 300))
        self.pay(self.invoice(self.customer("Globex"), 100))
        self.pay(self.bill(self.mill, 80))
        self.assertEqual(self.moves(rep).mapped("amount"), [300])
        self.assertEqual(self.moves(rep).action_open_document()["res_id"], self.acme.id)

    def test_sales_sees_customers_and_accounting_everything(self):
        self.pay(self.invoice(self.acme, 300))
        self.pay(self.bill(self.mill, 80))
        for groups, amounts in (
            ("sales_team.group_sale_salesman_all_leads", [300]),
            ("sales_team.group_sale_manager", [300]),
            ("account.group_account_invoice", [-80, 300]),
            ("account.group_account_readonly", [-80, 300]),
        ):
            with self.subTest(groups):
                user = self.rep(groups, groups)
                self.assertEqual(sorted(self.moves(user).mapped("amount")), amounts)
        with self.assertRaises(AccessError):
            self.moves(self.rep("stock.group_stock_user", "smb_store"))

    def test_a_rep_groups_by_journal_and_method_without_accounting(self):
        rep = self.rep()
        self.acme.user_id = rep
        self.pay(self.invoice(self.acme, 300))
        self.env.flush_all()
        for name in ("journal_id", "method_id", "tier_id", "team_id", "partner_id"):
            with self.subTest(name):
                groups = (
                    self.env[MOVES]
                    .with_user(rep)
                    .formatted_read_group([], [name], ["amount:sum"])
                )
                self.assertEqual(groups[0]["amount:sum"], 300)
        self.moves(rep).web_read(
            {
                "journal_id": {"fields": {"display_name": {}}},
                "method_id": {"fields": {"display_name": {}}},
            }
        )

    def test_another_company_is_another_book(self):
        data = self.setup_other_company(name="Elsewhere")
        there = self.env(
            context={"allowed_company_ids": data["company"].ids, **self.env.context}
        )
        there = there["res.company"].browse(data["company"].id).env
        self.pay(self.invoice(self.acme, 300))
        invoice = (
            there["account.move"]
            .with_company(data["company"])
            .create(
                {
                    "move_type": "out_invoice",
                    "partner_id": self.acme.id,
                    "invoice_date": TODAY,
                    "journal_id": data["default_journal_sale"].id,
                    "invoice_line_ids": [
                        Command.create({"name": "x", "price_unit": 5, "tax_ids": False})
                    ],
                }
            )
        )
        invoice.action_post()
        self.pay(invoice)
        self.assertEqual(self.moves().mapped("amount"), [300])
        user = self.rep("account.group_account_invoice", "smb_books")
        both = self.env[MOVES].with_user(user).search([])
        self.assertEqual(both.mapped("amount"), [300])

    def test_a_list_costs_the_same_however_long(self):
        names = {name: {} for name in ("date", "amount", "kind", "move_name")}
        names |= {
            name: {"fields": {"display_name": {}}}
            for name in ("partner_id", "journal_id", "user_id", "method_id")
        }

        def read():
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self.env[MOVES].web_search_read([], names, limit=80)
            return self.env.cr.sql_log_count - before

        self.pay(self.invoice(self.acme, 10))
        read()
        few = read()
        for _number in range(3):
            self.pay(self.invoice(self.customer("Another"), 10))
        self.assertEqual(read(), few)
