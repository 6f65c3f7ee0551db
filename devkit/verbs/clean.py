"""Drop the databases of this checkout; with --all remove the whole cache folder."""

import shutil

from .. import locks, place, ui
from ..database import Databases
from ..problem import Problem
from ..workshop import open_workshop


def arguments(parser):
    parser.add_argument(
        "--all",
        action="store_true",
        help="everything in the cache: Odoo, Python packages, PostgreSQL cluster",
    )


def main(options):
    if options.all:
        _remove_cache()
        return
    with open_workshop() as workshop:
        bases = Databases(workshop)
        for name in bases.names(f"{bases.prefix}%"):
            bases.drop(name)
            ui.say(f"  ✓ {name}")
    shutil.rmtree(place.checkout_folder())


def _remove_cache():
    """Remove what nobody is using: a running ./dev holds the cluster's lock."""
    with locks.attempt("cluster") as free:
        if not free:
            raise Problem(
                "Another ./dev is running on this cache", "Stop it, then clean again"
            )
        with ui.step(f"Removing {place.cache()}"):
            shutil.rmtree(place.cache())
