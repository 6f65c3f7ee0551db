import base64
from io import BytesIO
from unittest.mock import patch

from openpyxl import load_workbook

from odoo.exceptions import AccessError
from odoo.tests import HttpCase, freeze_time, new_test_user, tagged

from .ledger import NOW, TODAY, LedgerCase

AGEING = "smb.ageing"
PAYABLE = "liability_payable"


@freeze_time(NOW)
@tagged("post_install", "-at_install")
class TestAgeingScreen(LedgerCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env.user.group_ids += cls.env.ref("base.group_allow_export")
        cls.acme = cls.customer("Acme")
        cls.globex = cls.customer("Globex")

    def screen(self, user=None, **question):
        return self.env[AGEING].with_user(user or self.env.user).smb_screen(**question)

    def rep(self, groups="sales_team.group_sale_salesman"):
        return new_test_user(self.env, "smb_rep", groups=groups)

    def row(self, screen, partner):
        return next(row for row in screen["rows"] if row["key"] == partner.id)

    def test_the_screen_adds_up_to_what_customers_owe(self):
        self.invoice(self.acme, 300, ago=35)
        self.invoice(self.globex, 100)
        screen = self.screen()
        rows = self.env[AGEING].compute()
        total = round(sum(row["total"] for row in rows), 2)
        self.assertEqual(screen["total"]["total"], total)
        self.assertEqual(screen["total"]["count"], len(rows))
        self.assertEqual(screen["as_of"], TODAY)
        self.assertEqual(screen["curve"][-1]["share"], 1)
        self.assertEqual(len(screen["columns"]), 6)

    def test_the_rows_beyond_the_limit_stand_in_one(self):
        self.invoice(self.acme, 300)
        self.invoice(self.globex, 100)
        with self._limit(1):
            screen = self.screen()
        self.assertEqual(len(screen["rows"]), 1)
        rest = screen["rest"]["total"] + screen["rows"][0]["total"]
        self.assertEqual(rest, screen["total"]["total"])

    def _limit(self, number):
        place = "odoo.addons.smb_crm.models.receivable.smb_ageing_screen.ROWS"
        return patch(place, number)

    def test_who_owes_more_than_allowed_is_shown(self):
        self.company.account_use_credit_limit = True
        self.acme.credit_limit = 250
        self.globex.credit_limit = 250
        self.invoice(self.acme, 300)
        self.invoice(self.globex, 100)
        screen = self.screen()
        self.assertTrue(screen["has_limits"])
        self.assertEqual(self.row(screen, self.acme)["over"], 50)
        self.assertEqual(self.row(screen, self.globex)["over"], 0)

    def test_credit_limits_are_shown_where_odoo_shows_them(self):
        self.company.account_use_credit_limit = True
        self.acme.credit_limit = 250
        self.acme.user_id = rep = self.rep()
        self.invoice(self.acme, 300)
        screen = self.screen(rep)
        self.assertFalse(screen["has_limits"])
        self.assertNotIn("limit", self.row(screen, self.acme))
        self.assertFalse(self.screen(group_by="user_id")["has_limits"])

    def test_items_stand_behind_a_row(self):
        self.invoice(self.acme, 300, ago=35)
        self.invoice(self.acme, 100)
        self.invoice(self.globex, 70)
        found = self.env[AGEING].smb_items(self.acme.id)
        self.assertEqual([item["amount"] for item in found["items"]], [300, 100])
        self.assertFalse(found["more"])
        past = self.env[AGEING].smb_items(self.acme.id, as_of=self.day(20))
        self.assertEqual([item["amount"] for item in past["items"]], [300])

    def test_items_of_another_rep_s_customer_stay_hidden(self):
        self.invoice(self.acme, 300)
        ageing = self.env[AGEING].with_user(self.rep())
        self.assertFalse(ageing.smb_items(self.acme.id)["items"])
        self.assertFalse(ageing.smb_screen()["rows"])

    def test_my_customers_only(self):
        rep = self.rep("sales_team.group_sale_salesman_all_leads")
        self.invoice(self.acme, 300)
        self.invoice(self.globex, 70)
        self.acme.user_id = rep
        names = {row["name"] for row in self.screen(rep)["rows"]}
        self.assertLessEqual({"Acme", "Globex"}, names)
        mine = self.screen(rep, mine=True)
        self.assertEqual([row["name"] for row in mine["rows"]], ["Acme"])

    def test_the_trend_ends_today_and_shows_past_days_as_they_were(self):
        self.pay(self.invoice(self.acme, 300, ago=35), ago=2)
        trend = self.env[AGEING].smb_trend()
        self.assertEqual(len(trend), 12)
        self.assertEqual(trend[-1]["date"], TODAY)
        self.assertEqual(str(trend[-2]["date"]), "2026-02-28")
        self.assertEqual(trend[-2]["total"] - trend[-1]["total"], 300)

    def test_payables_are_for_accounting(self):
        rep = self.rep("sales_team.group_sale_manager")
        self.assertFalse(self.screen(rep)["has_payables"])
        ageing = self.env[AGEING].with_user(rep)
        for ask in (ageing.smb_screen, ageing.smb_trend):
            with self.subTest(ask.__name__), self.assertRaises(AccessError):
                ask(account_type=PAYABLE)

    def test_others_see_nothing(self):
        user = self.rep("base.group_user")
        ageing = self.env[AGEING].with_user(user)
        for ask in (ageing.smb_screen, ageing.smb_trend):
            with self.subTest(ask.__name__), self.assertRaises(AccessError):
                ask()
        with self.assertRaises(AccessError):
            ageing.smb_items(self.acme.id)

    # papers

    def paper(self, **vals):
        return self.env["smb.ageing.paper"].create(vals)

    def book(self, **vals):
        paper = self.paper(**vals)
        paper.action_sheet()
        return load_workbook(BytesIO(base64.b64decode(paper.file)))

    def test_the_sheet_has_live_sums_and_shares(self):
        self.acme.user_id = self.env.user
        self.invoice(self.acme, 300, ago=35)
        book = self.book(mine=True)
        sheet = book["Ageing"]
        self.assertEqual(sheet["A4"].value, "Acme")
        self.assertEqual((sheet["C4"].value, sheet["H4"].value), (300, "=SUM(B4:G4)"))
        self.assertEqual(sheet["I4"].value, "=SUM(C4:G4)")
        self.assertIn("SUMIF($H$4:$H$4", sheet["J4"].value)
        self.assertEqual(sheet["H5"].value, "=SUM(H4:H4)")
        self.assertEqual(sheet.freeze_panes, "A4")
        items = book["Open Items"]
        self.assertEqual((items["A2"].value, items["G2"].value), ("Acme", 300))

    def test_a_name_is_no_formula(self):
        self.acme.write({"name": "=1+1", "user_id": self.env.uid})
        self.invoice(self.acme, 300)
        book = self.book(mine=True)
        self.assertEqual(book["Ageing"]["A4"].data_type, "s")
        self.assertEqual(book["Open Items"]["A2"].data_type, "s")

    def test_the_paper_shows_what_its_reader_may_see(self):
        self.invoice(self.acme, 300)
        self.invoice(self.globex, 70)
        self.acme.user_id = rep = self.rep()
        paper = self.env["smb.ageing.paper"].with_user(rep).create({})
        html = paper.env["ir.actions.report"]._render_qweb_html(
            "smb_crm.smb_ageing_report", paper.ids
        )[0]
        self.assertIn(b"Acme", html)
        self.assertNotIn(b"Globex", html)

    def test_the_sheet_needs_the_right_to_export(self):
        rep = self.rep()
        self.assertFalse(rep.has_group("base.group_allow_export"))
        paper = self.env["smb.ageing.paper"].with_user(rep).create({})
        with self.assertRaises(AccessError):
            paper.action_sheet()

    def test_a_due_day_says_who_pays_how_much(self):
        self.invoice(self.acme, 300)
        item = self.env["smb.open.item"].search([("partner_id", "=", self.acme.id)])
        self.assertIn("Acme", item.display_name)
        self.assertIn("300.00", item.display_name)


@tagged("post_install", "-at_install")
class TestAgeingTour(HttpCase, LedgerCase):
    def test_the_ageing_opens_down_to_the_item(self):
        user = self.env.user
        user.write({"login": "smb_books", "password": "smb_books"})
        self.invoice(self.customer("Acme"), 300, ago=35)
        self.env.flush_all()
        self.start_tour("/odoo/ageing", "smb_ageing", login="smb_books")
