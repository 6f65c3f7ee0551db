"""Several users who sell to the same customer at once never pass the credit limit."""

import pytest

from tests.bench.credit_worker import USERS
from tests.bench.pair import Partner

# of orders of 100 each within a limit of 250
FIT = 2
SOLD = """
    SELECT COALESCE(SUM(amount_total), 0)::int FROM sale_order
     WHERE id IN ({}) AND state = 'sale' GROUP BY partner_id
"""


class TestCreditFaults:
    @pytest.fixture(scope="class")
    def name(self, with_demo, database):
        return database(with_demo, "credit")

    @pytest.fixture(scope="class")
    def worker(self, name):
        worker = Partner("credit_worker", name)
        worker.value("prepare")
        yield worker
        worker.close()

    @pytest.fixture
    def sql(self, workshop, name):
        return lambda statement: workshop.server.query(statement, name)

    def test_together_they_sell_up_to_the_limit(self, worker, sql):
        """Half of the users go through their two customers the other way."""
        orders = worker.value("orders 2")
        assert worker.value("rush") == [FIT, USERS - FIT, USERS]
        sold = sql(SOLD.format(", ".join(map(str, orders))))
        assert sold == [[str(FIT * 100)]] * 2

    def test_nobody_waits_for_ever(self, worker):
        worker.value("orders 1")
        assert "try again in a moment" in worker.value("stuck")

    def test_without_the_mark_this_bench_sees_too_much_sold(self, worker):
        """Else the tests above would prove nothing."""
        worker.value("orders 1")
        confirmed, _held, _all = worker.value("rush unlocked")
        assert confirmed > FIT
