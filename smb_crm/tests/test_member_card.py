from io import BytesIO

from odoo.exceptions import AccessError, UserError
from odoo.tests import freeze_time, tagged
from odoo.tools import format_date
from odoo.tools.pdf import PdfFileReader

from .member_case import MemberCase

REPORT = "smb_crm.smb_member_card_report"
MM = 72 / 25.4


@tagged("post_install", "-at_install")
class TestMemberCard(MemberCase):
    def card(self, members, user=None):
        reports = self.env["ir.actions.report"].with_user(user or self.sam)
        return reports._render_qweb_html(REPORT, members.ids)[0].decode()

    def pages(self, members):
        reports = self.env["ir.actions.report"]
        with self.allow_pdf_render():
            pdf, _kind = reports.with_context(
                force_report_rendering=True
            )._render_qweb_pdf(REPORT, members.ids)
        return PdfFileReader(BytesIO(pdf), strict=False).pages

    def test_the_card_tells_name_number_level_and_end(self):
        html = self.card(self.membership)
        until = format_date(self.env, self.membership.date_end)
        for words in ("Acme Trading", self.membership.number, "Silver", until):
            self.assertIn(words, html)
        self.assertEqual(html.count("data:image/svg+xml;base64"), 2, "bars and square")

    def test_a_level_with_own_contact_names_the_salesperson(self):
        self.assertNotIn("Your contact", self.card(self.membership))
        benefit = self.benefit("Your own contact", kind="contact")
        self.assertIn("Sally", self.card(self.membership))
        benefit.write({"date_from": False, "date_to": "2020-12-31"})
        self.assertNotIn("Sally", self.card(self.membership))

    def test_a_member_without_end_reads_since_when(self):
        self.membership.date_end = False
        self.assertIn("Member since", self.card(self.membership))

    def test_no_card_for_who_is_no_member_today(self):
        with freeze_time("2100-01-01 12:00:00"), self.assertRaises(UserError):
            self.card(self.membership)
        self.membership.suspended = True
        with self.assertRaises(UserError):
            self.card(self.membership)

    def test_a_name_is_text_and_nothing_else(self):
        self.acme.name = "<script>alert(1)</script>"
        self.assertNotIn("<script>alert", self.card(self.membership))

    def test_a_rep_prints_the_own_customers_only(self):
        self.assertIn("Acme", self.card(self.membership, self.sally))
        other = self.member(self.globex, self.silver)
        with self.assertRaises(AccessError):
            self.card(other, self.sally)

    def test_each_card_is_one_page_of_the_size_of_a_bank_card(self):
        members = self.membership + self.member(self.globex, self.silver)
        pages = self.pages(members)
        self.assertEqual(len(pages), 2)
        for page in pages:
            self.assertAlmostEqual(float(page.mediabox.width) / MM, 85.6, delta=0.5)
            self.assertAlmostEqual(float(page.mediabox.height) / MM, 54, delta=0.5)
