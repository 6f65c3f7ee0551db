"""Statements of account on the company's own paper."""

import io
from unittest.mock import patch

from openpyxl import load_workbook

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import HttpCase, freeze_time, new_test_user, tagged

from .common import ROLES
from .ledger import NOW, LedgerCase

WIZARD = "smb.statement.wizard"


@freeze_time(NOW)
class StatementPaperCase(LedgerCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.templates = cls.env["smb.print.template"]
        cls.templates.search([]).active = False
        cls.sally, cls.sam, cls.will = (
            new_test_user(
                cls.env,
                f"smb_{name}",
                groups=ROLES[name],
                tz="UTC",
                company_id=cls.company.id,
            )
            for name in ("sally", "sam", "will")
        )
        cls.acme = cls.customer("Acme", email="office@acme.example", ref="C-7")
        cls.globex = cls.customer("Globex")
        vals = next(
            vals for vals in cls.templates._usual() if vals["kind"] == "statement"
        )
        blocks = vals.pop("blocks")
        cls.paper = cls.templates.create({**vals, "company_id": False})
        cls.paper._fill_in({**cls.paper._as_content(), "blocks": blocks})

    def page(self, partner=None, user=None, **asked):
        user = user or self.env.user
        paper = self.paper.with_user(user).with_context(smb_statement=asked)
        return paper.render((partner or self.acme).with_user(user), "html")[0].decode()

    def wizard(self, partners, **vals):
        return self.env[WIZARD].create({"partner_ids": partners.ids, **vals})


@freeze_time(NOW)
@tagged("post_install", "-at_install")
class TestStatementOnOwnPaper(StatementPaperCase):
    def test_lines_balance_and_ageing_are_those_of_the_statement(self):
        self.invoice(self.acme, 100, ago=35, ref="PO 77")
        self.invoice(self.acme, 50, ago=5)
        [row] = self.env["smb.statement"].compute(self.acme)
        page = self.page()
        for words in ("PO 77", "100.00", "150.00", "31-60 days", "C-7", "Past due"):
            self.assertIn(words, page)
        self.assertEqual(row["closing"], 150)

    def test_activity_begins_with_the_balance_before(self):
        self.invoice(self.acme, 100, ago=40)
        self.invoice(self.acme, 50, ago=5)
        page = self.page(kind="activity", date_from=self.day(20), date_to=self.day(0))
        self.assertIn("Opening balance", page)
        self.assertIn("150.00", page)

    def test_a_settled_account_says_so(self):
        self.assertIn("your account is settled", self.page())

    def test_the_workbook_has_the_same_figures(self):
        self.invoice(self.acme, 100, ago=35)
        content, _kind = self.paper.render(self.acme, "xlsx")
        sheet = load_workbook(io.BytesIO(content)).active
        cells = [cell.value for row in sheet for cell in row]
        self.assertGreaterEqual(cells.count(100), 3)

    def test_the_printers_text_has_them_too(self):
        self.invoice(self.acme, 100, ago=35)
        self.paper.paper = "form_280"
        content, _kind = self.paper.render(self.acme, "escp")
        self.assertIn(b"100.00", content)

    def test_several_currencies_stand_apart_and_are_not_added_up(self):
        euro = self.env.ref("base.EUR")
        other = euro if self.company.currency_id != euro else self.env.ref("base.USD")
        other.active = True
        self.invoice(self.acme, 100)
        self.invoice(self.acme, 70, currency_id=other.id)
        lines = self.paper.block_ids.filtered(lambda block: block.kind == "lines")
        lines.column_ids[-2].add_up = True
        page = self.page()
        self.assertIn(f"Balance {other.name}", page)
        self.assertIn(f"Balance {self.company.currency_id.name}", page)
        self.assertNotIn('smb_sums"', page.partition("<body>")[2])

    def test_a_rep_prints_the_own_customers_account_only(self):
        self.acme.user_id = self.sally
        self.globex.user_id = self.sam
        self.page(user=self.sally)
        with self.assertRaises(AccessError):
            self.page(self.globex, user=self.sally)
        with self.assertRaises(AccessError):
            self.page(user=self.will)

    def test_the_accounts_are_read_once_for_all_blocks_and_customers(self):
        self.invoice(self.acme, 100)
        self.invoice(self.globex, 70)
        statements = type(self.env["smb.statement"])
        with patch.object(
            statements, "_open_items", autospec=True, side_effect=statements._open_items
        ) as read:
            page = self.page(self.acme + self.globex)
            self.assertEqual(read.call_count, 1)
            # another print reads them again
            self.invoice(self.acme, 30)
            self.assertIn("130.00", self.page())
        self.assertEqual(read.call_count, 2)
        for amount in ("100.00", "70.00"):
            self.assertIn(amount, page)

    def test_whoever_calls_brings_no_figures(self):
        self.invoice(self.acme, 100)
        paper = self.paper.with_context(smb_batch={"found": {}})
        self.assertIn(b"100.00", paper.render(self.acme, "html")[0])

    def test_odd_days_in_the_context_are_refused(self):
        with self.assertRaises(UserError):
            self.page(date_to="someday")

    def test_the_entry_of_the_menu_is_for_sales_and_accounting(self):
        report = self.paper._own_report()
        self.assertIn(self.env.ref("sales_team.group_sale_salesman"), report.group_ids)


@freeze_time(NOW)
@tagged("post_install", "-at_install")
class TestStatementInstead(StatementPaperCase):
    def printed(self, wizard):
        """Customers on each of our papers, while the engine stands still."""
        done = []

        def render(template, records, output="pdf"):
            done.append((template, records))
            return b"%PDF-own", "application/pdf"

        self.patch(type(self.templates), "render", render)
        return done, wizard._paper_content()

    def test_without_a_choice_the_dialog_prints_as_ever(self):
        self.invoice(self.acme, 100)
        action = self.wizard(self.acme).action_print()
        self.assertEqual(action["type"], "ir.actions.report")

    def test_the_chosen_paper_is_downloaded(self):
        self.paper.instead = True
        self.invoice(self.acme, 100)
        wizard = self.wizard(self.acme)
        self.assertIn(f"/smb/print/statement/{wizard.id}", wizard.action_print()["url"])
        done, content = self.printed(wizard)
        self.assertEqual(done, [(self.paper, self.acme)])
        self.assertEqual(content, b"%PDF-own")

    def test_a_paper_of_another_company_is_not_used(self):
        second = self.env["res.company"].create({"name": "Second"})
        self.paper.write({"instead": True, "company_id": second.id})
        self.assertFalse(self.templates._instead(self.acme))

    def test_the_customers_own_comes_first(self):
        self.paper.instead = True
        own = self.paper.copy({"partner_ids": [Command.set(self.acme.ids)]})
        own.instead = True
        self.assertEqual(self.templates._instead(self.acme), own)
        self.assertEqual(self.templates._instead(self.globex), self.paper)


@freeze_time(NOW)
@tagged("post_install", "-at_install")
class TestStatementDownload(StatementPaperCase, HttpCase):
    def test_only_the_own_dialog_is_printed(self):
        self.acme.user_id = self.sally
        self.invoice(self.acme, 100)
        wizard = (
            self.env[WIZARD]
            .with_user(self.sally)
            .create({"partner_ids": self.acme.ids})
        )
        self.patch(
            type(wizard),
            "_paper_content",
            lambda wizard: b"%PDF-" + str(wizard.id).encode(),
        )
        self.authenticate("smb_sally", "smb_sally")
        answer = self.url_open(f"/smb/print/statement/{wizard.id}")
        self.assertEqual(answer.content, f"%PDF-{wizard.id}".encode())
        self.assertEqual(answer.headers["Cache-Control"], "no-store")
        self.authenticate("smb_sam", "smb_sam")
        self.assertEqual(
            self.url_open(f"/smb/print/statement/{wizard.id}").status_code, 404
        )
