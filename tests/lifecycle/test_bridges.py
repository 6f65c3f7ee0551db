"""Bridges come with the app that they lead to, and go without touching the rest."""

from pathlib import Path

import pytest

from devkit import place

from . import contents

FILL = Path(__file__).with_name("fill_points.py")
INSTALLED = "SELECT name FROM ir_module_module WHERE state = 'installed'"
POINTS = "SELECT SUM(points) FROM loyalty_card"
# a table of Odoo's that all bridges may add rows to, and no trace of ours
LEDGER = "SELECT COUNT(*) FROM smb_benefit_use"

pytestmark = pytest.mark.skipif(not place.bridges(), reason="no bridges")


@pytest.mark.parametrize("addon", place.bridges())
def test_a_bridge_installs_itself_and_stands_on_the_addon(addon):
    manifest = place.manifest(addon)
    assert manifest["auto_install"]
    assert "smb_crm" in manifest["depends"]
    assert manifest["version"] == place.manifest("smb_crm")["version"]


def test_without_their_apps_bridges_stay_away(workshop, without_demo, database):
    name = database(without_demo, "no_bridges")
    installed = {row[0] for row in workshop.server.query(INSTALLED, name)}
    assert not installed.intersection(place.bridges())


class TestComingAndGoing:
    @pytest.fixture(scope="class")
    def before(self, workshop, bases, database):
        """Structure of a database with the apps, but without the bridges."""
        return contents.structure(
            workshop.server, database(bases.before_bridges(), "before_bridges")
        )

    @pytest.fixture(scope="class")
    def name(self, workshop, bases, database, tmp_path_factory):
        name = database(bases.bridged(), "bridges")
        log = tmp_path_factory.mktemp("fill") / "odoo.log"
        workshop.script(name, FILL, failed="No test data", log=log)
        return name

    def test_their_installation_says_nothing_bad(self, bases, assert_clean):
        assert_clean(bases.log_of(bases.bridged()))

    def test_upgrading_changes_no_data(self, workshop, name, log, assert_clean):
        before = contents.business(workshop.server, name)
        workshop.update(name, place.bridges(), title="Upgrade of bridges", log=log)
        assert contents.business(workshop.server, name) == before
        assert_clean(log)

    def test_going_leaves_nothing_of_theirs_and_all_of_the_others(
        self, workshop, name, before, log
    ):
        data = contents.business(workshop.server, name)
        points = workshop.server.query(POINTS, name)
        assert float(points[0][0]) > 0
        workshop.uninstall(name, place.bridges(), title="Uninstall of bridges", log=log)
        assert contents.business(workshop.server, name) == data
        assert workshop.server.query(POINTS, name) == points
        assert workshop.server.query(LEDGER, name) == [["0"]]
        after = contents.structure(workshop.server, name)
        left = {kind: after[kind] - before[kind] for kind in after}
        left.pop("messages")  # written by the test's own business
        assert not {kind: names for kind, names in left.items() if names}
        lost = {kind: before[kind] - after[kind] for kind in after}
        assert not {kind: names for kind, names in lost.items() if names}

    def test_they_can_come_back(self, workshop, name, log, assert_clean):
        workshop.install(name, place.bridges(), title="Bridges again", log=log)
        assert_clean(log)
