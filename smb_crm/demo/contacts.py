"""Contact logs: what the diary says, in words, about real orders and invoices."""

from itertools import pairwise

from markupsafe import Markup

from . import diary
from .stage import table

HOURS = {
    "phone": (0.05, 0.1, 0.15, 0.25, 0.4),
    "visit": (0.75, 1, 1.5, 2),
    "meeting": (0.5, 0.75, 1, 1.5),
}
EVERYBODY_ELSE = (0, 0, 0.05)
DOCUMENTS = {
    "quote": lambda order: order,
    "order": lambda order: order,
    "delivery": lambda order: order.picking_ids[:1],
    "invoice": lambda order: order.invoice_ids[:1],
}


def log(stage):
    """Write the diary of two years; planned contacts link their activity."""
    entries = [
        e for e in diary.past(table("customers"), stage.dice) if e.day is not None
    ]
    script = Script(stage)
    plans = _done_plans(stage, entries)
    logs = stage["smb.contact.log"].create(
        [
            {**script.vals(entry), "activity_id": plan and plan.id}
            for entry, plan in zip(entries, plans, strict=True)
        ]
    )
    stage.stamp(logs, "create_date", [log.date for log in logs])


def _done_plans(stage, entries):
    """The archived activity of each entry that was planned, else False."""
    if not stage.is_first:
        return [False] * len(entries)
    planned = [entry for entry in entries if entry.planned is not None]
    call = stage.env.ref("mail.mail_activity_data_call")
    activities = stage["mail.activity"].create(
        [
            {
                "res_model_id": stage.env.ref("base.model_res_partner").id,
                "res_id": stage.customers[entry.customer].id,
                "activity_type_id": call.id,
                "user_id": stage.customers[entry.customer].user_id.id,
                "date_deadline": stage.day(entry.planned),
                "active": False,
            }
            for entry in planned
        ]
    )
    stage.stamp(activities, "date_done", [stage.day(entry.day) for entry in planned])
    rows = iter(activities)
    return [next(rows) if entry.planned is not None else False for entry in entries]


class Script:
    """Chooses words, channel, person and document of a contact."""

    def __init__(self, stage):
        self.stage = stage
        self.talks = table("talks")
        self.goods = [row["name"].split(",")[0] for row in table("products")]
        self.channels = self._records("smb_contact_channel", "channel")
        self.outcomes = self._records("smb_contact_outcome", "outcome")

    def _records(self, model, column):
        names = {talk[column] for talk in self.talks}
        return {name: self.stage.env.ref(f"smb_crm.{model}_{name}") for name in names}

    def vals(self, entry):
        """Values of the log of one diary entry."""
        dice = self.stage.dice
        customer = self.stage.customers[entry.customer]
        person = dice.choice(self.stage.persons.get(entry.customer, customer))
        moment = self.stage.moment(entry.day)
        talk, document = self._choose(customer, moment)
        words = {"person": person.name, "product": dice.choice(self.goods)}
        return {
            "partner_id": person.id,
            "company_id": self.stage.company.id,
            "user_id": self._speaker(customer, talk).id,
            "date": moment,
            "channel_id": self.channels[talk["channel"]].id,
            "direction": talk["direction"],
            "duration": dice.choice(HOURS.get(talk["channel"], EVERYBODY_ELSE)),
            "outcome_id": self.outcomes[talk["outcome"]].id,
            "subject": talk["subject"].format(**words),
            "note": self._note(talk["note"].format(**words)),
            "res_model": document and document._name,
            "res_id": document and document.id,
        }

    def _choose(self, customer, moment):
        """A talk and the document it is about; talks about nothing always fit."""
        papers = self.stage.orders.get(customer, self.stage["sale.order"])
        order = papers.filtered(lambda order: order.date_order <= moment)[:1]
        while True:
            talk = self.stage.dice.choice(self.talks)
            if not talk["about"]:
                return talk, False
            document = order and DOCUMENTS[talk["about"]](order)
            if document:
                return talk, document

    def _speaker(self, customer, talk):
        """The customer's rep; the manager joins some of the meetings."""
        is_joined = talk["channel"] == "meeting" and self.stage.dice.random() < 0.3
        return self.stage.users["max"] if is_joined else customer.user_id

    def _note(self, text):
        return Markup("<p>%s</p>") % text if text else False


def agree(stage):
    """Give logs the next date that came of them: a plan or the contact after."""
    customers = [customer.id for customer in stage.customers.values()]
    logs = stage["smb.contact.log"].search(
        [("commercial_partner_id", "in", customers)], order="date"
    )
    plans = stage["mail.activity"].search(
        [("smb_partner_id", "in", customers), ("smb_is_contact", "=", True)],
        order="date_deadline",
    )
    plans = plans.grouped("smb_partner_id")
    promised = {}
    for customer, diary_of in logs.grouped("commercial_partner_id").items():
        promised.update(_called_back(stage, diary_of))
        latest = diary_of[-1]
        for plan in plans.get(customer, ()):
            if plan.date_deadline >= latest.date.date():
                promised[latest] = plan.date_deadline, plan.id
                break
    agreed = logs.browse([log.id for log in promised])
    stage.stamp(agreed, "next_date", [day for day, _plan in promised.values()])
    stage.stamp(agreed, "next_activity_id", [plan for _day, plan in promised.values()])


def _called_back(stage, logs):
    outcome = stage.env.ref("smb_crm.smb_contact_outcome_call_back")
    for earlier, later in pairwise(logs):
        if earlier.outcome_id == outcome:
            yield earlier, (later.date.date(), None)
