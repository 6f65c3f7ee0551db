"""Anna reminds who is late: three weeks ago on paper, today as a preview."""

from datetime import timedelta

from . import money

LAST = -20
PROMISED_IN = 4
# days after the reminder on which some paid
PAID = (3, 6, 11)


def remind(stage):
    """A run that was sent, promises kept in mind, and a run that waits."""
    # the story begins before the end of the installation
    stage["smb.policy"]._ensure(stage.company)
    stage["smb.reminder.level"]._ensure(stage.company)
    stage["smb.policy"]._of(stage.company).write(
        {"reminder": True, "reminder_minimum": 250}
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
    _pay(stage, run.sudo())


def _date_back(stage, run):
    moment = stage.moment(LAST, 10)
    sent = run.reminder_ids.filtered(lambda r: r.state == "sent")
    stamps = [(run, ("approved_date", "sent_date")), (sent, ("sent_date",))]
    stamps.append((sent.filtered("printed_date"), ("printed_date",)))
    stamps.append((sent.log_id, ("date",)))
    for records, names in stamps:
        for name in names:
            stage.stamp(records, name, [moment] * len(records))


def _pay(stage, run):
    """Some paid soon after, and one says that the goods were damaged."""
    sent = run.reminder_ids.filtered(lambda r: r.state == "sent")
    moves = [reminder.item_ids.move_id[:1] for reminder in sent[-len(PAID) - 2 :]]
    plan = list(zip(moves, PAID, strict=False))
    payments = stage["account.payment"].create(
        [
            money._payment_vals(stage, move, move.amount_residual, LAST + days)
            for move, days in plan
        ]
    )
    payments.action_post()
    money.match(zip((move for move, _days in plan), payments.move_id, strict=True))
    for move in moves[len(PAID) : len(PAID) + 1]:
        move.action_toggle_block_payment()


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
