"""What `./dev test` does: the addons' own tests under pytest-odoo, and the rest."""

import contextlib
import os
import subprocess
from pathlib import Path

from . import debian, place, process
from .database import Databases
from .workshop import open_workshop

EMPTY = 5  # pytest's exit code for "no tests": a failure here as well


def narrowed(words):
    """Run the addons' tests that match; lint and lifecycle are left out."""
    with open_workshop(*debian.BROWSER) as workshop:
        bases = Databases(workshop)
        template = bases.with_assets() if in_browser(words) else bases.installed()
        return addon_tests(workshop, bases, template, selection(words))


def selection(words):
    """Translate words into pytest arguments: plain words select by name."""
    plain = []
    while words and not words[0].startswith("-"):
        plain.append(words[0])
        words = words[1:]
    paths = [word for word in plain if os.path.exists(word.split("::")[0])]
    names = [word for word in plain if word not in paths]
    chosen = ["-k", " or ".join(names)] if names else []
    return [*(paths or test_folders()), *chosen, *words]


def test_folders():
    """The addons' test folders."""
    found = (place.ROOT / name / "tests" for name in place.addons())
    return [str(path) for path in found if path.is_dir()]


def in_browser(words):
    """Whether a browser test may be among those that the words select."""
    names = [word for word in words if not word.startswith("-")]
    files = [path for folder in test_folders() for path in Path(folder).rglob("*.py")]
    texts = [f"{path}\n{path.read_text()}" for path in files]
    chosen = [text for text in texts if any(name in text for name in names)]
    return any("HttpCase" in text for text in chosen or texts)


def addon_tests(workshop, bases, template, words):
    """Run pytest-odoo on a copy of the template; return pytest's exit code."""
    with scratch(bases, template) as database:
        return pytest(
            workshop,
            *("-p", "devkit.pytest_no_skips"),
            *("--odoo-http", f"--odoo-database={database}"),
            *words,
        )


@contextlib.contextmanager
def scratch(bases, template, purpose="test"):
    """A database for the time of the block."""
    database = bases.test_copy(template, purpose)
    try:
        yield database
    finally:
        bases.drop(database)


def pytest(workshop, *words):
    """Run pytest in sight of the user; return its exit code."""
    program = process.start(
        [workshop.python, "-m", "pytest", *words],
        env=workshop.environment,
        cwd=place.ROOT,
        stdin=None,
    )
    try:
        return program.wait()
    except KeyboardInterrupt:
        with contextlib.suppress(subprocess.TimeoutExpired):
            program.wait(10)  # pytest got the Ctrl-C too and tidies up
        raise
    finally:
        process.stop(program)


def lifecycle(workshop, words=()):
    """Install, upgrade, uninstall ... in plain pytest; return its exit code."""
    return pytest(workshop, "-p", "no:odoo", "tests/lifecycle", *words)


def everything(again=False):
    """Run it all."""
    with open_workshop(*debian.BROWSER) as workshop:
        return lifecycle(workshop, ["-x","--tb=short"])
