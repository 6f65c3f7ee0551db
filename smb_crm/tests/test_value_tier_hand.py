"""A manager may give a tier by hand: with a reason, until a day, for all to read."""

from datetime import timedelta
from unittest.mock import patch

from freezegun import freeze_time
from psycopg2 import IntegrityError

from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged
from odoo.tools import mute_logger

from .common import SmbCase


class HandCase(SmbCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.policy = cls.env["smb.tier.policy"]._of(cls.company)
        cls.today = cls.policy._today()
        cls.a, cls.b, cls.c = cls.policy.tier_ids
        cls.log(cls.acme)
        cls.env["smb.scorecard"]._refresh(cls.acme, cls.company)

    def give(self, partner=None, user=None, tier=None, days=30, **vals):
        return (
            self.env["smb.tier.hand"]
            .with_user(user or self.max)
            .create(
                {
                    "partner_id": (partner or self.acme).id,
                    "tier_id": (tier or self.a).id,
                    "reason": "Opens three branches",
                    "date_to": self.today + timedelta(days=days),
                    **vals,
                }
            )
        )

    def card(self, partner=None):
        return self.env["smb.scorecard"].search(
            [
                ("partner_id", "=", (partner or self.acme).id),
                ("company_id", "=", self.company.id),
            ]
        )

    def history(self, partner=None):
        changes = self.env["smb.tier.change"].search(
            [("partner_id", "=", (partner or self.acme).id)], order="id"
        )
        return [(row.from_tier or "", row.to_tier or "", row.cause) for row in changes]


@tagged("post_install", "-at_install")
class TestTierByHand(HandCase):
    def test_it_takes_effect_at_once_and_is_written_down(self):
        self.give()
        self.assertEqual(self.card().tier_id, self.a)
        self.assertTrue(self.card().tier_by_hand)
        self.assertEqual(self.history(), [("", "A", "hand")])
        change = self.env["smb.tier.change"].search([("partner_id", "=", self.acme.id)])
        self.assertEqual(change.user_id, self.max)
        self.assertEqual(change.reason, "Opens three branches")

    def test_it_is_the_whole_customers(self):
        hand = self.give(self.ada)
        self.assertEqual(hand.partner_id, self.acme)

    def test_a_customer_without_papers_can_have_one(self):
        self.give(self.globex)
        self.assertEqual(self.card(self.globex).tier_id, self.a)
        self.env["smb.scorecard"]._refresh(companies=self.company)
        self.assertEqual(self.card(self.globex).tier_id, self.a)

    def test_ending_it_lets_the_figures_decide(self):
        hand = self.give(self.globex)
        hand.action_end()
        self.assertFalse(self.card(self.globex).tier_id)
        moves = [("", "A", "hand"), ("A", "", "hand_end")]
        self.assertEqual(self.history(self.globex), moves)
        self.assertFalse(hand.active)
        self.assertTrue(hand.exists())
        self.env["smb.scorecard"]._refresh(companies=self.company)
        self.assertEqual(self.history(self.globex), moves)

    def test_it_can_be_changed_while_it_lasts(self):
        hand = self.give()
        hand.tier_id = self.b
        self.assertEqual(self.card().tier_id, self.b)
        self.assertEqual(self.history()[-1], ("A", "B", "hand"))
        with self.assertRaises(UserError):
            hand.partner_id = self.globex
        hand.action_end()
        with self.assertRaises(UserError):
            hand.active = True

    def test_it_needs_a_reason_a_future_end_and_a_tier_of_the_company(self):
        elsewhere = self.env["smb.tier.policy"]._of(self.second_company())
        for vals in (
            {"reason": "  "},
            {"tier": elsewhere.tier_ids[0]},
        ):
            with self.subTest(vals=vals), self.assertRaises(UserError):
                self.give(**vals)
        with self.assertRaises(IntegrityError), mute_logger("odoo.sql_db"):
            self.give(days=-1)

    @mute_logger("odoo.sql_db")
    def test_a_customer_has_one_at_a_time(self):
        self.give()
        with self.assertRaises(IntegrityError):
            self.give(tier=self.b)

    def test_a_tier_given_by_hand_is_not_removed(self):
        hand = self.give(tier=self.b)
        with self.assertRaises(UserError):
            self.b.unlink()
        hand.action_end()
        self.b.unlink()
        self.assertTrue(hand.exists())

    def test_the_dialog_knows_customer_and_company(self):
        action = self.ada.with_user(self.max).action_smb_tier_hand()
        self.assertEqual(action["context"]["default_partner_id"], self.acme.id)
        hand = self.give()
        action = self.card().with_user(self.max).action_tier_hand()
        self.assertEqual(action["res_id"], hand.id)


@tagged("post_install", "-at_install")
class TestTierByHandEnds(HandCase):
    def watch(self, days):
        day = self.today + timedelta(days=days)
        with freeze_time(f"{day} 12:00:00"), self.enter_registry_test_mode():
            self.env.ref("smb_crm.smb_tier_hand_cron").method_direct_trigger()
        self.env.invalidate_all()

    def tasks(self):
        return self.acme.activity_ids.filtered(lambda a: a.user_id == self.max)

    def test_it_lasts_until_the_end_of_its_last_day(self):
        self.give(days=30)
        self.watch(30)
        self.assertEqual(self.card().tier_id, self.a)
        self.watch(31)
        self.assertFalse(self.card().tier_id)
        self.assertEqual(self.history()[-1], ("A", "", "hand_end"))

    def test_the_nightly_run_ends_it_as_well(self):
        self.give(days=30)
        with freeze_time(f"{self.today + timedelta(days=31)} 12:00:00"):
            self.env["smb.scorecard"]._refresh(companies=self.company)
        self.assertFalse(self.card().tier_id)
        self.assertEqual(self.history()[-1], ("A", "", "hand_end"))

    def test_the_author_is_told_a_week_before_and_at_the_end_once_each(self):
        self.give(days=30)
        for days, count in ((22, 0), (23, 1), (24, 1), (30, 1), (31, 2), (32, 2)):
            self.watch(days)
            self.assertEqual(len(self.tasks()), count, days)
        self.assertEqual(
            self.tasks().sorted("id")[0].date_deadline,
            self.today + timedelta(days=30),
        )
        self.assertIn("has ended", self.tasks().sorted("id")[1].summary)

    def test_extending_it_warns_again(self):
        hand = self.give(days=5)
        self.watch(0)
        hand.date_to = self.today + timedelta(days=60)
        self.watch(1)
        self.assertEqual(len(self.tasks()), 1)
        self.watch(54)
        self.assertEqual(len(self.tasks()), 2)

    def test_if_the_author_left_the_salesperson_is_told(self):
        self.give(days=5)
        self.max.active = False
        self.watch(0)
        self.assertEqual(self.acme.activity_ids.user_id, self.sally)

    def test_if_nobody_else_is_left_a_sales_manager_is_told(self):
        self.give(days=5)
        self.max.active = False
        self.acme.user_id = False
        mia = new_test_user(
            self.env, login="smb_mia", groups="sales_team.group_sale_manager"
        )
        managers = self.env.ref("sales_team.group_sale_manager").all_user_ids
        (managers - mia).active = False
        self.watch(0)
        self.assertEqual(self.acme.activity_ids.user_id, mia)

    def test_the_reason_is_text(self):
        self.give(days=5, reason="orders < 100 <img src='http://x.example/y'>")
        self.watch(0)
        note = self.tasks().note
        self.assertIn("orders &lt; 100", note)
        self.assertNotIn("<img", note)

    def test_one_that_fails_keeps_no_other_from_its_end(self):
        first, second = self.give(days=5), self.give(self.globex, days=5)
        expire = type(first)._expire

        def fail(hand):
            if hand.id == first.id:
                raise KeyError("an extension's fault")
            expire(hand)

        logger = "odoo.addons.smb_crm.models.settings.smb_heartbeat"
        with (
            patch.object(type(first), "_expire", fail),
            self.assertLogs(logger, "ERROR"),
        ):
            self.watch(6)
        self.assertEqual([first.active, second.active], [True, False])

    def test_a_customer_who_became_a_contact_has_none_any_more(self):
        hand = self.give(self.globex, days=60)
        self.globex.write({"parent_id": self.acme.id, "is_company": False})
        self.watch(0)
        self.assertFalse(hand.active)

    def test_its_days_are_the_companys(self):
        self.max.tz = "Pacific/Kiritimati"
        self.company.partner_id.tz = "UTC"
        with freeze_time(f"{self.today} 15:00:00"):
            hand = self.give(user=self.max.with_context(tz=self.max.tz))
            self.assertEqual(hand.date_from, self.today)
            self.assertEqual(self.card().tier_id, self.a)


@tagged("post_install", "-at_install")
class TestTierIsNotTaken(HandCase):
    """Whoever is no manager gives no tier, whatever the way."""

    def test_no_way_leads_to_a_tier(self):
        hand = self.give(self.globex, tier=self.b)
        for user in (self.sally, self.sam, self.anna, self.will):
            env = self.env(user=user.id)
            vals = {
                "partner_id": self.acme.id,
                "company_id": self.company.id,
                "tier_id": self.a.id,
                "reason": "A friend",
                "date_to": "2199-01-01",
            }
            ways = {
                "create": lambda env=env, vals=vals: env["smb.tier.hand"].create(vals),
                "write": lambda env=env: hand.with_env(env).write(
                    {"tier_id": self.a.id}
                ),
                "card": lambda env=env: (
                    env["smb.scorecard"]
                    .browse(self.card().id)
                    .write({"tier_id": self.a.id})
                ),
                "card of one's own": lambda env=env: env["smb.scorecard"].create(
                    {"partner_id": self.ada.id, "company_id": self.company.id}
                ),
                "history": lambda env=env: env["smb.tier.change"].create(
                    {"partner_id": self.acme.id, "company_id": self.company.id}
                ),
            }
            for way, act in ways.items():
                refused = self.assertRaises(AccessError)
                with self.subTest(user=user.name, way=way), refused:
                    act()
        self.assertFalse(self.card().tier_id)

    def test_no_import_leads_to_a_tier(self):
        names = ["partner_id/.id", "tier_id/.id", "reason", "date_to"]
        row = [str(self.acme.id), str(self.a.id), "A friend", "2199-01-01"]
        for model in ("smb.tier.hand", "smb.scorecard"):
            columns = names if model == "smb.tier.hand" else names[:2]
            records = self.env[model].with_user(self.sally)
            result = records.load(columns, [row[: len(columns)]])
            with self.subTest(model=model):
                self.assertFalse(result["ids"])
        self.assertFalse(self.card().tier_id)

    def test_no_default_leads_to_a_tier(self):
        partners = self.env["res.partner"].with_user(self.sally)
        context = {
            "default_smb_tier_id": self.a.id,
            "default_tier_id": self.a.id,
            "smb_tiers_leaving": [self.a.id],
        }
        made = partners.with_context(**context).create({"name": "Initech"})
        self.log(made, self.sally)
        made.with_context(**context).env["smb.scorecard"].refresh(made)
        self.assertFalse(made.smb_tier_id)
        self.assertFalse(self.card(made).tier_id)

    def test_no_merge_leads_to_a_tier(self):
        self.give(self.globex)
        wizard = self.env["base.partner.merge.automatic.wizard"].with_user(self.sally)
        with self.assertRaises(AccessError):
            wizard.create(
                {
                    "partner_ids": [(6, 0, (self.globex + self.acme).ids)],
                    "dst_partner_id": self.acme.id,
                }
            ).action_merge()
        self.assertFalse(self.card().tier_id)
