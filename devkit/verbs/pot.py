"""Refresh the translation template and files; say what is not translated yet."""

import subprocess
import tempfile
from pathlib import Path

from .. import i18n, place
from ..database import Databases
from ..pytest_runs import scratch
from ..workshop import open_workshop


def main(_options):
    with open_workshop() as workshop, tempfile.TemporaryDirectory() as folder:
        bases = Databases(workshop)
        # demo texts are not translated, hence the template without them
        exports = [Path(folder) / f"{addon}.pot" for addon in place.addons()]
        templates = [(place.mains(), bases.installed(demo=False))]
        if place.bridges():
            templates.append((place.bridges(), bases.bridged()))
        for addons, template in templates:
            with scratch(bases, template, "pot") as database:
                for addon in addons:
                    target = Path(folder) / f"{addon}.pot"
                    i18n.export(workshop, database, addon, target)
        return subprocess.run(
            [workshop.python, "-m", "devkit.catalogues", *exports],
            cwd=place.ROOT,
            env=workshop.environment,
        ).returncode
