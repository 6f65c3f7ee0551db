from odoo.tests import tagged

from .common import SmbCase

REPORT = "smb_crm.smb_customer_card_report"


@tagged("post_install", "-at_install")
class TestCustomerCard(SmbCase):
    def card(self, partner, user):
        reports = self.env["ir.actions.report"].with_user(user)
        return reports._render_qweb_html(REPORT, partner.ids)[0].decode()

    def test_the_card_tells_profile_people_and_last_contacts(self):
        self.acme.write(
            {"smb_needs": "One invoice a month", "smb_relation": "customer"}
        )
        self.log(self.ada, subject="Prices for spring", note="<p>Asked twice</p>")
        html = self.card(self.acme, self.sally)
        for words in (
            "One invoice a month",
            "Ada Archer",
            "Prices for spring",
            "Asked",
        ):
            self.assertIn(words, html)

    def test_the_card_shows_only_logs_the_user_may_read(self):
        self.log(self.globex, user=self.sam, subject="Secret talk")
        self.assertNotIn("Secret talk", self.card(self.globex, self.sally))
        self.assertIn("Secret talk", self.card(self.globex, self.sam))


@tagged("post_install", "-at_install")
class TestDataQualityReport(SmbCase):
    def points(self, user):
        report = self.env["smb.data.quality.report"].with_user(user)
        return report.search([("partner_id", "in", (self.acme + self.globex).ids)])

    def test_mending_bad_data_raises_the_points_of_who_entered_them(self):
        line = self.points(self.max).filtered(lambda line: line.partner_id == self.acme)
        before = line.points
        self.acme.email = "office@acme-trading.be"
        self.env.flush_all()
        line.invalidate_recordset()
        self.assertGreater(line.points, before)

    def test_a_rep_sees_the_own_customers_only(self):
        self.assertEqual(self.points(self.sally).partner_id, self.acme)
        self.assertEqual(len(self.points(self.sam)), 2)
