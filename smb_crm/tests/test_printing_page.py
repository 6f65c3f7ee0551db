"""Papers as pages and PDF: what stands there, in which words, for whom."""

from contextlib import contextmanager
from unittest.mock import patch

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command
from odoo.tests import tagged

from ..tools.codes import square
from .print_case import PrintCase

CODE = square("PAY 30")


@tagged("post_install", "-at_install")
class TestPage(PrintCase):
    def test_every_block_says_what_the_document_says(self):
        page = self.page()
        for words in (
            f"Offer {self.order.name}",
            "Acme Trading",
            "PO 4711",
            "Spare Parts",
            "Wheel",
            "10 %",
            "270.00",
            "290.00",
        ):
            self.assertIn(words, page)

    def test_a_column_that_moves_moves_on_the_paper(self):
        columns = self.template.block_ids.filtered(
            lambda block: block.kind == "lines"
        ).column_ids
        columns[-1].sequence = 1
        self.env.invalidate_all()
        page = self.page()
        self.assertLess(page.index("Subtotal"), page.index("Quantity"))

    def test_a_label_of_ones_own_replaces_the_fields_name(self):
        lines = self.template.block_ids.filtered(lambda block: block.kind == "lines")
        lines.column_ids[0].name = "What You Get"
        page = self.page()
        self.assertIn("What You Get", page)

    def test_a_line_without_prices_has_none(self):
        template = self.make_template(
            [self.one("lines", columns="name product_uom_qty")]
        )
        page = self.page(template)
        self.assertIn("Wheel", page)
        for figure in ("100.00", "270.00", "290.00"):
            self.assertNotIn(figure, page)

    def test_the_paper_speaks_the_customers_language(self):
        self.env["res.lang"]._activate_lang("de_DE")
        self.order.partner_id.lang = "de_DE"
        self.assertIn("270,00", self.page())
        self.template.lang_id = self.env["res.lang"]._lang_get("en_US")
        self.assertIn("270.00", self.page())

    def test_each_part_names_who_gets_it(self):
        self.template.copies = "white: customer\npink: warehouse"
        page = self.page()
        self.assertEqual(page.count("Offer"), 2)
        self.assertIn("warehouse", page)

    def test_two_half_blocks_stand_beside_each_other(self):
        self.assertIn("smb_side", self.page())

    def test_an_empty_order_is_a_paper_without_lines(self):
        order = self.env["sale.order"].create({"partner_id": self.acme.id})
        self.assertIn(order.name, self.page(record=order))

    def test_the_pdf_is_made_by_odoos_own_engine(self):
        with self.allow_pdf_render():
            template = self.template.with_context(force_report_rendering=True)
            content, kind = template.render(self.order, "pdf")
        self.assertEqual(kind, "application/pdf")
        self.assertTrue(content.startswith(b"%PDF"))


@tagged("post_install", "-at_install")
class TestPlaceholders(PrintCase):
    def test_known_ones_are_filled_unknown_ones_stay_in_red(self):
        page = self.page(self.text("<p>{{ client_order_ref }} {{ nonsense }}</p>"))
        self.assertIn("PO 4711", page)
        self.assertIn('<span class="smb_unknown">{{nonsense}}</span>', page)

    def test_unknown_ones_in_titles_are_red_too(self):
        titles = [self.one("title", name="Offer {{ name }} {{ nmae }} <b>")]
        page = self.page(self.make_template(titles))
        self.assertIn(f"Offer {self.order.name} <span", page)
        self.assertIn('<span class="smb_unknown">{{nmae}}</span> &lt;b&gt;', page)

    def test_nothing_beyond_the_list_is_reached(self):
        secrets = (
            "partner_id.comment",
            "user_id.password",
            "user_id.partner_id.email",
            "company_id.partner_id.bank_ids",
            "order_line.purchase_price",
            "message_ids.body",
        )
        for path in secrets:
            with self.subTest(path):
                page = self.page(self.text(f"<p>{{{{ {path} }}}}</p>"))
                self.assertIn(f"{{{{{path}}}}}", page)

    def test_values_are_text_whatever_they_look_like(self):
        self.order.client_order_ref = "<script>alert(1)</script>{{ name }}"
        page = self.page(self.text("<p>{{ client_order_ref }}</p>"))
        self.assertNotIn("<script>alert", page)
        self.assertIn("&lt;script&gt;", page)
        self.assertIn("{{ name }}", page)

    def test_code_is_words(self):
        for code in (
            "{{ 7 * 7 }}",
            "${7*7}",
            "<t t-out='7*7'>x</t>",
            "{{ object.env.cr }}",
            "{% print(7*7) %}",
            "%(name)s {0.__class__}",
        ):
            with self.subTest(code):
                self.assertNotIn("49", self.page(self.text(f"<p>{code}</p>")))

    def test_what_a_page_would_fetch_is_refused(self):
        for body in (
            '<img src="http://127.0.0.1/x.png">',
            '<a href="http://127.0.0.1">x</a>',
            '<p title="{{ name }}">x</p>',
        ):
            with self.subTest(body), self.assertRaises(ValidationError):
                self.text(body)

    def test_addresses_in_styles_are_taken_out(self):
        for body in (
            '<p style="background: url(http://127.0.0.1)">x</p>',
            "<style>@import 'http://127.0.0.1'</style>",
        ):
            with self.subTest(body):
                self.assertNotIn("127.0.0.1", self.page(self.text(body)))

    def test_ten_thousand_braces_take_no_time(self):
        page = self.page(self.text("<p>" + "{{" * 60_000 + "</p>"))
        self.assertIn("{{{{", page)

    def test_more_than_ten_thousand_placeholders_are_refused(self):
        with self.assertRaises(ValidationError):
            self.text("<p>" + "{{name}} " * 10_001 + "</p>")


