"""Databases to try the addon's life on; `./dev test` has set everything up before."""

import os
import random
import subprocess

import pytest

from devkit import place
from devkit.database import Databases
from devkit.workshop import open_workshop


@pytest.fixture(scope="session")
def workshop():
    with open_workshop() as workshop:
        yield workshop


@pytest.fixture(scope="session")
def bases(workshop):
    return Databases(workshop)


@pytest.fixture(scope="session")
def with_demo(bases):
    return bases.installed()


@pytest.fixture(scope="session")
def without_demo(bases):
    return bases.installed(demo=False)


@pytest.fixture(scope="session")
def database(bases):
    """Make throw-away copies of templates: ``database(template, purpose)``."""
    made = []

    def make(template, purpose):
        made.append(bases.test_copy(template, purpose))
        return made[-1]

    yield make
    for name in made:
        bases.drop(name)


@pytest.fixture
def chance():
    """Chance that can be repeated: ``SMB_CRM_SEED`` names another seed."""
    seed = int(os.environ.get("SMB_CRM_SEED", "4"))
    # shown when the test fails, or with -s
    print(f"\nSMB_CRM_SEED={seed}")
    return random.Random(seed)


@pytest.fixture(scope="session")
def kills():
    """How many processes a test kills; ``SMB_CRM_KILLS`` asks for more: 30 in bench."""
    return int(os.environ.get("SMB_CRM_KILLS", "12"))


@pytest.fixture
def log(tmp_path):
    """Where the Odoo of this test writes."""
    return tmp_path / "odoo.log"


@pytest.fixture(scope="session")
def assert_clean(workshop):
    """Fail when a log of Odoo holds a WARNING or worse."""

    def check(path):
        done = subprocess.run(
            [
                workshop.home / "bin" / "checklog-odoo",
                *("-c", place.ROOT / "checklog-odoo.cfg", path),
            ],
            capture_output=True,
            text=True,
        )
        assert not done.returncode, done.stdout + done.stderr

    return check
