from random import Random

from odoo.exceptions import AccessError, UserError
from odoo.tests import freeze_time, new_test_user, tagged

from .ledger import NOW, TODAY, LedgerCase
from .test_receivable_ageing import by_hand

STATEMENT = "smb.statement"


def ledger(env, customer, day):
    """What the ledger of the company says at the end of ``day``, line by line."""
    lines = env["account.move.line"].search(
        [
            ("account_id.account_type", "=", "asset_receivable"),
            ("parent_state", "=", "posted"),
            ("date", "<=", day),
            ("company_id", "=", env.company.id),
            ("partner_id.commercial_partner_id", "=", customer.id),
        ]
    )
    return round(sum(lines.mapped("balance")), 2)


@freeze_time(NOW)
@tagged("post_install", "-at_install")
class TestStatement(LedgerCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.acme = cls.customer("Acme")
        cls.globex = cls.customer("Globex")

    def statements(self, partners=None, **asked):
        return self.env[STATEMENT].compute(partners or self.acme, **asked)

    def only(self, partners=None, **asked):
        [statement] = self.statements(partners, **asked)
        return statement

    def activity(self, first, last, partners=None):
        return self.statements(
            partners, date_from=self.day(first), date_to=self.day(last), kind="activity"
        )

    # open items

    def test_open_items_say_how_late_they_are(self):
        self.invoice(self.acme, 100, ago=35, ref="PO 1")
        self.invoice(self.acme, 50, ago=5)
        statement = self.only()
        late, fresh = statement["lines"]
        self.assertEqual((late["days_late"], late["reference"]), (5, "PO 1"))
        self.assertEqual((late["balance"], fresh["balance"]), (100, 150))
        self.assertEqual((statement["closing"], statement["overdue"]), (150, 100))
        self.assertEqual(statement["steps"]["d1_30"], 100)
        self.assertEqual(statement["opening"], 0)

    def test_part_payments_leave_the_rest(self):
        self.pay(self.invoice(self.acme, 100, ago=35), amount=30, ago=3)
        self.assertEqual(self.only()["closing"], 70)
        self.assertEqual(self.only(date_to=self.day(4))["closing"], 100)

    def test_settled_customers_have_no_statement(self):
        self.pay(self.invoice(self.acme, 100))
        self.assertFalse(self.statements())
        self.assertTrue(self.statements(date_to=self.day(1)))

    def test_a_person_has_the_statement_of_the_customer(self):
        person = self.customer("Person", parent=self.acme)
        self.invoice(person, 100)
        statement = self.only(person)
        self.assertEqual(statement["partner_id"], self.acme.id)
        self.assertEqual(statement["closing"], 100)

    # activity

    def test_an_activity_begins_with_the_balance_before_and_ends_with_the_one_after(
        self,
    ):
        old = self.invoice(self.acme, 100, ago=40)
        self.invoice(self.acme, 60, ago=10)
        self.invoice(self.acme, 20, ago=9, refund=True)
        self.pay(old, ago=5)
        self.invoice(self.acme, 500, ago=1)
        [statement] = self.activity(20, 2)
        self.assertEqual(statement["opening"], 100)
        self.assertEqual(
            [(line["type"], line["amount"]) for line in statement["lines"]],
            [("invoice", 60), ("credit_note", -20), ("payment", -100)],
        )
        self.assertEqual(
            [line["balance"] for line in statement["lines"]], [160, 140, 40]
        )
        self.assertEqual(statement["closing"], 40)

    def test_the_balance_before_is_that_of_the_day_before(self):
        self.invoice(self.acme, 100, ago=10)
        for first, opening in ((10, 0), (9, 100)):
            with self.subTest(first=first):
                [statement] = self.activity(first, 0)
                self.assertEqual(statement["opening"], opening)
                self.assertEqual(statement["closing"], 100)

    def test_an_invoice_paid_in_another_currency_is_settled_in_both_statements(self):
        other = self.setup_other_currency("HRK")
        invoice = self.invoice(self.acme, 100, ago=10, currency_id=other.id)
        wizard = self.env["account.payment.register"].with_context(
            active_model="account.move", active_ids=invoice.ids
        )
        wizard.create(
            {
                "payment_date": self.day(3),
                "currency_id": self.company.currency_id.id,
                "payment_difference_handling": "reconcile",
                "writeoff_account_id": self.company_data["default_account_expense"].id,
            }
        )._create_payments()
        self.assertFalse(self.statements())
        for statement in self.activity(20, 0):
            with self.subTest(statement["currency"]):
                self.assertEqual(statement["closing"], 0)
                types = [line["type"] for line in statement["lines"]]
                self.assertIn("settlement", types)

    # equal to the ledger

    def test_random_ledgers_close_to_the_cent_at_every_date(self):
        other = self.setup_other_currency("HRK")
        random = Random(7)
        partners = [self.customer(f"Customer {number}") for number in range(4)]
        partners.append(self.customer("Person", parent=partners[0]))
        for _number in range(40):
            partner = random.choice(partners)
            vals = {"currency_id": other.id} if random.random() < 0.4 else {}
            invoice = self.invoice(
                partner,
                random.randrange(1, 90_000) / 100,
                ago=random.randrange(0, 150),
                refund=random.random() < 0.2,
                **vals,
            )
            if random.random() < 0.6:
                amount = invoice.amount_residual * random.choice((0.5, 0.333, 1))
                self.pay(invoice, ago=random.randrange(0, 30), amount=amount)
        customers = self.env["res.partner"].union(*partners[:4])
        for ago in (0, 1, 7, 29, 60, 120):
            self._check_day(customers, self.day(ago))

    def _check_day(self, customers, day):
        aged = by_hand(self.env, day)
        opened = self.statements(customers, date_to=day)
        active = self.statements(
            customers, date_from=day.replace(day=1), date_to=day, kind="activity"
        )
        closings = {
            (row["partner_id"], row["currency"]): row["closing"] for row in active
        }
        for customer in customers:
            with self.subTest(day=day, customer=customer.name):
                mine = [row for row in opened if row["partner_id"] == customer.id]
                total = round(sum(row["closing_company"] for row in mine), 2)
                self.assertEqual(total, ledger(self.env, customer, day))
                owed = round(sum(aged.get(customer.id, {}).values()), 2)
                self.assertEqual(total, owed)
        for row in opened:
            key = row["partner_id"], row["currency"]
            with self.subTest(day=day, statement=key):
                self.assertEqual(closings.get(key, 0), row["closing"])
                steps = round(sum(row["steps"].values()), 2)
                self.assertEqual(steps, row["closing"])

    # whose

    def test_reps_see_statements_of_their_own_customers_only(self):
        rep = new_test_user(
            self.env, "smb_rep", groups="sales_team.group_sale_salesman"
        )
        self.invoice(self.acme, 100)
        self.acme.user_id = rep
        statements = self.env[STATEMENT].with_user(rep)
        self.assertEqual(statements.compute(self.acme.ids)[0]["closing"], 100)
        with self.assertRaises(AccessError):
            statements.compute((self.acme + self.globex).ids)

    def test_who_sees_all_sales_papers_or_keeps_the_books_sees_all(self):
        self.invoice(self.acme, 100)
        for groups in (
            "sales_team.group_sale_salesman_all_leads",
            "account.group_account_invoice",
            "account.group_account_readonly",
        ):
            user = new_test_user(self.env, f"u{groups[-6:]}", groups=groups)
            with self.subTest(groups=groups):
                rows = self.env[STATEMENT].with_user(user).compute(self.acme.ids)
                self.assertEqual(rows[0]["closing"], 100)

    def test_nobody_else_sees_any(self):
        for groups in (
            "base.group_user",
            "stock.group_stock_user",
            "base.group_portal",
        ):
            user = new_test_user(self.env, f"u{groups[-6:]}", groups=groups)
            with self.subTest(groups=groups), self.assertRaises(AccessError):
                self.env[STATEMENT].with_user(user).compute(self.acme.ids)

    def test_each_company_states_its_own_account(self):
        self.invoice(self.acme, 100)
        other = self.setup_other_company()["company"]
        there = self.env[STATEMENT].with_company(other)
        self.assertFalse(there.compute(self.acme))

    # what must not happen

    def test_nonsense_is_refused_in_a_sentence(self):
        for asked in (
            {"kind": "all"},
            {"date_to": "tomorrow"},
            {"kind": "activity", "date_from": "2026-03-02", "date_to": "2026-03-01"},
        ):
            with self.subTest(asked=asked), self.assertRaises(UserError):
                self.statements(**asked)

    def test_drafts_are_no_business_of_the_customer(self):
        self.invoice(self.acme, 100, post=False)
        self.assertFalse(self.statements())
        self.assertFalse(self.activity(30, 0))

    def test_it_costs_a_flat_number_of_queries(self):
        customers = self.env["res.partner"]

        def queries():
            self.env.flush_all()
            self.env["account.move.line"].search([], limit=1)
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self.activity(30, 0, customers)
            return self.env.cr.sql_log_count - before

        for number in range(2):
            customers += self.customer(f"Customer {number}")
            self.invoice(customers[-1], 100)
        queries()
        few = queries()
        for number in range(20):
            customers += self.customer(f"More {number}")
            self.invoice(customers[-1], 100)
        queries()
        self.assertEqual(queries(), few)
        self.assertLessEqual(few, 12)

    def test_the_bounds_of_the_company_count(self):
        self.invoice(self.acme, 100, ago=45)
        policy = self.env["smb.policy"]._of(self.company)
        self.assertEqual(self.only()["steps"]["d1_30"], 100)
        policy.ageing_bounds = "7, 14, 21, 28"
        self.assertEqual(self.only()["steps"]["d31_60"], 0)
        self.assertEqual(self.only()["steps"]["d61_90"], 100)
        row = self.env["smb.ageing"].compute(domain=[("id", "=", self.acme.id)])[0]
        self.assertEqual(row["d61_90"], 100)
        items = self.env["smb.open.item"].search([("partner_id", "=", self.acme.id)])
        self.assertEqual(items.step, "3")
        names = dict(items._fields["step"]._description_selection(self.env))
        self.assertEqual(names["3"], "15-21")
        for nonsense in ("30", "30, 20, 90, 180", "a, b, c, d", "30, 60, 90, 99999"):
            with self.subTest(nonsense), self.assertRaises(UserError):
                policy.ageing_bounds = nonsense

    def test_today_is_the_company_s_day(self):
        self.invoice(self.acme, 100)
        self.assertEqual(self.only()["date_to"], TODAY)
