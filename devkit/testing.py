"""What `./dev test` does: the addons' own tests under pytest-odoo, and all the rest."""

import contextlib
import os
import subprocess
import xml.etree.ElementTree as ElementTree
from pathlib import Path

from . import debian, fingerprint, lint, memory, place, process, ui
from .database import Databases
from .workshop import open_workshop


def narrowed(words):
    """Run the addons' tests that match; lint and lifecycle are left out."""
    with open_workshop() as workshop:
        bases = Databases(workshop)
        template, _ = ui.together(
            lambda: _template(bases, in_browser(words)),
            lambda: debian.install(*debian.BROWSER),
        )
        return addon_tests(workshop, bases, template, selection(words))


def everything(again=False):
    """Run all tests; what passed before and has not changed is not run again."""
    with open_workshop() as workshop:
        bases = Databases(workshop)
        life = lifecycle_state(workshop)
        unchanged = not again and memory.passed("lifecycle", life)
        findings, template, *_ = ui.together(
            lambda: lint.lint(again=again),
            lambda: _template(bases, browser=True),
            lambda: debian.install(*debian.BROWSER),
            # two cores: the other template is built at the same time
            lambda: None if unchanged else bases.base(demo=False),
        )
        results = [("lint", not findings)]
        with counted("addon") as report:
            code = addon_tests(workshop, bases, template, [*test_folders(), report])
        results.append(("addon tests", not code))
        if unchanged:
            ui.say("\n  ✓ lifecycle: unchanged since it passed")
        else:
            with counted("lifecycle") as report:
                code = lifecycle(workshop, [report])
            results.append(("lifecycle", not code))
            if not code:
                memory.remember("lifecycle", life)
    return _verdict(results)


# What is tested


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


def _template(bases, browser):
    installed = bases.installed()
    return bases.with_assets(installed) if browser else installed


def lifecycle_state(workshop):
    """Digest of all that the lifecycle tests depend on."""
    return place.digest(
        fingerprint.addons(),
        fingerprint.content(place.ROOT / "tests" / "lifecycle", place.ROOT / "devkit"),
        workshop.source.identity,
        workshop.home.name,
    )


# How it is run


def addon_tests(workshop, bases, template, words):
    """Run pytest-odoo on a copy of the template; return pytest's exit code."""
    with scratch(bases, template) as database:
        return pytest(
            workshop,
            *("-p", "devkit.pytest_no_skips"),
            *("--odoo-http", f"--odoo-database={database}"),
            *words,
        )


def lifecycle(workshop, words=()):
    """Install, upgrade, uninstall ... in plain pytest; return its exit code."""
    return pytest(workshop, "-p", "no:odoo", "--tb=short", "tests/lifecycle", *words)


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
    return run_python(workshop, "-m", "pytest", *words)


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


# What came of it

_counts = {"passed": 0, "failed": 0}


@contextlib.contextmanager
def counted(name):
    """The pytest option that has a run's tests counted for the last line."""
    report = place.checkout_folder() / f"{name}-{os.getpid()}.xml"
    yield f"--junitxml={report}"
    if report.exists():
        for suite in ElementTree.parse(report).getroot().iter("testsuite"):
            failed = int(suite.get("failures")) + int(suite.get("errors"))
            _counts["failed"] += failed
            _counts["passed"] += int(suite.get("tests")) - failed
        report.unlink()


def _verdict(results):
    """Say how each part ended and count the tests; return the exit code."""
    ui.say()
    for part, fine in results:
        ui.say(f"  {'✓' if fine else '✗'} {part}")
    failed_parts = sum(1 for _part, fine in results if not fine)
    failed = max(_counts["failed"], failed_parts)
    ui.say(f"{_counts['passed']} passed, {failed} failed")
    return 1 if failed_parts else 0
