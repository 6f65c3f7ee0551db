"""The business report: a quarter with one customer, for those who know the figures."""

from datetime import date

from odoo.exceptions import AccessError
from odoo.fields import Command
from odoo.tests import freeze_time, tagged

from .ledger import NOW, LedgerCase
from .mail_case import MailCase

# days before 10 March 2026: in November and December, and a November before
NOVEMBER, DECEMBER, LAST_YEAR, FEBRUARY = 115, 80, 480, 20


@freeze_time(NOW)
@tagged("post_install", "-at_install")
class TestFigures(LedgerCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.acme = cls.customer("Acme")
        cls.ada = cls.customer("Ada", parent=cls.acme)
        cls.globex = cls.customer("Globex")

    def report(self, partner=None, day=date(2026, 3, 10), company=None):
        # sudo: nobody has the right to make one
        reports = self.env["smb.business.report"].sudo()
        return reports._of(partner or self.acme, company or self.company, day)

    def figures(self, **vals):
        return self.report(**vals)._figures()

    def test_it_is_about_the_last_full_quarter(self):
        report = self.report()
        self.assertEqual(
            (report.date_from, report.date_to), (date(2025, 10, 1), date(2025, 12, 31))
        )
        self.assertEqual(self.report(), report)
        self.assertEqual(self.report(self.ada), report)

    def test_purchases_by_month_with_refunds_and_the_year_before(self):
        self.invoice(self.acme, 100, NOVEMBER)
        self.invoice(self.ada, 50, DECEMBER)
        self.invoice(self.acme, 20, DECEMBER, refund=True)
        self.invoice(self.acme, 40, LAST_YEAR)
        # outside: another customer, another quarter, a draft
        self.invoice(self.globex, 1000, NOVEMBER)
        self.invoice(self.acme, 1000, FEBRUARY)
        self.invoice(self.acme, 1000, NOVEMBER, post=False)
        found = self.figures()
        self.assertEqual([m["amount"] for m in found["months"]], [0, 100, 30])
        self.assertEqual([m["before"] for m in found["months"]], [0, 40, 0])
        self.assertEqual(found["total"], 130)
        self.assertAlmostEqual(found["growth"], 2.25)

    def test_products_by_amount_and_what_is_none(self):
        tea = self.env["product.product"].create({"name": "Tea", "type": "consu"})
        self.invoice(self.acme, 100, NOVEMBER)
        for product, price in ((tea.id, 300), (False, 7)):
            line = {"product_id": product, "price_unit": price, "tax_ids": False}
            lines = [Command.create({"name": "Line", **line})]
            self.invoice(self.acme, ago=NOVEMBER, invoice_line_ids=lines)
        found = self.figures()
        self.assertEqual([p["amount"] for p in found["products"]], [300, 100, 7])
        self.assertEqual([p["name"] for p in found["products"]][0], "Tea")
        self.assertEqual(found["total"], 407)

    def test_what_is_open_today(self):
        late = self.invoice(self.acme, 100, NOVEMBER)
        self.pay(self.invoice(self.acme, 70, NOVEMBER))
        self.invoice(self.acme, 30, 5)
        found = self.figures()["open"]
        self.assertEqual(found["total"], 130)
        self.assertEqual([row["late"] for row in found["rows"]], [True, False])
        self.assertEqual(found["rows"][0]["name"], late.name)

    def delivered(self, promised, done):
        kinds = self.env["stock.picking.type"]
        mine = [("code", "=", "outgoing"), ("company_id", "=", self.company.id)]
        picking = self.env["stock.picking"].create(
            {
                "partner_id": self.ada.id,
                "picking_type_id": kinds.search(mine, limit=1).id,
            }
        )
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE stock_picking SET state = 'done', date_done = %s,"
            " date_deadline = NULL, scheduled_date = %s WHERE id = %s",
            [done, promised, picking.id],
        )
        self.env.invalidate_all()

    def test_a_delivery_is_on_time_by_the_clock_of_the_office(self):
        self.company.partner_id.tz = "Asia/Shanghai"
        # promised for the 3rd, it came on the 4th
        self.delivered("2025-11-03 04:00:00", "2025-11-03 20:00:00")
        self.assertEqual(self.figures()["deliveries"], {"count": 1, "on_time": 0})
        # both were on the 4th
        self.delivered("2025-11-03 20:00:00", "2025-11-04 02:00:00")
        self.assertEqual(self.figures()["deliveries"], {"count": 2, "on_time": 1})

    def test_another_company_is_left_out(self):
        other = self.setup_other_company()["company"]
        self.invoice(self.acme, 100, NOVEMBER)
        self.assertEqual(self.figures(company=other)["total"], 0)

    def test_the_page_is_in_the_customer_s_language_and_escapes(self):
        self.env["res.lang"]._activate_lang("fr_FR")
        self.acme.write({"lang": "fr_FR", "name": "<b>Acme</b>"})
        self.invoice(self.acme, 100, NOVEMBER)
        # sudo: prints as the job that sends it
        page, _kind = (
            self.env["ir.actions.report"]
            .sudo()
            ._render_qweb_html("smb_crm.business_report", self.report().ids)
        )
        page = page.decode()
        self.assertIn("novembre", page)
        self.assertNotIn("<b>Acme</b>", page)

    def test_a_quarter_without_business_has_a_page_too(self):
        # sudo: prints as the job that sends it
        page, _kind = (
            self.env["ir.actions.report"]
            .sudo()
            ._render_qweb_html("smb_crm.business_report", self.report().ids)
        )
        self.assertIn(b"no purchases", page)


