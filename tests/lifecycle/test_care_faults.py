"""Each due follow-up is opened exactly once, whatever dies, races or changes.

Real processes and real commits: two workers at once, kills at random moments, a
customer that breaks, clocks that jump, a programme that changes while it is worked on.
"""

import os
import random
import signal
import time
from contextlib import ExitStack

import pytest

from tests.bench.pair import Partner

KILLS = 30
ROWS = 300
RESET = """
    DELETE FROM mail_activity WHERE automated;
    DELETE FROM smb_follow_up WHERE state = 'cancelled';
    UPDATE smb_care_program SET paused = FALSE WHERE name->>'en_US' = 'Faults';
    UPDATE smb_follow_up SET state = 'planned', activity_id = NULL, error = NULL,
           tries = 0, next_try = NULL, opened_date = NULL, escalation = NULL,
           planned_date = CURRENT_DATE - 1, date = CURRENT_DATE - 1
"""
STATES = "SELECT state, COUNT(*) FROM smb_follow_up GROUP BY 1 ORDER BY 1"
# activities nobody's follow-up knows, and follow-ups that share one or have none
STRAY = """
    SELECT COUNT(*) FROM mail_activity a WHERE automated AND NOT EXISTS (
        SELECT FROM smb_follow_up f WHERE f.activity_id = a.id)
"""
SHARED = """
    SELECT COUNT(*) - COUNT(DISTINCT activity_id) FROM smb_follow_up
     WHERE state = 'due'
"""
OCCURRENCES = """
    SELECT COUNT(DISTINCT (company_id, partner_id, step_id)) FROM smb_follow_up
"""
KEYS = """
    SELECT indexname, indexdef FROM pg_indexes WHERE tablename = 'smb_follow_up'
       AND indexdef LIKE 'CREATE UNIQUE%' AND indexname NOT LIKE '%pkey'
"""
LOOKED_AFTER = """
    SELECT COUNT(*) FROM smb_follow_up WHERE state IN ('planned', 'due')
"""
PLANNINGS = 3
BUSY = """
    SELECT COUNT(*) FROM pg_stat_activity
     WHERE datname = current_database() AND pid <> pg_backend_pid() AND state <> 'idle'
       AND backend_type = 'client backend'
"""


