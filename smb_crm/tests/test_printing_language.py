"""Papers that come with the app speak the customer's language."""

from unittest.mock import patch

from odoo.tests import Form, tagged
from odoo.tools.translate import code_translations

from .print_case import PrintCase

WORDS = {
    "Delivery Notice": "Aviso",
    "Delivery Note {{ name }}": "Albar\u00e1n {{ name }}",
    "white: customer\npink: warehouse\nyellow: office": "blanco: cliente",
    "Picked by\nReceived by, date": "Preparado\nRecibido",
}


@tagged("post_install", "-at_install")
class TestLanguage(PrintCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.templates.with_context(active_test=False).search([]).unlink()
        cls.env["res.lang"]._activate_lang("es_ES")
        known = dict(cls.texts())
        catalogue = patch.object(
            code_translations, "get_python_translations", lambda _module, _lang: known
        )
        catalogue.start()
        cls.addClassCleanup(catalogue.stop)
        cls.templates._ensure()

    @classmethod
    def texts(cls):
        yield from WORDS.items()
        for paper in cls.templates.with_context(lang="en_US")._usual():
            for block in paper["blocks"]:
                if block.get("body"):
                    yield block["body"], block["body"].replace("Dear customer", "Hola")

    def spanish(self, kind):
        found = self.templates.search([("kind", "=", kind)])
        return found.with_context(lang="es_ES")

    def test_names_headings_boxes_and_parts(self):
        self.assertEqual(self.spanish("notice").name, "Aviso")
        slip, form = self.spanish("delivery")
        titles = slip.block_ids.filtered(lambda block: block.kind == "title")
        self.assertEqual(titles.name, "Albar\u00e1n {{ name }}")
        signs = slip.block_ids.filtered(lambda block: block.kind == "sign")
        self.assertEqual(signs.boxes, "Preparado\nRecibido")
        self.assertEqual(form.copies, "blanco: cliente")

    def test_paragraphs_of_texts(self):
        notice = self.spanish("notice")
        text = notice.block_ids.filtered(lambda block: block.kind == "text")
        self.assertIn("Hola", text.body)
        self.assertIn("Dear customer", text.with_context(lang="en_US").body)

    def test_what_somebody_wrote_stays(self):
        notice = self.spanish("notice")
        notice.name = "Nuestro aviso"
        self.env["ir.module.module"]._smb_translate_shipped(["es_ES"])
        notice.invalidate_recordset()
        self.assertEqual(notice.name, "Nuestro aviso")

    def test_they_are_made_once(self):
        count = self.templates.search_count([])
        self.templates._ensure()
        self.templates._ensure(("statement",))
        self.assertEqual(self.templates.search_count([]), count)

    def test_the_preview_says_what_is_typed_whatever_the_language_of_the_sample(self):
        self.order.partner_id.lang = "es_ES"
        template = self.make_template()
        template.sample_id = self.order
        with Form(template) as form:
            form.foot = "Thanks a lot"
            with form.block_ids.edit(0) as block:  # the title
                block.name = "Bid {{ name }}"
            self.assertIn(f"Bid {self.order.name}", form.preview)
            self.assertIn("Thanks a lot", form.preview)
