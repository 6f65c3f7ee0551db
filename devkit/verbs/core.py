"""Run Odoo's own tests of the apps we extend, with and without the addon.

./dev core              all suites, about half an hour
./dev core crm sale     only these apps

The results without the addon are kept, as they only change with Odoo. A test that
passes without and fails with the addon, twice, is reported and makes this fail.
"""

from .. import core, core_suites, debian, ui
from ..database import Databases
from ..problem import Problem
from ..workshop import open_workshop


def arguments(parser):
    parser.add_argument("apps", nargs="*", help="default: " + " ".join(_all()))


def main(options):
    apps = options.apps or _all()
    unknown = [app for app in apps if app not in core_suites.SUITES]
    if unknown:
        raise Problem(f"No suite for {', '.join(unknown)}", f"Try {' '.join(_all())}")
    with open_workshop() as workshop:
        bases = Databases(workshop)
        debian.install(*debian.BROWSER)
        results = core.compare(workshop, bases, apps)
        suspects = core.broken(results)
        guilty = core.again(workshop, bases, suspects) if suspects else {}
    _tell(results, suspects, guilty)
    return 1 if guilty else 0


def _tell(results, suspects, guilty):
    ui.say(f"\n  {'suite':20}{'tests':>6}{'without':>10}{'with':>10}   failures")
    for app, (without, having) in results.items():
        failed = [_failures(side) for side in (without, having)]
        ui.say(f"  {app:20}{len(having):6}{failed[0]:10}{failed[1]:10}")
    for app, names in suspects.items():
        for name in names:
            surely = name in guilty.get(app, ())
            verdict = "fails only with the addon" if surely else "failed once only"
            ui.say(f"  {'✗' if surely else '!'} {app}: {name} {verdict}")
    total = sum(len(having) for _without, having in results.values())
    broken = sum(map(len, guilty.values()))
    ui.say(f"\n{total} tests, {broken} fail only with the addon")


def _failures(results):
    return sum(1 for outcome in results.values() if outcome in core.BAD)


def _all():
    return list(core_suites.SUITES)
