import base64
from io import BytesIO
from unittest.mock import patch
from urllib.parse import urlsplit

from openpyxl import load_workbook

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command
from odoo.http import Request
from odoo.tests import HttpCase, freeze_time, new_test_user, tagged

from .ledger import NOW, TODAY, LedgerCase

WIZARD = "smb.statement.wizard"
REPORT = "smb_crm.smb_statement_report"
PORTAL = "/my/statement"
STOP = "/smb/statement/stop"
BATCHES = "odoo.addons.smb_crm.wizards.receivable.smb_statement_wizard"


@freeze_time(NOW)
class PaperCase(LedgerCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env.user.group_ids += cls.env.ref("base.group_allow_export")
        cls.acme = cls.customer("Acme", email="office@acme.example")
        cls.globex = cls.customer("Globex")

    def wizard(self, partners, user=None, **vals):
        wizards = self.env[WIZARD].with_user(user or self.env.user)
        return wizards.create({"partner_ids": partners.ids, **vals})


@freeze_time(NOW)
@tagged("post_install", "-at_install")
class TestStatementPaper(PaperCase):
    def html(self, wizard):
        reports = wizard.env["ir.actions.report"]
        return reports._render_qweb_html(REPORT, wizard.ids)[0].decode()

    def test_the_paper_has_a_page_for_each_customer_who_owes(self):
        self.invoice(self.acme, 100, ref="PO 77")
        self.invoice(self.globex, 70)
        idle = self.customer("Idle")
        html = self.html(self.wizard(self.acme + self.globex + idle))
        self.assertEqual(html.count("Statement of Account"), 2)
        self.assertIn("PO 77", html)
        self.assertNotIn("Idle", html)

    def test_many_pages_are_those_of_one_after_the_other(self):
        self.invoice(self.acme, 100)
        self.invoice(self.globex, 70)
        wizard = self.wizard(self.acme + self.globex, date_to=TODAY)
        together = self.html(wizard)
        statements = type(self.env["smb.statement"])
        with (
            patch(f"{BATCHES}.BATCH", 1),
            patch.object(
                statements, "_pages", autospec=True, side_effect=statements._pages
            ) as drawn,
        ):
            self.assertEqual(self.html(wizard), together)
        self.assertEqual(drawn.call_count, 2)

    def test_one_customer_without_anything_is_told_so(self):
        wizard = self.wizard(self.acme)
        self.assertIn("your account is settled", self.html(wizard))

    def test_the_paper_speaks_the_customer_s_language(self):
        self.env["res.lang"]._activate_lang("fr_FR")
        self.acme.lang = "fr_FR"
        self.invoice(self.acme, 100)
        wizard = self.wizard(self.acme)
        [page] = wizard._checked_pages()
        self.assertEqual(page["lang"], "fr_FR")
        html = self.html(wizard)
        self.assertIn("28/02/2026", html)
        self.assertIn("10/03/2026", html)

    def test_the_list_of_customers_fills_the_dialog(self):
        here = self.env[WIZARD].with_context(
            active_model="res.partner", active_ids=(self.acme + self.globex).ids
        )
        self.assertEqual(here.create({}).partner_ids, self.acme + self.globex)

    def test_nothing_to_state_is_said(self):
        with self.assertRaises(UserError):
            self.wizard(self.acme + self.globex).action_print()
        with self.assertRaises(UserError):
            self.wizard(self.env["res.partner"]).action_print()

    # Excel

    def book(self, wizard):
        wizard.action_sheet()
        return load_workbook(BytesIO(base64.b64decode(wizard.file)))

    def test_the_sheet_has_real_numbers_dates_and_sums(self):
        self.invoice(self.acme, 100, ago=35)
        self.invoice(self.acme, 50, ago=5)
        sheet = self.book(self.wizard(self.acme))["Statements"]
        self.assertEqual(sheet.freeze_panes, "A2")
        self.assertEqual(sheet["C2"].value.date(), self.day(35))
        self.assertEqual((sheet["I2"].value, sheet["I3"].value), (100, 50))
        self.assertEqual(sheet["I4"].value, "=SUM(I2:I3)")
        self.assertEqual(sheet["K3"].value, "=K2+I3-J3")
        self.assertEqual(sheet["K4"].value, "=I4-J4")

    def test_the_summary_points_at_the_balances(self):
        self.invoice(self.acme, 100)
        self.invoice(self.globex, 70)
        book = self.book(self.wizard(self.acme + self.globex))
        self.assertEqual(book["Summary"]["J2"].value, "='Statements'!K3")
        self.assertEqual(book["Summary"]["J3"].value, "='Statements'!K5")

    def test_names_never_become_formulas(self):
        self.acme.name = '=HYPERLINK("http://evil")'
        self.invoice(self.acme, 100, ref="+1+1")
        sheet = self.book(self.wizard(self.acme))["Statements"]
        self.assertEqual((sheet["A2"].data_type, sheet["F2"].data_type), ("s", "s"))

    def test_the_sheet_needs_the_right_to_export(self):
        self.invoice(self.acme, 100)
        user = new_test_user(
            self.env, "smb_anna", groups="account.group_account_invoice"
        )
        self.assertFalse(user.has_group("base.group_allow_export"))
        with self.assertRaises(AccessError):
            self.wizard(self.acme, user=user).action_sheet()

    # whose

    def test_a_rep_prints_for_own_customers_only(self):
        rep = new_test_user(
            self.env, "smb_rep", groups="sales_team.group_sale_salesman"
        )
        self.invoice(self.acme, 100)
        self.invoice(self.globex, 70)
        self.acme.user_id = rep
        wizards = self.env[WIZARD].with_user(rep)
        mine = wizards.create({"partner_ids": self.acme.ids})
        self.assertIn("100.00", self.html(mine))
        other = wizards.create({"partner_ids": self.globex.ids})
        for act in (other.action_print, other.action_mail, other._checked_pages):
            with self.subTest(act.__name__), self.assertRaises(AccessError):
                act()

    def test_nobody_reads_another_s_dialog(self):
        wizard = self.wizard(self.acme)
        rep = new_test_user(
            self.env, "smb_rep", groups="sales_team.group_sale_salesman"
        )
        with self.assertRaises(AccessError):
            wizard.with_user(rep)._checked_pages()

    # mail

    def test_one_customer_is_written_to_in_the_composer(self):
        self.invoice(self.acme, 100)
        with patch.object(
            type(self.env["ir.actions.report"]),
            "_render_qweb_pdf",
            return_value=(b"%PDF", "pdf"),
        ):
            action = self.wizard(self.acme).action_mail()
        context = action["context"]
        self.assertEqual(action["res_model"], "mail.compose.message")
        composer = self.env["mail.compose.message"].with_context(**context).create({})
        self.assertIn("Statement of account", composer.subject)
        self.assertIn("03/10/2026", composer.subject)
        self.assertEqual(composer.partner_ids, self.acme)
        self.assertTrue(composer.attachment_ids)

    def test_several_customers_go_into_the_outbox_once(self):
        self.invoice(self.acme, 100)
        self.invoice(self.globex, 70)
        idle = self.customer("Idle", email="idle@idle.example")
        wizard = self.wizard(self.acme + self.globex + idle)
        wizard.action_mail()
        rows = self.env["smb.sending"].search([("kind", "=", "statement")])
        self.assertEqual(rows.partner_id, self.acme)
        self.assertEqual(rows._statement_period(), ("open", None, TODAY))
        wizard.action_mail()
        self.assertEqual(
            self.env["smb.sending"].search_count([("kind", "=", "statement")]), 1
        )

    def test_a_mail_of_a_settled_account_is_not_sent(self):
        invoice = self.invoice(self.acme, 100)
        [queued], _none = (
            self.env["smb.sending"]
            .sudo()
            ._queue_statements(self.acme, self.company, ("open", None, TODAY))
        )
        self.assertIsNone(queued._obstacle())
        self.pay(invoice)
        self.assertEqual(queued._obstacle()[0], "cancelled")

    def test_the_mail_carries_the_paper(self):
        self.invoice(self.acme, 100)
        [queued], _none = (
            self.env["smb.sending"]
            .sudo()
            ._queue_statements(
                self.acme, self.company, ("open", None, TODAY), self.env.user
            )
        )
        with patch.object(
            type(self.env["ir.actions.report"]),
            "_render_qweb_pdf",
            return_value=(b"%PDF", "pdf"),
        ):
            vals = queued._compose_vals()
        paper = self.env["ir.attachment"].browse(vals["attachment_ids"])
        self.assertEqual(paper.res_model, "smb.sending")
        self.assertIn("Acme", paper.name)
        self.assertIn("03/10/2026", vals["subject"])

    # monthly

    def test_the_month_s_statements_go_out_only_where_they_are_switched_on(self):
        self.invoice(self.acme, 100, ago=20)
        policy = self.env["smb.policy"]._of(self.company)
        queued = [("kind", "=", "statement"), ("company_id", "=", self.company.id)]
        self._monthly()
        self.assertFalse(self.env["smb.sending"].search(queued))
        policy.statement_monthly = True
        self._monthly()
        self._monthly()
        row = self.env["smb.sending"].search(queued)
        self.assertEqual(row.partner_id, self.acme)
        self.assertEqual(row.key, "2026-02-28|open|")

    def _monthly(self):
        with self.enter_registry_test_mode():
            self.env.ref("smb_crm.smb_statement_cron").method_direct_trigger()

    def test_nothing_goes_out_before_the_day_of_the_month(self):
        self.invoice(self.acme, 100, ago=20)
        policy = self.env["smb.policy"].sudo()._of(self.company)
        policy.write({"statement_monthly": True, "statement_day": 11})
        self.assertFalse(policy._state_last_month())
        policy.statement_day = 10
        self.assertTrue(policy._state_last_month())

    def test_who_wants_no_monthly_statement_gets_none(self):
        self.invoice(self.acme, 100, ago=40)
        policy = self.env["smb.policy"].sudo()._of(self.company)
        policy.write({"statement_monthly": True, "statement_day": 1})
        self.acme._smb_choose_statement(False)
        self.assertTrue(self.acme.smb_no_statement)
        self.assertIn("no monthly", str(self.acme.message_ids[:1].body))
        queued = policy._state_last_month()
        self.assertNotIn(self.acme, queued.partner_id)

    def test_the_month_s_activity_covers_the_month(self):
        self.invoice(self.acme, 100, ago=20)
        policy = self.env["smb.policy"].sudo()._of(self.company)
        policy.write({"statement_monthly": True, "statement_kind": "activity"})
        row = policy._state_last_month()
        self.assertEqual(row.key, "2026-02-28|activity|2026-02-01")


@freeze_time(NOW)
@tagged("post_install", "-at_install")
class TestStatementAnswer(PaperCase):
    def answer(self, agreed, reason="", person=None, documents=()):
        answers = self.env["smb.statement.answer"].sudo()
        return answers._answer(person or self.acme, agreed, reason, documents)

    def test_an_answer_keeps_what_the_customer_saw(self):
        invoice = self.invoice(self.acme, 100)
        answer = self.answer(True)
        self.pay(invoice)
        self.assertIn("100.00", answer.amounts)
        self.assertEqual((answer.total, answer.date), (100, TODAY))
        self.assertIn("Agreed", self.acme.message_ids[0].body)

    def test_the_salesperson_is_asked_to_look_at_what_is_wrong(self):
        rep = new_test_user(
            self.env, "smb_rep", groups="sales_team.group_sale_salesman"
        )
        self.acme.user_id = rep
        person = self.customer("Ada", parent=self.acme)
        self.invoice(self.acme, 100)
        answer = self.answer(False, "Paid <b>long</b> ago", person)
        self.assertEqual(answer.partner_id, self.acme)
        self.assertEqual(answer.person_id, person)
        activity = self.acme.activity_ids
        self.assertEqual(activity.user_id, rep)
        self.assertIn("long", activity.note)
        self.assertNotIn("<b>", activity.note)

    def test_who_agrees_bothers_nobody(self):
        self.answer(True)
        self.assertFalse(self.acme.activity_ids)

    def test_who_disagrees_says_why(self):
        for reason in ("", "   "):
            with self.subTest(reason=reason), self.assertRaises(UserError):
                self.answer(False, reason)

    def test_documents_that_are_named_are_in_dispute_till_an_accountant_ends_it(self):
        wrong, ticked, right = (self.invoice(self.acme, 100) for _ in range(3))
        answer = self.answer(False, f"{wrong.name} was paid", documents=[ticked.name])
        self.assertEqual(answer.move_ids, wrong | ticked)
        self.assertNotIn(right.name, answer.document_names)
        self.assertTrue(answer.disputed)
        clerk = new_test_user(
            self.env, "smb_clerk", groups="account.group_account_invoice"
        )
        rep = new_test_user(
            self.env, "smb_seller", groups="sales_team.group_sale_salesman_all_leads"
        )
        with self.assertRaises(AccessError):
            answer.with_user(rep).action_end_dispute()
        answer.with_user(clerk).action_end_dispute()
        self.assertEqual((answer.disputed, answer.ended_by_id), (False, clerk))
        self.assertIn(wrong.name, str(self.acme.message_ids[:1].body))

    def test_documents_of_others_can_not_be_disputed(self):
        other = self.invoice(self.globex, 100)
        self.invoice(self.acme, 100)
        answer = self.answer(False, f"Not {other.name}", documents=[other.name, "/"])
        self.assertFalse(answer.move_ids)
        self.assertFalse(answer.disputed)

    def test_nobody_floods_the_company(self):
        for number in range(5):
            self.answer(False, f"Reason {number}")
        with self.assertRaises(UserError):
            self.answer(False, "Once more")

    def test_a_novel_is_refused(self):
        with self.assertRaises(ValidationError):
            self.answer(False, "x" * 2001)


@tagged("post_install", "-at_install")
class TestStatementPortal(PaperCase, HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.ada = cls.customer("Ada", parent=cls.acme, email="ada@acme.example")
        cls.paul = new_test_user(
            cls.env,
            "smb_paul_portal",
            groups="base.group_portal",
            company_id=cls.company.id,
            company_ids=[Command.set(cls.company.ids)],
        )
        cls.paul.partner_id.parent_id = cls.acme

    def page(self, path=PORTAL, **how):
        return self.url_open(path, **how)

    def setUp(self):
        super().setUp()
        self.invoice(self.acme, 100, ref="PO 77")
        self.invoice(self.globex, 7777)
        self.env.flush_all()

    def token(self):
        return Request.csrf_token(self)

    def test_customers_see_their_own_account_and_nobody_else_s(self):
        self.authenticate("smb_paul_portal", "smb_paul_portal")
        page = self.page()
        self.assertEqual(page.status_code, 200)
        self.assertIn("PO 77", page.text)
        self.assertNotIn("7,777", page.text)
        self.assertEqual(page.headers["Cache-Control"], "no-store")

    def test_strangers_are_asked_to_log_in(self):
        self.authenticate(None, None)
        self.assertIn("/web/login", self.page().url)
        self.assertIn("/web/login", self.page(f"{PORTAL}/pdf").url)

    def test_customers_answer(self):
        self.authenticate("smb_paul_portal", "smb_paul_portal")
        self.page(
            f"{PORTAL}/answer",
            data={"reason": "Paid long ago", "csrf_token": self.token()},
        )
        answer = self.env["smb.statement.answer"].search([], limit=1)
        self.assertEqual(answer.partner_id, self.acme)
        self.assertEqual(answer.person_id, self.paul.partner_id)
        self.assertEqual((answer.agreed, answer.reason), (False, "Paid long ago"))
        self.page(f"{PORTAL}/answer", data={"agreed": "1", "csrf_token": self.token()})
        self.assertTrue(self.env["smb.statement.answer"].search([], limit=1).agreed)

    def test_an_empty_disagreement_is_refused_on_the_page(self):
        self.authenticate("smb_paul_portal", "smb_paul_portal")
        page = self.page(
            f"{PORTAL}/answer", data={"reason": " ", "csrf_token": self.token()}
        )
        self.assertIn("Please tell us what is wrong", page.text)
        self.assertFalse(self.env["smb.statement.answer"].search_count([]))

    def test_an_answer_needs_the_token_of_the_page(self):
        self.authenticate("smb_paul_portal", "smb_paul_portal")
        page = self.page(f"{PORTAL}/answer", data={"agreed": "1"})
        self.assertEqual(page.status_code, 400)
        self.assertFalse(self.env["smb.statement.answer"].search_count([]))

    def answers(self):
        return self.env["smb.statement.answer"].search([])

    def test_what_is_ticked_on_the_page_is_in_dispute(self):
        mine = self.env["account.move"].search([("partner_id", "=", self.acme.id)])
        other = self.env["account.move"].search([("partner_id", "=", self.globex.id)])
        self.authenticate("smb_paul_portal", "smb_paul_portal")
        self.assertIn(f'value="{mine.name}"', self.page().text)
        said = {"reason": "Wrong price", "documents": [mine.name, other.name, "42"]}
        page = self.page(f"{PORTAL}/answer", data={**said, "csrf_token": self.token()})
        self.assertIn("we have your answer", page.text)
        self.assertIn("Wrong price", page.text)
        # what is not the customer's own is not even looked for
        self.assertEqual(self.answers().move_ids, mine)
        self.assertTrue(self.answers().disputed)

    def test_who_agrees_disputes_nothing(self):
        mine = self.env["account.move"].search([("partner_id", "=", self.acme.id)])
        self.authenticate("smb_paul_portal", "smb_paul_portal")
        said = {"agreed": "1", "reason": "All wrong", "documents": mine.name}
        self.page(f"{PORTAL}/answer", data={**said, "csrf_token": self.token()})
        answer = self.answers()
        self.assertEqual((answer.agreed, answer.reason), (True, False))
        self.assertIn("You agreed on", self.page().text)

    def test_customers_stop_the_monthly_statement_and_begin_again(self):
        self.authenticate("smb_paul_portal", "smb_paul_portal")
        self.assertNotIn("Stop that", self.page().text)
        self.env["smb.policy"].sudo()._of(self.company).statement_monthly = True
        self.assertIn("Stop that", self.page().text)
        for wanted, words in (("0", "Begin with it"), ("1", "Stop that")):
            with self.subTest(words):
                said = {"wanted": wanted, "csrf_token": self.token()}
                page = self.page(f"{PORTAL}/monthly", data=said)
                self.assertIn(words, page.text)
                self.assertEqual(self.acme.smb_no_statement, wanted == "0")
        page = self.page(f"{PORTAL}/monthly", data={"wanted": "0"})
        self.assertEqual(page.status_code, 400)
        self.assertFalse(self.acme.smb_no_statement)
        self.assertFalse(self.globex.smb_no_statement)

    # the link in the mail

    def mail(self):
        """The monthly mail to Ada's company, without its paper."""
        policy = self.env["smb.policy"].sudo()._of(self.company)
        policy.statement_monthly = True
        period = ("open", None, TODAY)
        sendings = self.env["smb.sending"].sudo()
        [row], _none = sendings._queue_statements(self.acme, self.company, period)
        with patch.object(type(sendings), "_statement_paper", return_value=self.paul):
            row.body = row._compose_vals()["body"]
        self.env.flush_all()
        return row

    def test_the_mail_s_link_stops_it_when_the_button_is_pressed(self):
        row = self.mail()
        path = urlsplit(self.acme._smb_stop_url(self.company)).path
        self.assertIn(path, row.body)
        self.assertIn(path, row._mail_headers()["List-Unsubscribe"])
        self.authenticate(None, None)
        for _look in range(2):
            self.assertIn("Stop that", self.page(path).text)
        self.assertFalse(self.acme.smb_no_statement)
        page = self.page(path, data={"List-Unsubscribe": "One-Click"})
        self.assertIn("no statement each month", page.text)
        self.assertEqual(page.headers["Cache-Control"], "no-store")
        self.assertTrue(self.acme.smb_no_statement)
        self.assertIn("no monthly", str(self.acme.message_ids[:1].body))
        # nothing to press any more, and no footer in what is sent by hand
        self.assertNotIn("<form", self.page(path).text)
        self.assertNotIn(path, row._framed("<p>Dear Acme</p>"))
        self.assertNotIn("List-Unsubscribe", row._mail_headers())

    def test_a_key_is_for_one_customer(self):
        self.authenticate(None, None)
        token = self.acme._smb_stop_token()
        for customer, key in (
            (self.globex.id, token),
            (self.acme.id, token[:-1] + "x"),
            (2**31 - 1, token),
            (2**70, token),
            (self.acme.id, "é" * 64),
        ):
            with self.subTest(customer):
                page = self.page(f"{STOP}/{customer}/{key}", data={"x": "1"})
                self.assertEqual(page.status_code, 404)
                self.assertNotIn("Globex", page.text)
        self.assertFalse(self.globex.smb_no_statement or self.acme.smb_no_statement)

    def test_where_nothing_goes_out_monthly_nothing_can_be_stopped(self):
        row = self.mail()
        self.env["smb.policy"].sudo()._of(self.company).statement_monthly = False
        self.assertNotIn("Stop that", row._framed("<p>Dear Acme</p>"))
        self.assertNotIn("List-Unsubscribe", row._mail_headers())
