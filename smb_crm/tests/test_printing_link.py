"""Papers behind a link: who may share, what is shown, when it ends."""

from datetime import timedelta
from unittest.mock import patch

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import HttpCase, tagged

from .print_case import PrintCase

LINKS = "smb.print.link"


class LinkCase(PrintCase):
    def share(self, user=None, days=14, record=None):
        user = user or self.sally
        record = (record or self.order).with_user(user)
        links = self.env[LINKS].with_user(user)
        return links._share(self.template.with_user(user), record, days)


@tagged("post_install", "-at_install")
class TestSharing(LinkCase):
    def test_a_rep_shares_what_the_rep_may_read(self):
        link, address = self.share()
        self.assertIn("/smb/p/", address)
        self.assertEqual((link.user_id, link.name), (self.sally, self.order.name))
        self.order.user_id = self.sam
        with self.assertRaises(AccessError):
            self.share()

    def test_the_documents_page_tells_who_shared_it(self):
        before = self.order.message_ids
        self.share()
        [note] = self.order.message_ids - before
        self.assertEqual(note.author_id, self.sally.partner_id)
        self.assertIn("Shared by a link", note.body)

    def test_a_link_lives_for_a_day_to_a_year(self):
        for days in (0, -1, 366, 10**9):
            with self.subTest(days), self.assertRaises(UserError):
                self.share(days=days)

    def test_the_dialog_shows_the_link_and_takes_it_back(self):
        here = self.env["smb.print.choice"].with_user(self.sally)
        here = here.with_context(active_model="sale.order", active_ids=self.order.ids)
        choice = here.create({"output": "html"})
        choice.action_share()
        self.assertIn("/smb/p/", choice.address)
        choice.invalidate_recordset(["link_ids"])
        [link] = choice.link_ids
        link.action_revoke()
        self.assertTrue(link.revoked)

    def test_one_link_shows_one_document(self):
        both = self.order + self.order.copy({"user_id": self.sally.id})
        here = self.env["smb.print.choice"].with_user(self.sally)
        here = here.with_context(active_model="sale.order", active_ids=both.ids)
        with self.assertRaises(UserError):
            here.create({"output": "html"}).action_share()

    def test_others_do_not_withdraw_it_but_managers_do(self):
        link, _address = self.share()
        with self.assertRaises(AccessError):
            link.with_user(self.sam).action_revoke()
        link.with_user(self.max).action_revoke()
        self.assertTrue(link.revoked)

    def test_nobody_makes_up_a_token(self):
        links = self.env[LINKS]
        link, address = self.share()
        token = address.rpartition("/")[2]
        self.assertEqual(links._of_token(token), link)
        for wrong in (
            "",
            "x",
            "\u00e9\u4f60",
            token[:-2],
            token[::-1],
            "AQAAAA",
            "A" * 5000,
            token.replace(token[20], "_", 1),
        ):
            with self.subTest(wrong[:20]):
                self.assertFalse(links._of_token(wrong))

    def test_old_links_go_after_a_year(self):
        link, _address = self.share()
        self.env[LINKS]._gc_links()
        self.assertTrue(link.exists())
        link.sudo().date_end = fields.Datetime.now() - timedelta(days=400)
        self.env[LINKS]._gc_links()
        self.assertFalse(link.exists())


@tagged("post_install", "-at_install")
class TestShared(LinkCase, HttpCase):
    def seen(self, address):
        way = address[address.index("/smb/p/") :]
        return self.url_open(way)

    def test_who_has_the_link_needs_no_login(self):
        _link, address = self.share()
        answer = self.seen(address)
        self.assertEqual(answer.status_code, 200)
        self.assertIn("PO 4711", answer.text)
        self.assertIn("no-store", answer.headers["Cache-Control"])
        self.assertIn("sandbox", answer.headers["Content-Security-Policy"])
        self.assertEqual(answer.headers["Referrer-Policy"], "no-referrer")

    def test_it_ends_when_withdrawn_or_old_or_the_sharer_goes(self):
        for end in (
            lambda link: link.action_revoke(),
            lambda link: link.sudo().write(
                {"date_end": fields.Datetime.now() - timedelta(minutes=1)}
            ),
            lambda link: self.sally.sudo().write({"active": False}),
        ):
            self.sally.active = True
            link, address = self.share()
            end(link)
            answer = self.seen(address)
            self.assertEqual(answer.status_code, 404)
            self.assertNotIn("PO 4711", answer.text)

    def test_it_shows_no_more_than_the_sharer_may_read(self):
        _link, address = self.share()
        self.order.user_id = self.sam
        answer = self.seen(address)
        self.assertEqual(answer.status_code, 404)
        self.assertIn("ask for a new one", answer.text)

    def test_wrong_ones_answer_like_old_ones(self):
        for token in ("x", "%00", "AQAAAAAAAAAA", "a" * 2000):
            with self.subTest(token[:10]):
                self.assertEqual(self.url_open(f"/smb/p/{token}").status_code, 404)

    def test_a_deleted_document_is_gone(self):
        _link, address = self.share()
        self.order.unlink()
        self.assertEqual(self.seen(address).status_code, 404)

    def test_looking_changes_nothing(self):
        link, address = self.share()
        before = link.sudo().write_date
        with patch.object(type(link), "write", side_effect=AssertionError):
            self.assertEqual(self.seen(address).status_code, 200)
        self.assertEqual(link.sudo().write_date, before)
