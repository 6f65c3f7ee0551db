"""Undo and return: exactly what the handover moved, unless something happened since."""

from datetime import timedelta
from unittest.mock import patch

from odoo import fields
from odoo.tests import tagged
from odoo.tools import mute_logger

from .handover_case import MOVE, HandoverCase


@tagged("post_install", "-at_install")
class TestHandoverUndone(HandoverCase):
    def undone(self, handover):
        handover.action_undo()
        self.assertEqual(handover.state, "undone")
        return handover

    def test_undo_gives_everything_back(self):
        handover = self.handover()
        handover.action_apply()
        self.undone(handover)
        for record in (self.acme, self.ada, self.quote, self.order, self.lead):
            with self.subTest(str(record)):
                self.assertEqual(record.user_id, self.sally)
        self.assertEqual(self.draft.invoice_user_id, self.sally)
        self.assertEqual(self.activity.user_id, self.sally)
        self.assertEqual(self.follow_up.user_id, self.sally)
        self.assertEqual(self.follow_up.activity_id.user_id, self.sally)
        self.assertEqual(self.globex.smb_representative_id, self.sally)
        self.assertFalse(self.first_contacts(self.acme))

    def test_undo_gives_teams_and_dates_back(self):
        teams = self.env["crm.team"].create(
            [
                {"name": "North", "member_ids": self.sally.ids},
                {"name": "South", "member_ids": self.sam.ids},
            ]
        )
        self.lead.team_id = teams[0]
        self.quote.team_id = teams[0]
        self.lead.date_open = "2026-01-02 10:00:00"
        handover = self.handover()
        handover.action_apply()
        self.assertEqual(self.lead.team_id, teams[1])
        self.undone(handover)
        self.assertEqual(self.lead.team_id, teams[0])
        self.assertEqual(self.quote.team_id, teams[0])
        self.assertEqual(str(self.lead.date_open), "2026-01-02 10:00:00")

    def test_undo_keeps_the_team_that_somebody_chose_meanwhile(self):
        team = self.env["crm.team"].create({"name": "Projects"})
        handover = self.handover()
        handover.action_apply()
        self.quote.team_id = team
        self.undone(handover)
        self.assertEqual(self.quote.team_id, team)
        self.assertEqual(self.quote.user_id, self.sally)

    def test_undo_ends_what_the_successor_followed_only_by_the_handover(self):
        sam = self.sam.partner_id
        self.quote.message_subscribe(sam.ids)
        handover = self.handover(self.real())
        handover.action_apply()
        self.assertIn(sam, self.order.message_partner_ids)
        self.undone(handover)
        self.assertIn(sam, self.quote.message_partner_ids)
        self.assertNotIn(sam, self.order.message_partner_ids)
        self.assertNotIn(sam, self.acme.message_partner_ids)

    def test_what_changed_hands_again_is_left_and_said(self):
        handover = self.handover()
        handover.action_apply()
        self.quote.user_id = self.olga
        self.undone(handover)
        self.assertEqual(self.quote.user_id, self.olga)
        self.assertEqual(self.order.user_id, self.sally)
        line = self.line(handover, self.quote)
        self.assertEqual(line.state, "left")
        self.assertIn("Olga", line.exception)
        self.assertEqual(handover.stays_count, 1)

    def test_what_was_finished_meanwhile_is_left(self):
        handover = self.handover()
        handover.action_apply()
        self.quote._action_cancel()
        self.activity.action_done()
        self.undone(handover)
        self.assertEqual(self.quote.user_id, self.sam)
        self.assertEqual(self.activity.user_id, self.sam)
        self.assertIn("finished", self.line(handover, self.quote).exception)

    def test_a_deleted_record_stops_nothing(self):
        handover = self.handover()
        handover.action_apply()
        gone = self.line(handover, self.quote)
        self.quote._action_cancel()
        self.quote.unlink()
        self.undone(handover)
        self.assertIn("deleted", gone.exception)
        self.assertEqual(self.acme.user_id, self.sally)

    def test_an_introduction_that_was_made_stays_on_record(self):
        handover = self.handover()
        handover.action_apply()
        call = self.first_contacts(self.acme)
        call.action_done()
        self.undone(handover)
        self.assertTrue(call.exists())

    def test_undo_twice_changes_nothing(self):
        handover = self.handover()
        handover.action_apply()
        self.undone(handover)
        self.acme.user_id = self.sam
        handover.action_undo()
        self.assertEqual(self.acme.user_id, self.sam)

    def test_the_customer_page_says_who_is_back(self):
        handover = self.handover()
        handover.action_apply()
        self.undone(handover)
        self.assertIn("Sally is back in charge", self.acme.message_ids[0].body)

    def test_half_a_handover_can_be_undone(self):
        handover = self.handover()
        with patch(f"{MOVE}.AT_ONCE", 0):
            handover.action_apply()
        with patch(f"{MOVE}.BATCH", 3):
            handover._work_batch()
        self.assertEqual(handover.state, "running")
        self.undone(handover)
        self.assertEqual(self.acme.user_id, self.sally)
        states = set(handover.line_ids.mapped("state"))
        self.assertEqual(states, {"undone", "stays"})

    def test_history_is_not_touched_by_undo(self):
        messages = self.acme.message_ids
        authors = messages.mapped("author_id")
        handover = self.handover()
        handover.action_apply()
        self.undone(handover)
        self.assertEqual(messages.mapped("author_id"), authors)
        self.assertEqual(self.posted.invoice_user_id, self.sally)
        self.assertEqual(self.talk.user_id, self.sally)


