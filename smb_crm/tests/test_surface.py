"""What can be called from outside, and what our code may not do inside."""

import ast
import inspect
import re
from pathlib import Path

from odoo.exceptions import AccessError, UserError
from odoo.service.model import call_kw
from odoo.tests import BaseCase, tagged
from odoo.tools import mute_logger

from .samples import SampleCase
from .test_security import own_models

ADDON = Path(__file__).parents[1]
LINE = re.compile(r"^(?P<model>[\w.]+)\.(?P<name>\w+)(?P<call>\(.*\))  (?P<why>.+)$")
MARKER = "zq-secret"
STRANGERS = ("uma", "sally", "anna", "will", "paul", "public")


def reviewed():
    """The lines of surface.txt as {(model, method): arguments}."""
    lines = (ADDON / "tests" / "surface.txt").read_text().splitlines()
    found = [LINE.match(line) for line in lines if line and not line.startswith("#")]
    return {(m["model"], m["name"]): trial_arguments(m["call"]) for m in found}


def trial_arguments(call):
    """Positional arguments written as Python literals.

    >>> trial_arguments("({'name': 'Acme'}, 10)")
    [{'name': 'Acme'}, 10]
    """
    return [ast.literal_eval(node) for node in ast.parse("f" + call).body[0].value.args]


def is_ours(cls):
    return cls.__module__.startswith("odoo.addons.smb_crm.")


def public_methods(env):
    """(model, name) of the methods that our classes add to the RPC surface."""
    for name, cls in env.registry.items():
        if cls._abstract and cls._inherit_children:
            continue  # called through the models that inherit it
        theirs = {attr for c in cls.mro() if not is_ours(c) for attr in vars(c)}
        for ours in filter(is_ours, cls.mro()):
            for attr, value in vars(ours).items():
                private = attr.startswith("_") or getattr(value, "_api_private", False)
                if inspect.isfunction(value) and not private and attr not in theirs:
                    yield name, attr


@tagged("post_install", "-at_install")
class TestPublicMethods(SampleCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.hidden = cls.customer(
            "Hidden Harbour",
            user=cls.olga,
            company_id=cls.elsewhere.id,
            phone=MARKER,
            email=f"{MARKER}@hidden.example",
            comment=MARKER,
            street=MARKER,
        )
        cls.secret = cls.log(
            cls.hidden,
            company_id=cls.elsewhere.id,
            user_id=cls.olga.id,
            subject=MARKER,
            note=MARKER,
        )

    def test_every_public_method_was_reviewed(self):
        """Add the missing line to surface.txt once you know why the call is safe."""
        self.assertEqual(set(public_methods(self.env)), set(reviewed()))

    def test_strangers_learn_nothing_by_calling_them(self):
        for (model, name), arguments in reviewed().items():
            for role in STRANGERS:
                with self.subTest(model=model, method=name, role=role):
                    answer = self._call(model, name, arguments, self.users[role])
                    self.assertNotIn(MARKER, repr(answer))

    @mute_logger("odoo.addons.base.models.ir_model", "odoo.sql_db")
    def _call(self, model, name, arguments, user):
        records = self.env[model].with_user(user)
        method = getattr(type(records), name)
        ids = [] if getattr(method, "_api_model", False) else [self._foreign(model).ids]
        self.env.invalidate_all()
        savepoint = self.env.cr.savepoint(flush=True)
        try:
            return call_kw(records, name, [*ids, *arguments], {})
        except (AccessError, UserError) as refusal:
            return str(refusal)
        finally:
            self.env.clear()
            savepoint.rollback()
            savepoint.close()

    def _foreign(self, model):
        known = [self.hidden, self.secret, *self.papers.values()]
        for records in known:
            if records._name == model:
                return records
        if model in own_models(self.env):
            return self.sample(model, "other company", self.olga)
        return self.env[model].search([], limit=1)


@tagged("post_install", "-at_install")
class TestCode(BaseCase):
    """Laws of our source that no linter knows."""

    def _calls(self):
        """(path, lines, call, name of what is called) of every call in the addon."""
        for path in sorted(ADDON.rglob("*.py")):
            if "tests" in path.relative_to(ADDON).parts:
                continue
            text = path.read_text()
            for node in ast.walk(ast.parse(text)):
                if isinstance(node, ast.Call):
                    name = getattr(node.func, "attr", getattr(node.func, "id", ""))
                    yield path.relative_to(ADDON), text.splitlines(), node, name

    def _where(self, *names):
        return [
            (f"{path}:{node.lineno}", lines, node)
            for path, lines, node, name in self._calls()
            if name in names
        ]

    def test_every_sudo_says_why_it_cannot_leak(self):
        for where, lines, node in self._where("sudo"):
            with self.subTest(where):
                above = lines[self._start(node, lines) : node.end_lineno]
                self.assertTrue(any("# sudo: " in line for line in above))

    def _start(self, node, lines):
        """The line on which the method around ``node`` begins."""
        defs = [n for n, line in enumerate(lines) if line.lstrip().startswith("def ")]
        return max((n for n in defs if n < node.lineno), default=0)

    def test_nobody_commits(self):
        """Jobs commit through the scheduler's own ``_commit_progress``."""
        found = [
            where
            for where, _lines, node in self._where("commit")
            if isinstance(node.func, ast.Attribute)
        ]
        self.assertFalse(found)

    def test_text_never_becomes_code(self):
        found = self._where("eval", "exec", "safe_eval", "compile_inline_template")
        self.assertFalse([where for where, *_ in found])

    def test_attributes_are_named_by_us(self):
        for where, _lines, node in self._where("getattr", "setattr"):
            with self.subTest(where):
                self.assertIsInstance(node.args[1], ast.Constant)

    def test_values_are_never_formatted_into_sql_or_markup(self):
        for where, _lines, node in self._where("SQL", "execute", "Markup"):
            if node.args:
                with self.subTest(where):
                    self.assertNotIsInstance(node.args[0], (ast.JoinedStr, ast.BinOp))
