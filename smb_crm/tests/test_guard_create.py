from unittest.mock import patch

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common import SmbCase


class GuardCase(SmbCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # the demo story has decisions of its own
        cls.env["smb.collision.decision"].search([]).unlink()
        cls.policy = cls.company.smb_policy_id
        for user in (cls.sally, cls.sam, cls.max):
            user.group_ids += cls.env.ref("base.group_partner_manager")

    def enter(self, user=None, **vals):
        """A contact typed by ``user``."""
        vals = {"is_company": True, "name": "Acme Trading Ltd.", **vals}
        return self.env["res.partner"].with_user(user or self.sally).create(vals)

    def decisions(self, **vals):
        found = self.env["smb.collision.decision"].search([])
        return found.filtered(lambda row: all(row[k] == v for k, v in vals.items()))


@tagged("post_install", "-at_install")
class TestGuardModes(GuardCase):
    def test_warned_of_and_created_anyway_is_noted_and_listed(self):
        new = self.enter()
        decision = self.decisions(decision="created")
        self.assertEqual(decision.result_id, new)
        self.assertEqual(decision.match_id, self.acme)
        self.assertEqual(decision.owner_id, self.sally)
        pairs = self.env["smb.duplicate"].search([("other_id", "=", new.id)])
        self.assertIn(self.acme, pairs.partner_id)
        self.assertEqual(pairs[0].reasons, "Same name")

    def test_a_new_name_leaves_no_trace(self):
        self.enter(name="Quite Unheard Of")
        self.assertFalse(self.decisions())

    def test_switched_off_nothing_happens(self):
        self.policy.guard_mode = "off"
        self.enter()
        self.assertFalse(self.decisions())
        partners = self.env["res.partner"].with_user(self.sally)
        self.assertFalse(partners.smb_guard_check({"name": "Acme Trading"})["matches"])

    def test_blocked_a_rep_is_told_whom_to_ask(self):
        self.policy.guard_mode = "block"
        with self.assertRaisesRegex(UserError, "Acme Trading.*Same name.*Sally"):
            self.enter(user=self.sam)

    def test_quick_create_is_guarded_too(self):
        self.policy.guard_mode = "block"
        with self.assertRaises(UserError):
            self.env["res.partner"].with_user(self.sam).name_create("ACME trading")

    def test_the_context_opens_no_door(self):
        self.policy.guard_mode = "block"
        for context in (
            {"smb_guard": False},
            {"import_file": True},
            {"install_mode": True, "module": "base"},
            {"tracking_disable": True, "no_reset_password": True},
        ):
            partners = self.env["res.partner"].with_user(self.sam)
            with self.subTest(context), self.assertRaises(UserError):
                partners.with_context(**context).create(
                    {"name": "Acme Trading", "is_company": True}
                )

    def test_less_alike_than_the_limit_passes(self):
        self.policy.guard_mode = "block"
        self.assertTrue(self.enter(name="Acmi Tradin"))

    def test_managers_and_the_system_pass(self):
        self.policy.guard_mode = "block"
        self.assertTrue(self.enter(user=self.max))
        self.assertTrue(self.env["res.partner"].create({"name": "Acme Trading"}))
        signed_up = self.env["res.partner"].with_user(self.paul).sudo()
        self.assertTrue(signed_up.create({"name": "Acme Trading"}))

    def test_an_address_of_the_customer_is_no_collision(self):
        self.policy.guard_mode = "block"
        address = {"is_company": False, "parent_id": self.acme.id, "type": "delivery"}
        self.assertTrue(self.enter(user=self.sam, **address))

    def test_a_person_does_not_collide_with_the_own_company(self):
        self.policy.guard_mode = "block"
        person = {"is_company": False, "parent_id": self.acme.id, "name": "Acme"}
        self.assertTrue(self.enter(user=self.sam, phone=self.acme.phone, **person))

    def test_a_refusal_is_remembered_and_can_be_allowed(self):
        self.policy.guard_mode = "block"
        partners = self.env["res.partner"].with_user(self.sam)
        vals = {"name": "Acme Trading Ltd.", "is_company": True}
        matches = partners._smb_matches([vals], floor=0.7)[0]
        # what the server does once the refused request is rolled back
        refusal = partners.env["smb.collision.decision"]._record(
            "blocked", vals, matches
        )
        with self.assertRaises(UserError):
            self.enter(user=self.sam)
        with self.assertRaises(AccessError):
            refusal.with_user(self.sam).action_allow()
        refusal.with_user(self.max).action_allow()
        self.assertFalse(partners.smb_guard_check(vals)["blocked"])
        self.assertTrue(self.enter(user=self.sam))
        with self.assertRaises(UserError):
            self.enter(user=self.sally)

    def test_the_panel_knows_what_saving_will_do(self):
        partners = self.env["res.partner"]
        vals = {"name": "Acme Trading"}
        for mode, user, blocked in (
            ("warn", self.sam, False),
            ("block", self.sam, True),
            ("block", self.max, False),
        ):
            self.policy.guard_mode = mode
            check = partners.with_user(user).smb_guard_check(vals)
            with self.subTest(f"{mode} {user.name}"):
                self.assertEqual(check["mode"], mode)
                self.assertEqual(check["blocked"], blocked)
                self.assertEqual(check["matches"][0]["id"], self.acme.id)

    def test_going_to_the_customer_is_noted(self):
        partners = self.env["res.partner"].with_user(self.sam)
        vals = {"name": "Acme Trading"}
        match = partners.smb_guard_check(vals)["matches"][0]["match"]
        partners.smb_guard_opened(vals, match)
        self.assertEqual(self.decisions().decision, "opened")


@tagged("post_install", "-at_install")
class TestGuardRoles(GuardCase):
    def test_decisions_are_seen_by_role(self):
        self.enter(user=self.sally)
        for name, sees in (("sally", 1), ("sam", 1), ("max", 1)):
            rows = self.env["smb.collision.decision"].with_user(self.users[name])
            with self.subTest(name):
                self.assertEqual(rows.search_count([]), sees)
        self.enter(user=self.sam)
        rows = self.env["smb.collision.decision"].with_user(self.sally)
        self.assertEqual(rows.search_count([]), 1)
        for name in ("anna", "will", "uma", "paul"):
            rows = self.env["smb.collision.decision"].with_user(self.users[name])
            with self.subTest(name), self.assertRaises(AccessError):
                rows.search_count([])

    def test_nobody_writes_decisions_by_hand(self):
        self.enter()
        decision = self.decisions()
        for name in ("sally", "sam", "max"):
            with self.subTest(name), self.assertRaises(AccessError):
                decision.with_user(self.users[name]).decision = "opened"

    def test_reps_read_no_identity_of_the_customer(self):
        self.enter()
        decision = self.decisions().with_user(self.sally)
        self.assertEqual(decision.match_name, "Acme Trading")
        with self.assertRaises(AccessError):
            decision.read(["match_id"])

    def test_the_other_company_sees_nothing(self):
        self.enter()
        abroad = self.second_company()
        self.max.write({"company_ids": [(6, 0, abroad.ids)], "company_id": abroad.id})
        rows = self.env["smb.collision.decision"].with_user(self.max)
        self.assertEqual(rows.search_count([]), 0)


@tagged("post_install", "-at_install")
class TestGuardImport(GuardCase):
    def load(self, *names, user=None):
        partners = self.env["res.partner"].with_user(user or self.sally)
        rows = [[name, "company"] for name in names]
        return partners.with_context(import_file=True).load(
            ["name", "company_type"], rows
        )

    def test_in_warn_mode_rows_come_in_and_are_listed(self):
        result = self.load("Acme Trading GmbH", "Brand New Bakery")
        self.assertEqual(len(result["ids"]), 2)
        pairs = self.env["smb.duplicate"].search([("other_id", "in", result["ids"])])
        self.assertIn(self.acme, pairs.partner_id)

    def test_in_block_mode_the_row_is_named(self):
        self.policy.guard_mode = "block"
        result = self.load("Brand New Bakery", "Acme Trading GmbH", user=self.sam)
        self.assertFalse(result["ids"])
        errors = [row for row in result["messages"] if row["type"] == "error"]
        self.assertEqual([error["record"] for error in errors], [1])
        self.assertIn("Acme Trading", errors[0]["message"])

    def test_in_block_mode_rows_of_one_file_may_not_repeat(self):
        self.policy.guard_mode = "block"
        result = self.load("Brand New Bakery", "Bakery Brand-New Ltd", user=self.sam)
        self.assertIn("repeats another row", result["messages"][0]["message"])
        self.assertEqual(result["messages"][0]["record"], 1)

    def test_in_block_mode_the_first_of_identical_rows_comes_in(self):
        self.policy.guard_mode = "block"
        result = self.load("Brand New Bakery", "Brand New Bakery", user=self.sam)
        errors = [row for row in result["messages"] if row["type"] == "error"]
        self.assertEqual([error["record"] for error in errors], [1])

    def test_a_refusal_within_an_import_that_is_kept_is_written(self):
        self.policy.guard_mode = "block"
        for hook in (self.env.cr.postcommit, self.env.cr.postrollback):
            hook.clear()
            partners = self.env.registry["res.partner"]
            with (
                self.subTest(hook),
                patch.object(partners, "_smb_write_refusal") as write,
            ):
                self.load("Acme Trading GmbH", user=self.sam)
                hook.run()
                write.assert_called_once()
        self.env.cr.postcommit.clear()

    def test_managers_import_what_they_want(self):
        self.policy.guard_mode = "block"
        self.assertTrue(self.load("Acme Trading GmbH", user=self.max)["ids"])

    def test_whoever_imports_is_told_which_pairs_came_in(self):
        for user in (self.sam, self.max):
            self.env.cr.postcommit.clear()
            with self.subTest(user=user.name), self.enter_registry_test_mode():
                ids = self.load("Acme Trading GmbH", user=user)["ids"]
                with patch.object(type(user), "_bus_send", autospec=True) as send:
                    self.env.cr.postcommit.run()
            send.assert_called_once()
            told, kind, message = send.call_args.args
            pairs = self.env["smb.duplicate"].search([("other_id", "in", ids)])
            self.assertTrue(pairs)
            self.assertEqual((told.id, kind), (user.id, "smb_crm/duplicates"))
            self.assertEqual(message, {"count": len(pairs), "pairs": pairs.ids})

    def test_a_file_is_judged_in_few_queries(self):
        names = [f"{a}{b} {c}" for a in "kmst" for b in "aeiou" for c in ("Zed", "Yew")]
        partners = self.env["res.partner"].with_user(self.sally)
        vals_list = [{"name": name, "is_company": True} for name in names]
        partners._smb_guard(vals_list)
        before = self.env.cr.sql_log_count
        partners._smb_guard(vals_list)
        self.assertLessEqual(self.env.cr.sql_log_count - before, 8)

    def test_in_warn_mode_rows_of_one_file_are_listed_too(self):
        ids = self.load("Brand New Bakery", "Bakery Brand-New Ltd")["ids"]
        pairs = self.env["smb.duplicate"].search([("partner_id", "in", ids)])
        self.assertEqual(pairs.other_id.ids, ids[1:])
