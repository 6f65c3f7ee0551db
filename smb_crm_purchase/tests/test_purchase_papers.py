"""Papers for what is bought: what they say, for whom, and that they come once."""

from odoo.exceptions import AccessError, ValidationError
from odoo.fields import Command
from odoo.tests import new_test_user, tagged

from odoo.addons.smb_crm.tests.print_case import PrintCase

from ..models.smb_print_field import MODELS


class PurchaseCase(PrintCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.shipped = {
            template.kind: template
            for template in cls.templates.with_context(active_test=False).search(
                [("kind", "in", list(MODELS)), ("company_id", "=", False)]
            )
        }
        for template in cls.shipped.values():
            template.active = True
        cls.bea = new_test_user(
            cls.env, "smb_bea", groups="purchase.group_purchase_user", tz="UTC"
        )
        cls.wheel.is_storable = True
        cls.buy = cls.env["purchase.order"].create(
            {
                "partner_id": cls.globex.id,
                "partner_ref": "Q 99",
                "order_line": [
                    Command.create(
                        {
                            "display_type": "line_section",
                            "name": "Parts",
                            "product_qty": 0,
                        }
                    ),
                    Command.create(
                        {
                            "product_id": cls.wheel.id,
                            "product_qty": 3,
                            "price_unit": 40,
                            "tax_ids": [Command.clear()],
                        }
                    ),
                ],
            }
        )

    def said(self, kind, record, user=None):
        return self.page(self.shipped[kind], record, user)


@tagged("post_install", "-at_install")
class TestPurchasePapers(PurchaseCase):
    def test_a_request_has_quantities_and_no_prices(self):
        page = self.said("rfq", self.buy)
        for words in (self.buy.name, "Globex", "Parts", "Wheel", "Q 99"):
            self.assertIn(words, page)
        self.assertNotIn("40.00", page)

    def test_an_order_has_prices_and_total(self):
        self.buy.button_confirm()
        page = self.said("purchase", self.buy, self.bea)
        self.assertIn("40.00", page)
        self.assertIn("120.00", page)

    def test_a_receipt_names_the_purchase(self):
        self.buy.button_confirm()
        page = self.said("receipt", self.buy.picking_ids, self.will)
        self.assertIn(self.buy.name, page)
        self.assertIn("Q 99", page)
        self.assertNotIn("40.00", page)

    def test_each_document_is_offered_its_own(self):
        choose = self.templates.choose
        self.assertEqual(choose(self.buy)[0], self.shipped["rfq"])
        self.buy.button_confirm()
        self.assertEqual(choose(self.buy)[0], self.shipped["purchase"])
        picking = self.buy.picking_ids
        self.assertEqual(choose(picking)[0], self.shipped["receipt"])

    def test_workbook_and_printers_text_too(self):
        self.buy.button_confirm()
        for output in ("xlsx", "escp"):
            with self.subTest(output):
                content, _kind = self.shipped["purchase"].render(self.buy, output)
                self.assertTrue(content)

    def test_reps_do_not_print_purchases(self):
        with self.assertRaises(AccessError):
            self.said("rfq", self.buy, self.sally)

    def test_buyers_share_and_queue_their_own(self):
        paper = self.shipped["rfq"].with_user(self.bea)
        order = self.buy.with_user(self.bea)
        link, address = (
            self.env["smb.print.link"].with_user(self.bea)._share(paper, order, 3)
        )
        self.assertIn("/smb/p/", address)
        self.assertEqual(link.name, self.buy.display_name)
        job = self.env["smb.print.job"].with_user(self.bea)._queue(paper, order, "")
        self.assertEqual(job.state, "waiting")

    def test_buyers_do_not_design(self):
        with self.assertRaises(AccessError):
            self.shipped["rfq"].with_user(self.bea).name = "Mine"

    def test_fields_of_sales_do_not_fit(self):
        with self.assertRaises(ValidationError):
            self.template.kind = "purchase"

    def test_every_field_of_the_list_is_there(self):
        fields = self.env["smb.print.field"].search([("model", "=", "purchase.order")])
        self.assertTrue(fields)
        for one in fields.filtered(lambda one: not one.path.startswith("_")):
            with self.subTest(one.path):
                self.assertTrue(one._chain())

    def test_they_come_once(self):
        count = self.templates.with_context(active_test=False).search_count([])
        self.templates._ensure(tuple(MODELS))
        after = self.templates.with_context(active_test=False).search_count([])
        self.assertEqual(after, count)
