"""Who looks after whom: representatives, what is due, put off, left out, overdue."""

from datetime import timedelta

# best customers and who of ours they call by name; one has nobody, which is an alert
REPRESENTATIVES = {
    "hanse": "sam",
    "penalver": "sally",
    "alatau": "sam",
    "longfeng": "sally",
    "harrow": "sam",
}
PAUSED = {"samovar": "Renovates the shop until spring"}
# days from today on which the next ones of a desk were due
DESKS = {"sally": (-9, -4, -2, 0, 0, 0, 0), "sam": (-3, -1, 0, 0)}
# what the manager heard of those overdue for so long
TOLD = ((7, "pool"), (5, "again"), (3, "told"))
SKIPPED = "Stock-taking, asked for a call next month"
HISTORY_DAYS = 35
# less than the best ones stay without a contact
COUNTED_DAYS = 12


def look_after(stage):
    """Begin the care programmes as if they had run for some weeks."""
    stage["smb.care.program"]._ensure(stage.company)
    if not stage.is_first:
        return
    stage["smb.policy"]._of(stage.company).care_fallback_id = stage.users["max"]
    _name_representatives(stage)
    _remember_past(stage)
    rows = stage["smb.follow.up"]
    rows._plan(stage.company)
    desks = {login: _next_of(stage, login, len(DESKS[login])) for login in DESKS}
    rows.open_due()
    for login, mine in desks.items():
        _place(stage, mine, DESKS[login])
    _decide(stage, desks["sally"], stage.users["sally"])
    _count_down(stage)
    _greet(stage)


def _count_down(stage):
    """Customers whom nobody contacts leave, some of the best ones in two days."""
    policy = stage["smb.policy"]._of(stage.company)
    policy.ownership = True
    policy.ownership_since = stage.day(-COUNTED_DAYS)


def _greet(stage):
    """Birthdays are greeted from tomorrow on: a story sends no mail."""
    greetings = stage["smb.greeting"]
    greetings._ensure(stage.company)
    birthday = greetings.search(
        [("company_id", "=", stage.company.id), ("occasion", "=", "birthday")]
    )
    birthday.enabled = True
    at_once = stage["smb.sending"].search(
        [("greeting_id", "=", birthday.id), ("date", "<=", stage.today)]
    )
    # sudo: taken off, so that it is he who decides, with his own rights
    at_once.with_user(stage.users["max"]).sudo(False).action_cancel()


def _name_representatives(stage):
    for key, login in REPRESENTATIVES.items():
        stage.customers[key].smb_representative_id = stage.users[login]
    for key, reason in PAUSED.items():
        stage.customers[key].write(
            {"smb_care_paused": True, "smb_care_pause_reason": reason}
        )


def _remember_past(stage):
    """What was done in the last weeks stands as done, and a few were missed."""
    kinds = {"phone": "call", "visit": "visit"}
    logs = stage["smb.contact.log"].search(
        [
            ("channel_id.kind", "in", list(kinds)),
            ("date", ">=", stage.moment(-HISTORY_DAYS)),
            ("company_id", "=", stage.company.id),
        ],
        order="date desc",
    )
    steps = stage["smb.care.program"]._steps_by_tier(stage.company)
    vals = {}
    for log in logs:
        customer = log.commercial_partner_id
        tier = customer.smb_tier_id
        wanted = kinds[log.channel_id.kind]
        step = steps.get(tier.id, stage["smb.care.step"]).filtered(
            lambda s, wanted=wanted: s.what == wanted and s.trigger == "touch"
        )[:1]
        if step:
            vals.setdefault((customer, step), _done_vals(stage, log, tier, step))
    stage["smb.follow.up"].create(list(vals.values()))


def _done_vals(stage, log, tier, step):
    day = log.date.date()
    planned = day - timedelta(days=stage.dice.choice((0, 0, 0, 1, 2)))
    before = stage["smb.contact.log"].search(
        [
            ("commercial_partner_id", "=", log.commercial_partner_id.id),
            ("channel_id.kind", "=", log.channel_id.kind),
            ("date", "<", log.date.replace(hour=0, minute=0, second=0)),
        ],
        order="date desc",
        limit=1,
    )
    anchor = before.date.date() if before else planned - timedelta(days=30)
    return {
        "partner_id": log.commercial_partner_id.id,
        "company_id": stage.company.id,
        "step_id": step.id,
        "program_id": step.program_id.id,
        "tier_id": tier.id,
        "tier_sequence": tier.sequence,
        "user_id": log.user_id.id,
        "state": "done",
        "reason": "touch" if before else "never",
        "anchor_date": anchor,
        "planned_date": max(planned, anchor),
        "date": max(planned, anchor),
        "closed_date": day,
        "log_id": log.id,
        "closed_by_id": log.user_id.id,
    }


def _next_of(stage, login, count):
    """The next follow-ups of a rep, one per customer, brought forward to today.

    Of customers who were late already, so that nobody wonders why they come now; each
    is counted from the contact that really was the last.
    """
    rows = stage["smb.follow.up"]
    # a row's anchor is its own: those done lately keep theirs
    lately = rows.search([("state", "=", "done")]).partner_id
    planned = rows.search(
        [
            ("user_id", "=", stage.users[login].id),
            ("state", "=", "planned"),
            ("reason", "=", "touch"),
            ("partner_id", "not in", lately.ids),
        ]
    )
    planned = planned.sorted(lambda row: (row._by_rule() > stage.today, row.date))
    first = {row.partner_id: row for row in reversed(planned)}
    chosen = rows.union(*first.values())
    chosen = chosen.sorted(lambda row: (row._by_rule() > stage.today, row.date))[:count]
    _set_day(stage, chosen, [stage.today] * len(chosen))
    return chosen


def _place(stage, rows, days):
    """Spread the rows of a desk over the days on which they were due."""
    dates = [stage.day(day) for day in days]
    _set_day(stage, rows, dates)
    for row, date, ago in zip(rows, dates, days, strict=False):
        row.opened_date = date
        row.escalation = next((told for late, told in TOLD if -ago >= late), False)
        # straight into the column: a person who moves the day is another story
        stage.stamp(row.activity_id, "date_deadline", [date])


def _set_day(stage, rows, dates):
    for row, date in zip(rows, dates, strict=False):
        row.write({"date": date, "planned_date": date})


def _decide(stage, rows, user):
    """Of what is due today one is put off, and one left out."""
    put_off, left_out = rows.filtered(lambda row: row.date == stage.today)[-2:]
    # sudo: taken off, so that it is she who decides, with her own rights
    put_off.with_user(user).sudo(False).action_snooze(stage.day(4))
    # sudo: the same
    left_out.with_user(user).sudo(False).action_skip(SKIPPED)
