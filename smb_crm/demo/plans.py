"""What is planned: contacts that wait, contacts that were missed, meetings."""

from datetime import timedelta

from odoo.fields import Command

from . import diary
from .stage import table

MATTERS = (
    ("mail.mail_activity_data_call", "Ask for a decision on the quotation"),
    ("mail.mail_activity_data_call", "Did the samples arrive?"),
    ("mail.mail_activity_data_call", "Courtesy call after the delivery"),
    ("mail.mail_activity_data_call", "Next call-off of the year's contract"),
    ("mail.mail_activity_data_email", "Send the new price list"),
    ("mail.mail_activity_data_email", "Answer about smaller boxes"),
    ("smb_crm.mail_activity_type_visit", "Visit with the new catalogue"),
    ("smb_crm.mail_activity_type_message", "Send pictures of the new porcelain"),
    ("mail.mail_activity_data_meeting", "Prepare the annual talk"),
)
MANAGERS_DAYS = (-2, 0, 0, 1, 3, 8)
MEETINGS = (
    ("hanse", -33, 2, "Tasting with the shop managers"),
    ("penalver", -19, 1.5, "Annual talk"),
    ("longfeng", -12, 1, "Video call: spring festival"),
    ("harrow", -4, 1, "Gift ranges for winter"),
    ("taipei", 0, 1, "Catalogue review"),
    ("alatau", 1, 1, "Call-off plan of the framework contract"),
    ("penalver", 2, 1.5, "Christmas season"),
    ("mueller", 5, 1, "Decaf tasting"),
    ("zalgiris", 9, 0.5, "Summer linen"),
    ("hanse", 14, 2, "Own label: first samples"),
    ("olivar", 21, 1, "Visit to the mill"),
)


def plan(stage):
    """Fill the days ahead of both reps and their manager, and leave some behind."""
    rows = table("customers")
    waiting = [
        (stage.customers[key], days, stage.users[seller])
        for seller in diary.SELLERS
        for key, days in diary.ahead(rows, seller, stage.dice)
    ]
    waiting += [
        (stage.customers[row["key"]], days, stage.users["max"])
        for row, days in zip(rows, MANAGERS_DAYS, strict=False)
    ]
    stage["mail.activity"].create([_activity_vals(stage, *what) for what in waiting])
    _meet(stage)


def _activity_vals(stage, customer, days, user):
    kind, summary = stage.dice.choice(MATTERS)
    return {
        **_document(stage, customer, summary),
        "activity_type_id": stage.env.ref(kind).id,
        "summary": summary,
        "user_id": user.id,
        "date_deadline": stage.day(days),
    }


def _document(stage, customer, summary):
    """The open quotation it is about, else the customer or one of its people."""
    orders = stage.orders.get(customer, stage["sale.order"])
    waiting = orders.filtered(lambda order: order.state == "sent")[:1]
    document = waiting if "quotation" in summary else None
    if not document:
        document = stage.dice.choice([customer, *customer.child_ids])
    return {
        "res_model_id": stage["ir.model"]._get_id(document._name),
        "res_id": document.id,
    }


def _meet(stage):
    stage["calendar.event"].create([_event_vals(stage, *row) for row in MEETINGS])


def _event_vals(stage, key, days, hours, name):
    customer = stage.customers[key]
    guests = customer.user_id.partner_id + stage.persons[key][:2]
    start = stage.moment(days, hour=10)
    return {
        "name": f"{name}: {customer.name}",
        "start": start,
        "stop": start + timedelta(hours=hours),
        "user_id": customer.user_id.id,
        "partner_ids": [Command.set(guests.ids)],
    }
