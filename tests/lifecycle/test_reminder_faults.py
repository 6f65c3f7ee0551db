"""Reminders: nobody who paid is reminded, and nobody twice, whatever happens."""

import os
import signal
from collections import Counter

import pytest

from tests.bench.mail_sink import Sink
from tests.bench.pair import Partner
from tests.lifecycle.faults import KILLED, settle

DEBTORS = 6
STEPS = 400
STATES = """
    SELECT state, COUNT(*) FROM smb_reminder
     WHERE run_id = {} AND state <> 'left_out' GROUP BY 1
"""
BY_ADDRESS = """
    SELECT partner.email, reminder.state
      FROM smb_reminder reminder JOIN res_partner partner
        ON partner.id = reminder.partner_id
     WHERE reminder.run_id = {} AND reminder.state <> 'left_out'
"""
TWICE = """
    SELECT COUNT(*) FROM (
        SELECT line_id, level_id FROM smb_reminder_item
         WHERE live GROUP BY 1, 2 HAVING COUNT(*) > 1) twice
"""
KEY = "smb_reminder_item_once"
NOW = "UPDATE smb_sending SET next_try = now() AT TIME ZONE 'UTC'"
LONG_AGO = (
    "UPDATE smb_sending SET sending_since = sending_since - interval '5 minutes',"
    " claimed_at = claimed_at - interval '5 minutes'"
    " WHERE state = 'sending'"
)
CLEAR = (
    "DELETE FROM smb_sending; DELETE FROM smb_reminder_item;"
    " DELETE FROM smb_reminder; DELETE FROM smb_reminder_run"
)


