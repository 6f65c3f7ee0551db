"""What nobody should feed a paper with: refused or harmless, in bounded time."""

import base64
import importlib.util
import time
from unittest.mock import patch

from odoo.exceptions import UserError, ValidationError
from odoo.tests import tagged
from odoo.tools import file_path

from .print_case import PrintCase


@tagged("post_install", "-at_install")
class TestOtherLanguages(PrintCase):
    """Texts of all languages pass the same checks, by whatever way they come."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["res.lang"]._activate_lang("de_DE")
        cls.worded = cls.text("<p>Dear {{ name }}</p>")
        cls.block = cls.worded.block_ids
        cls.source = cls.block._fields["body"].get_trans_terms(cls.block.body)[0]

    def translate(self, text, name="body"):
        asked = {self.source: text} if name == "body" else text
        self.block.update_field_translations(name, {"de_DE": asked})

    def test_a_harmless_one_is_kept(self):
        self.translate("Guten Tag {{ name }}\x00")
        german = self.block.with_context(lang="de_DE")
        self.assertIn("Guten Tag {{ name }}<", german.body)

    def test_what_fetches_or_runs_is_refused(self):
        with self.assertRaises(ValidationError):
            self.translate('<b title="{{ name }}">x</b>')
        # Odoo itself keeps out what brings other marks than the first language has
        self.translate('<img src="http://127.0.0.1/x.png"/>')
        self.translate('<svg onload="x()">127.0.0.1</svg><script>x()</script>')
        german = self.block.with_context(lang="de_DE").body
        for word in ("<img", "<svg", "onload", "<script"):
            self.assertNotIn(word, german)

    def test_what_is_too_long_is_refused(self):
        with self.assertRaises(ValidationError):
            self.translate("{{name}} " * 10_001)
        with self.assertRaises(ValidationError):
            self.translate("x" * 200_001, "boxes")

    def test_a_foot_without_end_and_a_thousand_copies_are_cut(self):
        self.template.update_field_translations(
            "copies", {"de_DE": "white: a\n" * 1000}
        )
        self.template.foot = "{{ name }} " * 10_000
        german = self.template.lang_id.search([("code", "=", "de_DE")])
        self.template.lang_id = german
        page = self.page()
        self.assertEqual(page.count("Offer"), 20)
        self.assertLess(len(page), 1_000_000)


@tagged("post_install", "-at_install")
class TestGone(PrintCase):
    """Fields and apps that a database has no more."""

    def test_a_field_that_is_gone_is_empty_and_its_name_stays(self):
        fields = self.env["smb.print.field"]
        gone = fields.create([{"model": "sale.order", "path": "partner_id.x_gone"}])
        template = self.make_template(
            [
                self.one("text", body="<p>{{ partner_id.x_gone }}</p>"),
                self.one("facts", columns="name partner_id.x_gone"),
            ]
        )
        self.assertFalse(gone._chain())
        for output in ("html", "xlsx", "escp"):
            with self.subTest(output):
                self.assertTrue(template.render(self.order, output)[0])

    def test_papers_of_an_app_that_is_gone_say_so(self):
        self.env.cr.execute(
            "UPDATE smb_print_template SET kind = 'gone' WHERE id = %s",
            [self.template.id],
        )
        self.template.invalidate_recordset()
        self.assertIn("There is no such document", self.template.preview)
        for output in ("html", "pdf", "xlsx", "escp"):
            with self.subTest(output), self.assertRaisesRegex(UserError, "other doc"):
                self.template.render(self.order, output)
        with self.assertRaisesRegex(UserError, "No print template"):
            self.templates.choose(self.order)


@tagged("post_install", "-at_install")
class TestMuch(PrintCase):
    def quickly(self, seconds=10):
        begun = time.process_time()
        self.addCleanup(lambda: self.assertLess(time.process_time() - begun, seconds))

    def test_twenty_thousand_lines_are_refused_before_they_are_read(self):
        self.quickly(5)
        readers = type(self.env["smb.print.reader"])
        with (
            patch.object(readers, "_numbered", lambda *_any: range(20_000)),
            self.assertRaisesRegex(UserError, "20000 lines"),
        ):
            self.template.render(self.order, "escp")

    def test_fifty_megabytes_that_are_no_picture_are_left_out(self):
        self.quickly()
        reader = self.env["smb.print.reader"]
        nonsense = base64.b64encode(b"<svg onload=x>" + b"\0" * 50_000_000)
        self.assertEqual(reader._picture(nonsense), "")

    def test_a_picture_of_fifty_megabytes_is_left_out(self):
        self.quickly()
        reader = self.env["smb.print.reader"]
        large = base64.b64encode(b"\x89PNG\r\n\x1a\n" + b"\0" * 50_000_000)
        self.assertEqual(reader._picture(large), "")

    def test_what_a_value_says_is_not_filled_in_again(self):
        self.order.client_order_ref = "{{ client_order_ref }}{{ name }}"
        page = self.page(self.text("<p>{{ client_order_ref }}</p>"))
        self.assertEqual(page.count("{{ client_order_ref }}{{ name }}"), 1)


@tagged("post_install", "-at_install")
class TestFieldSearch(PrintCase):
    def found(self, text):
        found = self.env["smb.print.field"].name_search(
            text, [("model", "=", "sale.order"), ("is_line", "=", False)]
        )
        ids = [id_ for id_, _name in found]
        return self.env["smb.print.field"].browse(ids).mapped("path")

    def test_by_the_name_on_screen_and_by_the_technical_one(self):
        for text in (
            "Customer Reference",
            "client_order_ref",
            "client_order",
            "order_ref",
            "Order ref",
        ):
            with self.subTest(text):
                self.assertIn("client_order_ref", self.found(text))

    def test_signs_of_the_database_are_signs(self):
        self.assertFalse(self.found("c%f"))
        self.assertFalse(self.found("client.order.ref"))


@tagged("post_install", "-at_install")
class TestFromBeforePapers(PrintCase):
    def migrate(self):
        path = file_path("smb_crm/migrations/19.0.1.5.0/post-papers.py")
        spec = importlib.util.spec_from_file_location("post_papers", path)
        script = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(script)
        script.migrate(self.env.cr, "19.0.1.4.0")

    def kinds(self):
        return set(self.templates.search([]).mapped("kind"))

    def test_who_has_only_the_statement_gets_the_others(self):
        every = self.templates.with_context(active_test=False).search([])
        every.filtered(lambda one: one.kind != "statement").unlink()
        self.migrate()
        self.assertLessEqual({"quotation", "delivery", "invoice"}, self.kinds())
        before = self.templates.search_count([])
        self.migrate()
        self.assertEqual(self.templates.search_count([]), before)

    def test_who_removed_some_does_not_get_them_back(self):
        every = self.templates.with_context(active_test=False).search([])
        every.filtered(lambda one: one.kind == "delivery").unlink()
        self.migrate()
        self.assertNotIn("delivery", self.kinds())
