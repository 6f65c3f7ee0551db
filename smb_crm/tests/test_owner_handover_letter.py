"""What the customers are told, and what the successor gets to read."""

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .handover_case import HandoverCase

DOSSIER = "smb_crm.smb_dossier_report"
LETTER = "smb_crm.smb_handover_letter_report"


@tagged("post_install", "-at_install")
class TestHandoverLetter(HandoverCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.acme.email = "office@acme.example"
        cls.company.email = "us@ours.example"

    def letters(self, handover):
        return self.env["smb.sending"].search(
            [("kind", "=", "handover"), ("key", "=", str(handover.id))]
        )

    def printed(self, report, records, user):
        reports = self.env["ir.actions.report"].with_user(user)
        return reports._render_qweb_html(report, records.ids)[0].decode()

    def test_nobody_is_written_to_unless_wanted(self):
        handover = self.handover()
        handover.action_apply()
        self.assertFalse(self.letters(handover))

    def test_one_letter_waits_for_each_customer(self):
        handover = self.handover(letter="mail")
        handover.action_preview()
        self.assertFalse(self.letters(handover))
        handover.action_apply()
        handover.action_apply()
        letter = self.letters(handover)
        self.assertEqual(letter.partner_id, self.acme)
        self.assertEqual(letter.state, "queued")
        self.assertEqual(letter.user_id, self.sam)
        letter._compose()
        for words in ("Sam", "Sally", "Acme Trading"):
            self.assertIn(words, letter.body)

    def test_the_letter_is_seen_before_it_is_sent(self):
        handover = self.handover(letter="mail")
        handover.action_preview()
        self.assertIn("in place of Sally", " ".join(handover.letter_preview.split()))
        handover.letter = "none"
        self.assertFalse(handover.letter_preview)

    def test_a_letter_of_a_handover_that_was_undone_is_not_sent(self):
        handover = self.handover(letter="mail")
        handover.action_apply()
        handover.action_undo()
        state, _reason = self.letters(handover)._obstacle()
        self.assertEqual(state, "cancelled")

    def test_who_opted_out_gets_none(self):
        self.env["mail.blacklist"]._add("office@acme.example")
        handover = self.handover(letter="mail")
        handover.action_apply()
        state, _reason = self.letters(handover)._obstacle()
        self.assertEqual(state, "opt_out")

    def test_the_letter_speaks_the_customers_language(self):
        self.env["res.lang"]._activate_lang("fr_FR")
        template = self.env.ref("smb_crm.smb_handover_letter")
        template.with_context(lang="fr_FR").write(
            {"subject": "Votre contact", "body_html": "<p>Bonjour</p>"}
        )
        self.acme.lang = "fr_FR"
        handover = self.handover(letter="print")
        handover.action_preview()
        self.assertIn("Bonjour", handover.letter_preview)
        self.assertIn("Bonjour", self.printed(LETTER, handover, self.max))

    def test_letters_are_printed_for_customers_only(self):
        handover = self.handover(letter="print")
        with self.assertRaises(UserError):
            handover.action_print_letters()
        handover.action_preview()
        handover.action_print_letters()
        html = self.printed(LETTER, handover, self.max)
        self.assertIn("Acme Trading", html)
        self.assertNotIn("Dear Ada", html)

    def test_what_a_customer_is_called_never_becomes_code(self):
        self.acme.name = "<b>{{ 7 * 7 }}</b>"
        handover = self.handover(letter="print")
        handover.action_preview()
        self.assertNotIn("<b>", handover.letter_preview)
        self.assertNotIn("49", handover.letter_preview)


@tagged("post_install", "-at_install")
class TestDossier(HandoverCase):
    def dossier(self, partner, user):
        reports = self.env["ir.actions.report"].with_user(user)
        return reports._render_qweb_html(DOSSIER, partner.ids)[0].decode()

    def test_it_tells_what_a_successor_needs(self):
        self.acme.write({"smb_needs": "One invoice a month", "smb_habits": "No calls"})
        self.talk.write({"subject": "Prices for spring"})
        html = self.dossier(self.acme, self.sally)
        for words in (
            "Ada Archer",
            "One invoice a month",
            "No calls",
            "Prices for spring",
            self.quote.name,
            self.order.name,
            self.lead.name,
            self.activity.summary,
            self.follow_up.step_id.name,
            self.posted.name,
        ):
            with self.subTest(words):
                self.assertIn(words, html)
        self.assertNotIn(self.cancelled.name, html)

    def test_a_person_prints_the_whole_customer(self):
        self.assertIn("Acme Trading", self.dossier(self.ada, self.sally))

    def test_it_shows_only_what_the_reader_may_see(self):
        self.log(self.globex, user=self.olga, subject="Secret talk")
        secret = self.quotation(self.globex, self.olga)
        html = self.dossier(self.globex, self.sally)
        self.assertNotIn("Secret talk", html)
        self.assertNotIn(secret.name, html)
        self.assertIn("Secret talk", self.dossier(self.globex, self.sam))

    def test_only_sales_prints_it(self):
        with self.assertRaises(AccessError):
            self.acme.with_user(self.uma)._smb_dossier()

    def test_a_handover_prints_those_of_its_customers(self):
        handover = self.handover()
        with self.assertRaises(UserError):
            handover.action_print_dossiers()
        handover.action_preview()
        action = handover.action_print_dossiers()
        self.assertEqual(action["context"]["active_ids"], self.acme.ids)
