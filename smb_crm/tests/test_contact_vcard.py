import base64
import time
from unittest.mock import patch

from psycopg2.errors import SerializationFailure

from odoo.exceptions import AccessError, UserError
from odoo.tests import BaseCase, tagged
from odoo.tools import file_open

from ..tools.vcard import MAX_BYTES, VcardError, parse
from .common import SmbCase


def sample(name):
    with file_open(f"smb_crm/tests/data/{name}", "rb") as file:
        return file.read()


@tagged("post_install", "-at_install")
class TestVcardFiles(BaseCase):
    def card(self, name):
        return next(parse(sample(name)))

    def test_outlook_quoted_printable_with_soft_breaks(self):
        card = self.card("outlook_21.vcf")
        self.assertEqual(card.name, "Dr. Jörg Müller")
        self.assertEqual((card.company, card.unit), ("Nordlicht GmbH", "Einkauf"))
        self.assertEqual(
            card.title, "Leiter für den Einkauf und das Lager im ganzen Norden"
        )
        self.assertEqual(card.phone_numbers[0], "+49 171 2345678")
        self.assertEqual(card.phone_numbers[-1], "+49 40 3001999")
        self.assertEqual(card.address["street"], "Große Elbstraße 9 Hinterhaus")
        self.assertEqual(card.birthday, (29, 2, 1972))
        self.assertTrue(card.photo.startswith(b"\xff\xd8\xff"))

    def test_apple_groups_folding_within_a_character_and_no_birth_year(self):
        elodie, bakery = parse(sample("apple_30.vcf"))
        self.assertEqual(elodie.name, "Élodie Dupont")
        self.assertIn("Café crème lover — très précise.", elodie.note)
        self.assertIn("in French; calls", elodie.note)
        self.assertEqual(elodie.birthday, (29, 2, 0))
        self.assertEqual(elodie.email_addresses[0], "elodie@cafedunord.example")
        self.assertEqual(elodie.categories, ["Fair", "VIP"])
        self.assertEqual(elodie.messengers, [("WhatsApp", "+33612345678")])
        self.assertTrue(elodie.photo)
        self.assertTrue(bakery.is_company)

    def test_version_4(self):
        card = self.card("standard_40.vcf")
        self.assertEqual(card.name, "Rūta Kazlauskienė")
        self.assertEqual(card.phone_numbers[0], "+370-5-219-0000")
        self.assertEqual(card.birthday, (29, 2, 0))
        self.assertTrue(card.photo.startswith(b"\x89PNG"))

    def test_gbk_that_does_not_say_so(self):
        card = self.card("android_gbk.vcf")
        self.assertEqual(card.name, "王小明")
        self.assertEqual(card.company, "北京小米科技有限公司")
        self.assertEqual(card.messengers, [("QQ", "10001"), ("WeChat", "wangxm")])

    def test_other_encodings(self):
        self.assertEqual(self.card("android_qp.vcf").name, "Анна Иванова")
        self.assertEqual(self.card("windows_utf16.vcf").name, "José Núñez")
        self.assertEqual(self.card("latin1.vcf").name, "Françoise Hébert")

    def test_nothing_of_a_broken_file_is_lost(self):
        cards = list(parse(sample("broken.vcf")))
        self.assertEqual(
            [card.error for card in cards], ["nameless", "unclosed", "stray"]
        )
        self.assertEqual(cards[1].name, "Cut Off")
        self.assertEqual(cards[2].text, "This is no card")
        self.assertIn("+32 2 290 34 90", cards[0].text)

    def test_hostile_files_end_soon_and_clearly(self):
        for data, reason in (
            (b"x" * (MAX_BYTES + 1), "large"),
            (b" \r\n", "empty"),
            (b"\x89PNG\x00\x01", "binary"),
        ):
            with self.assertRaises(VcardError) as caught:
                list(parse(data))
            self.assertEqual(caught.exception.args[0], reason)
        mean = (
            b"BEGIN:VCARD\n" * 400_000,
            b"BEGIN:VCARD\nFN:" + b"=\n" * 2_000_000,
            b"BEGIN:VCARD\nNOTE;ENCODING=QUOTED-PRINTABLE:" + b"=\n" * 2_000_000,
            b"BEGIN:VCARD\nN:" + b"\\;" * 2_000_000,
            b"BEGIN:VCARD\nN" + b';"' * 2_000_000 + b":x\nEND:VCARD",
            b"BEGIN:VCARD\nPHOTO;ENCODING=b:" + b" A\n" * 2_000_000,
        )
        for data in mean:
            started = time.process_time()
            for _card in zip(range(2001), parse(data), strict=False):
                pass
            self.assertLess(time.process_time() - started, 8, data[:40])


