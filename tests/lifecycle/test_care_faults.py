"""Each due follow-up is opened exactly once, whatever dies, races or changes.

Real processes and real commits: two workers at once, kills at random moments, a
customer that breaks, clocks that jump, a programme that changes while it is worked on.
"""

import pytest

from tests.bench.pair import Partner
from tests.lifecycle.faults import KILLED, settle

ROWS = 300
# statements and commits within which a child dies: some four batches
STEPS = 120
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


class TestFaults:
    """One database; each test begins with the same planned follow-ups."""

    @pytest.fixture(scope="class")
    def name(self, with_demo, database):
        return database(with_demo, "care_faults")

    @pytest.fixture(scope="class")
    def worker(self, name):
        worker = Partner("due_worker", name)
        assert worker.value("prepare") == ROWS
        yield worker
        worker.close()

    @pytest.fixture
    def sql(self, workshop, name):
        return lambda statement: workshop.server.query(statement, name)

    @pytest.fixture(autouse=True)
    def fresh(self, worker, sql):
        sql(RESET)

    def race(self, worker, *words):
        """Two at once do the same, or what ``words`` say."""
        rounds = [worker.value(f"begin {word}") for word in (words * 2)[:2]]
        assert [worker.value(f"end {child}") for child in rounds] == [0, 0]

    def doubles(self, sql):
        return int(sql(STRAY)[0][0]) + int(sql(SHARED)[0][0])

    def states(self, sql):
        return {state: int(count) for state, count in sql(STATES)}

    def assert_each_once(self, sql):
        assert self.states(sql) == {"due": ROWS}
        assert self.doubles(sql) == 0

    def test_two_workers_at_once_open_each_once(self, worker, sql):
        self.race(worker, "open")
        self.assert_each_once(sql)

    def test_the_lock_alone_is_enough(self, worker, sql):
        """Without PostgreSQL's own check of concurrent changes."""
        self.race(worker, "open 0 committed")
        self.assert_each_once(sql)

    def test_without_the_lock_this_bench_sees_doubles(self, worker, sql):
        """Else the two tests above would prove nothing."""
        self.race(worker, "open 0 unlocked")
        assert self.doubles(sql) > 0

    def test_kills_at_any_step_lose_and_double_nothing(
        self, worker, sql, chance, kills
    ):
        killed = 0
        while killed < kills:
            ended = worker.run(f"doomed {chance.randrange(STEPS)} open")
            killed += ended == KILLED
            settle(sql)
            assert self.doubles(sql) == 0
            if "planned" not in self.states(sql):
                self.assert_each_once(sql)
                sql(RESET)
        assert worker.run("begin open") == 0
        self.assert_each_once(sql)

    def test_a_bad_customer_has_a_message_and_in_the_end_a_person(self, worker, sql):
        [[bad]] = sql("SELECT MAX(partner_id) FROM smb_follow_up")
        about = f" FROM smb_follow_up WHERE partner_id = {bad}"
        for tries in range(1, 6):
            assert worker.run(f"begin poisoned {bad}") == 0
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

    def test_a_clock_that_jumps_opens_nothing_twice(self, worker, sql):
        for days in (1, -1, 3650, 0, -3650, 0):
            assert worker.run(f"begin open {days}") == 0
        self.assert_each_once(sql)

    def test_two_plannings_at_once_make_each_once(self, worker, sql):
        for _ in range(PLANNINGS):
            sql("DELETE FROM smb_follow_up")
            self.race(worker, "plan")
            assert int(sql(OCCURRENCES)[0][0]) == ROWS
            assert self.states(sql) == {"planned": ROWS}

    def test_without_the_unique_keys_this_bench_sees_doubles(self, worker, sql):
        """Else the test above would prove nothing."""
        keys = sql(KEYS)
        for name, _definition in keys:
            sql(f"DROP INDEX {name}")
        doubles = 0
        for _ in range(PLANNINGS):
            sql("DELETE FROM smb_follow_up")
            self.race(worker, "plan")
            doubles += self.states(sql)["planned"] - int(sql(OCCURRENCES)[0][0])
        sql("DELETE FROM smb_follow_up")
        for _name, definition in keys:
            sql(definition)
        self.race(worker, "plan")
        assert doubles > 0

    def test_a_programme_that_changes_leaves_nothing_half_open(self, worker, sql):
        self.race(worker, "open", "change 9")
        assert self.doubles(sql) == 0
        assert worker.run("begin plan") == 0
        # nobody is left out, whatever was called off meanwhile
        assert int(sql(LOOKED_AFTER)[0][0]) == ROWS
        assert self.doubles(sql) == 0
