"""Measure speed and quality against the goals; words narrow it.

Runs `python -m tests.bench WORDS` in Odoo's Python environment. There devkit can be
imported; PG* name the server, SMB_CRM_RC the odoo.conf, SMB_CRM_BASE and
SMB_CRM_INSTALLED the templates without and with the addon (no demo data), and
SMB_CRM_DB_PREFIX is how the names of the bench's own databases begin.
"""

from .. import place
from ..database import Databases
from ..problem import Problem
from ..testing import run_python
from ..workshop import open_workshop

PASSES_ON = True


def main(words):
    if not (place.ROOT / "tests" / "bench" / "__main__.py").exists():
        raise Problem("This checkout has no tests/bench", "Update the checkout")
    with open_workshop() as workshop:
        bases = Databases(workshop)
        named = {
            "SMB_CRM_RC": workshop.environment["ODOO_RC"],
            "SMB_CRM_BASE": bases.base(demo=False),
            "SMB_CRM_INSTALLED": bases.installed(demo=False),
            "SMB_CRM_DB_PREFIX": f"{bases.prefix}bench_",
        }
        return run_python(workshop, "-m", "tests.bench", *words, more=named)
