"""Sales managers decide the rules of the tiers; absurd ones are refused."""

from unittest.mock import patch

from odoo.exceptions import AccessError, ValidationError
from odoo.fields import Command
from odoo.tests import tagged

from .common import SmbCase


@tagged("post_install", "-at_install")
class TestTierPolicy(SmbCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.policy = cls.env["smb.tier.policy"]._of(cls.company)
        cls.policy = cls.policy.with_user(cls.max)
        cls.a, cls.b, cls.c = cls.policy.tier_ids

    def refused(self, vals, sentence):
        with self.subTest(vals=vals):
            self.assertIn(sentence, self.policy.preview(vals)["error"])
            with self.assertRaises(ValidationError) as caught:
                self.policy.write(vals)
            self.assertIn(sentence, str(caught.exception))

    def limits(self, field, *values):
        return {
            "tier_ids": [
                Command.update(tier.id, {field: value})
                for tier, value in zip(self.policy.tier_ids, values, strict=True)
            ]
        }

    def test_a_window_is_1_to_120_months(self):
        for months in (0, -1, 121, 1000):
            self.refused({"window_months": months}, "1 to 120 months")
        self.policy.window_months = 120

    def test_shares_rise_and_stay_within_100(self):
        rising = "The share of B must be greater than that of A"
        self.refused(self.limits("share_to", 80, 80, 100), rising)
        self.refused(self.limits("share_to", 95, 80, 100), rising)
        beyond = "The share of B must be more than 0 and at most 100"
        self.refused(self.limits("share_to", 80, 101, 100), beyond)
        self.refused(self.limits("share_to", 0, 80, 100), "The share of A must be more")
        best = {"method": "percentile", **self.limits("percent_to", 50, 20, 100)}
        self.refused(best, rising)

    def test_the_last_tier_takes_everybody_whatever_its_limit(self):
        self.policy.write(self.limits("share_to", 50, 100, 3))
        self.assertEqual(self.policy.tier_ids.mapped("is_last"), [False, False, True])

    def test_amounts_fall(self):
        thresholds = {"method": "threshold"}
        rising = thresholds | self.limits("amount_from", 100, 1000, 0)
        self.refused(rising, "The amount of B must be less than that of A")
        nothing = thresholds | self.limits("amount_from", 100, 0, 0)
        self.refused(nothing, "The amount of B must be more than 0")
        self.policy.write(thresholds | self.limits("amount_from", 1000, 100, 0))

    def test_there_are_2_to_6_tiers(self):
        two_gone = [Command.delete(self.a.id), Command.delete(self.b.id)]
        self.refused({"tier_ids": two_gone}, "2 to 6 tiers")
        many = [
            Command.create({"name": f"T{n}", "sequence": 20 + n, "share_to": 100})
            for n in range(4)
        ]
        self.refused({"tier_ids": many}, "2 to 6 tiers")

    def test_weights_are_not_all_zero(self):
        none = dict.fromkeys(
            ("weight_recency", "weight_frequency", "weight_monetary"), 0
        )
        self.refused({"measure": "rfm", **none}, "At least one")
        self.refused({"weight_recency": -1}, "Weights")
        self.policy.write(none)

    def test_grace_and_days_are_not_negative(self):
        self.refused({"grace": -1}, "grace")
        self.refused({"new_days": -1}, "new for")
        self.refused({"lost_days": 0}, "lost")

    def test_tiers_have_names_of_their_own(self):
        renamed = [Command.update(self.b.id, {"name": "a "})]
        self.refused({"tier_ids": renamed}, "name of its own")

    def test_the_tier_of_new_customers_is_one_of_the_company(self):
        other = self.env["smb.tier.policy"]._of(self.second_company())
        with self.assertRaises(ValidationError):
            self.env["smb.tier.policy"].browse(self.policy.id).write(
                {"new_tier_id": other.tier_ids[0].id}
            )

    def test_tiers_that_change_alone_are_checked_as_well(self):
        with self.assertRaises(ValidationError):
            self.a.share_to = 99

    def test_a_tier_can_be_removed_and_another_added(self):
        self.policy.write(
            {
                "tier_ids": [
                    Command.delete(self.b.id),
                    Command.create({"name": "Bronze", "sequence": 9, "share_to": 100}),
                ]
            }
        )
        self.assertEqual(self.policy.tier_ids.mapped("name"), ["A", "C", "Bronze"])
        self.assertFalse(self.b.exists())

    def test_only_sales_managers_try_or_change_rules(self):
        for user in (self.sally, self.sam, self.anna, self.will):
            policy = self.policy.with_user(user)
            for act in (
                lambda policy=policy: policy.preview({"window_months": 6}),
                lambda policy=policy: policy.apply({"window_months": 6}),
                lambda policy=policy: policy.write({"window_months": 6}),
                lambda policy=policy: policy.tier_ids.write({"share_to": 60}),
            ):
                with self.subTest(user=user.name), self.assertRaises(AccessError):
                    act()

    def test_nobody_writes_what_the_engine_writes(self):
        other = self.env["smb.tier.policy"]._of(self.second_company())
        for vals in (
            {"cuts": {"tiers": {"1": "x"}}},
            {"documents_until": "2099-01-01 00:00:00"},
            {"refreshed_at": "2099-01-01 00:00:00"},
            {"company_id": other.company_id.id},
        ):
            with self.subTest(vals=vals), self.assertRaises(AccessError):
                self.policy.write(vals)
        self.policy.write({"company_id": self.company.id, "lost_days": 500})

    def test_a_tier_stays_with_its_policy(self):
        other = self.env["smb.tier.policy"]._of(self.second_company())
        self.max.company_ids += other.company_id
        for vals in (
            {"policy_id": other.id},
            {"company_id": other.company_id.id},
        ):
            with self.subTest(vals=vals), self.assertRaises(AccessError):
                self.a.write(vals)
        self.assertEqual(self.a.policy_id.id, self.policy.id)

    def test_a_tier_renamed_alone_needs_a_name_of_its_own(self):
        with self.assertRaises(ValidationError):
            self.b.name = "a "
        self.b.name = "Bronze"

    def test_rules_wait_for_a_computation_before_they_take_rows(self):
        cards = type(self.env["smb.scorecard"])
        lock, update = cards._lock, type(self.env.cr).execute
        seen = []

        def spy_lock(cards, company, wait=True):
            seen.append("lock")
            return lock(cards, company, wait)

        def spy_update(cr, query, *args, **kwargs):
            code = getattr(query, "code", query)
            if str(code).split()[:1] == ["UPDATE"] and "smb_tier" in str(code):
                seen.append("row")
            return update(cr, query, *args, **kwargs)

        acts = (
            lambda: self.policy.write({"lost_days": 400}),
            lambda: self.a.write({"color": 7}),
        )
        for act in acts:
            seen.clear()
            with (
                patch.object(cards, "_lock", spy_lock),
                patch.object(type(self.env.cr), "execute", spy_update),
            ):
                act()
                self.env.flush_all()
            self.assertEqual(seen[0], "lock")
            self.assertIn("row", seen)

    def test_trying_writes_nothing(self):
        before = self.policy.read()
        tiers = self.policy.tier_ids.read()
        self.policy.preview(
            {
                "window_months": 6,
                "tier_ids": [
                    [1, self.a.id, {"share_to": 60}],
                    [2, self.c.id, False],
                    [0, "virtual_1", {"name": "New", "share_to": 100, "sequence": 9}],
                ],
            }
        )
        self.env.flush_all()
        self.policy.invalidate_recordset()
        self.assertEqual(self.policy.read(), before)
        self.assertEqual(self.policy.tier_ids.read(), tiers)