@tagged("post_install", "-at_install")
class TestReport(MailCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.acme.user_id = cls.sally
        cls.known(cls.acme, company=cls.company)
        cls.known(cls.globex, company=cls.company)

    def printed(self, user, customer):
        return customer.with_user(user).action_smb_business_report()["type"]

    def test_who_knows_the_figures_prints_it(self):
        for user in (self.sally, self.sam, self.max, self.anna):
            with self.subTest(user.name):
                self.assertEqual(self.printed(user, self.acme), "ir.actions.report")

    def test_a_rep_does_not_print_a_colleague_s_customer(self):
        self.assertEqual(self.printed(self.sally, self.globex), "ir.actions.client")

    def test_nobody_else_does(self):
        for user in (self.uma, self.will):
            with self.subTest(user.name), self.assertRaises(AccessError):
                self.printed(user, self.acme)

    def test_the_report_goes_out_with_its_file_and_is_kept_once(self):
        self.known(self.acme)
        sending = self.queue(self.acme, kind="report", template_id=None)
        mails = self.post()
        self.assertEqual(len(mails), 1)
        self.assertIn("Content-Disposition: attachment", mails[0]["message"])
        self.assertEqual(sending.state, "sent")
        report = self.acme.smb_business_report_ids
        self.assertEqual(sending.attachment_ids, report.attachment_id)
        self.assertEqual(report.company_id, self.shop)
        self.assertEqual(self.logs(self.acme).automatic, True)

    def test_its_file_is_for_those_who_read_the_report(self):
        self.known(self.acme)
        self.queue(self.acme, kind="report", template_id=None)
        self.post()
        file = self.acme.smb_business_report_ids.attachment_id
        for user in (self.sally, self.sam, self.uma, self.will):
            user.company_ids += self.shop
        for user in (self.uma, self.will):
            with self.subTest(user.name), self.assertRaises(AccessError):
                self.theirs(file, user).read(["raw"])
        for user in (self.sally, self.sam):
            self.assertTrue(self.theirs(file, user).read(["raw"]))

    def theirs(self, file, user):
        return file.with_user(user).with_context(allowed_company_ids=self.shop.ids)
