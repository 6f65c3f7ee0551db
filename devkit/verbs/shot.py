"""Save a picture of a page as a user of the demo database sees it.

./dev shot /odoo/contacts contacts.png
./dev shot smb_crm.smb_contact_log_action logs.png --login sally --width phone
./dev shot /odoo/contacts/new new.png --fill ".o_field_widget[name=name] input" Acme

Errors on the browser's console are printed. A server that `./dev run` keeps for this
checkout is used; without one a server is started for the picture.
"""

import argparse
import contextlib
import re

from .. import debian, demo, languages, place, serving, ui
from ..browser import Chromium
from ..database import Databases
from ..page import Page
from ..workshop import open_workshop


class _Act(argparse.Action):
    """Collect clicks, entries and waits in the order in which they were given."""

    def __call__(self, parser, options, values, option_string=None):
        values = values if isinstance(values, list) else [values]
        options.acts = [*(options.acts or []), (option_string.lstrip("-"), values)]


def arguments(parser):
    parser.add_argument("path", help="path of the page, or the xmlid of an action")
    parser.add_argument("file", help="where the PNG goes")
    parser.add_argument("--login", default="admin", help="who looks (default admin)")
    parser.add_argument(
        "--width", default="desktop", help="desktop, phone or e.g. 1280x720"
    )
    parser.add_argument("--lang", help="language, e.g. lt_LT; loaded when needed")
    parser.add_argument("--full", action="store_true", help="all of a long page")
    parser.add_argument(
        "--click", metavar="CSS", action=_Act, dest="acts", help="then click this"
    )
    parser.add_argument(
        "--fill",
        metavar=("CSS", "TEXT"),
        nargs=2,
        action=_Act,
        dest="acts",
        help="then type a text into this field",
    )
    parser.add_argument(
        "--wait", metavar="CSS", action=_Act, dest="acts", help="then wait for this"
    )


def main(options):
    with (
        served_demo() as (port, database),
        languages.spoken(port, database, options.login, options.lang) as client,
        Chromium() as browser,
    ):
        page = Page(browser, options.width)
        page.log_in(client.site, client.session)
        page.open(client.site + _address(options.path))
        for act, values in options.acts or []:
            getattr(page, act)(*values)
        page.settle()
        page.save(options.file, options.full)
    ui.say(f"  ✓ {options.file}")
    for error in page.errors:
        ui.say(f"  ! console: {error}")


@contextlib.contextmanager
def served_demo():
    """Port and name of a served demo database: the one at hand or one for now."""
    port = serving.announced_server()
    if port:
        debian.install(*debian.BROWSER)
        yield port, f"smb_{place.checkout_id()}_demo"
        return
    with open_workshop() as workshop:
        database, _ = ui.together(
            lambda: demo.demo_database(Databases(workshop)),
            lambda: debian.install(*debian.BROWSER),
        )
        port = serving.free_port()
        with serving.serve(workshop, database, port):
            yield port, database


def _address(path):
    if re.fullmatch(r"\w+\.\w+", path):
        return f"/odoo/action-{path}"
    return path if path.startswith("/") else f"/{path}"