class TestReminderFaults:
    """One database, one mail server, two workers; each test has debtors of its own."""

    @pytest.fixture(scope="class")
    def name(self, with_demo, database):
        return database(with_demo, "remind")

    @pytest.fixture(scope="class")
    def sink(self):
        sink = Sink()
        yield sink
        sink.close()

    @pytest.fixture(scope="class")
    def worker(self, name, sink):
        worker = Partner("reminder_worker", name)
        worker.value(f"prepare {sink.port}")
        yield worker
        worker.close()

    @pytest.fixture
    def sql(self, workshop, name):
        return lambda statement: workshop.server.query(statement, name)

    @pytest.fixture
    def run(self, worker, sink, sql):
        """A proposed run about so many debtors: its number and their addresses."""

        def propose(count=DEBTORS):
            sql(CLEAR)
            sink.got.clear()
            sink.arrived.clear()
            assert worker.value(f"debtors {count}") == count
            addresses = sorted(f"d{number}@sink.example" for number in range(count))
            return worker.value("preview"), addresses

        return propose

    def states(self, sql, run):
        return {state: int(count) for state, count in sql(STATES.format(run))}

    def handed_out(self, worker):
        worker.value("approve")
        worker.value("hand_out")

    # payments

    def test_who_pays_between_preview_and_send_gets_no_reminder(
        self, worker, sink, sql, run
    ):
        number, addresses = run()
        worker.value("approve")
        worker.value("pay 2")
        worker.value("hand_out")
        assert worker.run("begin send") == 0
        assert self.states(sql, number) == {"withdrawn": 2, "sent": DEBTORS - 2}
        assert sink.recipients() == addresses[2:]

    def test_who_pays_while_the_mail_waits_gets_no_reminder(
        self, worker, sink, sql, run
    ):
        number, addresses = run()
        self.handed_out(worker)
        worker.value("pay 2")
        assert worker.run("begin send") == 0
        assert self.states(sql, number) == {"withdrawn": 2, "sent": DEBTORS - 2}
        assert sink.recipients() == addresses[2:]

    def test_without_reading_again_this_bench_sees_a_wrong_reminder(
        self, worker, sink, run
    ):
        """Else the tests above would prove nothing."""
        _number, addresses = run()
        self.handed_out(worker)
        worker.value("pay 2")
        assert worker.run("begin unread") == 0
        assert sink.recipients() == addresses

    def test_a_payment_that_is_being_booked_is_waited_for(self, worker, sink, sql, run):
        number, addresses = run()
        self.handed_out(worker)
        paying = worker.value("begin hold 1")
        sending = worker.value("begin send")
        assert worker.value(f"end {paying}") == 0
        assert worker.value(f"end {sending}") == 0
        sql(NOW)
        assert worker.run("begin send") == 0
        states = self.states(sql, number)
        # whoever came first: never reminded after the money was booked
        assert states in (
            {"withdrawn": 1, "sent": DEBTORS - 1},
            {"sent": DEBTORS},
        )
        assert all(count == 1 for count in Counter(sink.recipients()).values())
        assert set(addresses[1:]) <= set(sink.recipients())

    # twice

    def test_two_workers_send_a_run_and_its_mails_once(self, worker, sink, sql, run):
        number, addresses = run()
        worker.value("approve")
        both = [worker.value("begin also_hand_out") for _ in range(2)]
        ends = sorted(worker.value(f"end {child}") for child in both)
        assert ends == [0, 3]
        rounds = [worker.value("begin send") for _ in range(2)]
        assert [worker.value(f"end {child}") for child in rounds] == [0, 0]
        sql(NOW)
        assert worker.run("begin send") == 0
        assert sink.recipients() == addresses
        assert self.states(sql, number) == {"sent": DEBTORS}

    def test_two_runs_at_once_never_give_an_item_its_level_twice(
        self, worker, sql, run
    ):
        run()
        sql(CLEAR)
        both = [worker.value("begin propose") for _ in range(2)]
        ends = [worker.value(f"end {child}") for child in both]
        assert 0 in ends
        assert int(sql(TWICE)[0][0]) == 0

    def test_without_the_key_this_bench_sees_the_same_level_twice(
        self, worker, sql, run
    ):
        run()
        sql(CLEAR)
        definition = sql(f"SELECT pg_get_indexdef('{KEY}'::regclass)")[0][0]
        sql(f"DROP INDEX {KEY}")
        try:
            for _round in range(10):
                sql(CLEAR)
                both = [worker.value("begin propose") for _ in range(2)]
                assert [worker.value(f"end {child}") for child in both] == [0, 0]
                if int(sql(TWICE)[0][0]):
                    break
            else:
                pytest.fail("two runs at once never met")
        finally:
            sql(CLEAR)
            sql(definition)

    # machines

    def test_a_mail_server_that_is_down_delays_reminders(self, worker, sink, sql, run):
        number, addresses = run()
        self.handed_out(worker)
        sink.close()
        assert worker.run("begin send") == 0
        assert self.states(sql, number) == {"sending": DEBTORS}
        assert sink.got == []
        sink.open()
        sql(NOW)
        assert worker.run("begin send") == 0
        assert sink.recipients() == addresses
        assert self.states(sql, number) == {"sent": DEBTORS}

    def test_killed_after_the_server_took_it_the_reminder_is_uncertain(
        self, worker, sink, sql, run
    ):
        number, addresses = run()
        self.handed_out(worker)
        sink.held.set()
        child = worker.value("begin send")
        assert sink.arrived.wait(60)
        os.kill(child, signal.SIGKILL)
        assert worker.value(f"end {child}") == KILLED
        sink.held.clear()
        sink.hang_up()
        settle(sql)
        sql(LONG_AGO)
        for _round in range(2):
            assert worker.run("begin send") == 0
        assert self.states(sql, number) == {"uncertain": 1, "sent": DEBTORS - 1}
        assert sink.recipients() == addresses

    def test_kills_at_any_step_remind_nobody_twice(
        self, worker, sink, sql, run, chance, kills
    ):
        number, _addresses = run(10)
        self.handed_out(worker)
        for _kill in range(max(4, kills // 3)):
            worker.run(f"doomed {chance.randrange(STEPS)} send")
            settle(sql)
            sink.hang_up()
            sql(LONG_AGO)
            came = Counter(sink.recipients())
            assert all(count == 1 for count in came.values()), came
        assert worker.run("begin send") == 0
        sql(LONG_AGO)
        assert worker.run("begin send") == 0
        states = self.states(sql, number)
        assert set(states) <= {"sent", "uncertain"}
        came = Counter(sink.recipients())
        assert all(count == 1 for count in came.values()), came
        for address, state in sql(BY_ADDRESS.format(number)):
            if state == "sent":
                assert came[address] == 1, address

    # copies

    def test_a_neutralized_copy_sends_no_reminders(self, worker, sink, sql, run):
        number, _addresses = run()
        self.handed_out(worker)
        sql(
            "INSERT INTO ir_config_parameter (key, value)"
            " VALUES ('database.is_neutralized', 'true')"
        )
        try:
            assert worker.run("begin send") == 0
            assert sink.got == []
            assert self.states(sql, number) == {"sending": DEBTORS}
        finally:
            sql("DELETE FROM ir_config_parameter WHERE key = 'database.is_neutralized'")

    def test_a_restored_backup_sends_nothing_until_a_manager_confirms(
        self, worker, sink, sql, run
    ):
        """What may have left after the backup was made is asked about, not sent."""
        number, addresses = run()
        worker.value("approve")
        # the job has run here before
        assert worker.run("begin send") == 0
        worker.value("hand_out")
        sql(
            "UPDATE ir_config_parameter SET value = '1'"
            " WHERE key = 'smb_crm.mail_place'"
        )
        assert worker.run("begin send") == 0
        assert sink.got == []
        worker.value("confirm")
        assert worker.run("begin send") == 0
        assert sink.got == []
        assert self.states(sql, number) == {"uncertain": DEBTORS}
        assert addresses
