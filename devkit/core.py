"""Run Odoo's own tests without and with the addon and compare them by name."""

import json
import xml.etree.ElementTree as ElementTree
from pathlib import Path

from . import core_suites, place, process, ui

BAD = ("failure", "error")


def compare(workshop, bases, apps):
    """Results of each test as (without, with) the addon, by suite and name."""
    templates = {"without": bases.base(), "with": _having(bases)}
    lanes = ui.together(
        lambda: _lane(workshop, bases, templates, "without", apps),
        lambda: _lane(workshop, bases, templates, "with", apps),
    )
    return {app: (lanes[0][app], lanes[1][app]) for app in apps}


def _having(bases):
    """Template with the addon, but without its demo company.

    Odoo's tests count on Odoo's own demo data: one deactivates French, which Odoo
    refuses where customers speak it.
    """
    return bases.installed(own_demo=False)


def broken(results):
    """Names of the tests that pass without the addon and do not with it."""
    return {
        app: names
        for app, (without, having) in results.items()
        if (names := [n for n in sorted(having) if _breaks(without, having, n)])
    }


def _breaks(without, having, name):
    return having[name] in BAD and without.get(name) not in BAD


def _lane(workshop, bases, templates, side, apps):
    """Run the suites of one side in turn; a known baseline is not run again."""
    known = {}
    todo = list(apps)
    if side == "without":
        known = {app: _recall(templates[side], app) for app in apps}
        known = {app: found for app, found in known.items() if found is not None}
        todo = [app for app in apps if app not in known]
    if not todo:
        return known
    compiled = bases.with_assets(templates[side])
    database = bases.copy(compiled, f"{bases.prefix}core_{side}")
    for app in todo:
        with ui.step(f"{app} {side} the addon"):
            known[app] = _run(workshop, database, app, side)
        if side == "without":
            _baseline(templates[side], app).write_text(json.dumps(known[app]))
    bases.drop(database)
    return known


def again(workshop, bases, names):
    """Of the broken tests those that fail a second time on a fresh database."""
    template = bases.with_assets(_having(bases))
    database = bases.copy(template, f"{bases.prefix}core_again")
    still = {}
    for app, broken_names in names.items():
        # only these tests, by the last part of their name
        short = " or ".join({name.rpartition(".")[2] for name in broken_names})
        results = _run(workshop, database, app, "again", "-k", short)
        failed = [name for name in broken_names if results.get(name) in BAD]
        if failed:
            still[app] = failed
    bases.drop(database)
    return still


def test_files(source, app):
    """Test files of an app of Odoo, without those that are left out."""
    home = _home(source, app)
    chosen = set()
    for pattern in core_suites.SUITES[app]:
        pattern = pattern if pattern.endswith(".py") else f"test_{pattern}.py"
        chosen.update((home / "tests").glob(pattern))
    left_out = [path for name in core_suites.LEFT_OUT for path in _match(home, name)]
    return sorted(chosen.difference(left_out))


def _match(home, name):
    app, _, pattern = name.partition("/")
    return (home / "tests").glob(pattern) if app == home.name else ()


def _home(source, app):
    return next(path / app for path in source.addons if (path / app).is_dir())


def _run(workshop, database, app, side, *words):
    """Result of each test of an app: passed, failure, error or skipped."""
    report = place.checkout_folder() / f"core-{app}-{side}.xml"
    report.unlink(missing_ok=True)
    process.run(
        [
            *(workshop.python, "-m", "pytest", "-c", "/dev/null", "-q", "--tb=short"),
            *("--odoo-http", f"--odoo-database={database}"),
            *("-p", "no:cacheprovider", f"--junitxml={report}", *words),
            *test_files(workshop.source, app),
        ],
        log=place.log(f"core-{app}-{side}"),
        failed=f"The tests of {app} could not be run",
        ok=(0, 1, 5),
        env=workshop.environment,
        cwd=place.ROOT,
    )
    cases = ElementTree.parse(report).getroot().iter("testcase")
    return {
        f"{case.get('classname')}.{case.get('name')}": _outcome(case) for case in cases
    }


def _outcome(case):
    found = [child.tag for child in case if child.tag in (*BAD, "skipped")]
    return found[0] if found else "passed"


def _baseline(template, app):
    return place.folder("core") / f"{template}-{app}.json"


def _recall(template, app):
    path = Path(_baseline(template, app))
    return json.loads(path.read_text()) if path.exists() else None
