"""Serve Odoo 19 with smb_crm and its demo company at http://localhost:8069.

The first time everything is fetched and built; Ctrl-C stops all that was started.
"""

from .. import debian, demo, serving, ui
from ..database import Databases
from ..workshop import open_workshop


def arguments(parser):
    parser.add_argument("--port", type=int, default=8069, help="default 8069")
    parser.add_argument(
        "--fresh", action="store_true", help="begin with a new demo database"
    )


def main(options):
    serving.need_port(options.port)
    with open_workshop() as workshop:
        bases = Databases(workshop)
        database, _ = ui.together(
            lambda: demo.demo_database(bases, options.fresh),
            lambda: debian.install(*debian.DOCUMENTS),
        )
        with (
            serving.serve(workshop, database, options.port) as server,
            serving.announced(options.port),
        ):
            _tell(bases, database, options.port)
            serving.wait_for_the_end(server)


def _tell(bases, database, port):
    ui.say(f"\n  http://localhost:{port}\n\n  login = password:")
    for login, name in demo.logins(bases, database):
        ui.say(f"    {login:10} {name}")
    ui.say("\n  Ctrl-C stops it.")
