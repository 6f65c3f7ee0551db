"""A handover is applied whole or not at all, and history stays, whatever dies."""

import pytest

from tests.bench.pair import Partner
from tests.lifecycle.faults import KILLED, settle

# what applying tells the database at least
STEPS = 250
# and the job for some two batches
BATCH_STEPS = 150
OWNERS = """
    SELECT 'customer' AS kind, id, user_id FROM res_partner
    UNION ALL SELECT 'contact', id, user_id FROM res_partner
    UNION ALL SELECT 'representative', id, smb_representative_id FROM res_partner
    UNION ALL SELECT 'quotation', id, user_id FROM sale_order
    UNION ALL SELECT 'order', id, user_id FROM sale_order
    UNION ALL SELECT 'invoice', id, invoice_user_id FROM account_move
    UNION ALL SELECT 'opportunity', id, user_id FROM crm_lead
    UNION ALL SELECT 'activity', id, user_id FROM mail_activity
    UNION ALL SELECT 'follow_up', id, user_id FROM smb_follow_up
"""
# all that a handover may touch
PRESENT = f"""
    SELECT md5(string_agg(concat_ws('|', kind, id, user_id), ',' ORDER BY kind, id)),
           (SELECT COUNT(*) FROM mail_message), (SELECT COUNT(*) FROM mail_followers),
           (SELECT COUNT(*) FROM smb_ownership_change),
           (SELECT COUNT(*) FROM smb_sending),
           (SELECT string_agg(state, ',' ORDER BY id) FROM smb_handover),
           (SELECT COUNT(*) FROM smb_handover_line)
      FROM ({OWNERS}) owner
"""
# what happened before, row for row
PAST = """
    SELECT md5(string_agg(log::text, ',' ORDER BY id)) FROM smb_contact_log log
    UNION ALL
    SELECT md5(string_agg(message::text, ',' ORDER BY id)) FROM mail_message message
     WHERE id <= {latest}
    UNION ALL
    SELECT md5(string_agg(move::text, ',' ORDER BY id)) FROM account_move move
     WHERE state <> 'draft'
    UNION ALL
    SELECT md5(string_agg(paper::text, ',' ORDER BY id)) FROM sale_order paper
     WHERE state = 'cancel' OR invoice_status = 'invoiced' AND delivery_status = 'full'
"""
LINES = """
    SELECT state, COUNT(*) FROM smb_handover_line WHERE handover_id = {} GROUP BY 1
"""
# records that are not whose their line says
TORN = f"""
    SELECT COUNT(*) FROM smb_handover_line line
      JOIN smb_handover handover ON handover.id = handover_id
      JOIN ({OWNERS}) owner ON owner.kind = line.kind AND owner.id = line.res_id
     WHERE handover_id = {{}} AND line.state IN ('planned', 'moved')
       AND owner.user_id IS DISTINCT FROM CASE line.state
           WHEN 'moved' THEN handover.to_user_id ELSE handover.from_user_id END
"""
# customers that were moved, those told about once, those with one first contact
TOLD = """
    SELECT COUNT(*),
           COUNT(*) FILTER (WHERE 1 = (
               SELECT COUNT(*) FROM mail_message
                WHERE model = 'res.partner' AND mail_message.res_id = line.res_id
                  AND mail_message.id > {latest} AND body LIKE '%takes over%')),
           COUNT(DISTINCT activity_id)
      FROM smb_handover_line line
     WHERE handover_id = {number} AND kind = 'customer' AND state = 'moved'
"""


class TestHandoverFaults:
    """One database with the demo company; each test hands over what the last left."""

    @pytest.fixture(scope="class")
    def name(self, with_demo, database):
        return database(with_demo, "handover")

    @pytest.fixture(scope="class")
    def worker(self, name):
        worker = Partner("handover_worker", name)
        yield worker
        worker.close()

    @pytest.fixture
    def sql(self, workshop, name):
        return lambda statement: workshop.server.query(statement, name)

    @pytest.fixture
    def history(self, sql):
        """Fails when what happened before the test is not what it was."""
        latest = sql("SELECT MAX(id) FROM mail_message")[0][0]
        past = PAST.format(latest=latest)
        before = sql(past)
        yield latest
        assert sql(past) == before

    def assert_done(self, sql, number, latest):
        states = {state: int(n) for state, n in sql(LINES.format(number))}
        assert states["moved"] > 2 * states.get("stays", 0)
        assert set(states) <= {"moved", "stays"}
        [[moved, told, called]] = sql(TOLD.format(latest=latest, number=number))
        assert int(moved) > 0
        assert moved == told == called

    def test_killed_at_any_step_nothing_moved_and_then_all_does(
        self, worker, sql, history, chance, kills
    ):
        number = worker.value("new sally sam")
        before = sql(PRESENT)
        for _ in range(kills // 3):
            step = chance.randrange(STEPS)
            assert worker.run(f"doomed {step} apply {number}") == KILLED
            settle(sql)
            assert sql(PRESENT) == before
        assert worker.run(f"begin apply {number}") == 0
        assert sql(TORN.format(number)) == [["0"]]
        self.assert_done(sql, number, history)
        after = sql(PRESENT)
        assert after != before
        assert worker.run(f"begin apply {number}") == 0
        assert sql(PRESENT) == after

    def test_killed_between_batches_each_record_moves_once(
        self, worker, sql, history, chance, kills
    ):
        number = worker.value("new sam sally")
        assert worker.run(f"begin leave {number}") == 0
        killed = 0
        while killed < kills // 3:
            ended = worker.run(f"doomed {chance.randrange(BATCH_STEPS)} work")
            settle(sql)
            assert sql(TORN.format(number)) == [["0"]]
            if not ended:
                break
            killed += 1
        assert killed > 1
        assert worker.run("begin work") == 0
        self.assert_done(sql, number, history)

    def test_without_one_transaction_this_bench_sees_half_a_handover(self, worker, sql):
        """Else the tests above would prove nothing."""
        number = worker.value("new sally sam")
        before = sql(PRESENT)
        assert worker.run(f"begin torn {number}") == KILLED
        settle(sql)
        assert sql(PRESENT) != before
        assert sql(TORN.format(number)) != [["0"]]
