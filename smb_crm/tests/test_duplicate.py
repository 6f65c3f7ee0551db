from itertools import count
from unittest.mock import patch

from psycopg2 import IntegrityError

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from ..hooks import uninstall_hook
from ..models.contact import smb_duplicate_scan as scan
from .common import SmbCase


@tagged("post_install", "-at_install")
class TestDuplicate(SmbCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.twin = cls.customer("ACME-Trading Ltd", user=cls.sally)
        cls.typo = cls.customer("Globbex", user=cls.sam)
        cls.stranger = cls.customer("Acme Textiles")
        cls.duplicates = cls.env["smb.duplicate"]

    def pairs(self, *partners):
        ids = [partner.id for partner in partners]
        return self.duplicates.search(
            [("partner_id", "in", ids), ("other_id", "in", ids)]
        )

    def merge(self, *partners, into):
        wizard = self.env["base.partner.merge.automatic.wizard"].create({})
        wizard._merge([partner.id for partner in partners], into)

    def test_the_search_finds_twins_and_typos_only(self):
        self.duplicates._search_all()
        self.assertEqual(self.pairs(self.acme, self.twin).reasons, "Same name")
        self.assertTrue(self.pairs(self.globex, self.typo))
        self.assertFalse(self.pairs(self.acme, self.stranger))

    def test_namesakes_at_two_companies_are_no_pair(self):
        one = self.customer("Bob Brown", parent=self.acme)
        two = self.customer("Bob Brown", parent=self.globex)
        self.duplicates._search_all()
        self.assertFalse(self.pairs(one, two))
        two.phone = one.phone = "+32 2 333 44 55"
        self.duplicates._search_all()
        self.assertTrue(self.pairs(one, two))

    def test_a_group_that_shares_its_domain_is_no_pair(self):
        one = self.customer("Baltic Amber", website="holding.test", is_company=True)
        two = self.customer("Nordic Marine", website="holding.test", is_company=True)
        self.duplicates._search_all()
        self.assertFalse(self.pairs(one, two))

    def test_searching_again_adds_nothing(self):
        self.assertTrue(self.duplicates._search_all())
        self.assertEqual(self.duplicates._search_all(), 0)

    def test_the_nightly_job_looks_at_what_changed(self):
        with self.enter_registry_test_mode():
            self.env.ref("smb_crm.smb_duplicate_cron").method_direct_trigger()
        self.assertTrue(self.pairs(self.acme, self.twin))

    def test_a_search_that_runs_out_of_time_goes_on_where_it_stopped(self):
        parameters = self.env["ir.config_parameter"]
        runs = 0
        with (
            patch.object(scan, "PAIRS_A_BATCH", 1),
            patch.object(scan, "monotonic", count().__next__),
            patch.object(type(self.env["ir.cron"]), "_commit_progress", return_value=0),
        ):
            while not parameters.get_param(scan.LAST_SEARCH) and runs < 500:
                self.duplicates._cron_search()
                runs += 1
                stopped = parameters.get_param(scan.STOPPED_AT)
        self.assertGreater(runs, 1)
        self.assertFalse(stopped)
        self.assertTrue(parameters.get_param(scan.LAST_SEARCH))
        self.assertTrue(self.pairs(self.acme, self.twin))
        self.assertTrue(self.pairs(self.globex, self.typo))

    def test_searching_a_large_base_now_starts_from_scratch(self):
        parameters = self.env["ir.config_parameter"]
        parameters.set_param(scan.LAST_SEARCH, "2099-01-01 00:00:00")
        with patch.object(scan, "AT_ONCE", 1):
            self.duplicates.with_user(self.max).action_search_now()
        self.assertFalse(parameters.get_param(scan.LAST_SEARCH))

    def test_removal_forgets_what_was_remembered(self):
        parameters = self.env["ir.config_parameter"]
        ours = (scan.LAST_SEARCH, scan.STOPPED_AT, "smb_crm.mail_place")
        for name in (*ours, "smb_crmish.kept"):
            parameters.set_param(name, "2099-01-01 00:00:00")
        uninstall_hook(self.env)
        for name in ours:
            self.assertFalse(parameters.get_param(name), name)
        self.assertTrue(parameters.get_param("smb_crmish.kept"))

    def test_colleagues_with_one_phone_are_no_pair(self):
        bob = self.customer("Bob Brown", parent=self.acme, phone="+32 2 111 11 11")
        self.ada.phone = bob.phone
        self.duplicates._search_all()
        self.assertFalse(self.pairs(bob, self.ada, self.acme))

    def test_customers_of_two_companies_are_no_pair(self):
        self.acme.company_id = self.company
        self.twin.company_id = self.second_company()
        self.duplicates._search_all()
        self.assertFalse(self.pairs(self.acme, self.twin))

    def test_not_a_duplicate_is_remembered(self):
        self.duplicates._search_all()
        pair = self.pairs(self.acme, self.twin)
        pair.with_user(self.max).action_ignore()
        self.duplicates._search_all()
        self.assertEqual(pair.state, "ignored")
        self.assertEqual(pair.decided_by_id, self.max)

    def test_a_pair_that_no_longer_resembles_leaves_the_list(self):
        self.duplicates._search_all()
        self.twin.name = "Something Else"
        self.duplicates._search_all()
        self.assertFalse(self.pairs(self.acme, self.twin))

    def test_a_pair_exists_once(self):
        self.duplicates._search_all()
        vals = {"partner_id": self.acme.id, "other_id": self.twin.id}
        with mute_logger("odoo.sql_db"), self.assertRaises(IntegrityError):
            self.duplicates.create(vals)

    def test_merging_closes_the_pair_and_moves_the_others(self):
        third = self.customer("Acme Trading S.A.")
        self.duplicates._search_all()
        self.pairs(self.twin, third).action_ignore()
        self.assertEqual(len(self.pairs(self.acme, self.twin, third)), 3)
        self.merge(self.acme, self.twin, into=self.acme)
        closed = self.duplicates.search([("merged_name", "!=", False)])
        self.assertEqual(closed.partner_id, self.acme)
        self.assertEqual(closed.merged_name, "ACME-Trading Ltd")
        self.assertEqual(closed.state, "merged")
        remaining = self.pairs(self.acme, third)
        self.assertEqual(len(remaining), 1)
        self.assertEqual(remaining.state, "ignored")

    def test_merging_keeps_decisions(self):
        decision = self.env["smb.collision.decision"]._record(
            "created", {"name": "x"}, [(0.9, ["name"], self.twin.id)], self.twin
        )
        self.merge(self.acme, self.twin, into=self.acme)
        decision.invalidate_recordset()
        self.assertEqual(decision.match_id, self.acme)
        self.assertEqual(decision.result_id, self.acme)

    def test_the_list_leads_into_odoos_merge(self):
        self.duplicates._search_all()
        pair = self.pairs(self.acme, self.twin)
        self.max.group_ids += self.env.ref("base.group_partner_manager")
        action = pair.with_user(self.max).action_merge()
        self.assertEqual(action["res_model"], "base.partner.merge.automatic.wizard")
        wizard = self.env[action["res_model"]].with_context(**action["context"])
        self.assertEqual(
            set(wizard.default_get(["partner_ids"])["partner_ids"][0][2]),
            {self.acme.id, self.twin.id},
        )

    def test_the_comparison_names_what_differs(self):
        self.duplicates._search_all()
        comparison = self.pairs(self.acme, self.twin).comparison
        self.assertIn("ACME-Trading Ltd", comparison)
        self.assertIn("+32 2 111 11 11", comparison)

    def test_roles_see_what_they_may(self):
        self.duplicates._search_all()
        theirs = self.pairs(self.acme, self.twin)
        for name, sees in (("sally", True), ("sam", True), ("max", True)):
            found = self.duplicates.with_user(self.users[name]).search([])
            with self.subTest(name):
                self.assertEqual(theirs in found, sees)
        others = self.pairs(self.globex, self.typo)
        self.assertNotIn(others, self.duplicates.with_user(self.sally).search([]))
        for name in ("anna", "will", "uma", "paul"):
            with self.subTest(name), self.assertRaises(AccessError):
                self.duplicates.with_user(self.users[name]).search([])

    def test_reps_neither_decide_nor_search_nor_merge(self):
        self.duplicates._search_all()
        pair = self.pairs(self.acme, self.twin).with_user(self.sam)
        for deed in (pair.action_ignore, pair.action_merge, pair.action_search_now):
            with self.subTest(deed.__name__), self.assertRaises(AccessError):
                deed()

    def test_after_merging_the_list_comes_back(self):
        self.duplicates._search_all()
        pair = self.pairs(self.acme, self.twin)
        self.max.group_ids += self.env.ref("base.group_partner_manager")
        action = pair.with_user(self.max).action_merge()
        wizards = self.env[action["res_model"]].with_user(self.max)
        wizard = wizards.with_context(**action["context"]).create({})
        then = wizard.action_merge()
        self.assertEqual(then["params"]["next"]["type"], "ir.actions.act_window_close")
        left = (self.acme + self.twin).exists()
        self.assertIn(left.display_name, then["params"]["message"])
        self.assertEqual(pair.state, "merged")

    def merge_as(self, user, *partners):
        user.group_ids += self.env.ref("base.group_partner_manager")
        wizards = self.env["base.partner.merge.automatic.wizard"].with_user(user)
        ids = [partner.id for partner in partners]
        wizards._merge(ids, partners[0].with_user(user))

    def test_a_manager_merges_a_listed_pair_whose_mails_differ(self):
        self.twin.email = "other@acme.example"
        with self.assertRaises(UserError):
            self.merge_as(self.max, self.acme, self.twin)
        self.duplicates._search_all()
        self.merge_as(self.max, self.acme, self.twin)
        self.assertFalse(self.twin.exists())

    def test_odoos_check_of_mails_stays_for_all_others(self):
        self.twin.email = "other@acme.example"
        self.duplicates._search_all()
        pair = self.pairs(self.acme, self.twin)
        with self.assertRaises(UserError):
            self.merge_as(self.sam, self.acme, self.twin)
        pair.action_ignore()
        with self.assertRaises(UserError):
            self.merge_as(self.max, self.acme, self.twin)
        pair.action_reopen()
        self.paul.partner_id = self.twin
        with self.assertRaises(UserError):
            self.merge_as(self.max, self.acme, self.twin)

    def test_odoos_own_merge_ends_as_it_always_did(self):
        wizards = self.env["base.partner.merge.automatic.wizard"].with_context(
            active_model="res.partner", active_ids=[self.acme.id, self.twin.id]
        )
        then = wizards.create({}).action_merge()
        self.assertEqual(then["res_model"], wizards._name)
