from contextlib import suppress
from datetime import timedelta
from unittest.mock import patch

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged

from .care_case import CareCase


class HandCase(CareCase):
    def by(self, user, row):
        return row.with_user(user)

    def in_days(self, days):
        return self.today + timedelta(days=days)


@tagged("post_install", "-at_install")
class TestSnooze(HandCase):
    def test_an_open_activity_moves_along(self):
        row = self.due(self.acme, escalation="told")
        self.by(self.sally, row).action_snooze(str(self.in_days(5)))
        self.assertEqual(row.date, self.in_days(5))
        self.assertEqual(row.activity_id.date_deadline, self.in_days(5))
        self.assertEqual((row.state, row.moved_by), ("due", "person"))
        self.assertEqual(row.snooze_count, 1)
        self.assertFalse(row.escalation)

    def test_a_planned_one_gets_its_day(self):
        row = self.follow_up(self.acme, 2)
        self.by(self.sally, row).action_snooze(self.in_days(9))
        self.assertPlanned(row, 9)
        self.open(self.in_days(3))
        self.assertEqual(row.state, "planned")

    def test_not_into_the_past_nor_far_away_nor_nonsense(self):
        row = self.due(self.acme)
        for date in (self.today, self.in_days(-1), self.in_days(400), False):
            with self.subTest(date), self.assertRaises(UserError):
                row.action_snooze(date)
        with self.assertRaises(ValidationError):
            row.action_snooze("soon")


@tagged("post_install", "-at_install")
class TestSkip(HandCase):
    def test_it_closes_with_a_reason_and_clears_the_desk(self):
        row = self.due(self.acme)
        activity = row.activity_id
        with patch.object(type(self.follow_ups), "_plan") as plan:
            self.by(self.sally, row).action_skip(" On holiday\x00 ")
        self.assertEqual(row.state, "skipped")
        self.assertEqual(row.reason_closed, "On holiday")
        self.assertEqual((row.closed_by_id, row.closed_date), (self.sally, self.today))
        self.assertFalse(activity.exists())
        self.assertEqual(plan.call_args.args, (self.company, self.acme))

    def test_a_reason_is_needed(self):
        row = self.due(self.acme)
        for reason in ("", "  ", False, None, 7):
            with self.subTest(reason), self.assertRaises(UserError):
                row.action_skip(reason)
        self.assertEqual(row.state, "due")

    def test_one_that_lies_ahead_is_skipped_for_its_day(self):
        row = self.follow_up(self.acme, 6)
        row.action_skip("Not needed")
        self.assertEqual(row.closed_date, self.in_days(6))

    def test_nothing_closed_can_be_skipped_again(self):
        row = self.due(self.acme)
        row.action_skip("Once")
        with self.assertRaises(UserError):
            row.action_skip("Twice")

    def test_it_can_be_taken_back(self):
        row = self.due(self.acme)
        row.action_skip("By mistake")
        later = self.follow_up(self.acme, 30, anchor_date=self.today)
        self.by(self.sally, row).action_unskip()
        self.assertFalse(row.reason_closed)
        self.assertFalse(later.exists())
        # on the desk again, at once
        self.assertEqual((row.state, row.activity_id.user_id), ("due", self.sally))

    def test_taken_back_it_is_as_late_as_it_was(self):
        row = self.due(self.acme, -8)
        self.follow_ups._escalate(self.policy, self.today)
        self.assertEqual(row.escalation, "pool")
        row.action_skip("By mistake")
        self.by(self.sally, row).action_unskip()
        self.assertEqual((row.state, row.date), ("due", self.in_days(-8)))
        self.assertEqual(row.activity_id.date_deadline, self.in_days(-8))
        self.assertEqual(row.escalation, "pool")
        self.assertFalse(self.follow_ups._escalate(self.policy, self.today))

    def test_not_when_the_next_one_was_opened(self):
        row = self.due(self.acme)
        row.action_skip("By mistake")
        self.due(self.acme, anchor_date=self.today)
        with self.assertRaises(UserError):
            row.action_unskip()


@tagged("post_install", "-at_install")
class TestReassign(HandCase):
    def test_a_colleague_gets_it_without_following_the_customer(self):
        row = self.due(self.acme)
        followers = self.acme.message_partner_ids
        self.by(self.sally, row).action_reassign(self.sam.id)
        self.assertEqual((row.user_id, row.moved_by), (self.sam, "hand"))
        self.assertEqual(row.activity_id.user_id, self.sam)
        self.assertEqual(self.acme.message_partner_ids, followers)

    def test_one_that_lies_ahead_is_opened_there(self):
        row = self.follow_up(self.acme)
        row.action_reassign(self.sam)
        self.open()
        self.assertEqual(row.activity_id.user_id, self.sam)

    def test_only_to_salespeople_who_are_there(self):
        row = self.due(self.acme)
        self.max.active = False
        for user in (self.will, self.paul, self.max, self.acme, 0, "x", True, None):
            with self.subTest(str(user)), self.assertRaises(UserError):
                row.action_reassign(user if isinstance(user, str) else user)

    def test_not_to_another_companys_people(self):
        other = self.second_company()
        self.sam.write({"company_ids": [(6, 0, other.ids)], "company_id": other.id})
        row = self.due(self.acme)
        with self.assertRaises(UserError):
            row.action_reassign(self.sam)


