from datetime import timedelta
from random import Random

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import freeze_time, new_test_user, tagged

from ..tools.ageing import NAMES, step_of
from .ledger import NOW, TODAY, LedgerCase

AGEING = "smb.ageing"
RECEIVABLE = "asset_receivable"
PAYABLE = "liability_payable"


def by_hand(env, as_of, kind=RECEIVABLE, companies=None):
    """``{customer: {step: amount}}`` by reading the ledger forward, item by item."""
    companies = companies or env.companies
    lines = env["account.move.line"].search(
        [
            ("account_id.account_type", "=", kind),
            ("parent_state", "=", "posted"),
            ("date", "<=", as_of),
            ("company_id", "in", companies.ids),
        ]
    )
    owed = {}
    for line in lines:
        settled = sum(
            part.amount
            for part in line.matched_credit_ids | line.matched_debit_ids
            if part.max_date <= as_of
        )
        rest = line.balance + (settled if line.balance < 0 else -settled)
        rest = -rest if kind == PAYABLE else rest
        step = step_of((as_of - (line.date_maturity or line.date)).days)
        row = owed.setdefault(line.partner_id.commercial_partner_id.id, {})
        row[step] = row.get(step, 0) + rest
    rounded = {
        key: {step: round(amount, 2) for step, amount in row.items()}
        for key, row in owed.items()
    }
    return {
        key: {step: amount for step, amount in row.items() if amount}
        for key, row in rounded.items()
        if any(row.values())
    }


