"""Make the installable Python package of the addon in dist/."""

import shutil

from .. import package, place, ui


def main(_options):
    shutil.rmtree(place.ROOT / "dist", ignore_errors=True)
    for wheel in package.build(place.ROOT / "dist"):
        ui.say(f"  dist/{wheel.name}")