@tagged("post_install", "-at_install")
class TestWhoMay(HandCase):
    def acts(self, row):
        return {
            "snooze": lambda: row.action_snooze(self.in_days(3)),
            "skip": lambda: row.action_skip("No"),
            "reassign": lambda: row.action_reassign(self.sam),
        }

    def may(self, user, row):
        allowed = []
        for name, act in self.acts(self.by(user, row)).items():
            with self.cr.savepoint() as point:
                with suppress(AccessError):
                    act()
                    allowed.append(name)
                point.rollback()
            self.env.invalidate_all()
        return allowed

    def test_the_responsible_the_salesperson_and_managers(self):
        everything = ["snooze", "skip", "reassign"]
        row = self.due(self.acme, user_id=self.sam.id, moved_by="hand")
        self.assertEqual(row.user_id, self.sam)
        for user in (self.sam, self.sally, self.max):
            with self.subTest(user.name):
                self.assertEqual(self.may(user, row), everything)

    def test_nobody_else(self):
        row = self.due(self.acme)
        for user in (self.sam, self.anna, self.will, self.uma, self.paul):
            with self.subTest(user.name):
                self.assertEqual(self.may(user, row), [])

    def test_not_by_writing(self):
        row = self.due(self.acme)
        for user in (self.sally, self.max):
            with self.subTest(user.name), self.assertRaises(AccessError):
                self.by(user, row).write({"state": "done"})


@tagged("post_install", "-at_install")
class TestTake(HandCase):
    def pooled(self):
        row = self.due(self.acme, -8)
        row.escalation = "pool"
        return row

    def test_anybody_of_sales_takes_it_once(self):
        row = self.pooled()
        self.by(self.sam, row).action_take()
        self.assertEqual((row.user_id, row.activity_id.user_id), (self.sam, self.sam))
        self.assertEqual(row.activity_id.date_deadline, self.today)
        self.assertFalse(row.escalation)
        with self.assertRaises(UserError):
            self.by(self.max, row).action_take()

    def test_who_sees_own_customers_only_takes_it_too(self):
        row = self.due(self.globex, -8)
        with self.assertRaises(AccessError):
            self.by(self.sally, row).action_take()
        row.escalation = "pool"
        self.by(self.sally, row).action_take()
        self.assertEqual(row.user_id, self.sally)

    def test_what_is_not_in_the_pool_stays(self):
        row = self.due(self.acme)
        with self.assertRaises(UserError):
            self.by(self.max, row).action_take()

    def test_accountants_and_others_take_nothing(self):
        row = self.pooled()
        for user in (self.anna, self.will, self.uma, self.paul):
            with self.subTest(user.name), self.assertRaises(AccessError):
                self.by(user, row).action_take()


