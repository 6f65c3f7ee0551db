"""Running pytest: on a database of its own, in sight of the user, counted."""

import contextlib
import json
import subprocess
import tempfile
from pathlib import Path
from typing import NamedTuple

from . import place, process


class Outcome(NamedTuple):
    """What a run of pytest came to; no test at all is a failure too."""

    code: int
    passed: int = 0
    failed: int = 0


def addon_tests(workshop, bases, template, words, processes=1):
    """Run the addons' own tests under pytest-odoo on a copy of the template.

    :param processes: how many share the files; each has a copy of that copy
    """
    # one process is quicker to start, and --pdb needs it
    share = ("-n", str(processes), "--dist", "loadfile") if processes > 1 else ()
    plugins = ("no_skips", "own_files")
    with scratch(bases, template) as database:
        return pytest(
            workshop,
            *(f"-pdevkit.pytest_{name}" for name in plugins),
            *("--odoo-http", f"--odoo-database={database}"),
            *share,
            *words,
        )


def lifecycle(workshop):
    """Install, upgrade, uninstall ... in plain pytest."""
    return pytest(workshop, "-p", "no:odoo", "--tb=short", "tests/lifecycle")


@contextlib.contextmanager
def scratch(bases, template, purpose="test"):
    """A database for the time of the block."""
    database = bases.test_copy(template, purpose)
    try:
        yield database
    finally:
        bases.drop(database)


def pytest(workshop, *words, more=()):
    """Run pytest, with ``more`` in its environment, and count its tests."""
    with tempfile.TemporaryDirectory() as folder:
        counts = Path(folder) / "counts.json"
        more = {**dict(more), "SMB_CRM_COUNTS": str(counts)}
        words = ("-m", "pytest", "-p", "devkit.pytest_count", *words)
        code = run_python(workshop, *words, more=more)
        found = json.loads(counts.read_text()) if counts.exists() else {}
    return Outcome(code, **found)


def run_python(workshop, *words, more=()):
    """Run Odoo's Python in sight of the user; return its exit code."""
    program = process.start(
        [workshop.python, *words],
        env={**workshop.environment, **dict(more)},
        cwd=place.ROOT,
        stdin=None,
    )
    try:
        return program.wait()
    except KeyboardInterrupt:
        with contextlib.suppress(subprocess.TimeoutExpired):
            program.wait(10)  # it got the Ctrl-C too and tidies up
        raise
    finally:
        process.stop(program)
