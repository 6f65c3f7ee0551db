"""Customers change hands: what moves, what stays, who may, and how it goes back."""

import contextlib
from unittest.mock import patch

from psycopg2.errors import CheckViolation

from odoo import Command
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import new_test_user, tagged
from odoo.tools import mute_logger

from .handover_case import MOVE, HandoverCase


@tagged("post_install", "-at_install")
class TestHandover(HandoverCase):
    def test_everything_open_moves(self):
        handover = self.handover()
        handover.action_apply()
        self.assertEqual(handover.state, "done")
        for record in (self.acme, self.ada, self.quote, self.order, self.lead):
            with self.subTest(str(record)):
                self.assertEqual(record.user_id, self.sam)
        self.assertEqual(self.draft.invoice_user_id, self.sam)
        self.assertEqual(self.activity.user_id, self.sam)
        self.assertEqual(self.follow_up.user_id, self.sam)
        self.assertEqual(self.follow_up.activity_id.user_id, self.sam)
        self.assertEqual(self.globex.smb_representative_id, self.sam)

    def test_what_is_planned_follows_the_customer(self):
        follow_ups = self.env["smb.follow.up"]
        self.card(self.acme, self.tier_policy.tier_ids[0])
        best = self.env["smb.care.program"].create(
            {"name": "Best", "tier_id": self.tier_policy.tier_ids[0].id}
        )
        step = self.env["smb.care.step"].create(
            {"program_id": best.id, "name": "A visit", "what": "visit"}
        )
        follow_ups._plan(self.company, self.acme)
        planned = [("partner_id", "=", self.acme.id), ("step_id", "=", step.id)]
        self.assertEqual(follow_ups.search(planned).user_id, self.sally)
        self.handover().action_apply()
        self.env.invalidate_all()
        self.assertEqual(follow_ups.search(planned).user_id, self.sam)

    def test_history_stays_as_it_was(self):
        self.handover().action_apply()
        self.assertEqual(self.talk.user_id, self.sally)
        self.assertEqual(self.finished.user_id, self.sally)
        self.assertEqual(self.posted.invoice_user_id, self.sally)
        self.assertEqual(self.cancelled.user_id, self.sally)
        self.assertEqual(self.lost.user_id, self.sally)
        self.assertEqual(self.message.author_id, self.sally.partner_id)

    def test_what_belongs_to_others_stays(self):
        other = self.quotation(self.acme, self.olga)
        self.handover().action_apply()
        self.assertEqual(other.user_id, self.olga)
        self.assertEqual(self.globex.user_id, self.olga)

    def test_the_preview_says_what_would_happen_and_changes_nothing(self):
        handover = self.handover()
        handover.action_preview()
        kinds = handover.line_ids.grouped("kind")
        self.assertEqual(
            {kind: len(lines) for kind, lines in kinds.items()},
            {
                "customer": 1,
                "representative": 1,
                "contact": 1,
                "quotation": 1,
                "order": 1,
                "invoice": 1,
                "opportunity": 1,
                "activity": 1,
                "follow_up": 1,
            },
        )
        self.assertEqual(set(handover.line_ids.mapped("state")), {"planned"})
        self.assertIn("Quotations", handover.summary)
        self.assertEqual(self.acme.user_id, self.sally)
        self.assertEqual(handover.state, "draft")

    def test_a_preview_made_twice_lists_once(self):
        handover = self.handover()
        handover.action_preview()
        count = len(handover.line_ids)
        handover.action_preview()
        self.assertEqual(len(handover.line_ids), count)

    def test_what_was_not_asked_for_stays(self):
        self.handover(
            with_documents=False,
            with_opportunities=False,
            with_activities=False,
            with_representative=False,
            first_contact=False,
        ).action_apply()
        self.assertEqual(self.acme.user_id, self.sam)
        kept = (self.quote, self.order, self.lead, self.activity, self.follow_up)
        for record in kept:
            with self.subTest(str(record)):
                self.assertEqual(record.user_id, self.sally)
        self.assertEqual(self.globex.smb_representative_id, self.sally)

    def test_only_selected_customers_move(self):
        initech = self.customer("Initech", user=self.sally)
        paper = self.quotation(initech, self.sally)
        handover = self.handover(
            scope="selected", partner_ids=[Command.set(self.ada.ids)]
        )
        handover.action_apply()
        self.assertEqual(self.acme.user_id, self.sam)
        self.assertEqual(self.quote.user_id, self.sam)
        self.assertEqual(initech.user_id, self.sally)
        self.assertEqual(paper.user_id, self.sally)

    def test_only_customers_of_a_tier_move(self):
        best, *_others = self.tier_policy.tier_ids
        initech = self.customer("Initech", user=self.sally)
        self.card(self.acme, best)
        self.handover(scope="tier", tier_ids=[Command.set(best.ids)]).action_apply()
        self.assertEqual(self.acme.user_id, self.sam)
        self.assertEqual(initech.user_id, self.sally)

    def test_a_lead_without_customer_moves_with_all_of_them(self):
        lead = self.opportunity(self.env["res.partner"], self.sally)
        self.handover().action_apply()
        self.assertEqual(lead.user_id, self.sam)

    def test_the_customer_page_says_who_took_over(self):
        self.handover(reason="Sally moves abroad").action_apply()
        notes = self.acme.message_ids.filtered(lambda m: "takes over" in m.body)
        self.assertEqual(len(notes), 1)
        self.assertIn("Sally moves abroad", notes.body)
        self.assertEqual(notes.author_id, self.max.partner_id)

    def test_nobody_is_mailed_about_every_document(self):
        before = self.env["mail.mail"].search_count([])
        self.quote.message_subscribe(self.ada.ids)
        self.handover(self.real()).action_apply()
        self.assertEqual(self.env["mail.mail"].search_count([]), before)
        told = self.env["mail.notification"].search(
            [("res_partner_id", "in", (self.sam.partner_id + self.ada).ids)]
        )
        self.assertFalse(told)

    def test_applying_twice_moves_once(self):
        handover = self.handover()
        handover.action_apply()
        self.acme.user_id = self.olga
        handover.action_apply()
        self.assertEqual(self.acme.user_id, self.olga)
        calls = self.first_contacts(self.acme)
        self.assertEqual(len(calls), 1)

    # what stays, and why

    def test_a_locked_order_stays_and_says_so(self):
        self.order.locked = True
        handover = self.handover()
        handover.action_apply()
        self.assertEqual(self.order.user_id, self.sally)
        self.assertIn("Locked", self.line(handover, self.order).exception)

    def test_papers_of_another_company_stay_and_say_so(self):
        elsewhere = self.second_company()
        (self.max + self.sally + self.sam).company_ids += elsewhere
        paper = self.quotation(self.acme, self.sally, company_id=elsewhere.id)
        firm = self.customer("Theirs", user=self.sally, company_id=elsewhere.id)
        handover = self.handover()
        handover.action_apply()
        for record in (paper, firm):
            self.assertEqual(record.user_id, self.sally)
            self.assertIn("Second Company", self.line(handover, record).exception)

    def test_nothing_is_told_of_a_company_that_is_not_the_managers(self):
        elsewhere = self.second_company()
        (self.sally + self.sam).company_ids += elsewhere
        paper = self.quotation(self.acme, self.sally, company_id=elsewhere.id)
        handover = self.handover()
        handover.action_preview()
        self.assertFalse(self.line(handover, paper))

    def test_who_does_not_work_there_reads_nothing_of_another_company(self):
        elsewhere = self.second_company()
        (self.max + self.sally + self.sam).company_ids += elsewhere
        paper = self.quotation(self.acme, self.sally, company_id=elsewhere.id)
        handover = self.handover()
        handover.action_preview()
        self.env.flush_all()
        boss = new_test_user(
            self.env, "smb_boss", groups="sales_team.group_sale_manager"
        )
        for user, may in ((self.max, True), (boss, False)):
            lines = self.env["smb.handover.line"].with_user(user)
            found = lines.search([("handover_id", "=", handover.id)])
            with self.subTest(user.name):
                self.assertTrue(found)
                self.assertEqual(self.line(handover, paper) in found, may)
                self.assertEqual(self.line(handover, self.quote) in found, True)

    def test_what_the_manager_may_not_change_stays(self):
        self.env["ir.rule"].create(
            {
                "name": "A strict house",
                "model_id": self.env["ir.model"]._get_id("sale.order"),
                "domain_force": f"[('id', '!=', {self.quote.id})]",
            }
        )
        handover = self.handover()
        handover.action_apply()
        self.assertEqual(self.quote.user_id, self.sally)
        self.assertIn("no right", self.line(handover, self.quote).exception)

    # people

    def test_the_successor_is_somebody_else(self):
        with mute_logger("odoo.sql_db"), self.assertRaises(CheckViolation):
            self.handover(to_user_id=self.sally.id)

    def test_an_archived_successor_gets_nothing(self):
        self.sam.active = False
        with self.assertRaises(ValidationError):
            self.handover()

    def test_a_successor_archived_before_the_day_gets_nothing(self):
        handover = self.handover(date=self.day(3))
        handover.action_apply()
        self.sam.active = False
        with mute_logger(MOVE):
            self.on_day(3)
        self.assertEqual(handover.state, "waiting")
        self.assertIn("archived", handover.problem)
        self.assertEqual(self.acme.user_id, self.sally)
        with mute_logger(MOVE):
            self.on_day(4)
        tasks = self.env["mail.activity"].search(
            [("user_id", "=", self.max.id), ("summary", "ilike", "handover")]
        )
        self.assertEqual(len(tasks), 1)

    def test_a_successor_who_works_elsewhere_gets_nothing(self):
        stranger = new_test_user(
            self.env,
            "smb_stranger",
            groups="sales_team.group_sale_salesman",
            company_id=self.second_company().id,
        )
        with self.assertRaises(ValidationError):
            self.handover(to_user_id=stranger.id)

    def test_who_left_is_handed_over_too(self):
        self.sally.active = False
        self.handover().action_apply()
        self.assertEqual(self.acme.user_id, self.sam)

    def test_only_managers_hand_over(self):
        handover = self.handover()
        for user in (self.sally, self.sam, self.anna, self.will, self.uma):
            mine = handover.with_user(user)
            for act in ("action_preview", "action_apply", "action_undo"):
                with (
                    self.subTest(user=user.name, act=act),
                    self.assertRaises(AccessError),
                ):
                    getattr(mine, act)()
        self.assertEqual(self.acme.user_id, self.sally)

    def test_the_state_is_not_written_by_hand(self):
        handover = self.handover()
        handover.write({"state": "done", "user_id": self.sally.id})
        self.assertEqual(handover.state, "draft")
        self.assertFalse(handover.user_id)

    def test_what_was_applied_is_neither_changed_nor_deleted(self):
        handover = self.handover()
        handover.action_apply()
        with self.assertRaises(UserError):
            handover.to_user_id = self.olga
        with self.assertRaises(UserError):
            handover.unlink()
        with self.assertRaises(UserError):
            handover.action_preview()

    # interruptions

    def test_a_batch_that_was_cut_off_is_done_once(self):
        firms = [self.customer(f"Firm {n}", user=self.sally) for n in range(12)]
        handover = self.handover()
        done = []

        def stop(handovers, lines):
            if len(done) == 3:
                raise KeyboardInterrupt
            done.append(lines)
            return origin(handovers, lines)

        origin = type(handover)._move
        with patch(f"{MOVE}.BATCH", 4), patch.object(type(handover), "_move", stop):
            handover._begin()
            # Odoo's assertRaises would undo what was done before
            with contextlib.suppress(KeyboardInterrupt):
                handover._work_now()
        self.assertEqual(handover.state, "running")
        states = handover.line_ids.grouped("state")
        self.assertEqual(len(states["moved"]), 12)
        self.env.invalidate_all()
        handover.action_apply()
        self.assertEqual(handover.state, "done")
        self.assertEqual(set(handover.line_ids.mapped("state")), {"moved"})
        for firm in firms:
            self.assertEqual(firm.user_id, self.sam)
            self.assertEqual(len(self.first_contacts(firm)), 1)
            says = firm.message_ids.filtered(lambda m: "takes over" in m.body)
            self.assertEqual(len(says), 1)

    @mute_logger(MOVE)
    def test_a_record_that_fails_stops_no_other(self):
        poisoned = self.customer("Poison", user=self.sally)
        firms = [self.customer(f"Firm {n}", user=self.sally) for n in range(3)]
        write = type(self.env["res.partner"]).write

        def fail(partners, vals):
            if poisoned in partners and "user_id" in vals:
                raise KeyError("Not this one")
            return write(partners, vals)

        handover = self.handover()
        with patch.object(type(self.env["res.partner"]), "write", fail):
            handover.action_apply()
        self.assertEqual(handover.state, "done")
        self.assertEqual({firm.user_id for firm in firms}, {self.sam})
        self.assertEqual(poisoned.user_id, self.sally)
        self.assertEqual(self.line(handover, poisoned).exception, "'Not this one'")

    def test_many_records_move_in_the_background(self):
        handover = self.handover()
        with patch(f"{MOVE}.AT_ONCE", 3):
            handover.action_apply()
        self.assertEqual(handover.state, "running")
        self.assertEqual(self.acme.user_id, self.sally)
        self.run_job()
        self.assertEqual(handover.state, "done")
        self.assertEqual(self.acme.user_id, self.sam)

    def test_a_day_in_the_future_is_waited_for(self):
        handover = self.handover(date=self.day(3))
        handover.action_apply()
        self.assertEqual(handover.state, "waiting")
        late = self.quotation(self.acme, self.sally)
        self.on_day(2)
        self.assertEqual(self.acme.user_id, self.sally)
        self.on_day(3)
        self.assertEqual(handover.state, "done")
        self.assertEqual(self.acme.user_id, self.sam)
        self.assertEqual(late.user_id, self.sam)

    def test_the_day_begins_where_the_company_is(self):
        self.company.partner_id.tz = "Pacific/Auckland"
        handover = self.handover(date=self.day(3))
        handover.action_apply()
        self.on_day(2, "13:30:00")
        self.assertEqual(handover.state, "done")

    def test_a_waiting_handover_can_be_taken_back(self):
        handover = self.handover(date=self.day(3))
        handover.action_apply()
        handover.action_wait()
        self.on_day(3)
        self.assertEqual(handover.state, "draft")
        self.assertEqual(self.acme.user_id, self.sally)
