"""What is known about customers and their people beyond the address."""

from datetime import date

from odoo.fields import Command

from .pipeline import source
from .stage import table

LEVELS = {"A": "proactive", "B": "accountable", "C": "reactive", "P": "basic"}
PARTNERS = ("hanse", "taipei")
COMPETITORS = ("bianchi",)
FOUNDED = {"hanse": 1874, "penalver": 1921, "harrow": 1988, "mueller": 1953}
LATE, EARLY = 30, 0
YEAR = 365


def describe(stage):
    """Fill the profile of every customer but the twins, which nobody cared for."""
    rows = [row for row in table("customers") if row["size"] != "T"]
    interests = _interests(stage, rows)
    confirmed = {}
    for number, row in enumerate(rows):
        customer = stage.customers[row["key"]]
        customer.write(_customer_vals(stage, row, interests))
        confirmed[customer] = stage.day(
            -min(int(row["since"]), 11 + number * 23 % YEAR)
        )
    _describe_persons(stage)
    partners = stage["res.partner"].union(*confirmed)
    stage.stamp(partners, "smb_confirmed_on", confirmed.values())
    reps = [(customer.user_id or stage.users["max"]).id for customer in confirmed]
    stage.stamp(partners, "smb_confirmed_by_id", reps)


def _interests(stage, rows):
    names = {name for row in rows for name in row["interests"].split("|") if name}
    known = stage["smb.interest"].search([("name", "in", list(names))])
    missing = sorted(names - set(known.mapped("name")))
    known += known.create(
        [{"name": name, "color": number + 1} for number, name in enumerate(missing)]
    )
    return {interest.name: interest.id for interest in known}


def _customer_vals(stage, row, interests):
    names = [name for name in row["interests"].split("|") if name]
    referrer = stage.customers.get(row["referred_by"])
    return {
        "smb_relation": _relation(row),
        "smb_relation_level": "partnership"
        if row["key"] in PARTNERS
        else LEVELS[row["size"]],
        "smb_credit_risk": _risk(row),
        "smb_source_id": source(stage, row["source"]).id,
        "smb_referred_by_id": referrer.id if referrer else False,
        "smb_needs": row["needs"],
        "smb_interest_ids": [Command.set([interests[name] for name in names])],
        "smb_date_ids": [
            Command.clear(),
            *(Command.create(vals) for vals in _dates(stage, row)),
        ],
    }


def _relation(row):
    if row["key"] in COMPETITORS:
        return "competitor"
    return "prospect" if row["size"] == "P" else "customer"


def _risk(row):
    if not row["pays"]:
        return False
    days = int(row["pays"])
    return "high" if days >= LATE else "low" if days <= EARLY else "normal"


def _dates(stage, row):
    if row["key"] in FOUNDED:
        day = stage.day(FOUNDED[row["key"]] % 11, workday=False)
        yield {"name": "Founding day", **_parts(day), "year": str(FOUNDED[row["key"]])}


def _parts(day):
    return {"day": f"{day.day:02}", "month": f"{day.month:02}"}


def _describe_persons(stage):
    names = {"phone", "email", "message", "sms", "visit", "meeting", "letter"}
    channels = {
        name: stage.env.ref(f"smb_crm.smb_contact_channel_{name}").id for name in names
    }
    for row in table("persons"):
        person = stage.persons[row["customer"]].filtered(
            lambda person, row=row: person.name == row["name"]
        )
        person.write(
            {
                "smb_channel_id": channels.get(row["prefers"], False),
                "smb_habits": row["habits"],
                **_birthday(stage, row["born"]),
            }
        )


def _birthday(stage, born):
    """A date of birth; ``1976+2`` means born in 1976, birthday in two days."""
    if not born:
        return {}
    if "+" not in born:
        day = date.fromisoformat(born)
        return {"smb_birth_year": str(day.year), **_birth_parts(day)}
    year, days = born.split("+")
    day = stage.day(int(days), workday=False)
    is_leap_day = (day.month, day.day) == (2, 29)
    return {"smb_birth_year": False if is_leap_day else year, **_birth_parts(day)}


def _birth_parts(day):
    return {f"smb_birth_{name}": value for name, value in _parts(day).items()}
