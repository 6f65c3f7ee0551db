"""The addon comes, stays up to date, goes without a trace and comes back."""

from pathlib import Path

import pytest

from devkit import place

from . import contents

FILL = Path(__file__).with_name("fill.py")
# an upgrade reloads views, actions and files: new rows there are no business data
REBUILT = ("ir_", "orm_signaling_", "bus_")
# as far as data goes, a database of the version before tiers and scorecards
BEFORE_VALUE = """
    DELETE FROM smb_scorecard; DELETE FROM smb_tier_change; DELETE FROM smb_tier_policy;
    UPDATE ir_module_module SET latest_version = '19.0.1.0.0' WHERE name = 'smb_crm'
"""

# and of one whose people changed a paper, before there was one for statements
CHANGED_PAPER = """
    DELETE FROM smb_print_template WHERE kind = 'statement';
    UPDATE smb_print_template SET copies = '{"en_US": "white: us\\npink: them"}',
        foot = '{"en_US": "Thank you, {{ name }}"}', sequence = 3
    WHERE kind = 'quotation';
    INSERT INTO smb_print_version (template_id, content, note)
    SELECT id, '{"smb_print_template": 1}', 'Ours' FROM smb_print_template
"""
PAPERS = (
    "SELECT id, kind, name, copies, foot, sequence, active, paper, style"
    " FROM smb_print_template WHERE kind <> 'statement' ORDER BY id",
    "SELECT b.* FROM smb_print_block b JOIN smb_print_template t"
    " ON t.id = b.template_id WHERE t.kind <> 'statement' ORDER BY b.id",
    "SELECT c.id, c.block_id, c.field_id, c.width, c.add_up FROM smb_print_column c"
    " JOIN smb_print_block b ON b.id = c.block_id JOIN smb_print_template t"
    " ON t.id = b.template_id WHERE t.kind <> 'statement' ORDER BY c.id",
    "SELECT template_id, content FROM smb_print_version"
    " WHERE note = 'Ours' ORDER BY template_id",
    "SELECT COUNT(DISTINCT smb_template_id), COUNT(*) FROM ir_act_report_xml"
    " WHERE smb_template_id IN"
    " (SELECT id FROM smb_print_template WHERE kind <> 'statement')",
)
STATEMENTS = "SELECT COUNT(*) FROM smb_print_template WHERE kind = 'statement'"


@pytest.mark.parametrize("kind", ["with_demo", "without_demo"])
def test_the_log_of_an_installation_is_clean(bases, request, assert_clean, kind):
    assert_clean(bases.log_of(request.getfixturevalue(kind)))


def test_an_upgrade_changes_no_data(workshop, with_demo, database, log, assert_clean):
    name = database(with_demo, "upgrade")
    before = contents.counts(workshop.server, name)
    workshop.update(name, place.mains(), title="Upgrade", log=log)
    after = contents.counts(workshop.server, name)
    assert _business(after) == _business(before)
    assert_clean(log)


def test_an_upgrade_computes_the_first_tiers_and_keeps_papers(
    workshop, with_demo, database, log, assert_clean
):
    name = database(with_demo, "older")
    tiers = "SELECT COUNT(*) FROM smb_scorecard WHERE tier_id IS NOT NULL"
    assert int(workshop.server.query(tiers, name)[0][0])
    assert workshop.server.query(BEFORE_VALUE, name) == []
    assert workshop.server.query(CHANGED_PAPER, name) == []
    papers = [workshop.server.query(one, name) for one in PAPERS]
    assert all(papers)
    workshop.update(name, place.mains(), title="Upgrade from 19.0.1.0.0", log=log)
    assert int(workshop.server.query(tiers, name)[0][0])
    assert [workshop.server.query(one, name) for one in PAPERS] == papers
    assert workshop.server.query(STATEMENTS, name) == [["1"]]
    assert_clean(log)


class TestComingAndGoing:
    """One database without demo data but with a running business, step by step."""

    @pytest.fixture(scope="class")
    def name(self, workshop, without_demo, database, tmp_path_factory):
        name = database(without_demo, "life")
        log = tmp_path_factory.mktemp("fill") / "odoo.log"
        workshop.script(name, FILL, failed="No test data", log=log)
        return name

    def test_uninstalling_leaves_the_data_of_others(self, workshop, name, log):
        before = contents.business(workshop.server, name)
        assert int(before["sale_order"][0]) >= 12
        workshop.uninstall(name, place.mains(), title="Uninstall", log=log)
        assert contents.business(workshop.server, name) == before

    def test_uninstalling_leaves_nothing_of_ours(self, workshop, bases, database, name):
        never_had_it = contents.structure(
            workshop.server, database(bases.base(demo=False), "base")
        )
        had_it = contents.structure(workshop.server, name)
        left = {kind: had_it[kind] - never_had_it[kind] for kind in had_it}
        assert not {kind: names for kind, names in left.items() if names}
        lost = {kind: never_had_it[kind] - had_it[kind] for kind in had_it}
        assert not {kind: names for kind, names in lost.items() if names}

    def test_it_can_be_installed_again(self, workshop, name, log, assert_clean):
        before = contents.business(workshop.server, name)
        workshop.install(name, place.mains(), title="Reinstall", log=log)
        assert contents.business(workshop.server, name) == before
        assert_clean(log)


def _business(counts):
    return {table: n for table, n in counts.items() if not table.startswith(REBUILT)}