@tagged("post_install", "-at_install")
class TestHandoverReturned(HandoverCase):
    def lent(self, **vals):
        handover = self.handover(lasts="until", date_to=self.day(7), **vals)
        handover.action_apply()
        return handover

    def test_a_last_day_is_asked_for(self):
        with mute_logger("odoo.sql_db"), self.assertRaises(Exception):  # noqa: B017
            self.handover(lasts="until")

    def test_the_morning_after_the_last_day_it_goes_back(self):
        handover = self.lent()
        self.on_day(7)
        self.assertEqual(self.acme.user_id, self.sam)
        self.on_day(8)
        self.assertEqual(handover.state, "returned")
        self.assertEqual(self.acme.user_id, self.sally)
        self.assertEqual(self.quote.user_id, self.sally)

    def test_a_customer_who_changed_hands_meanwhile_stays(self):
        initech = self.customer("Initech", user=self.sally)
        handover = self.lent()
        initech.user_id = self.olga
        self.on_day(8)
        self.assertEqual(initech.user_id, self.olga)
        self.assertEqual(self.acme.user_id, self.sally)
        self.assertEqual(self.line(handover, initech).state, "left")

    def test_what_the_successor_always_had_stays_his(self):
        own = self.customer("His Own", user=self.sam)
        self.lent()
        self.on_day(8)
        self.assertEqual(own.user_id, self.sam)

    def test_a_predecessor_who_left_gets_nothing_back(self):
        handover = self.lent()
        self.sally.active = False
        self.on_day(8)
        self.assertEqual(handover.state, "returned")
        self.assertEqual(self.acme.user_id, self.sam)
        self.assertIn("archived", self.line(handover, self.acme, "customer").exception)

    def test_it_returns_once(self):
        self.lent()
        self.on_day(8)
        self.acme.user_id = self.sam
        self.on_day(9)
        self.assertEqual(self.acme.user_id, self.sam)

    def test_what_was_undone_does_not_return(self):
        handover = self.lent()
        handover.action_undo()
        self.acme.user_id = self.sam
        self.on_day(8)
        self.assertEqual(self.acme.user_id, self.sam)
        self.assertEqual(handover.state, "undone")

    def test_a_handover_for_good_does_not_return(self):
        self.handover().action_apply()
        self.on_day(400)
        self.assertEqual(self.acme.user_id, self.sam)


@tagged("post_install", "-at_install")
class TestFirstContact(HandoverCase):
    def test_the_best_customers_come_first_and_the_rest_on_later_days(self):
        best, middle, *_rest = self.tier_policy.tier_ids
        firms = [self.customer(f"Firm {n}", user=self.sally) for n in range(4)]
        self.card(firms[2], best, measure_rank=1)
        self.card(firms[0], middle, measure_rank=2)
        self.card(self.acme, middle, measure_rank=3)
        monday = self.day(7 - self.day().weekday())
        handover = self.handover(date=monday, first_limit=2)
        handover.action_apply()
        self.on_day((monday - self.day()).days)
        days = {
            firm: self.first_contacts(firm).date_deadline
            for firm in (self.acme, *firms)
        }
        tuesday, wednesday = (monday + timedelta(days=n) for n in (1, 2))
        self.assertEqual(days[firms[2]], monday)
        self.assertEqual(days[firms[0]], monday)
        self.assertEqual(days[self.acme], tuesday)
        self.assertEqual({days[firms[1]], days[firms[3]]}, {tuesday, wednesday})

    def test_nobody_is_called_on_a_day_off(self):
        saturday = self.day((5 - self.day().weekday()) % 7 or 7)
        handover = self.handover(date=saturday)
        handover.action_apply()
        self.on_day((saturday - self.day()).days)
        monday = saturday + timedelta(days=2)
        self.assertEqual(self.first_contacts(self.acme).date_deadline, monday)

    def test_it_is_the_successors_call_and_counts_as_one(self):
        self.handover().action_apply()
        call = self.first_contacts(self.acme)
        self.assertEqual(call.user_id, self.sam)
        call.with_user(self.sam).action_done()
        log = self.env["smb.contact.log"].search([], limit=1, order="id desc")
        self.assertEqual(log.user_id, self.sam)
        self.assertEqual(log.partner_id, self.acme)

    def test_no_call_is_planned_when_none_is_wanted(self):
        self.handover(first_contact=False).action_apply()
        self.assertFalse(self.first_contacts(self.acme))

    def test_a_represented_customer_gets_no_introduction(self):
        self.handover().action_apply()
        self.assertFalse(self.first_contacts(self.globex))

    def test_the_change_is_remembered(self):
        self.handover(reason="Moves abroad").action_apply()
        change = self.env["smb.ownership.change"].search(
            [("partner_id", "=", self.acme.id)]
        )
        self.assertEqual(change.cause, "handover")
        self.assertEqual(change.from_user_id, self.sally)
        self.assertEqual(change.to_user_id, self.sam)
        self.assertEqual(change.user_id, self.max)
        self.assertLessEqual(change.date, fields.Datetime.now())
