"""What members see and ask for in the portal, and what strangers do not."""

from datetime import date

from odoo.fields import Command
from odoo.http import Request
from odoo.tests import HttpCase, new_test_user, tagged

from .member_case import MemberCase

PAGE = "/my/membership"


@tagged("post_install", "-at_install")
class TestMemberPortal(MemberCase, HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # a contact of Acme, and a customer who is nobody's
        cls.paul.partner_id.parent_id = cls.acme
        cls.stranger = new_test_user(
            cls.env, "smb_stranger", groups="base.group_portal", name="Stranger"
        )
        cls.membership.number = "M-7788"

    def page(self, user=None, path=PAGE):
        login = (user or self.paul).login
        self.authenticate(login, login)
        return self.url_open(path)

    def renew(self, user=None, membership=None, token=True):
        login = (user or self.paul).login
        self.authenticate(login, login)
        data = {"csrf_token": Request.csrf_token(self) if token else ""}
        path = f"{PAGE}/{(membership or self.membership).id}/renew"
        return self.url_open(path, data=data, allow_redirects=False)

    def quotations(self):
        return self.env["sale.order"].search([("partner_id", "=", self.acme.id)])

    def fee(self, **vals):
        return self.product(
            "Silver for a year",
            50,
            type="service",
            service_tracking="partnership",
            grade_id=self.silver.id,
            **vals,
        )

    def use(self, amount, day):
        self.env["smb.benefit.use"].create(
            {
                "name": "5 %",
                "kind": "discount",
                "membership_id": self.membership.id,
                "partner_id": self.acme.id,
                "company_id": self.company.id,
                "date": day,
                "amount": amount,
                "currency_id": self.company.currency_id.id,
                "amount_currency": amount,
            }
        )

    def test_a_contact_reads_level_number_benefits_and_savings(self):
        self.benefit("Five on everything", discount=5)
        self.use(10, date(2025, 5, 1))
        self.use(31.5, date(2026, 5, 1))
        self.use(-1.5, date(2026, 6, 1))
        response = self.page()
        words = ("Silver", "M-7788", "Five on everything", "5 % off all products")
        for word in (*words, "2025", "2026", "30.00", "10.00"):
            self.assertIn(word, response.text)
        self.assertIn("no-store", response.headers["Cache-Control"])

    def test_a_stranger_reads_nothing_of_it(self):
        text = self.page(self.stranger).text
        self.assertNotIn("M-7788", text)
        self.assertIn("not a member yet", text)

    def test_who_is_not_logged_in_is_sent_away(self):
        self.assertIn("/web/login", self.url_open(PAGE).url)

    def test_after_the_end_there_are_no_benefits(self):
        self.benefit("Five on everything", discount=5)
        self.membership.write({"date_end": "2025-01-01", "date_start": "2024-01-01"})
        text = self.page().text
        self.assertIn("ended on", text)
        self.assertNotIn("Five on everything", text)
        self.assertNotIn("Download Card", text)

    def test_the_home_page_counts_for_members_only(self):
        for user, number in ((self.paul, 1), (self.stranger, 0)):
            with self.subTest(user.name):
                self.authenticate(user.login, user.login)
                counts = self.make_jsonrpc_request(
                    "/my/counters", {"counters": ["smb_membership_count"]}
                )
                self.assertEqual(counts["smb_membership_count"], number)

    def test_the_card_is_for_the_member_alone(self):
        card = f"{PAGE}/{self.membership.id}/card"
        mine = self.page(path=card)
        self.assertIn("M-7788", mine.text)
        self.assertIn("attachment", mine.headers["Content-Disposition"])
        for path in (card, f"{PAGE}/999999999/card"):
            other = self.page(self.stranger, path)
            self.assertTrue(other.url.endswith(PAGE))
            self.assertNotIn("M-7788", other.text)

    def test_who_is_suspended_gets_no_card(self):
        self.membership.suspended = True
        response = self.page(path=f"{PAGE}/{self.membership.id}/card")
        self.assertTrue(response.url.endswith(PAGE))

    def test_renewing_makes_one_quotation_to_accept(self):
        fee = self.fee()
        first = self.renew()
        order = self.quotations()
        self.assertEqual((order.state, order.order_line.product_id), ("sent", fee))
        self.assertEqual(order.user_id, self.sally)
        self.assertIn(f"/my/orders/{order.id}", first.headers["Location"])
        self.assertEqual(self.renew().headers["Location"], first.headers["Location"])
        self.assertEqual(self.quotations(), order)
        self.assertEqual(self.page(path=order.get_portal_url()).status_code, 200)

    def test_without_a_product_the_salesperson_hears_of_it_once(self):
        self.renew()
        self.renew()
        self.assertFalse(self.quotations())
        self.assertEqual(self.membership.activity_ids.user_id, self.sally)
        self.assertEqual(len(self.membership.activity_ids), 1)
        self.assertIn("Thank you", self.page(path=f"{PAGE}?asked=1").text)

    def test_a_stranger_renews_nothing(self):
        self.fee()
        self.renew(self.stranger)
        self.assertFalse(self.quotations())

    def test_no_renewal_by_a_link_or_of_what_rests_or_has_no_end(self):
        self.fee()
        self.assertEqual(self.renew(token=False).status_code, 400)
        self.page(path=f"{PAGE}/{self.membership.id}/renew")
        self.membership.suspended = True
        self.renew()
        self.membership.write({"suspended": False, "date_end": False})
        self.renew()
        self.assertFalse(self.quotations())

    def test_words_say_what_is_left(self):
        benefit = self.benefit(
            "Twice free delivery",
            kind="delivery",
            amount_from=80,
            allowance=2,
            product_ids=[Command.set(self.freight.product_tmpl_id.ids)],
        )
        self.order(None, self.wheel, self.freight).action_confirm()
        words = " ".join(benefit._in_words(self.membership))
        self.assertIn("Delivery free of charge from", words)
        self.assertIn("1 of 2 orders left", words)

    def test_the_order_in_the_portal_says_what_it_brings(self):
        self.benefit("Five on everything", discount=5)
        order = self.order()
        order.action_quotation_sent()
        text = self.page(path=order.get_portal_url()).text
        self.assertIn("Silver member until", text)
