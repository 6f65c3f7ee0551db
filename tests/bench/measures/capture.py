"""One meeting, seen by two workers at the same moment, becomes one contact log."""

from datetime import timedelta

from odoo.fields import Command, Datetime

from ..pair import Partner
from ..table import row

ROUNDS = 20


def rows(env):
    workers = [Partner("capture_worker", env.cr.dbname) for _ in range(2)]
    for worker in workers:
        worker.ask("0")
    events = [_meeting(env, number).id for number in range(ROUNDS)]
    for event in events:
        for worker in workers:
            worker.tell(str(event))
        for worker in workers:
            worker.hear()
    for worker in workers:
        worker.close()
    env.cr.rollback()
    env.cr.execute(
        "SELECT COUNT(*), COUNT(DISTINCT source_id) FROM smb_contact_log"
        " WHERE source_model = 'calendar.event' AND source_id = ANY(%s)",
        [events],
    )
    logs, captured = env.cr.fetchone()
    yield row(
        "",
        "meetings captured twice by a race",
        logs - captured,
        "= 0",
        logs == captured,
    )
    yield row("", "meetings lost", ROUNDS - captured, "= 0", captured == ROUNDS)


def _meeting(env, number):
    customer = env["res.partner"].search(
        [("is_company", "=", True)], limit=1, offset=number
    )
    start = Datetime.now() + timedelta(days=1, hours=number)
    event = env["calendar.event"].create(
        {
            "name": "Race",
            "start": start,
            "stop": start + timedelta(hours=1),
            "partner_ids": [Command.set(customer.ids)],
        }
    )
    env.flush_all()
    # held since: nothing else may capture it before the race
    env.cr.execute(
        "UPDATE calendar_event SET start = start - interval '9 days',"
        " stop = stop - interval '9 days' WHERE id = %s",
        [event.id],
    )
    env.cr.commit()
    return event
