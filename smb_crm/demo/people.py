"""Who works here, who buys here, and who was entered twice."""

import re

from passlib.hash import pbkdf2_sha512

from odoo.fields import Command

from .stage import table

MANAGER = "sales_team.group_sale_manager"
STAFF = (
    ("sally", "Sally Porter", "sales_team.group_sale_salesman"),
    ("sam", "Sam Keller", "sales_team.group_sale_salesman_all_leads"),
    ("max", "Max Lindqvist", MANAGER),
    ("anna", "Anna Rossi", "account.group_account_invoice"),
    ("will", "Will Mensah", "stock.group_stock_user"),
)
SELLERS = ("sally", "sam", "max")
RANKS = {"A": "Key Account", "P": "Prospect"}


def hire(stage):
    """One person per role; the password is the login."""
    for login, name, group in STAFF:
        stage.users[login] = stage.known(f"user_{login}") or _user(
            stage, login, name, group
        )
    if not stage.known("team_meridian"):
        members = [stage.users[login].id for login in SELLERS]
        team = stage["crm.team"].create(
            {
                "name": "Meridian Trading",
                "company_id": stage.company.id,
                "user_id": stage.users["max"].id,
                "member_ids": [Command.set(members)],
            }
        )
        stage.remember(["team_meridian"], team)
    stage.team = stage.known("team_meridian")


def _user(stage, login, name, group):
    groups = stage.env.ref("base.group_user") + stage.env.ref(group)
    if group == MANAGER:
        groups += stage.env.ref("base.group_partner_manager")  # merging needs it
    user = stage["res.users"].create(
        {
            "name": name,
            "login": login,
            "email": f"{login}@meridian.example",
            "company_id": stage.company.id,
            "company_ids": [Command.set(stage.company.ids)],
            "group_ids": [Command.set(groups.ids)],
            "notification_type": "inbox",
            "tz": "Europe/London",
        }
    )
    # strong hashing of five known words would cost seconds of every installation
    user._set_encrypted_password(user.id, pbkdf2_sha512.using(rounds=1000).hash(login))
    stage.remember([f"user_{login}"], user)
    return user


def meet(stage):
    """Create the customers and their people.

    :return: whether they are new; False when an earlier telling left them
    """
    rows = table("customers")
    if stage.known("customer_hanse"):
        _recall(stage, rows)
        return False
    for code in sorted({row["lang"] for row in rows}):
        stage["res.lang"]._activate_lang(code)
    _create_customers(stage, rows)
    _create_persons(stage)
    return True


def _recall(stage, rows):
    for row in rows:
        partner = stage.known(f"customer_{row['key']}")
        if partner:
            stage.customers[row["key"]] = partner
            stage.persons[row["key"]] = partner.child_ids


def _create_customers(stage, rows):
    partners = stage["res.partner"].create([_customer_vals(stage, row) for row in rows])
    stage.customers = dict(zip((row["key"] for row in rows), partners, strict=True))
    stage.remember([f"customer_{row['key']}" for row in rows], partners)
    stage.stamp(
        partners, "create_date", [stage.moment(-int(row["since"])) for row in rows]
    )
    stage.stamp(partners, "create_uid", [_author(stage, row).id for row in rows])


def _author(stage, row):
    """Who entered the customer: its rep, the manager where nobody looks after it."""
    return stage.users[row["rep"] or "max"]


def _customer_vals(stage, row):
    tag = _tag(stage, RANKS.get(row["size"]))
    domain = row["key"].replace("twin_", "")
    is_twin = row["size"] == "T"
    return {
        "name": row["name"],
        "is_company": True,
        "user_id": stage.users[row["rep"]].id if row["rep"] else False,
        "country_id": stage.env.ref(f"base.{_country(row)}").id,
        "lang": row["lang"],
        "zip": row["zip"],
        "city": row["city"],
        "street": row["street"],
        "phone": row["phone"],
        "vat": row["vat"],
        "email": False if is_twin else f"office@{domain}.example",
        "website": False if is_twin else f"https://www.{domain}.example",
        "industry_id": _industry(stage, row["industry"]),
        "category_id": [Command.set(tag.ids)],
        "property_payment_term_id": _terms(stage, row["terms"]),
    }


def _country(row):
    return {"GB": "uk"}.get(row["country"], row["country"].lower())


def _tag(stage, name):
    tags = stage["res.partner.category"]
    if not name:
        return tags
    return tags.search([("name", "=", name)], limit=1) or tags.create({"name": name})


def _industry(stage, name):
    return stage["res.partner.industry"].search([("name", "=", name)], limit=1).id


def _terms(stage, days):
    name = {"15": "15days", "30": "30days", "45": "45days"}.get(days)
    term = name and stage.env.ref(
        f"account.account_payment_term_{name}", raise_if_not_found=False
    )
    return term.id if term else False


def _create_persons(stage):
    rows = table("persons")
    people = stage["res.partner"].create([_person_vals(stage, row) for row in rows])
    for row, person in zip(rows, people, strict=True):
        key = row["customer"]
        stage.persons[key] = stage.persons.get(key, people.browse()) + person
    for column in ("create_uid", "create_date"):
        stage.stamp(
            people,
            column,
            [_plain(stage.customers[row["customer"]][column]) for row in rows],
        )


def _plain(value):
    return value.id if hasattr(value, "id") else value


def _person_vals(stage, row):
    customer = stage.customers[row["customer"]]
    domain = row["customer"].replace("twin_", "")
    return {
        "name": row["name"],
        "parent_id": customer.id,
        "type": "contact",
        "function": row["function"],
        "phone": row["phone"],
        "email": f"{_mailbox(row['name'], row['function'])}@{domain}.example",
        "lang": customer.lang,
    }


def _mailbox(name, function):
    """A mail address in ASCII: the last Latin word of the name, else the function.

    >>> _mailbox("Jörg Petersen", "Buyer"), _mailbox("王丽华", "Head of Purchasing")
    ('petersen', 'head.of.purchasing')
    """
    latin = re.findall(r"[a-z]+", name.lower()) if name.isascii() else []
    plain = [word for word in name.lower().split() if word.isascii() and len(word) > 2]
    return (latin or plain or [".".join(function.lower().split())])[-1]
