"""Mails leave once, whoever dies, races or is away meanwhile."""

import os
import signal
from contextlib import ExitStack

import pytest

from tests.bench.mail_sink import Sink
from tests.bench.pair import Partner

STATES = "SELECT state, COUNT(*) FROM smb_sending GROUP BY 1"
NOW = "UPDATE smb_sending SET next_try = now() AT TIME ZONE 'UTC'"
# as if the crash were some minutes ago
LONG_AGO = (
    "UPDATE smb_sending SET sending_since = sending_since - interval '5 minutes'"
    " WHERE state = 'sending'"
)


class TestMailFaults:
    """One database, one mail server; each test begins with an empty outbox."""

    @pytest.fixture(scope="class")
    def name(self, with_demo, database):
        return database(with_demo, "mail")

    @pytest.fixture(scope="class")
    def sink(self):
        sink = Sink()
        yield sink
        sink.close()

    @pytest.fixture(scope="class")
    def workers(self, name, sink):
        with ExitStack() as stack:
            workers = [Partner("mail_worker", name) for _ in range(2)]
            for worker in workers:
                stack.callback(worker.close)
            assert workers[0].ask(f"prepare {sink.port}")["error"] is None
            yield workers

    @pytest.fixture
    def sql(self, workshop, name):
        return lambda statement: workshop.server.query(statement, name)

    @pytest.fixture
    def mails(self, workers, sink, sql):
        """Queue so many mails: the addresses they go to."""

        def queue(count):
            sql("DELETE FROM smb_sending")
            sink.got.clear()
            sink.arrived.clear()
            assert workers[0].ask(f"queue {count}") == {"error": None, "queued": count}
            return sorted(f"c{number}@sink.example" for number in range(count))

        return queue

    def states(self, sql):
        return {state: int(count) for state, count in sql(STATES)}

    def test_two_workers_at_once_send_each_mail_once(self, workers, sink, sql, mails):
        addresses = mails(40)
        for worker in workers:
            worker.tell("send")
        assert [worker.hear()["error"] for worker in workers] == [None, None]
        assert workers[0].ask("send")["error"] is None
        assert sink.recipients() == addresses
        assert self.states(sql) == {"sent": 40}

    def test_killed_after_the_server_took_it_the_mail_is_uncertain_and_stays_so(
        self, workers, sink, sql, mails, name
    ):
        addresses = mails(5)
        victim = Partner("mail_worker", name)
        sink.held.set()
        victim.tell("send")
        assert sink.arrived.wait(60)
        os.kill(victim.process.pid, signal.SIGKILL)
        victim.process.wait(30)
        sink.held.clear()
        assert self.states(sql) == {"sending": 1, "queued": 4}
        sql(LONG_AGO)
        for _round in range(2):
            assert workers[0].ask("send")["error"] is None
        assert self.states(sql) == {"uncertain": 1, "sent": 4}
        assert sink.recipients() == addresses

    def test_a_server_that_is_down_loses_nothing(self, workers, sink, sql, mails):
        addresses = mails(5)
        sink.close()
        assert workers[0].ask("send")["error"] is None
        assert self.states(sql) == {"queued": 5}
        assert sink.got == []
        sink.open()
        sql(NOW)
        assert workers[0].ask("send")["error"] is None
        assert sink.recipients() == addresses
        assert self.states(sql) == {"sent": 5}
