"""Our own paper in place of Odoo's: in mails, the portal and as PDF of invoices."""

from unittest.mock import patch

from odoo.tests import HttpCase, tagged

from .print_case import PrintCase

REPORTS = "odoo.addons.base.models.ir_actions_report.IrActionsReport"


def asked_of(case):
    """The names of the reports that are rendered, while the engine stands still."""
    asked = []

    def render(reports, report_ref, res_ids=None, data=None):
        asked.append(reports._get_report(report_ref).report_name)
        return b"%PDF-", "pdf"

    patcher = patch(f"{REPORTS}._render_qweb_pdf", render)
    patcher.start()
    case.addCleanup(patcher.stop)
    return asked


class InsteadCase(PrintCase):
    def own(self, template=None):
        return (template or self.template)._own_report().report_name


@tagged("post_install", "-at_install")
class TestMails(InsteadCase):
    def attached(self, record, user=None):
        asked = asked_of(self)
        template = self.env.ref("sale.email_template_edi_sale").with_user(
            user or self.env.user
        )
        template._generate_template_attachments(record.ids, ["report_template_ids"])
        return asked

    def test_odoos_own_paper_stays_until_somebody_decides(self):
        self.assertEqual(self.attached(self.order), ["sale.report_saleorder"])

    def test_the_chosen_one_goes_out_with_mails(self):
        self.template.instead = True
        self.assertEqual(self.attached(self.order, self.sally), [self.own()])

    def test_it_depends_on_the_document(self):
        self.template.instead = True
        self.order.action_confirm()
        self.assertEqual(self.attached(self.order), ["sale.report_saleorder"])

    def test_the_print_menu_has_both(self):
        self.template.instead = True
        asked = asked_of(self)
        self.env["ir.actions.report"]._render_qweb_pdf(
            "sale.action_report_saleorder", self.order.ids
        )
        self.assertEqual(asked, ["sale.report_saleorder"])

    def test_archived_it_is_not_used_any_more(self):
        self.template.instead = True
        self.template.active = False
        self.assertEqual(self.attached(self.order), ["sale.report_saleorder"])

    def test_nothing_is_asked_while_nobody_decided(self):
        self.templates._replaced()
        with self.assertQueryCount(0):
            self.assertFalse(self.templates._instead(self.order))


@tagged("post_install", "-at_install")
class TestNames(InsteadCase):
    def test_each_entry_of_the_print_menu_prints_its_own_paper(self):
        other = self.make_template([self.one("title", name="Quite Another")])
        reports = self.env["ir.actions.report"]
        for template, words in ((self.template, "Offer"), (other, "Quite Another")):
            with self.subTest(words):
                # as the web client asks: by name
                html = reports._render_qweb_html(self.own(template), self.order.ids)[0]
                self.assertIn(words, html.decode())


@tagged("post_install", "-at_install")
class TestInvoices(InsteadCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.sales_journal()
        cls.invoice = cls.env["account.move"].create(
            {"move_type": "out_invoice", "partner_id": cls.acme.id}
        )
        cls.paper = cls.make_template([cls.one("head")], kind="invoice")
        cls.send = cls.env["account.move.send"]

    def test_the_pdf_that_is_kept_is_made_with_the_chosen_paper(self):
        odoos = self.env.ref("account.account_invoices")
        self.assertEqual(self.send._get_default_pdf_report_id(self.invoice), odoos)
        self.paper.instead = True
        report = self.send._get_default_pdf_report_id(self.invoice)
        self.assertEqual(report, self.paper._own_report())
        self.assertTrue(report.is_invoice_report)
        self.send._check_invoice_report(self.invoice)

    def test_what_odoo_was_told_for_the_customer_comes_first(self):
        self.paper.instead = True
        other = self.env.ref("account.account_invoices").copy()
        self.acme.invoice_template_pdf_report_id = other
        self.assertEqual(self.send._get_default_pdf_report_id(self.invoice), other)

    def test_credit_notes_keep_odoos(self):
        self.paper.instead = True
        refund = self.invoice.copy({"move_type": "out_refund"})
        self.assertEqual(
            self.send._get_default_pdf_report_id(refund),
            self.env.ref("account.account_invoices"),
        )


@tagged("post_install", "-at_install")
class TestPortal(InsteadCase, HttpCase):
    def test_the_customer_downloads_the_chosen_paper(self):
        self.template.instead = True
        asked = asked_of(self)
        self.order._portal_ensure_token()
        way = f"/my/orders/{self.order.id}?report_type=pdf&download=true"
        self.url_open(f"{way}&access_token={self.order.access_token}")
        self.assertEqual(asked, [self.own()])
        self.url_open(f"{way}&access_token=wrong")
        self.assertEqual(len(asked), 1)
