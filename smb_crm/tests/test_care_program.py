from psycopg2.errors import CheckViolation, UniqueViolation

from odoo.exceptions import UserError, ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .plan_case import PlanCase

CALL = {"what": "call", "interval_number": 30}
VISIT = {"what": "visit", "interval_number": 180}


@tagged("post_install", "-at_install")
class TestCareProgram(PlanCase):
    """What the customers of a tier can expect, out of the box and after changes."""

    # out of the box

    def test_every_company_has_a_programme_for_each_tier(self):
        self.assertEqual(self.shipped.tier_id, self.a + self.b + self.c)
        self.assertEqual([len(program.step_ids) for program in self.shipped], [4, 2, 4])

    def test_the_best_customers_get_all_but_what_is_done_better(self):
        self.shipped.active = True
        steps = self.programs._steps_by_tier(self.shop)
        done = [(step.what, step.trigger) for step in steps[self.a.id]]
        self.assertEqual(len(done), len(set(done)))
        self.assertEqual(len(done), 7)
        self.assertEqual(len(steps[self.b.id]), 5)
        self.assertEqual(len(steps[self.c.id]), 4)

    def test_a_company_that_archived_its_programmes_gets_no_new_ones(self):
        self.programs._ensure(self.shop)
        found = self.programs.search([("company_id", "=", self.shop.id)])
        self.assertFalse(found)

    def test_they_speak_a_language_that_comes_later(self):
        mine, changed = self.shipped[0], self.shipped[1]
        for record, name in (
            *((mine, "name"), (mine.step_ids[0], "name"), (self.a, "meaning")),
            *((mine.step_ids[0], "note"), (changed, "name")),
        ):
            record.update_field_translations(name, {"lt_LT": False})
        changed.name = "Our own words"
        step = mine.step_ids[0]
        step.with_context(lang="lt_LT").note = "Mano žodžiai"
        for _again in range(2):
            modules = self.env["ir.module.module"]
            modules._load_module_terms(["smb_crm"], ["lt_LT"])
        there = self.env(context={**self.env.context, "lang": "lt_LT"})
        self.assertEqual(step.with_env(there).name, "Mėnesinis skambutis")
        self.assertNotEqual(mine.with_env(there).name, mine.name)
        self.assertNotEqual(self.a.with_env(there).meaning, self.a.meaning)
        self.assertEqual(step.with_env(there).note, "Mano žodžiai")
        self.assertEqual(changed.with_env(there).name, "Our own words")
        self.assertEqual(step.name, "Monthly call")

    def test_a_new_company_speaks_all_that_are_there(self):
        self.env["res.lang"]._activate_lang("lt_LT")
        there = self.env(context={**self.env.context, "lang": "lt_LT"})
        company = there["res.company"].create({"name": "Vilnius"})
        step = there["smb.care.step"].search(
            [("company_id", "=", company.id)], order="id", limit=1
        )
        self.assertEqual(step.name, "Mėnesinis skambutis")
        self.assertEqual(step.with_context(lang="en_US").name, "Monthly call")

    def test_the_best_tier_needs_a_representative(self):
        self.assertEqual(
            [tier.needs_representative for tier in self.a + self.b + self.c],
            [True, False, False],
        )

    # one programme a tier

    def test_a_second_programme_for_a_tier_is_refused(self):
        self.program(self.a, CALL)
        with (
            self.assertRaises(UniqueViolation),
            mute_logger("odoo.sql_db"),
            self.env.cr.savepoint(),
        ):
            self.program(self.a, CALL)

    def test_a_tier_of_another_company_is_refused(self):
        theirs = self.env["smb.tier.policy"]._of(self.company).tier_ids[0]
        with self.assertRaises(UserError):
            self.program(theirs, CALL)

    # A includes B includes C

    def _names(self, tier):
        steps = self.programs._steps_by_tier(self.shop)
        return steps.get(tier.id if tier else False, self.steps).mapped("name")

    def test_lower_steps_are_included_once(self):
        self.program(self.a, {**CALL, "name": "Often"}, {**VISIT, "name": "Visit"})
        self.program(
            self.b, {**CALL, "name": "Seldom"}, {"what": "mail", "name": "Mail"}
        )
        self.program(
            self.c, {**CALL, "name": "Never"}, {"what": "letter", "name": "Card"}
        )
        self.assertEqual(self._names(self.a), ["Often", "Visit", "Mail", "Card"])
        self.assertEqual(self._names(self.b), ["Seldom", "Mail", "Card"])
        self.assertEqual(self._names(self.c), ["Never", "Card"])

    def test_a_programme_may_stand_alone(self):
        self.program(self.a, {**CALL, "name": "Often"}, includes_lower=False)
        self.program(self.b, {"what": "mail", "name": "Mail"})
        self.assertEqual(self._names(self.a), ["Often"])

    def test_the_chain_ends_where_a_programme_stands_alone(self):
        self.program(self.a, {**CALL, "name": "Often"})
        self.program(self.b, {"what": "mail", "name": "Mail"}, includes_lower=False)
        self.program(self.c, {"what": "letter", "name": "Card"})
        self.assertEqual(self._names(self.a), ["Often", "Mail"])

    def test_a_paused_programme_is_passed_over(self):
        self.program(self.a, {**CALL, "name": "Often"})
        self.program(self.b, {"what": "mail", "name": "Mail"}, paused=True)
        self.program(self.c, {"what": "letter", "name": "Card"})
        self.assertEqual(self._names(self.a), ["Often", "Card"])
        self.assertEqual(self._names(self.b), [])

    def test_customers_without_a_tier_have_their_own_programme_only(self):
        self.program(None, {**CALL, "name": "Hello"})
        self.program(self.c, {"what": "letter", "name": "Card"})
        self.assertEqual(self._names(None), ["Hello"])
        self.assertEqual(self._names(self.c), ["Card"])

    def test_two_steps_of_one_programme_may_do_the_same(self):
        self.program(self.a, {**CALL, "name": "Often"}, {**CALL, "name": "Seldom"})
        self.assertEqual(self._names(self.a), ["Often", "Seldom"])

    # steps that make sense

    def test_steps_that_make_no_sense_are_refused_by_name(self):
        program = self.program(self.a)
        template = self.env["mail.template"].create(
            {"name": "News", "model_id": self.env["ir.model"]._get_id("res.partner")}
        )
        for vals in (
            {"who": "team"},
            {"who": "user"},
            {"who": "user", "user_id": self.uma.id},
            {"automatic": True},
            {"automatic": True, "what": "mail"},
            {"automatic": True, "what": "call", "mail_template_id": template.id},
            {"order_fulfils": True, "trigger": "delivery"},
            {"sample_percent": 0.001},
            {"domain": "[('no_such_field', '=', 1)]"},
            {"domain": "[('name', 'sounds like', 1)]"},
            {"domain": "__import__('os').getcwd()"},
            {"domain": "[('name', '=', uid)]"},
            {"domain": "{'name': 1}"},
            {"domain": "[" * 900},
            {"domain": "[(" + "1," * 3000 + ")]"},
        ):
            with (
                self.subTest(vals=str(vals)[:60]),
                self.assertRaisesRegex(ValidationError, "Bad one"),
                self.env.cr.savepoint(),
            ):
                self.steps.create({"program_id": program.id, "name": "Bad one", **vals})

    def test_a_sample_of_nothing_or_more_than_all_is_refused(self):
        program = self.program(self.a)
        for percent in (0, -1, 101, 100.5):
            with (
                self.subTest(percent=percent),
                self.assertRaises(CheckViolation),
                mute_logger("odoo.sql_db"),
                self.env.cr.savepoint(),
            ):
                self.steps.create(
                    {"program_id": program.id, "name": "X", "sample_percent": percent}
                )

    def test_each_step_draws_by_a_seed_of_its_own(self):
        seeds = self.shipped.step_ids.mapped("sample_seed")
        self.assertEqual(len(set(seeds)), len(seeds))
        copy = self.shipped[0].step_ids[0].copy()
        self.assertNotIn(copy.sample_seed, seeds)