@tagged("post_install", "-at_install")
class TestVcardImport(SmbCase):
    def opened(self, *files, user=None, **vals):
        user = user or self.sally
        attachments = self.env["ir.attachment"].with_user(user)
        run = (
            self.env["smb.vcard.import"]
            .with_user(user)
            .create(
                {
                    "attachment_ids": [
                        attachments.create(
                            {
                                "name": name,
                                "res_model": "smb.vcard.import",
                                "raw": data if data is not None else sample(name),
                            }
                        ).id
                        for name, data in (
                            file if isinstance(file, tuple) else (file, None)
                            for file in files
                        )
                    ],
                    **vals,
                }
            )
        )
        run.action_read()
        return run

    def imported(self, *files, **vals):
        run = self.opened(*files, **vals)
        run.action_import()
        return run

    def test_a_person_comes_with_the_company(self):
        partner = self.imported("standard_40.vcf").line_ids.partner_id
        self.assertEqual(partner.name, "Rūta Kazlauskienė")
        self.assertEqual(partner.parent_id.name, "UAB Šiaurės vėjas")
        self.assertEqual(partner.parent_id.country_id.code, "LT")
        self.assertEqual(partner.country_id.code, "LT")
        self.assertEqual(partner.user_id, self.sally)
        self.assertEqual(partner.smb_relation, "prospect")
        self.assertEqual(partner.smb_birthday, "29 February")
        self.assertTrue(partner.image_1920)
        self.assertIn("+37061234567", partner.comment)

    def test_the_files_are_gone_once_imported(self):
        run = self.opened("standard_40.vcf")
        files = run.attachment_ids
        papers = self.env["ir.attachment"].with_user(self.sally).create({"name": "a"})
        run.attachment_ids += papers
        run.action_import()
        self.assertFalse(files.exists())
        self.assertTrue(papers.exists())
        self.assertEqual(run.line_ids.mapped("result"), ["create"])

    def test_an_abandoned_import_takes_its_files_along(self):
        run = self.opened("standard_40.vcf")
        files = run.attachment_ids
        run.unlink()
        self.assertFalse(files.exists())

    def test_two_at_once_are_tried_again_not_reported(self):
        run = self.opened("standard_40.vcf")
        lines = self.env.registry["smb.vcard.import.line"]
        conflict = SerializationFailure("concurrent update")
        with (
            patch.object(lines, "_create_partner", side_effect=conflict),
            self.assertRaises(SerializationFailure),
        ):
            run.action_import()

    def test_one_company_for_all_its_cards(self):
        run = self.imported("android_gbk.vcf", ("b.vcf", self.colleague()))
        people = run.line_ids.partner_id
        self.assertEqual(len(people), 2)
        self.assertEqual(len(people.parent_id), 1)
        self.assertEqual(people.parent_id.country_id.code, "CN")

    def colleague(self):
        text = "BEGIN:VCARD\nVERSION:3.0\nN:李;娜\nORG:北京小米科技有限公司\nEND:VCARD"
        return text.encode()

    def test_the_same_file_twice_creates_nothing(self):
        files = ("apple_30.vcf", "outlook_21.vcf", "android_gbk.vcf")
        self.imported(*files)
        before = self.env["res.partner"].search_count([])
        again = self.imported(*files)
        self.assertEqual(set(again.line_ids.mapped("result")), {"skip"})
        self.assertEqual(self.env["res.partner"].search_count([]), before)

    def test_the_same_card_in_two_files_comes_once(self):
        run = self.imported("latin1.vcf", ("copy.vcf", sample("latin1.vcf")))
        self.assertEqual(run.line_ids.mapped("result"), ["create", "skip"])

    def test_completing_replaces_nothing(self):
        ada = b"BEGIN:VCARD\nFN:Ada A.\nEMAIL:new@acme.example\nTITLE:Buyer\nEND:VCARD"
        run = self.opened(("ada.vcf", ada))
        run.line_ids.write({"action": "update", "partner_id": self.ada.id})
        run.action_import()
        self.assertEqual(self.ada.email, "ada@acme.example")
        self.assertEqual(self.ada.name, "Ada Archer")
        self.assertEqual(self.ada.function, "Buyer")
        self.assertEqual(run.line_ids.result, "update")

    def test_a_second_phone_is_never_lost(self):
        card = b"BEGIN:VCARD\nFN:Eve Ek\nORG:Ek Oy\n%sEND:VCARD" % (
            b"TEL;WORK:+358 9 111 2222\nTEL;CELL:+358 40 333 4444\n"
            b"TEL;HOME:+358 9 555 6666\nTEL;WORK;FAX:+358 9 777 8888\n"
        )
        partner = self.imported(("eve.vcf", card)).line_ids.partner_id
        self.assertIn("40 333 4444", partner.phone)
        self.assertIn("9 111 2222", partner.parent_id.phone)
        for number in ("9 111 2222", "9 555 6666", "Fax: +358 9 777 8888"):
            self.assertIn(number, partner.comment)

    def test_completing_keeps_the_other_numbers_in_the_note(self):
        self.ada.write({"phone": "+32 2 111 11 12", "comment": "<p>Likes tea</p>"})
        text = "BEGIN:VCARD\nFN:Ada Archer\nTEL:%s\nTEL:%s\nEMAIL:%s\nEND:VCARD"
        numbers = ("+32 470 12 34 56", "+32 2 111 11 12", "ada@home.example")
        card = ("ada.vcf", (text % numbers).encode())
        for _time in range(2):
            run = self.opened(card)
            run.line_ids.write({"action": "update", "partner_id": self.ada.id})
            run.action_import()
        self.assertEqual(self.ada.phone, "+32 2 111 11 12")
        self.assertIn("Likes tea", self.ada.comment)
        for said in ("+32 470 12 34 56", "ada@home.example"):
            self.assertEqual(self.ada.comment.count(said), 1)
        self.assertEqual(run.line_ids.result, "skip")

    def test_unreadable_cards_are_listed_with_reason_and_text(self):
        run = self.imported("broken.vcf")
        self.assertEqual(run.line_ids.mapped("result"), ["error"] * 3)
        self.assertTrue(all(run.line_ids.mapped("hint")))
        self.assertIn("This is no card", run.line_ids.mapped("text"))

    def test_one_failing_card_stops_no_other(self):
        run = self.opened("latin1.vcf", "windows_utf16.vcf")
        bad = run.line_ids[0]
        facts = dict(bad.facts)
        facts["partner"] = {**facts["partner"], "smb_birth_day": "31"}
        bad.facts = facts
        run.action_import()
        self.assertEqual(run.line_ids.mapped("result"), ["error", "create"])
        self.assertIn("birthday", bad.hint)

    def test_files_that_are_none_get_a_clear_answer(self):
        for name, data, words in (
            ("logo.png", b"\x89PNG\x00\x00", "holds no business cards"),
            ("huge.vcf", b"x" * (MAX_BYTES + 1), "10 MB"),
            ("many.vcf", b"BEGIN:VCARD\nFN:A\nEND:VCARD\n" * 2001, "2000 cards"),
        ):
            with self.subTest(name), self.assertRaisesRegex(UserError, words):
                self.opened((name, data))
        with self.assertRaisesRegex(UserError, "Choose at least one"):
            self.opened()

    def test_a_broken_picture_costs_the_picture_only(self):
        bad = base64.b64encode(b"\xff\xd8\xffnonsense")
        card = b"BEGIN:VCARD\nFN:Pia\nPHOTO;ENCODING=b:" + bad + b"\nEND:VCARD"
        line = self.imported(("pia.vcf", card)).line_ids
        self.assertEqual(line.result, "create")
        self.assertFalse(line.photo)
        self.assertIn("unreadable", line.partner_id.comment)

    def test_markup_in_a_card_stays_text(self):
        card = b"BEGIN:VCARD\nFN:Eve\nNOTE:<script>alert(1)</script>\nEND:VCARD"
        comment = self.imported(("eve.vcf", card)).line_ids.partner_id.comment
        self.assertNotIn("<script", comment)
        self.assertIn("alert(1)", comment)

    def test_a_colleagues_import_is_not_mine(self):
        run = self.opened("latin1.vcf")
        with self.assertRaises(AccessError):
            run.with_user(self.sam).line_ids.mapped("name")
        with self.assertRaises(AccessError):
            self.env["smb.vcard.import"].with_user(self.uma).create({})