class TestFaults:
    """One database; each test begins with the same planned follow-ups."""

    @pytest.fixture(scope="class")
    def name(self, with_demo, database):
        return database(with_demo, "care_faults")

    @pytest.fixture(scope="class")
    def pair(self, name):
        with ExitStack() as stack:
            workers = [Partner("due_worker", name) for _ in range(2)]
            for worker in workers:
                stack.callback(worker.close)
            assert workers[0].ask("prepare") == {"value": ROWS, "error": None}
            yield workers

    @pytest.fixture
    def sql(self, workshop, name):
        return lambda statement: workshop.server.query(statement, name)

    @pytest.fixture(autouse=True)
    def fresh(self, pair, sql):
        sql(RESET)

    def race(self, pair, *words):
        for worker in pair:
            self.value(worker, f"begin {words[0]}")
            words = words[1:] or words
        assert [self.value(worker, "end") for worker in pair] == [0, 0]

    @staticmethod
    def value(worker, word):
        answer = worker.ask(word)
        assert answer["error"] is None, answer["error"]
        return answer["value"]

    def doubles(self, sql):
        return int(sql(STRAY)[0][0]) + int(sql(SHARED)[0][0])

    def states(self, sql):
        return {state: int(count) for state, count in sql(STATES)}

    def assert_each_once(self, sql):
        assert self.states(sql) == {"due": ROWS}
        assert self.doubles(sql) == 0

    def test_two_workers_at_once_open_each_once(self, pair, sql):
        self.race(pair, "open")
        self.assert_each_once(sql)

    def test_the_lock_alone_is_enough(self, pair, sql):
        """Without PostgreSQL's own check of concurrent changes."""
        self.race(pair, "open 0 committed")
        self.assert_each_once(sql)

    def test_without_the_lock_this_bench_sees_doubles(self, pair, sql):
        """Else the two tests above would prove nothing."""
        self.race(pair, "open 0 unlocked")
        assert self.doubles(sql) > 0

    def test_thirty_kills_lose_and_double_nothing(self, pair, sql):
        chance = random.Random(4)
        worker, killed = pair[0], 0
        while killed < KILLS:
            child = self.value(worker, "begin open")
            time.sleep(chance.uniform(0, 0.9))
            os.kill(child, signal.SIGKILL)
            killed += self.value(worker, "end") == -signal.SIGKILL
            assert self.settled_doubles(sql) == 0
            if "planned" not in self.states(sql):
                self.assert_each_once(sql)
                sql(RESET)
        self.value(worker, "begin open")
        assert self.value(worker, "end") == 0
        self.assert_each_once(sql)

    def settled_doubles(self, sql):
        """What a killed process leaves, once the server noticed that it is gone."""
        for _ in range(100):
            if not int(sql(BUSY)[0][0]):
                break
            time.sleep(0.02)
        return self.doubles(sql)

    def test_a_bad_customer_has_a_message_and_in_the_end_a_person(self, pair, sql):
        [[bad]] = sql("SELECT MAX(partner_id) FROM smb_follow_up")
        about = f" FROM smb_follow_up WHERE partner_id = {bad}"
        for tries in range(1, 6):
            self.value(pair[0], f"begin poisoned {bad}")
            assert self.value(pair[0], "end") == 0
            [[error, counted]] = sql(f"SELECT error, tries {about}")
            assert "a field that is gone" in error
            assert int(counted) == tries
            sql(
                "UPDATE smb_follow_up SET next_try = now() AT TIME ZONE 'UTC'"
                f" - interval '1 minute' WHERE partner_id = {bad}"
            )
        assert self.states(sql) == {"due": ROWS - 1, "planned": 1}
        assert self.doubles(sql) == 0
        [[owners]] = sql(
            "SELECT COUNT(*) FROM mail_activity a JOIN res_users u ON u.id = a.user_id"
            f" WHERE u.active AND a.res_model IS NULL AND a.note LIKE '%number {bad},%'"
        )
        assert int(owners) == 1

    def test_a_clock_that_jumps_opens_nothing_twice(self, pair, sql):
        for days in (1, -1, 3650, 0, -3650, 0):
            self.value(pair[0], f"begin open {days}")
            assert self.value(pair[0], "end") == 0
        self.assert_each_once(sql)

    def test_two_plannings_at_once_make_each_once(self, pair, sql):
        for _ in range(PLANNINGS):
            sql("DELETE FROM smb_follow_up")
            self.race(pair, "plan")
            assert int(sql(OCCURRENCES)[0][0]) == ROWS
            assert self.states(sql) == {"planned": ROWS}

    def test_without_the_unique_keys_this_bench_sees_doubles(self, pair, sql):
        """Else the test above would prove nothing."""
        keys = sql(KEYS)
        for name, _definition in keys:
            sql(f"DROP INDEX {name}")
        doubles = 0
        for _ in range(PLANNINGS):
            sql("DELETE FROM smb_follow_up")
            self.race(pair, "plan")
            doubles += self.states(sql)["planned"] - int(sql(OCCURRENCES)[0][0])
        sql("DELETE FROM smb_follow_up")
        for _name, definition in keys:
            sql(definition)
        self.race(pair, "plan")
        assert doubles > 0

    def test_a_programme_that_changes_leaves_nothing_half_open(self, pair, sql):
        self.race(pair, "open", "change 9")
        assert self.doubles(sql) == 0
        self.value(pair[0], "begin plan")
        assert self.value(pair[0], "end") == 0
        # nobody is left out, whatever was called off meanwhile
        assert int(sql(LOOKED_AFTER)[0][0]) == ROWS
        assert self.doubles(sql) == 0