@tagged("post_install", "-at_install")
class TestWhoPrints(PrintCase):
    def test_a_rep_prints_the_own_order_and_no_other(self):
        self.assertIn("PO 4711", self.page(user=self.sally))
        self.order.user_id = self.sam
        with self.assertRaises(AccessError):
            self.page(user=self.sally)

    def test_one_foreign_order_among_own_ones_stops_all(self):
        other = self.order.copy({"user_id": self.sam.id})
        both = (self.order + other).with_user(self.sally)
        with self.assertRaises(AccessError):
            self.template.with_user(self.sally).render(both, "html")

    def test_what_the_user_may_not_read_stays_a_placeholder(self):
        field = self.env["smb.print.field"].create(
            {"model": "sale.order", "path": "smb_forbidden"}
        )
        cell = self.env["smb.print.reader"]._cell(self.order, field)
        self.assertEqual((cell.kind, cell.text), ("unknown", "{{smb_forbidden}}"))

    def test_a_rep_does_not_change_papers(self):
        with self.assertRaises(AccessError):
            self.template.with_user(self.sally).name = "Mine"

    def test_a_template_is_for_its_own_documents(self):
        with self.assertRaises(UserError):
            self.template.render(self.acme, "html")

    def test_more_than_fifty_at_once_are_refused(self):
        orders = self.env["sale.order"].create([{"partner_id": self.acme.id}] * 51)
        with self.assertRaises(UserError):
            self.template.render(orders, "html")

    def test_papers_of_another_company_are_not_there(self):
        second = self.second_company()
        theirs = self.templates.create({"name": "Theirs", "company_id": second.id})
        found = self.templates.with_user(self.max).search([("name", "=", "Theirs")])
        self.assertFalse(found)
        self.assertTrue(theirs.exists())


@tagged("post_install", "-at_install")
class TestChoice(PrintCase):
    def test_the_customers_own_comes_before_the_companys(self):
        own = self.make_template(
            name="For Acme", partner_ids=[Command.set(self.acme.ids)]
        )
        self.assertEqual(self.templates.choose(self.order)[0], own)
        other = self.order.copy({"partner_id": self.globex.id})
        self.assertEqual(self.templates.choose(other)[0], self.template)

    def test_a_confirmed_order_asks_for_other_papers_than_a_quotation(self):
        contract = self.make_template(name="Contract", kind="order")
        self.order.action_confirm()
        self.assertEqual(self.templates.choose(self.order)[0], contract)

    def test_without_any_the_way_out_is_named(self):
        self.template.active = False
        with self.assertRaisesRegex(UserError, "Print Templates"):
            self.templates.choose(self.order)

    def test_each_one_stands_in_the_print_menu_of_its_documents(self):
        report = self.template._own_report()
        self.assertEqual(report.binding_model_id.model, "sale.order")
        self.template.active = False
        self.assertFalse(report.binding_model_id)
        self.template.unlink()
        self.assertFalse(report.exists())


