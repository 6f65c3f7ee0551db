"""What every part of the story stands on: the clock, the dice, the tables."""

import csv
from datetime import datetime, time, timedelta
from pathlib import Path
from random import Random

from odoo.fields import Datetime
from odoo.tools import SQL

from ..tools.zones import local_day, zone

MODULE = "smb_crm_demo"
SEED = 19
QUIET = {
    "tracking_disable": True,
    "mail_create_nolog": True,
    "mail_create_nosubscribe": True,
    "mail_notrack": True,
    "mail_auto_subscribe_no_notify": True,
    "mail_activity_quick_update": True,
    "no_reset_password": True,  # nosec B105: a switch, no password
    "no_vat_validation": True,
    "no_mail_to_attendees": True,
    "dont_notify": True,
}


def table(name):
    """Rows of the CSV file of that name, as dicts.

    >>> table("products")[0]["code"]
    'MT-C01'
    """
    path = Path(__file__).with_name(f"{name}.csv")
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


class Stage:
    """The environment, a clock relative to today and dice that always fall alike.

    ``users``, ``customers``, ``persons`` and ``products`` have the keys of the tables;
    ``orders`` the customers. The first chapters fill them, the later ones read them.
    Reinstalled, the addon tells only what went away with it: ``is_first`` is False.
    """

    def __init__(self, env):
        company = env.ref("base.main_company")
        context = {**QUIET, "allowed_company_ids": company.ids}
        self.env = env(user=env.ref("base.user_admin"), su=True, context=context)
        self.company = company.with_env(self.env)
        self.now = Datetime.now()
        # the company's day, as the programmes count: the user may live a day ahead
        self.today = local_day(self.now, zone(self.company.partner_id.tz))
        self.dice = Random(SEED)  # nosec B311: nothing here is secret
        self.is_first = True
        self.users = {}
        self.customers = {}
        self.persons = {}
        self.products = {}
        self.orders = {}

    def __getitem__(self, model):
        return self.env[model]

    def day(self, days, workday=True):
        """The date ``days`` after today (negative: before), moved off week-ends.

        Today and tomorrow stay: their screens are full on Saturdays too.
        """
        date = self.today + timedelta(days=days)
        if workday and date.weekday() > 4 and days not in (0, 1):
            date += timedelta(
                days=4 - date.weekday() if days < 0 else 7 - date.weekday()
            )
        return date

    def moment(self, days, hour=None):
        """Office hours on that day; for today a moment of the last hours."""
        hour = self.dice.randint(8, 16) if hour is None else hour
        minute = self.dice.choice((0, 5, 10, 15, 20, 30, 40, 45, 50))
        moment = datetime.combine(self.day(days), time(hour, minute))
        if days <= 0 and moment > self.now:
            return self.now - timedelta(minutes=self.dice.randint(20, 180))
        return moment

    def known(self, name):
        """The record an earlier telling left under that name, or None."""
        return self.env.ref(f"{MODULE}.{name}", raise_if_not_found=False)

    def remember(self, names, records):
        """Give records names that outlive the addon.

        They belong to no installed module, so that removing the addon leaves them.
        """
        self.env["ir.model.data"]._update_xmlids(
            [
                {"xml_id": f"{MODULE}.{name}", "record": record, "noupdate": True}
                for name, record in zip(names, records, strict=True)
            ]
        )

    def stamp(self, records, field, values):
        """Backdate a column that the ORM fills with the current time.

        :param values: one value per record, in their order
        """
        records.flush_recordset()
        for record, value in zip(records, values, strict=True):
            self.env.cr.execute(
                SQL(
                    "UPDATE %s SET %s = %s WHERE id = %s",
                    SQL.identifier(records._table),
                    SQL.identifier(field),
                    value,
                    record.id,
                )
            )
        records.invalidate_recordset([field])
