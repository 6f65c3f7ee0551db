"""Hostile and broken input: nothing runs, nothing leaks, nothing gets lost."""

import doctest
import time

from psycopg2 import IntegrityError

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger

from . import hostile
from .samples import LOG, SampleCase
from .test_security import own_models, rows

TEXT = ("char", "text", "html")
# a mail keeps the looks of its template; screens show the preview instead
MAILS = {"smb.sending.body"}
# every employee who may read a customer may know when it was spoken to: the guard
# tells so too; what was said stays with those who may read the log
OPEN_DATES = {"smb_last_contact_date", "smb_next_contact_date"}


def text_fields(model):
    """Stored fields of ``model`` that take free text from outside."""
    return [
        field.name
        for field in model._fields.values()
        if field.type in TEXT and field.store and not field.related
    ]


@tagged("post_install", "-at_install")
class TestScripts(SampleCase):
    def test_the_judge_of_dangers_is_right(self):
        self.assertEqual(doctest.testmod(hostile).failed, 0)
        harmless = [text for text in hostile.SCRIPTS if not hostile.dangers(text)]
        self.assertLess(len(harmless), len(hostile.SCRIPTS) / 4)

    def test_no_script_survives_in_a_note(self):
        for payload in hostile.SCRIPTS:
            with self.subTest(payload):
                log = self.log(self.ada, user=self.sally, note=f"<p>hi</p>{payload}")
                self.assertFalse(hostile.dangers(self._shown(log)["note"]))
                log.with_user(self.sally).note = payload
                self.assertFalse(hostile.dangers(self._shown(log)["note"]))

    def _shown(self, log):
        """The log as list and form send it to the browser."""
        log.invalidate_recordset()
        mine = log.with_user(self.sally)
        fields = {"note": {}, "subject": {}, "display_name": {}}
        form = mine.web_read(fields)[0]
        listed = mine.web_search_read([("id", "=", log.id)], fields)["records"][0]
        self.assertEqual(form, listed)
        return form

    def test_every_rich_text_of_ours_is_sanitized(self):
        for name in own_models(self.env):
            for field in self.env[name]._fields.values():
                if field.type == "html" and field.store and field.name != "message":
                    with self.subTest(str(field)):
                        self.assertIs(field.sanitize, True)
                        looks = str(field) not in MAILS
                        self.assertEqual(bool(field.sanitize_attributes), looks)
                        self.assertEqual(bool(field.sanitize_style), looks)
                        self.assertFalse(field.sanitize_overridable)

    def test_no_script_survives_in_a_mail(self):
        sending = self.sample("smb.sending", "own", self.max)
        for payload in hostile.SCRIPTS:
            with self.subTest(payload):
                sending.body = f"<p>hi</p>{payload}"
                self.env.flush_all()
                sending.invalidate_recordset()
                self.assertFalse(hostile.dangers(sending.preview))

    def test_names_and_subjects_stay_plain_text_in_the_chatter(self):
        payloads = "".join(hostile.SCRIPTS)
        customer = self.customer(payloads, user=self.sally)
        logs = self.env[LOG].with_context(tracking_disable=False)
        log = logs.create({"partner_id": customer.id, "subject": payloads})
        self.cr.flush()  # tracked changes become messages just before a commit
        log.subject = f"again {payloads}"
        self.cr.flush()
        self.env.invalidate_all()
        self.assertEqual(log.display_name, f"again {payloads}")
        self.assertTrue(log.message_ids.tracking_value_ids)
        for message in log.message_ids + customer.message_ids:
            self.assertFalse(hostile.dangers(message.body))


