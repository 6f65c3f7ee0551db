"""Anna reminds who is late: three weeks ago on paper, today as a preview."""

from datetime import timedelta

LAST = -20
PROMISED_IN = 4


def remind(stage):
    """A run that was sent, promises kept in mind, and a run that waits."""
    # the story begins before the end of the installation
    stage["smb.policy"]._ensure(stage.company)
    stage["smb.reminder.level"]._ensure(stage.company)
    stage["smb.policy"]._of(stage.company).write(
        {"reminder": True, "reminder_minimum": 20}
    )
    _send(stage)
    _promise(stage)
    run = _runs(stage).create({"date": stage.today})
    run.action_preview()


def _runs(stage):
    return stage["smb.reminder.run"].with_user(stage.users["anna"])


def _send(stage):
    run = _runs(stage).create({"date": stage.day(LAST)})
    run.action_preview()
    if not run.reminder_ids:
        run.unlink()
        return
    # nothing leaves a demo by mail
    run.reminder_ids.filtered(lambda r: r.channel == "mail").channel = "letter"
    run.action_approve()
    run.action_send()
    if run.to_print_count:
        run.action_print_letters()
    # sudo: the story dates back what the server wrote
    _date_back(stage, run.sudo())


def _date_back(stage, run):
    moment = stage.moment(LAST, 10)
    sent = run.reminder_ids.filtered(lambda r: r.state == "sent")
    stamps = [(run, ("approved_date", "sent_date")), (sent, ("sent_date",))]
    stamps.append((sent.filtered("printed_date"), ("printed_date",)))
    stamps.append((sent.log_id, ("date",)))
    for records, names in stamps:
        for name in names:
            stage.stamp(records, name, [moment] * len(records))


def _promise(stage):
    """Of the three who owe most one promised to pay, and one did not keep it."""
    owing = stage["smb.ageing"].compute(companies=stage.company)
    late = [row for row in owing if row["overdue"] > 0][:3]
    for number, row in enumerate(late[1:]):
        given = stage.day(-12 * number - 1)
        last = given + timedelta(days=PROMISED_IN + 1)
        stage["smb.promise"].create(
            {
                "partner_id": row["key"],
                "company_id": stage.company.id,
                "amount": row["overdue"],
                "given_date": given,
                "date": last,
                "said_by": stage.env._("Bookkeeping, on the phone"),
                "user_id": stage.users["sally"].id,
            }
        )
    stage["smb.promise"]._decide(stage.company)
