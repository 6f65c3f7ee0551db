"""Languages of the demo database."""

import contextlib

from . import ui
from .client import Client
from .problem import Problem


@contextlib.contextmanager
def spoken(port, database, login, lang):
    """A session of ``login`` who speaks ``lang`` for the time of the block."""
    client = Client(port, database, login)
    if not lang:
        yield client
        return
    _load(port, database, lang)
    before = client.call("res.users", "read", [client.uid], ["lang"])[0]["lang"]
    client.call("res.users", "write", [client.uid], {"lang": lang})
    try:
        yield client
    finally:
        client.call("res.users", "write", [client.uid], {"lang": before})


def _load(port, database, lang):
    """Install a language with its translations unless it is there."""
    admin = Client(port, database, "admin")
    known = admin.call(
        "res.lang",
        "search_read",
        [["code", "=", lang]],
        ["active"],
        context={"active_test": False},
    )
    if not known:
        raise Problem(f"Odoo knows no language {lang}", "Name it like es_ES or lt_LT")
    if known[0]["active"]:
        return
    with ui.step(f"Translations {lang}"):
        wizard = admin.call(
            "base.language.install", "create", {"lang_ids": [[6, 0, [known[0]["id"]]]]}
        )
        admin.call("base.language.install", "lang_install", [wizard])