@tagged("post_install", "-at_install")
class TestWizard(HandCase):
    def wizard(self, rows, user=None, **vals):
        ids = {"active_model": rows._name, "active_ids": rows.ids}
        wizards = self.env["smb.follow.up.hand"].with_user(user or self.sally)
        return wizards.with_context(**ids).create(vals)

    def test_several_at_once(self):
        rows = self.due(self.acme) + self.follow_up(self.acme, 2, self.step("visit"))
        self.wizard(rows, act="skip", reason="Away").action_apply()
        self.assertEqual(set(rows.mapped("state")), {"skipped"})

    def test_from_the_worklist(self):
        row = self.due(self.acme)
        wizard = self.wizard(row.activity_id, act="reassign", user_id=self.sam.id)
        self.assertEqual(wizard.count, 1)
        wizard.action_apply()
        self.assertEqual(row.user_id, self.sam)

    def plan(self):
        """A call that Sally planned by hand."""
        return self.env["mail.activity"].create(
            {
                "res_model_id": self.env["ir.model"]._get_id("res.partner"),
                "res_id": self.acme.id,
                "activity_type_id": self.env.ref("mail.mail_activity_data_call").id,
                "summary": "Ask about the fair",
                "user_id": self.sally.id,
                "date_deadline": self.today,
            }
        )

    def test_what_was_planned_by_hand_is_decided_in_the_same_way(self):
        plan, row = self.plan(), self.due(self.acme)
        both = plan + row.activity_id
        wizard = self.wizard(both, act="snooze", date=self.in_days(5))
        self.assertEqual((wizard.count, wizard.activity_ids), (2, plan))
        wizard.action_apply()
        self.assertEqual(set(both.mapped("date_deadline")), {self.in_days(5)})
        self.assertEqual(row.date, self.in_days(5))
        self.wizard(plan, act="reassign", user_id=self.sam.id).action_apply()
        self.assertEqual(plan.user_id, self.sam)

    def test_a_plan_left_out_is_gone_and_the_customer_tells(self):
        plan = self.plan()
        self.wizard(plan, act="skip", reason="Met at the fair").action_apply()
        self.assertFalse(plan.exists())
        told = self.acme.message_ids[:1].body
        self.assertIn("Ask about the fair", told)
        self.assertIn("Met at the fair", told)

    def test_a_plan_needs_day_reason_and_person_too(self):
        plan = self.plan()
        for vals in (
            {"act": "snooze", "date": False},
            {"act": "skip"},
            {"act": "reassign"},
        ):
            with self.subTest(vals["act"]), self.assertRaises(UserError):
                self.wizard(plan, **vals).action_apply()
        self.assertEqual((plan.date_deadline, plan.user_id), (self.today, self.sally))

    def test_what_was_skipped_is_told_with_a_way_back(self):
        row = self.due(self.acme)
        told = self.wizard(row, act="skip", reason="Away").action_apply()
        self.assertEqual(told["tag"], "smb_crm.skip_notice")
        self.assertEqual(told["params"]["ids"], row.ids)
        self.assertIn(self.acme.name, told["params"]["message"])

    def test_a_day_is_proposed(self):
        row = self.due(self.acme)
        wizard = self.wizard(row)
        self.assertGreater(wizard.date, self.today)
        wizard.action_apply()
        self.assertEqual(row.date, wizard.date)

    def test_nothing_chosen(self):
        with self.assertRaises(UserError):
            self.wizard(self.acme).action_apply()

    def test_no_way_around_the_rights(self):
        row = self.due(self.globex)
        vals = {"act": "skip", "reason": "x", "follow_up_ids": [(6, 0, row.ids)]}
        wizards = self.env["smb.follow.up.hand"]
        with self.assertRaises(AccessError):
            wizards.with_user(self.sally).create(vals)
        with self.assertRaises(AccessError):
            wizards.create(vals).with_user(self.sally).action_apply()
        self.assertEqual(row.state, "due")


@tagged("post_install", "-at_install")
class TestLetter(HandCase):
    """What a step of the kind letter asks for can be put into an envelope."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.text = cls.env["mail.template"].create(
            {
                "name": "A card",
                "model_id": cls.env.ref("base.model_res_partner").id,
                "subject": "Thank you, {{ object.name }}",
                "body_html": "<p>Dear <t t-out='object.name'/></p>",
            }
        )
        cls.letter = cls.step("letter", mail_template_id=cls.text.id)

    def printed(self, rows, user):
        reports = self.env["ir.actions.report"].with_user(user)
        name = "smb_crm.smb_follow_up_letter_report"
        return reports._render_qweb_html(name, rows.ids)[0].decode()

    def test_letters_are_printed_a_page_each_and_calls_are_not(self):
        self.acme.write({"street": "Oak Lane 7", "city": "Leeds"})
        mine = self.due(self.acme, step=self.letter)
        both = mine + self.due(self.acme)
        action = self.by(self.sally, both).action_print_letters()
        self.assertEqual(action["context"]["active_ids"], mine.ids)
        html = self.printed(both, self.sally)
        for words in ("Thank you, Acme", "Dear Acme", "Oak Lane 7"):
            self.assertIn(words, html)
        self.assertEqual(html.count("Dear Acme"), 1)

    def test_from_the_worklist_too(self):
        row = self.due(self.acme, step=self.letter)
        plan = self.by(self.sally, row.activity_id)
        self.assertTrue(plan.smb_has_letter)
        letter = self.env.ref("smb_crm.mail_activity_type_letter")
        self.assertEqual(plan.activity_type_id, letter)
        action = plan.action_smb_print_letter()
        self.assertEqual(action["context"]["active_ids"], row.ids)

    def test_without_text_or_letter_it_says_so(self):
        for step in (self.call_step, self.step("letter", name="Blank")):
            row = self.due(self.acme, step=step)
            self.assertFalse(row.has_letter)
            self.assertFalse(row.activity_id.smb_has_letter)
            with self.subTest(step.name), self.assertRaises(UserError):
                row.action_print_letters()

    def test_nobody_prints_a_colleagues_letters(self):
        theirs = self.due(self.globex, step=self.letter)
        with self.assertRaises(AccessError):
            self.by(self.sally, theirs).action_print_letters()
        with self.assertRaises(AccessError):
            self.printed(theirs, self.sally)
        self.assertIn("Dear Globex", self.printed(theirs, self.max))

    def test_it_speaks_the_customers_language(self):
        self.env["res.lang"]._activate_lang("fr_FR")
        self.text.with_context(lang="fr_FR").body_html = "<p>Bonjour</p>"
        self.acme.lang = "fr_FR"
        html = self.printed(self.due(self.acme, step=self.letter), self.sally)
        self.assertIn("Bonjour", html)
        self.assertNotIn("Dear Acme", html)
