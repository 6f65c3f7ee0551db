"""The job of memberships dies, races, runs again: nobody joins, leaves, is reminded
twice, and nobody is lost. Two clicks for a renewal make one quotation."""

import pytest

from tests.bench.live_worker import EACH
from tests.bench.pair import Partner
from tests.lifecycle.faults import KILLED, settle

# statements and commits within which a child dies: a few batches
STEPS = 400
# what became of each kind of customer, and of how many
ENDS = """
    SELECT split_part(p.name, ' ', 2), m.state, steps.kinds, tasks.n, rights.n,
           p.grade_id IS NOT NULL, COUNT(*)
      FROM res_partner p
 LEFT JOIN smb_membership m ON m.partner_id = p.id
CROSS JOIN LATERAL (
           SELECT string_agg(kind, ' ' ORDER BY id) AS kinds
             FROM smb_membership_change WHERE partner_id = p.id) steps
CROSS JOIN LATERAL (
           SELECT COUNT(*) AS n FROM mail_activity
            WHERE res_model = 'res.partner' AND res_id = p.id) tasks
CROSS JOIN LATERAL (
           SELECT COUNT(*) AS n FROM smb_membership_right
            WHERE partner_id = p.id AND cancelled IS NOT TRUE) rights
     WHERE p.name LIKE 'Live %' AND p.name NOT LIKE 'Live asks %'
     GROUP BY 1, 2, 3, 4, 5, 6 ORDER BY 1
"""
QUOTATIONS = "SELECT COUNT(*) FROM sale_order WHERE partner_id = {}"


def expected(turns):
    number = str(EACH * turns)
    return [
        ["begins", "active", "joined", "0", "1", "t", number],
        ["earned", "active", "joined", "0", "1", "t", number],
        ["ended", "ended", "joined left", "0", "1", "f", number],
        ["reminded", "active", "joined", "1", "1", "t", number],
    ]


class TestMemberLiveFaults:
    @pytest.fixture(scope="class")
    def name(self, with_demo, database):
        return database(with_demo, "live_faults")

    @pytest.fixture(scope="class")
    def worker(self, name):
        worker = Partner("live_worker", name)
        worker.value("prepare")
        yield worker
        worker.close()

    @pytest.fixture
    def sql(self, workshop, name):
        return lambda statement: workshop.server.query(statement, name)

    def test_kills_at_any_step_lose_and_double_nothing(
        self, worker, sql, chance, kills
    ):
        killed = turns = 0
        while killed < kills:
            worker.value(f"fill {turns}")
            turns += 1
            while worker.run(f"doomed {chance.randrange(STEPS)} live") == KILLED:
                killed += 1
                settle(sql)
                if killed >= kills:
                    break
            assert worker.run("begin live") == 0
        assert sql(ENDS) == expected(turns)
        sql("UPDATE res_partner SET name = 'Done' WHERE name LIKE 'Live %'")

    def test_two_at_once_do_each_once(self, worker, sql):
        for turn in range(2):
            worker.value(f"fill race{turn}")
            rounds = [worker.value("begin live") for _n in range(2)]
            assert [worker.value(f"end {child}") for child in rounds] == [0, 0]
            assert worker.run("begin live") == 0
            assert sql(ENDS) == expected(turn + 1)

    def test_two_clicks_at_once_make_one_quotation(self, worker, sql):
        for turn in range(3):
            customer = worker.value(f"member {turn}")
            assert worker.value("clicks") == [0, 0]
            assert sql(QUOTATIONS.format(customer)) == [["1"]]

    def test_without_the_lock_this_bench_sees_two(self, worker, sql):
        """Else the test above would prove nothing."""
        customer = worker.value("member unlocked")
        worker.value("clicks unlocked")
        assert sql(QUOTATIONS.format(customer)) == [["2"]]
