"""Mails leave once, whoever dies, races or is away meanwhile."""

import os
import signal
from collections import Counter

import pytest

from tests.bench.mail_sink import Sink
from tests.bench.pair import Partner
from tests.lifecycle.faults import KILLED, settle

MAILS = 40
# what a child tells database and mail server in a round of some three mails
STEPS = 200
STATES = "SELECT state, COUNT(*) FROM smb_sending GROUP BY 1"
BY_ADDRESS = """
    SELECT partner.email, sending.state
      FROM smb_sending sending JOIN res_partner partner ON partner.id = partner_id
"""
# sent mails, those on record, and the records
LOGGED = """
    SELECT COUNT(*), COUNT(log_id), COUNT(DISTINCT log_id),
           (SELECT COUNT(*) FROM smb_contact_log log
             WHERE source_model = 'smb.sending'
               AND source_id IN (SELECT id FROM smb_sending))
      FROM smb_sending WHERE state = 'sent'
"""
ASKED = "SELECT COUNT(activity_id) FROM smb_sending WHERE state = 'uncertain'"
NOW = "UPDATE smb_sending SET next_try = now() AT TIME ZONE 'UTC'"
# as if the crash were some minutes ago
LONG_AGO = (
    "UPDATE smb_sending SET sending_since = sending_since - interval '5 minutes',"
    " claimed_at = claimed_at - interval '5 minutes'"
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
    def worker(self, name, sink):
        worker = Partner("mail_worker", name)
        worker.value(f"prepare {sink.port}")
        yield worker
        worker.close()

    @pytest.fixture
    def sql(self, workshop, name):
        return lambda statement: workshop.server.query(statement, name)

    @pytest.fixture
    def mails(self, worker, sink, sql):
        """Queue so many mails: the addresses they go to."""

        def queue(count):
            sql("DELETE FROM smb_sending")
            sink.got.clear()
            sink.arrived.clear()
            assert worker.value(f"queue {count}") == count
            return sorted(f"c{number}@sink.example" for number in range(count))

        return queue

    def states(self, sql):
        return {state: int(count) for state, count in sql(STATES)}

    def test_two_workers_at_once_send_each_mail_once(self, worker, sink, sql, mails):
        addresses = mails(30)
        rounds = [worker.value("begin send") for _ in range(2)]
        assert [worker.value(f"end {child}") for child in rounds] == [0, 0]
        assert worker.run("begin send") == 0
        assert sink.recipients() == addresses
        assert self.states(sql) == {"sent": 30}

    def test_killed_after_the_server_took_it_the_mail_is_uncertain_and_stays_so(
        self, worker, sink, sql, mails
    ):
        addresses = mails(5)
        self.kill_in_the_act(worker, sink)
        assert self.states(sql) == {"sending": 1, "queued": 4}
        sql(LONG_AGO)
        for _round in range(2):
            assert worker.run("begin send") == 0
        assert self.states(sql) == {"uncertain": 1, "sent": 4}
        assert sink.recipients() == addresses

    def test_without_the_mark_this_bench_sees_a_second_mail(
        self, worker, sink, sql, mails
    ):
        """Else the tests around this one would prove nothing."""
        addresses = mails(5)
        self.kill_in_the_act(worker, sink)
        assert worker.run("begin unmarked") == 0
        assert len(sink.recipients()) == len(addresses) + 1

    def kill_in_the_act(self, worker, sink):
        """The mail server has the mail and has not yet said so."""
        sink.held.set()
        child = worker.value("begin send")
        assert sink.arrived.wait(60)
        os.kill(child, signal.SIGKILL)
        assert worker.value(f"end {child}") == KILLED
        sink.held.clear()
        sink.hang_up()

    def test_kills_at_any_step_lose_and_double_no_mail(
        self, worker, sink, sql, mails, chance, kills
    ):
        killed, seen = 0, Counter()
        mails(MAILS)
        while killed < kills:
            ended = worker.run(f"doomed {chance.randrange(STEPS)} send")
            killed += ended == KILLED
            settle(sql)
            sink.hang_up()
            sql(LONG_AGO)
            self.assert_none_twice(sink, sql)
            if "queued" not in self.states(sql):
                seen += self.finish(worker, sink, sql)
                mails(MAILS)
        seen += self.finish(worker, sink, sql)
        print(dict(seen))
        assert seen["sent"] > seen["uncertain"]

    def assert_none_twice(self, sink, sql):
        """No mail came twice, none came unnoticed."""
        came = Counter(sink.recipients())
        assert all(count == 1 for count in came.values()), came
        for address, state in sql(BY_ADDRESS):
            if state in ("queued", "sent"):
                assert came[address] == (state == "sent"), (address, state)

    def finish(self, worker, sink, sql):
        """Nobody dies any more: each mail is sent, or a person is asked about it."""
        assert worker.run("begin send") == 0
        self.assert_none_twice(sink, sql)
        states = self.states(sql)
        assert sum(states.values()) == MAILS
        assert set(states) <= {"sent", "uncertain"}
        assert len({int(count) for count in sql(LOGGED)[0]}) == 1
        assert int(sql(ASKED)[0][0]) or "uncertain" not in states
        return Counter(states)

    def test_a_server_that_is_down_loses_nothing(self, worker, sink, sql, mails):
        addresses = mails(5)
        sink.close()
        assert worker.run("begin send") == 0
        assert self.states(sql) == {"queued": 5}
        assert sink.got == []
        sink.open()
        sql(NOW)
        assert worker.run("begin send") == 0
        assert sink.recipients() == addresses
        assert self.states(sql) == {"sent": 5}
