"""Tiers and their history are right when runs meet, die, or meet people at work."""

import os
import signal
from contextlib import ExitStack

import pytest

from tests.bench.pair import Partner

# as if the figures of half the customers had changed since the last run
DISTURB = "UPDATE smb_scorecard SET tier_id = NULL WHERE tier_id > 0 AND id % 2 = 0"
DISTURBED = "SELECT COUNT(*) FROM smb_scorecard WHERE tier_id > 0 AND id % 2 = 0"
TIERS = "SELECT company_id, partner_id, tier_id FROM smb_scorecard ORDER BY 1, 2"
HISTORY = "SELECT COUNT(*) FROM smb_tier_change"
# customers, with as many of the latest moves as there were: each has one
LATEST = """
    SELECT COUNT(DISTINCT (partner_id, company_id)) FROM (
        SELECT * FROM smb_tier_change ORDER BY id DESC LIMIT {}) AS latest
"""
ROUNDS = 3


class TestFaults:
    """One database with demo data; each test leaves the tiers as they were."""

    @pytest.fixture(scope="class")
    def name(self, with_demo, database):
        return database(with_demo, "faults")

    @pytest.fixture(scope="class")
    def workers(self, name):
        with ExitStack() as stack:
            workers = [Partner("refresh_worker", name) for _ in range(3)]
            for worker in workers:
                stack.callback(worker.close)
            assert workers[0].ask("whole")["error"] is None
            yield workers

    @pytest.fixture
    def sql(self, workshop, name):
        return lambda statement: workshop.server.query(statement, name)

    def test_two_runs_at_once_write_each_move_once(self, workers, sql):
        tiers, expected = sql(TIERS), int(sql(HISTORY)[0][0])
        moves = int(sql(DISTURBED)[0][0])
        assert moves > 5
        for _ in range(ROUNDS):
            sql(DISTURB)
            for worker in workers:
                worker.tell("whole")
            assert [worker.hear()["error"] for worker in workers] == [None] * 3
            expected += moves
            assert int(sql(HISTORY)[0][0]) == expected
            assert int(sql(LATEST.format(moves))[0][0]) == moves
            assert sql(TIERS) == tiers

    def test_two_first_runs_at_once_are_one(self, workers, sql):
        rows, history = len(sql(TIERS)), int(sql(HISTORY)[0][0])
        sql("DELETE FROM smb_scorecard")
        for worker in workers:
            worker.tell("whole")
        assert [worker.hear()["error"] for worker in workers] == [None] * 3
        assert len(sql(TIERS)) == rows
        given = int(sql("SELECT COUNT(*) FROM smb_scorecard WHERE tier_id > 0")[0][0])
        assert int(sql(HISTORY)[0][0]) == history + given
        assert int(sql(LATEST.format(given))[0][0]) == given

    def test_a_run_killed_half_way_leaves_nothing_and_runs_again(
        self, workers, sql, name
    ):
        tiers, history = sql(TIERS), int(sql(HISTORY)[0][0])
        moves = int(sql(DISTURBED)[0][0])
        sql(DISTURB)
        torn = sql(TIERS)
        victim = Partner("refresh_worker", name)
        assert victim.ask("half")["error"] is None
        os.kill(victim.process.pid, signal.SIGKILL)
        victim.process.wait(30)
        assert (sql(TIERS), int(sql(HISTORY)[0][0])) == (torn, history)
        # its lock died with it
        assert workers[0].ask("whole")["error"] is None
        assert (sql(TIERS), int(sql(HISTORY)[0][0])) == (tiers, history + moves)

    def test_people_edit_customers_while_runs_go_on(self, workers, sql):
        tiers = sql(TIERS)
        runner, *people = workers
        for number, person in enumerate(people):
            person.tell(f"edit {number * 25}")
        answers = [runner.ask("whole") for _ in range(ROUNDS)]
        answers += [person.hear() for person in people]
        assert [answer["error"] for answer in answers] == [None] * len(answers)
        assert sql(TIERS) == tiers
