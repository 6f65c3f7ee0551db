"""Customers entered twice: found by the guard, and entered all the same."""

from .stage import table


def find(stage):
    """Fill the list of likely duplicates and the record of what reps decided."""
    stage["smb.policy"]._ensure(stage.company)
    stage["smb.duplicate"]._search_all()
    decisions = stage["smb.collision.decision"]
    days = []
    for row in table("customers"):
        if row["size"] == "T" and row["rep"]:
            decisions += _decide(stage, row)
            days.append(stage.moment(-int(row["since"])))
    stage.stamp(decisions, "date", days)


def _decide(stage, row):
    twin = stage.customers[row["key"]]
    vals = {"name": row["name"], "phone": row["phone"], "id": twin.id}
    matches = stage["res.partner"]._smb_matches([vals], floor=0.5)[0]
    if not matches:
        return stage["smb.collision.decision"]
    decisions = stage["smb.collision.decision"].with_user(stage.users[row["rep"]])
    decision = decisions._record("created", vals, matches, result=twin)
    return decision.with_env(stage.env)
