"""What `./dev test` does: lint, the addons' own tests, the addons' life."""

import os
from pathlib import Path

from . import debian, fingerprint, lint, memory, place, pytest_runs, ui
from .database import Databases
from .problem import Problem
from .pytest_runs import Outcome
from .workshop import open_workshop


def narrowed(words):
    """Run the addons' tests that match; lint and lifecycle are left out."""
    with open_workshop() as workshop:
        bases = Databases(workshop)
        template, _ = ui.together(
            lambda: _template(bases, in_browser(words)),
            lambda: debian.install(*debian.BROWSER),
        )
        chosen = selection(words)
        return pytest_runs.addon_tests(workshop, bases, template, chosen).code


def everything(again=False):
    """Run all tests; what passed before and has not changed is not run again."""
    outcomes = {}
    with open_workshop() as workshop:
        bases = Databases(workshop)
        life = "" if again else _known_life(workshop)
        findings, template, *_ = ui.together(
            lambda: lint.lint(again=again),
            lambda: _template(bases, browser=True),
            lambda: debian.install(*debian.BROWSER),
            # two cores: the other template is built at the same time
            lambda: None if life else bases.base(demo=False),
        )
        outcomes["lint"] = Outcome(findings, failed=findings)
        outcomes["addon tests"] = pytest_runs.addon_tests(
            workshop, bases, template, test_folders()
        )
        outcomes["lifecycle"] = life or _try_life(workshop)
    return _verdict(outcomes)


# What is tested


def selection(words):
    """Translate words into pytest arguments: names select among what paths hold."""
    plain = []
    while words and not words[0].startswith("-"):
        plain.append(words[0])
        words = words[1:]
    paths = [word for word in plain if _is_path(word)]
    names = [word for word in plain if word not in paths]
    chosen = ["-k", " or ".join(names)] if names else []
    # pytest runs elsewhere than where the path was typed
    places = [os.path.abspath(path) for path in paths] or test_folders()
    return [*places, *chosen, *words]


def _is_path(word):
    """Whether a word names a file or folder; one that looks like it has to."""
    file = word.split("::")[0]
    if os.path.exists(file):
        return True
    if os.sep in file or file.endswith(".py"):
        raise Problem(f"There is no {file} here", "Name a part of it: ./dev test value")
    return False


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


# What need not be run again


def _try_life(workshop):
    """Run the lifecycle tests; remember that they passed."""
    state = _life_state(workshop)
    outcome = pytest_runs.lifecycle(workshop)
    if not outcome.code:
        memory.remember("lifecycle", state, outcome.passed)
    return outcome


def _known_life(workshop):
    """The outcome of the lifecycle tests when nothing changed since they passed."""
    passed = memory.passed("lifecycle", _life_state(workshop))
    if passed:
        ui.say("  ✓ lifecycle: unchanged since it passed")
    return passed and Outcome(0, passed=passed)


def _life_state(workshop):
    return place.digest(
        fingerprint.addons(),
        fingerprint.content(place.ROOT / "tests" / "lifecycle", place.ROOT / "devkit"),
        workshop.source.identity,
        workshop.home.name,
    )


# What came of it


def _verdict(outcomes):
    """Say how each part ended and count the tests; return the exit code."""
    ui.say()
    for part, outcome in outcomes.items():
        ui.say(f"  {'✗' if outcome.code else '✓'} {part}")
    passed = sum(outcome.passed for outcome in outcomes.values())
    failed = sum(outcome.failed or bool(outcome.code) for outcome in outcomes.values())
    ui.say(f"{passed} passed, {failed} failed")
    return 1 if failed else 0
