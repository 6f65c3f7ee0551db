"""A manager designs a paper in the browser, from one there is to the Print menu."""

from odoo.tests import HttpCase, tagged

from .print_case import PrintCase


@tagged("post_install", "-at_install")
class TestDesigner(PrintCase, HttpCase):
    def test_a_manager_makes_a_paper_of_the_own(self):
        self.max.password = "smb_max_password"
        self.template.sample_id = self.order
        url = f"/odoo/smb.print.template/{self.template.id}"
        self.start_tour(url, "smb_print_template", login=self.max.login, timeout=120)
        made = self.templates.search([("name", "=", "Paper of Max")])
        self.assertEqual(len(made), 1)
        self.assertEqual(made.block_ids[0].kind, "text")
        bound = self.env["ir.actions.actions"].get_bindings("sale.order")["report"]
        self.assertIn(made._own_report().id, [one["id"] for one in bound])
        page = self.page(made)
        self.assertLess(page.index("Thank you for PO 4711"), page.index("Measure"))
