"""Ten users who confirm at once never use a benefit more often than allowed."""

import pytest

from tests.bench.allowance_worker import USERS
from tests.bench.pair import Partner

ALLOWED = 4
ROUNDS = 2
USES = "SELECT COALESCE(SUM(uses), 0) FROM smb_benefit_use WHERE benefit_id = {}"
# confirmed orders without a use, and uses without a confirmed order
ODD = """
    SELECT COUNT(*) FROM sale_order paper
     WHERE id IN ({}) AND (state = 'sale') <> EXISTS (
        SELECT FROM smb_benefit_use WHERE order_id = paper.id AND uses = 1)
"""


class TestMemberFaults:
    @pytest.fixture(scope="class")
    def name(self, with_demo, database):
        return database(with_demo, "members")

    @pytest.fixture(scope="class")
    def worker(self, name):
        worker = Partner("allowance_worker", name)
        worker.value("prepare")
        yield worker
        worker.close()

    @pytest.fixture
    def sql(self, workshop, name):
        return lambda statement: workshop.server.query(statement, name)

    @pytest.mark.parametrize("shared", ["all", "member"])
    def test_ten_at_once_use_what_is_allowed_and_no_more(self, worker, sql, shared):
        for _ in range(ROUNDS):
            benefit, orders = worker.value(f"orders {ALLOWED} {shared}")
            ends = worker.value("rush")
            assert ends == [ALLOWED, USERS - ALLOWED, USERS]
            assert sql(USES.format(benefit)) == [[str(ALLOWED)]]
            assert sql(ODD.format(", ".join(map(str, orders)))) == [["0"]]

    def test_without_the_lock_this_bench_sees_over_use(self, worker, sql):
        """Else the test above would prove nothing."""
        benefit, _orders = worker.value(f"orders {ALLOWED} all")
        worker.value("rush unlocked")
        assert int(sql(USES.format(benefit))[0][0]) > ALLOWED
