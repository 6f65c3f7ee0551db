"""What `./dev test` does: lint, the addons' own tests, the addons' life."""

import itertools
import os
from pathlib import Path

from . import debian, fingerprint, lint, memory, place, pytest_runs, ui
from .database import Databases
from .problem import Problem
from .pytest_runs import Outcome
from .workshop import open_workshop

MOST_PROCESSES = 4  # of a gigabyte each
NO_TESTS = 5  # what pytest says when it found nothing to run


def narrowed(words):
    """Run the addons' tests that match; lint and lifecycle are left out."""
    with open_workshop() as workshop:
        bases = Databases(workshop)
        codes = [_narrowed(workshop, bases, names, words) for names in concerned(words)]
    # that one of two passes had nothing to do is no failure
    return max([code for code in codes if code != NO_TESTS] or codes)


def _narrowed(workshop, bases, addons, words):
    template, _ = ui.together(
        lambda: _template(bases, addons, in_browser(addons, words)),
        lambda: debian.install(*debian.TESTS),
    )
    chosen = selection(words, addons)
    return pytest_runs.addon_tests(workshop, bases, template, chosen).code


def everything(again=False):
    """Run all tests; what passed before and has not changed is not run again."""
    outcomes = {}
    with open_workshop() as workshop:
        bases = Databases(workshop)
        life = "" if again else _known_life(workshop)
        findings, template, *_ = ui.together(
            lambda: lint.lint(again=again),
            lambda: _template(bases, place.mains(), browser=True),
            lambda: debian.install(*debian.TESTS),
            # two cores: the other template is built at the same time
            lambda: None if life else bases.base(demo=False),
        )
        outcomes["lint"] = Outcome(findings, failed=findings)
        outcomes["addon tests"] = pytest_runs.addon_tests(
            workshop, bases, template, test_folders(place.mains()), _processes()
        )
        outcomes["bridges"] = _bridges(workshop, bases)
        outcomes["lifecycle"] = life or _try_life(workshop)
    return _verdict(outcomes)


def _processes():
    """How many the machine has cores for, and surely the memory."""
    return min(os.cpu_count() or 1, MOST_PROCESSES)


def _bridges(workshop, bases):
    folders = test_folders(place.bridges())
    if not folders:
        return Outcome(0)
    return pytest_runs.addon_tests(workshop, bases, bases.bridged(), folders)


# What is tested


def concerned(words):
    """The addons whose tests the words may select, by database."""
    passes = [names for names in (place.mains(), place.bridges()) if names]
    return [names for names in passes if _leads_to(names, words)] or passes[:1]


def _leads_to(addons, words):
    paths, names = _sorted_out(words)
    if paths:
        return bool(_tests_of(addons, paths))
    return not names or bool(_naming(test_folders(addons), names))


def _tests_of(addons, paths):
    """Those of the paths that belong to these addons; others go with the first."""
    folders = test_folders(place.bridges())
    bridges = [
        path for path in paths if os.path.abspath(path).startswith(tuple(folders))
    ]
    if addons == place.bridges():
        return bridges
    return [path for path in paths if path not in bridges]


def _naming(folders, names):
    """Texts of the test files in which one of the names occurs."""
    files = [path for folder in folders for path in Path(folder).rglob("*.py")]
    texts = [f"{path.relative_to(place.ROOT)}\n{path.read_text()}" for path in files]
    return [text for text in texts if any(name in text for name in names)]


def _sorted_out(words):
    """The paths and the names among the words before the first option."""
    plain = list(itertools.takewhile(lambda word: not word.startswith("-"), words))
    paths = [word for word in plain if _is_path(word)]
    return paths, [word for word in plain if word not in paths]


def selection(words, addons):
    """Translate words into pytest arguments: names select among what paths hold."""
    paths, names = _sorted_out(words)
    options = words[len(paths) + len(names) :]
    chosen = ["-k", " or ".join(names)] if names else []
    # pytest runs elsewhere than where the path was typed
    places = [os.path.abspath(path) for path in _tests_of(addons, paths)]
    places = places or test_folders(addons)
    return [*places, *chosen, *options]


def _is_path(word):
    """Whether a word names a file or folder; one that looks like it has to."""
    file = word.split("::")[0]
    if os.path.exists(file):
        return True
    if os.sep in file or file.endswith(".py"):
        raise Problem(f"There is no {file} here", "Name a part of it: ./dev test value")
    return False


def test_folders(addons):
    """The addons' test folders."""
    found = (place.ROOT / name / "tests" for name in addons)
    return [str(path) for path in found if path.is_dir()]


def in_browser(addons, words):
    """Whether a browser test may be among those that the words select."""
    names = [word for word in words if not word.startswith("-")]
    folders = test_folders(addons)
    chosen = _naming(folders, names) or _naming(folders, [""])
    return any("HttpCase" in text for text in chosen)


def _template(bases, addons, browser):
    bridged = addons == place.bridges()
    template = bases.bridged() if bridged else bases.installed()
    return bases.with_assets(template) if browser else template


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