@tagged("post_install", "-at_install")
class TestVersions(PrintCase):
    def test_an_earlier_version_is_brought_back(self):
        before = self.page()
        lines = self.template.block_ids.filtered(lambda block: block.kind == "lines")
        self.template.write({"font": "mono", "block_ids": [Command.delete(lines.id)]})
        self.assertNotEqual(self.page(), before)
        self.template.version_ids[0].action_restore()
        self.assertEqual(self.page(), before)

    def test_restoring_can_be_taken_back(self):
        self.template.font = "mono"
        self.template.version_ids[0].action_restore()
        self.template.version_ids[0].action_restore()
        self.assertEqual(self.template.font, "mono")

    def test_a_copy_is_the_same_paper(self):
        copy = self.template.copy()
        self.assertEqual(self.page(copy), self.page())

    def test_what_is_exported_is_read_again(self):
        text = self.template._as_file()
        self.assertEqual(self.page(self.templates._from_file(text)), self.page())

    def test_other_files_are_refused(self):
        for text in ("", "{}", "[1]", '{"smb_print_template": 1}', "null", "\x00"):
            with self.subTest(text), self.assertRaises(UserError):
                self.templates._from_file(text)


@tagged("post_install", "-at_install")
class TestBadInput(PrintCase):
    def test_measures_and_colours_are_checked(self):
        for vals in (
            {"colour": "red; }"},
            {"font_size": 500},
            {"margin_top": -1},
            {"paper": "own", "width": 1},
        ):
            with self.subTest(vals), self.assertRaises(ValidationError):
                self.template.write(vals)

    def test_fields_of_other_documents_are_refused(self):
        with self.assertRaises(ValidationError):
            self.template.kind = "delivery"

    def test_too_many_lines_are_refused(self):
        lines = [
            {"display_type": "line_note", "name": "x"},
        ] * 5_001
        order = self.make_order(lines)
        with self.assertRaises(UserError):
            self.template.render(order, "html")

    def test_a_payment_code_is_shown_without_touching_the_invoice(self):
        invoice = self.invoice_with_bank()
        paper = self.make_template([self.one("qr")], kind="invoice")
        with self.code_of_the_bank() as asked:
            self.assertIn(CODE, self.page(paper, invoice, self.sally))
            self.assertEqual(asked[0]["amount"], 30)
            self.assertEqual(asked[0]["qr_method"], "ours")
            self.assertFalse(invoice.qr_code_method)
            # what needs no payment, or was switched off, has no code
            self.company.qr_code = False
            invoice.invalidate_recordset(["display_qr_code"])
            self.assertNotIn(CODE, self.page(paper, invoice))
            self.company.qr_code = True
            invoice.invalidate_recordset(["display_qr_code"])
            self.env["account.payment.register"].with_context(
                active_model="account.move", active_ids=invoice.ids
            ).create({})._create_payments()
            self.assertNotIn(CODE, self.page(paper, invoice))

    def test_the_head_names_the_bank_account_of_the_invoice(self):
        invoice = self.invoice_with_bank("4712")
        self.invoice_with_bank("4713")
        paper = self.make_template([self.one("head", bank=True)], kind="invoice")
        self.assertIn("4712", self.page(paper, invoice, self.sally))

    def invoice_with_bank(self, number="4711"):
        self.company.qr_code = True
        bank = self.env["res.partner.bank"].create(
            {"partner_id": self.company.partner_id.id, "acc_number": number}
        )
        invoice = self.env["account.move"].create(
            {
                "move_type": "out_invoice",
                "partner_id": self.acme.id,
                "invoice_user_id": self.sally.id,
                "partner_bank_id": bank.id,
                "invoice_line_ids": [
                    Command.create({"product_id": self.tea.id, "quantity": 3})
                ],
            }
        )
        invoice.action_post()
        # the first account of the company would otherwise be the one
        bank.sequence = 99
        return invoice

    @contextmanager
    def code_of_the_bank(self):
        """An app that makes codes of every bank account, and what it was asked."""
        asked = []
        kind = type(self.env["res.partner.bank"])

        def draw(bank, **words):
            asked.append(words)
            return {"barcode_type": "QR", "value": f"PAY {words['amount']:.0f}"}

        with (
            patch.object(
                kind,
                "get_available_qr_methods_in_sequence",
                lambda bank: [("ours", "Ours")],
            ),
            patch.object(kind, "_get_qr_code_generation_params", draw),
        ):
            yield asked
