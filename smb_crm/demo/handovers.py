"""Sally was on holiday: Sam looked after three of her customers, and they came back."""

from datetime import timedelta

from odoo.fields import Command

LENT = 3
LEFT, BACK = -40, -26


def lend(stage):
    """A handover until a day, applied then and returned since."""
    sally, sam, manager = (stage.users[name] for name in ("sally", "sam", "max"))
    cards = stage["smb.scorecard"].search(
        [("partner_id.user_id", "=", sally.id), ("company_id", "=", stage.company.id)],
        order="measure, id",
        limit=LENT,
    )
    handover = stage["smb.handover"].create(
        {
            "from_user_id": sally.id,
            "to_user_id": sam.id,
            "user_id": manager.id,
            "company_id": stage.company.id,
            "reason": "Sally is on holiday.",
            "scope": "selected",
            "partner_ids": [Command.set(cards.partner_id.ids)],
            "date": stage.day(LEFT),
            "lasts": "until",
            "date_to": stage.day(BACK) - timedelta(days=1),
            "with_activities": False,
            "with_documents": False,
            "with_opportunities": False,
            "first_contact": False,
        }
    )
    told = handover._as_manager()
    _on(stage, LEFT, lambda: told.action_apply())
    handover.state = "returning"
    _on(stage, BACK, lambda: told._work_now())


def _on(stage, day, act):
    """Do it, and date what was written about it that day."""
    moment = stage.moment(day, 8)
    kept = {
        "mail.message": "date",
        "smb.ownership.change": "date",
    }
    last = {m: stage[m].search([], order="id desc", limit=1).id or 0 for m in kept}
    act()
    for model, field in kept.items():
        made = stage[model].search([("id", ">", last[model])])
        stage.stamp(made, field, [moment] * len(made))
