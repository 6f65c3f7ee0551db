"""Scorecards and people in a process of its own, retried as Odoo does for requests."""

import sys

from .clock import Work
from .pair import serve
from .worker import open_registry

EDITS = 40


class Refresher:
    """One word, one transaction.

    The answer tells how often it was tried and how long it kept the processor busy.
    """

    def __init__(self, registry):
        from odoo import api
        from odoo.service.model import retrying

        self.registry = registry
        self.environment = api.Environment
        self.root = api.SUPERUSER_ID
        self.retrying = retrying
        self.held = None
        self.spent = 0

    def answer(self, word):
        verb, _, number = word.partition(" ")
        try:
            tries = getattr(self, verb)(int(number or 0))
            return {"tries": tries, "spent": self.spent, "error": None}
        except Exception as error:
            return {"tries": 0, "error": repr(error)}

    def whole(self, _number):
        """All scorecards of all companies."""
        return self._tried(lambda env: env["smb.scorecard"]._refresh())

    def half(self, _number):
        """The same, computed and written but never committed."""
        self.held = self.registry.cursor()
        self.environment(self.held, self.root, {})["smb.scorecard"]._refresh()
        return 1

    def edit(self, offset):
        """Somebody types into one customer after the other."""
        return sum(
            self._tried(lambda env, n=n: _edit(env, offset + n)) for n in range(EDITS)
        )

    def _tried(self, work):
        tries = 0
        with self.registry.cursor() as cr:
            env = self.environment(cr, self.root, {})

            def attempt():
                nonlocal tries
                tries += 1
                work(env)
                env.flush_all()

            self.spent = Work(cr).milliseconds(lambda: self.retrying(attempt, env))
        return tries


def _edit(env, number):
    cards = env["smb.scorecard"].search([], limit=1, offset=number % 50, order="id")
    cards.partner_id.write({"comment": f"<p>Typed {number}</p>", "phone": str(number)})


if __name__ == "__main__":
    serve(Refresher(open_registry(sys.argv[1])).answer)