@tagged("post_install", "-at_install")
class TestCardEntry(SmbCase):
    def entry(self, user=None, **vals):
        cards = self.env["smb.card.entry"].with_user(user or self.sally)
        return cards.create(vals)

    def saved(self, **vals):
        action = self.entry(**vals).action_save()
        return self.env["res.partner"].browse(action["res_id"])

    def test_one_save_makes_company_person_and_first_contact(self):
        partner = self.saved(
            company_name="Initech",
            partner_name="Peter Gibbons",
            phone="+1 512 555 0134",
            city="Austin",
            note="Wants <b>prices</b>",
        )
        self.assertEqual(partner.parent_id.name, "Initech")
        self.assertEqual(partner.parent_id.city, "Austin")
        self.assertEqual(partner.user_id, self.sally)
        log = self.env["smb.contact.log"].search([("partner_id", "=", partner.id)])
        self.assertEqual(len(log), 1)
        self.assertEqual(log.user_id, self.sally)
        self.assertIn("&lt;b&gt;", log.note)

    def test_a_known_company_is_used(self):
        partner = self.saved(
            company_name="acme trading", partner_name="Bob", email="bob@acme.example"
        )
        self.assertEqual(partner.parent_id, self.acme)

    def test_a_known_company_keeps_its_number_and_the_log_has_the_other(self):
        self.acme.write({"phone": "+1 512 555 0100", "email": "a@acme.example"})
        vals = {"phone": "+1 512 555 0199", "email": "a@acme.example"}
        self.assertEqual(self.saved(company_name="acme trading", **vals), self.acme)
        self.assertEqual(self.acme.phone, "+1 512 555 0100")
        logs = self.env["smb.contact.log"]
        log = logs.search([("partner_id", "=", self.acme.id)], order="id desc", limit=1)
        self.assertIn("+1 512 555 0199", log.note)
        self.assertNotIn("a@acme.example", log.note)

    def test_a_card_needs_a_name_and_a_way_to_answer(self):
        with self.assertRaisesRegex(UserError, "phone, an e-mail or a messenger"):
            self.saved(company_name="Initech")
        with self.assertRaisesRegex(UserError, "company or the person"):
            self.saved(phone="+1 512 555 0134")

    def test_a_messenger_is_enough(self):
        partner = self.saved(partner_name="Li Na", messenger="WeChat: lina")
        self.assertIn("WeChat: lina", partner.comment)

    def test_without_a_sales_role_there_is_no_entry(self):
        for name in ("uma", "will", "paul"):
            with self.subTest(name), self.assertRaises(AccessError):
                self.entry(user=self.users[name], partner_name="X")