@tagged("post_install", "-at_install")
class TestOddText(SampleCase):
    def test_names_of_all_alphabets_are_kept_as_they_are(self):
        for name in hostile.NAMES:
            with self.subTest(name[:20]):
                customer = self.customer(name)
                log = self.log(customer, user=self.sally, subject=name)
                self.env.invalidate_all()
                self.assertEqual([customer.name, log.subject], [name, name])

    def test_no_text_of_ours_breaks_on_unstorable_characters(self):
        for name, scope in self._one_scope_each():
            record = self.sample(name, scope, self.sally)
            for field in text_fields(record):
                for text in hostile.UNSTORABLE:
                    with self.subTest(name, field=field, text=ascii(text)):
                        self._write(record, field, text)

    def test_the_customer_keeps_working_with_unstorable_characters(self):
        added = [
            name
            for name in text_fields(self.env["res.partner"])
            if name.startswith("smb_")
        ]
        for field in added:
            for text in hostile.UNSTORABLE:
                with self.subTest(field, text=ascii(text)):
                    self._write(self.acme, field, text)

    def test_quotes_and_comments_are_only_text(self):
        for name, scope in self._one_scope_each():
            record = self.sample(name, scope, self.sally)
            for field in text_fields(record):
                for text in hostile.SQL:
                    with self.subTest(name, field=field, text=text):
                        self._write(record, field, text)

    def _one_scope_each(self):
        """A (model, scope) for each model that can be written at all."""
        scopes = {name: scope for name, scope, _cells in reversed(list(rows()))}
        return [(name, scopes[name]) for name in scopes if self._is_written(name)]

    def _is_written(self, name):
        return self.env[name]._auto and not self.env[name]._transient

    @mute_logger("odoo.sql_db")
    def _write(self, record, field, text):
        """Stored, cleaned or refused in a sentence; anything else is a traceback."""
        try:
            with self.env.cr.savepoint():
                record.write({field: text})
                self.env.flush_all()
                self.env.invalidate_all()
                str(record[field])
        except (UserError, ValidationError, IntegrityError):
            self.env.clear()

    def test_wildcards_do_not_widen_a_search(self):
        for subject in ("Sale of 100% wool", "Sale of 1000 woollens", "file_name"):
            self.log(self.ada, subject=subject)
        logs = self.env[LOG].search([("partner_id", "=", self.ada.id)])
        for typed, found in (("100%", 1), ("e_n", 1), ("%", 1), ("_", 1), ("\\", 0)):
            with self.subTest(typed):
                domain = [("id", "in", logs.ids), ("subject", "ilike", typed)]
                self.assertEqual(logs.search_count(domain), found)

    def test_quotes_in_a_search_find_nothing_and_break_nothing(self):
        for typed in hostile.SQL:
            for field in ("subject", "note", "partner_id", "user_id", "display_name"):
                with self.subTest(field, typed=typed):
                    self.env[LOG].search([(field, "ilike", typed)], limit=1)

    def test_a_huge_note_is_refused_at_once(self):
        note = "<p>" + "<i>x</i>" * 125_000 + "</p>"
        started = time.process_time()
        with self.assertRaises(ValidationError):
            self.log(self.ada, note=note)
        self.assertLess(time.process_time() - started, 0.5)


@tagged("post_install", "-at_install")
class TestNothingLeaks(SampleCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.talk = cls.log(
            cls.globex, user=cls.sam, note="<p>zebra</p>", subject="zebra"
        )
        cls.strangers = [
            cls.users[name]
            for name in ("uma", "sally", "anna", "will", "paul", "public")
        ]

    @mute_logger("odoo.addons.base.models.ir_model", "odoo.addons.base.models.ir_rule")
    def _found(self, user, model, domain):
        try:
            return self.env[model].with_user(user).search(domain)
        except AccessError:
            return self.env[model]

    def _ways(self):
        """(model, field) of every relation from Odoo's models to ours."""
        ours = set(own_models(self.env))
        for model in self.env.registry.values():
            if model._name in ours or model._abstract or model._transient:
                continue
            for field in model._fields.values():
                if field.comodel_name in ours:
                    yield model._name, field

    def test_a_hidden_note_cannot_be_guessed_by_searching_its_customer(self):
        for model, field in self._ways():
            if field.comodel_name != LOG or not field._description_searchable:
                continue
            for text in ("note", "subject"):
                domain = [(f"{field.name}.{text}", "ilike", "zebra")]
                for user in self.strangers:
                    with self.subTest(model=model, field=field.name, user=user.name):
                        self.assertFalse(self._found(user, model, domain))

    def test_files_of_a_log_follow_the_log(self):
        file = self.env["ir.attachment"].create(
            {"name": "a.txt", "raw": b"z", "res_model": LOG, "res_id": self.talk.id}
        )
        self.assertEqual(file.with_user(self.sam).raw, b"z")
        for user in self.strangers:
            with self.subTest(user.name), self.assertRaises(AccessError):
                file.with_user(user).read(["raw"])

    def test_the_chatter_of_a_log_follows_the_log(self):
        self.talk.message_post(body="zebra", message_type="comment")
        domain = [("model", "=", LOG), ("res_id", "=", self.talk.id)]
        self.assertTrue(self._found(self.sam, "mail.message", domain))
        for user in self.strangers:
            with self.subTest(user.name):
                self.assertFalse(self._found(user, "mail.message", domain))

    def test_who_has_no_role_reads_no_contacts_on_the_customer(self):
        names = [
            name
            for name, field in self.env["res.partner"]._fields.items()
            if name.startswith("smb_") and ("contact" in name or "log" in name)
        ]
        names = set(names) - OPEN_DATES
        for name in names:
            for user in (self.users["uma"], self.users["paul"]):
                with self.subTest(name, user=user.name):
                    self.assertFalse(self._value(self.globex, name, user))

    @mute_logger("odoo.addons.base.models.ir_model", "odoo.addons.base.models.ir_rule")
    def _value(self, record, name, user):
        self.env.invalidate_all()
        try:
            return record.with_user(user).read([name])[0][name]
        except AccessError:
            return None

    def test_contacts_of_another_company_stay_there(self):
        alien = self.log(
            self.acme,
            company_id=self.elsewhere.id,
            user_id=self.sally.id,
            subject="alien",
        )
        for name, field in self.env["res.partner"]._fields.items():
            if name.startswith("smb_") and field.comodel_name == LOG:
                with self.subTest(name):
                    seen = self._value(self.acme, name, self.sally)
                    self.assertNotIn(alien.id, seen or [])
        for name in ("smb_last_contact_date", "smb_contact_log_count"):
            if name in self.env["res.partner"]:
                with self.subTest(name):
                    self.assertFalse(self._value(self.acme, name, self.sally))
