"""Opportunities at every stage, with the source they came from."""

from .stage import table


def hope(stage):
    """Create the opportunities; win and lose what is decided."""
    rows = table("opportunities")
    leads = stage["crm.lead"].create([_lead_vals(stage, row) for row in rows])
    for row, lead in zip(rows, leads, strict=True):
        if row["stage"] == "won":
            lead.action_set_won()
        elif row["stage"] == "lost":
            lead.action_set_lost(lost_reason_id=_reason(stage, row["lost"]).id)
    decided = leads.filtered("date_closed")
    days = {lead.id: int(row["in_days"]) for row, lead in zip(rows, leads, strict=True)}
    stage.stamp(
        decided, "date_closed", [stage.moment(days[lead.id]) for lead in decided]
    )
    begun = [stage.moment(min(days[lead.id], 0) - 30) for lead in leads]
    stage.stamp(leads, "create_date", begun)


def _lead_vals(stage, row):
    customer = stage.customers[row["customer"]]
    return {
        "name": row["name"],
        "type": "opportunity",
        "partner_id": customer.id,
        "contact_name": stage.persons[row["customer"]][:1].name,
        "user_id": stage.users[row["rep"]].id if row["rep"] else False,
        "team_id": stage.team.id,
        "company_id": stage.company.id,
        "stage_id": _stage(stage, row["stage"]).id,
        "expected_revenue": float(row["revenue"]),
        "date_deadline": stage.day(int(row["in_days"])),
        "source_id": source(stage, row["source"]).id,
    }


def _stage(stage, name):
    stages = stage["crm.stage"].search([("is_won", "=", False)])
    number = int(name) if name.isdigit() else 0
    return stages[min(number, len(stages) - 1)]


def source(stage, name):
    """The source of that name, made when it is missing."""
    sources = stage["utm.source"]
    return sources.search([("name", "=", name)], limit=1) or sources.create(
        {"name": name}
    )


def _reason(stage, name):
    reasons = stage["crm.lost.reason"]
    return reasons.search([("name", "=", name)], limit=1) or reasons.create(
        {"name": name}
    )