@freeze_time(NOW)
@tagged("post_install", "-at_install")
class TestAgeing(LedgerCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.acme = cls.customer("Acme")
        cls.globex = cls.customer("Globex")

    def ageing(self, **question):
        return self.env[AGEING].compute(**question)

    def row(self, key, **question):
        found = [row for row in self.ageing(**question) if row["key"] == key.id]
        return found[0] if found else None

    def steps(self, **question):
        return {
            row["key"]: {name: row[name] for name in NAMES if row[name]}
            for row in self.ageing(**question)
        }

    def late(self, partner, amount, days, **vals):
        """An invoice that is so many days past due today."""
        due = TODAY - timedelta(days=days)
        return self.invoice(
            partner, amount, ago=max(days, 0) + 40, invoice_date_due=due, **vals
        )

    def added_up(self, as_of):
        """The same from the open items, by customer and step."""
        items = self.env["smb.open.item"].with_context(smb_as_of=str(as_of))
        owed = {}
        for partner, step, amount in items._read_group(
            [("kind", "=", RECEIVABLE)], ["partner_id", "step"], ["amount:sum"]
        ):
            if amount := round(amount, 2):
                owed.setdefault(partner.id, {})[NAMES[int(step)]] = amount
        return owed

    # steps

    def test_an_item_stands_in_the_step_of_its_days(self):
        for days in (-1, 0, 1, 30, 31, 60, 61, 90, 91, 180, 181):
            with self.subTest(days=days):
                customer = self.customer(f"Late {days}")
                self.late(customer, 100, days)
                row = self.row(customer)
                self.assertEqual(row[step_of(days)], 100)
                self.assertEqual(row["total"], 100)
                self.assertEqual(row["overdue"], 100 if days > 0 else 0)
                self.assertEqual(row["oldest"], max(days, 0))

    def test_instalments_age_one_by_one(self):
        term = self.env["account.payment.term"].create(
            {
                "name": "Half now, half in 60 days",
                "line_ids": [
                    Command.create(
                        {"value": "percent", "value_amount": 50, "nb_days": 0}
                    ),
                    Command.create(
                        {"value": "percent", "value_amount": 50, "nb_days": 60}
                    ),
                ],
            }
        )
        self.invoice(
            self.acme,
            200,
            ago=50,
            invoice_payment_term_id=term.id,
            invoice_date_due=False,
        )
        row = self.row(self.acme)
        self.assertEqual((row["not_due"], row["d31_60"]), (100, 100))

    def test_a_paid_invoice_leaves_the_ageing(self):
        self.pay(self.late(self.acme, 100, 5))
        self.assertFalse(self.row(self.acme))

    def test_a_part_payment_leaves_the_rest(self):
        self.pay(self.late(self.acme, 100, 5), amount=30)
        self.assertEqual(self.row(self.acme)["d1_30"], 70)

    def test_drafts_and_cancelled_invoices_are_not_owed(self):
        self.late(self.acme, 100, 5, post=False)
        self.late(self.acme, 100, 5).button_cancel()
        self.assertFalse(self.row(self.acme))

    def test_credit_that_is_not_matched_is_a_minus(self):
        self.late(self.acme, 100, 5)
        self.late(self.acme, 30, 5, refund=True)
        self.assertEqual(self.row(self.acme)["total"], 70)

    def test_shares_add_up_from_the_largest(self):
        self.late(self.acme, 300, 5)
        self.late(self.globex, 100, 5)
        domain = [("id", "in", (self.acme + self.globex).ids)]
        first, second = self.ageing(domain=domain)
        self.assertEqual((first["name"], second["name"]), ("Acme", "Globex"))
        self.assertEqual((first["share"], second["share"]), (0.75, 0.25))
        self.assertEqual(second["cumulative"], 1)

    # days of the past

    def test_a_past_day_shows_what_was_open_then(self):
        invoice = self.late(self.acme, 100, 20)
        self.pay(invoice, ago=4, amount=60)
        for ago, total in ((4, 40), (5, 100), (60, 100), (61, 0)):
            with self.subTest(ago=ago):
                row = self.row(self.acme, as_of=self.day(ago))
                self.assertEqual(row["total"] if row else 0, total)

    def test_random_ledgers_equal_a_slow_reading_at_every_date(self):
        other = self.setup_other_currency("HRK")
        random = Random(6)
        partners = [self.customer(f"Customer {number}") for number in range(6)]
        partners.append(self.customer("Person", parent=partners[0]))
        for _number in range(50):
            partner = random.choice(partners)
            vals = {"currency_id": other.id} if random.random() < 0.4 else {}
            invoice = self.late(
                partner,
                random.randrange(1, 90_000) / 100,
                random.randrange(-40, 250),
                refund=random.random() < 0.2,
                **vals,
            )
            if random.random() < 0.6:
                amount = invoice.amount_residual * random.choice((0.5, 0.333, 1))
                self.pay(invoice, ago=random.randrange(0, 30), amount=amount)
        for ago in (0, 1, 7, 15, 29, 60, 200):
            with self.subTest(ago=ago):
                as_of = self.day(ago)
                expected = by_hand(self.env, as_of)
                self.assertEqual(self.steps(as_of=as_of), expected)
                self.assertEqual(self.added_up(as_of), expected)

    def test_today_equals_what_odoo_says_customers_owe(self):
        self.late(self.acme, 100, 5)
        self.pay(self.late(self.acme, 80, 50), amount=10)
        self.assertEqual(self.row(self.acme)["total"], self.acme.credit)

    # of what, by what

    def test_suppliers_are_owed_in_positive_numbers(self):
        bill = self.init_invoice(
            "in_invoice", partner=self.globex, amounts=[50], post=False
        )
        bill.invoice_line_ids.tax_ids = False
        bill.invoice_date = self.day(40)
        bill.invoice_payment_term_id = False
        bill.invoice_date_due = self.day(10)
        bill.action_post()
        row = self.row(self.globex, account_type=PAYABLE)
        self.assertEqual((row["d1_30"], row["total"]), (50, 50))
        self.assertFalse(self.row(self.globex))

    def test_a_person_counts_for_the_customer_or_alone(self):
        person = self.customer("Person", parent=self.acme)
        self.late(person, 100, 5)
        self.assertEqual(self.row(self.acme)["total"], 100)
        self.assertFalse(self.row(self.acme, group_by="partner_id"))
        self.assertEqual(self.row(person, group_by="partner_id")["total"], 100)

    def test_every_way_to_group_has_the_same_total(self):
        self.late(self.acme, 100, 5)
        self.late(self.globex, 70, 95)
        self.refresh()
        groups = ("user_id", "team_id", "tier_id", "country_id", "currency_id")
        total = sum(row["total"] for row in self.ageing())
        for group_by in (*groups, "company_id", "partner_id"):
            with self.subTest(group_by=group_by):
                rows = self.ageing(group_by=group_by)
                self.assertAlmostEqual(sum(row["total"] for row in rows), total)

    def test_each_way_to_group_names_whose_items_they_are(self):
        rep = new_test_user(
            self.env, "smb_owner", groups="sales_team.group_sale_salesman"
        )
        team = self.env["crm.team"].create({"name": "North", "member_ids": rep.ids})
        belgium = self.env.ref("base.be")
        self.acme.write({"user_id": rep.id, "country_id": belgium.id})
        person = self.customer("Person", parent=self.acme)
        self.late(person, 100, 5)
        self.late(self.acme, 30, 5)
        self.refresh()
        tier = self.card(self.acme).tier_id
        keys = {
            "user_id": (rep, 130),
            "team_id": (team, 130),
            "country_id": (belgium, 130),
            "tier_id": (tier, 130),
            "commercial_partner_id": (self.acme, 130),
            "partner_id": (person, 100),
        }
        for group_by, (key, total) in keys.items():
            with self.subTest(group_by=group_by):
                row = self.row(key, group_by=group_by)
                self.assertEqual(row["d1_30"], total)
                self.assertEqual(row["name"], key.display_name)

    def test_by_currency_the_documents_own_amounts_stand_beside(self):
        other = self.setup_other_currency("HRK")
        invoice = self.late(self.acme, 100, 5, currency_id=other.id)
        self.pay(self.late(self.acme, 70, 40, currency_id=other.id), amount=20, ago=3)
        row = self.row(other, group_by="currency_id")
        self.assertEqual((row["d1_30_currency"], row["d31_60_currency"]), (100, 50))
        self.assertEqual((row["overdue_currency"], row["total_currency"]), (150, 150))
        residuals = invoice.line_ids.filtered("amount_residual")
        self.assertEqual(row["d1_30"], sum(residuals.mapped("amount_residual")))
        past = self.row(other, group_by="currency_id", as_of=self.day(4))
        self.assertEqual(past["total_currency"], 170)

    def test_another_company_is_seen_when_one_switches_to_it(self):
        other = self.setup_other_company()["company"]
        self.late(self.acme, 100, 5)
        with self.assertRaises(AccessError):
            self.env[AGEING].with_context(allowed_company_ids=self.company.ids).compute(
                companies=other.ids
            )
        self.assertFalse(self.row(self.acme, companies=other))

    # what must not happen

    def test_nonsense_is_refused_in_a_sentence(self):
        for question in (
            {"account_type": "income"},
            {"group_by": "name; DROP TABLE res_partner"},
            {"group_by": False},
            {"as_of": "soon"},
        ):
            with self.subTest(question=question), self.assertRaises(UserError):
                self.ageing(**question)

    def test_reps_see_what_their_own_customers_owe(self):
        rep = new_test_user(
            self.env, "smb_rep", groups="sales_team.group_sale_salesman"
        )
        self.late(self.acme, 100, 5)
        self.late(self.globex, 70, 5)
        self.globex.user_id = rep
        ageing = self.env[AGEING].with_user(rep)
        self.assertEqual([row["name"] for row in ageing.compute()], ["Globex"])
        self.assertEqual(ageing.compute(group_by="company_id")[0]["total"], 70)
        with self.assertRaises(AccessError):
            ageing.compute(account_type=PAYABLE)

    def test_nobody_else_sees_anything(self):
        for groups in (
            "base.group_user",
            "stock.group_stock_user",
            "base.group_portal",
        ):
            user = new_test_user(self.env, f"u{groups[-6:]}", groups=groups)
            with self.subTest(groups=groups), self.assertRaises(AccessError):
                self.env[AGEING].with_user(user).compute()

    def test_it_costs_a_flat_number_of_queries(self):
        def queries():
            # what is waiting to be written is not the ageing's
            self.env.flush_all()
            self.env["account.move.line"].search([], limit=1)
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self.ageing()
            return self.env.cr.sql_log_count - before

        self.late(self.acme, 100, 5)
        queries()
        few = queries()
        for number in range(20):
            self.late(self.customer(f"Customer {number}"), 100, number)
        queries()
        self.assertEqual(queries(), few)
        self.assertLessEqual(few, 10)
