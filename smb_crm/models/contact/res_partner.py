import operator as operators
from datetime import datetime, time, timedelta

import pytz

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

SCOPE = ("allowed_company_ids", "tz", "uid")
COMPARE = {
    "<": operators.lt,
    "<=": operators.le,
    ">": operators.gt,
    ">=": operators.ge,
}


class ResPartner(models.Model):
    """When a customer was last spoken to, and when next.

    Both dates are read where they happen, from contact logs and open contact
    activities of the active companies, so they are exact at any moment. A person shows
    the dates of the whole company. Everybody who may read a customer may read these
    dates, even without the right to read the logs themselves.
    """

    _inherit = "res.partner"

    smb_last_contact_date = fields.Date(
        string="Last Contact",
        compute="_compute_smb_last_contact_date",
        search="_search_smb_last_contact_date",
        groups="base.group_user",
        help="The day of the latest contact with anybody of this customer, as your"
        " time zone shows it.",
    )
    smb_last_contact_log_id = fields.Many2one(
        "smb.contact.log",
        string="Latest Contact Log",
        compute="_compute_smb_last_contact_log_id",
        groups="base.group_user",
    )
    smb_next_contact_date = fields.Date(
        string="Next Contact",
        compute="_compute_smb_next_contact_date",
        search="_search_smb_next_contact_date",
        groups="base.group_user",
        help="The earliest day on which a contact with this customer is planned.",
    )

    # last contact

    @api.depends("commercial_partner_id")
    @api.depends_context(*SCOPE)
    def _compute_smb_last_contact_date(self):
        rows = self._smb_last_contacts()
        for partner in self:
            _log_id, day = rows.get(partner.commercial_partner_id.id, (False, False))
            partner.smb_last_contact_date = day

    @api.depends("commercial_partner_id")
    @api.depends_context(*SCOPE)
    def _compute_smb_last_contact_log_id(self):
        rows = self._smb_last_contacts()
        logs = self.env["smb.contact.log"].browse(
            [log_id for log_id, _ in rows.values()]
        )
        readable = set(logs._filtered_access("read")._ids)
        for partner in self:
            log_id, _day = rows.get(partner.commercial_partner_id.id, (False, False))
            partner.smb_last_contact_log_id = log_id in readable and log_id

    def _smb_last_contacts(self):
        """The latest log of each customer: ``{customer id: (log id, local day)}``."""
        customers = self.commercial_partner_id.ids
        if not customers:
            return {}
        rows = self.env.execute_query(
            SQL(
                """
                SELECT customer.id, log.id, %(day)s
                  FROM unnest(%(customers)s) AS customer(id)
                 CROSS JOIN LATERAL (
                    SELECT id, date FROM smb_contact_log log
                     WHERE log.commercial_partner_id = customer.id AND %(counts)s
                     ORDER BY date DESC LIMIT 1
                 ) log
                """,
                customers=customers,
                day=self._smb_day_sql(self._smb_log_sql("date")),
                counts=self._smb_log_counts_sql(),
            )
        )
        return {customer: (log_id, day) for customer, log_id, day in rows}

    @api.model
    def _smb_log_sql(self, name):
        """A column of contact logs that is flushed before the query runs."""
        field = self.env["smb.contact.log"]._fields[name]
        return SQL.identifier("log", name, to_flush=field)

    @api.model
    def _smb_log_counts_sql(self):
        """Which logs count: real contacts in the active companies, archived never."""
        return SQL(
            "%s AND %s IS NOT TRUE AND %s IN %s",
            self._smb_log_sql("active"),
            self._smb_log_sql("automatic"),
            self._smb_log_sql("company_id"),
            tuple(self.env.companies.ids),
        )

    @api.model
    def _smb_day_sql(self, moment):
        zone = self.env.tz.zone
        return SQL("timezone(%s, timezone('UTC', %s))::date", zone, moment)

    @api.model
    def _search_smb_last_contact_date(self, operator, value):
        # Odoo asks for the field's groups when it is read, not when it is searched
        self._check_field_access(self._fields["smb_last_contact_date"], "read")
        if operator == "in":
            days = tuple(day for day in value if day)
            domain = self._smb_in_logs(
                SQL("%s IN %s", self._smb_day_sql(SQL("MAX(date)")), days or (None,)),
                lambda day: day in days,
            )
            if len(days) < len(value):
                domain |= ~self._smb_in_logs(SQL("TRUE"), bool)
            return domain
        if operator not in COMPARE or not value:
            return NotImplemented
        next_day = operator in ("<=", ">")
        bound = self._smb_midnight(value + timedelta(days=1) if next_day else value)
        sign = SQL("<") if operator[0] == "<" else SQL(">=")
        return self._smb_in_logs(
            SQL("MAX(date) %s %s", sign, bound),
            lambda day: day and COMPARE[operator](day, value),
            # a later bound lets the index skip what is older
            SQL("date >= %s", bound) if operator[0] == ">" else SQL("TRUE"),
        )

    @api.model
    def _smb_midnight(self, day):
        """The moment, in UTC, at which ``day`` begins for the user."""
        local = self.env.tz.localize(datetime.combine(day, time.min))
        return local.astimezone(pytz.utc).replace(tzinfo=None)

    @api.model
    def _smb_in_logs(self, having, matches, where=SQL("TRUE")):  # noqa: B008
        """Customers whose latest contact fulfils ``having``.

        :param matches: the same question about one day, for records in memory
        """
        return self._smb_customer_in(
            SQL(
                """
                SELECT commercial_partner_id FROM smb_contact_log log
                 WHERE commercial_partner_id IS NOT NULL AND %s AND %s AND %s
                 GROUP BY commercial_partner_id HAVING %s
                """,
                self._smb_log_counts_sql(),
                SQL("%s IS NOT NULL", self._smb_log_sql("date")),
                where,
                having,
            ),
            lambda partner: bool(matches(partner.smb_last_contact_date)),
        )

    @api.model
    def _smb_customer_in(self, subselect, predicate):
        """Domain of everybody whose commercial customer is in ``subselect``."""
        return Domain.custom(
            to_sql=lambda model, alias, query: SQL(
                "%s IN (%s)",
                model._field_to_sql(alias, "commercial_partner_id", query),
                subselect,
            ),
            predicate=predicate,
        )

    # next contact

    @api.depends("commercial_partner_id")
    @api.depends_context(*SCOPE)
    def _compute_smb_next_contact_date(self):
        customers = self.commercial_partner_id.ids
        rows = customers and self.env.execute_query(
            SQL(
                """
                SELECT smb_partner_id, MIN(date_deadline) FROM mail_activity activity
                 WHERE smb_partner_id = ANY(%s) AND %s GROUP BY smb_partner_id
                """,
                customers,
                self._smb_plan_counts_sql(),
            )
        )
        days = dict(rows or ())
        for partner in self:
            partner.smb_next_contact_date = days.get(partner.commercial_partner_id.id)

    @api.model
    def _smb_plan_sql(self, name):
        """A column of activities that is flushed before the query runs."""
        field = self.env["mail.activity"]._fields[name]
        return SQL.identifier("activity", name, to_flush=field)

    @api.model
    def _smb_plan_counts_sql(self):
        """Which activities count: open contacts of the active companies."""
        companies = tuple(self.env.companies.ids)
        return SQL(
            "%s AND %s IS NOT NULL AND %s IN %s AND COALESCE(%s IN %s, TRUE)",
            self._smb_plan_sql("active"),
            self._smb_plan_sql("smb_partner_id"),
            self._smb_plan_sql("activity_type_id"),
            self.env["smb.contact.channel"]._contact_activity_types(),
            self._smb_plan_sql("smb_company_id"),
            companies,
        )

    @api.model
    def _search_smb_next_contact_date(self, operator, value):
        # Odoo asks for the field's groups when it is read, not when it is searched
        self._check_field_access(self._fields["smb_next_contact_date"], "read")
        if operator == "in":
            days = tuple(day for day in value if day)
            domain = self._smb_in_plans(
                SQL("MIN(date_deadline) IN %s", days or (None,)),
                lambda day: day in days,
            )
            if len(days) < len(value):
                domain |= ~self._smb_in_plans(SQL("TRUE"), bool)
            return domain
        if operator not in COMPARE or not value:
            return NotImplemented
        return self._smb_in_plans(
            SQL("MIN(date_deadline) %s %s", SQL(operator), value),  # noqa: B608
            lambda day: day and COMPARE[operator](day, value),
        )

    @api.model
    def _smb_in_plans(self, having, matches):
        """Customers whose next planned contact fulfils ``having``."""
        return self._smb_customer_in(
            SQL(
                """
                SELECT smb_partner_id FROM mail_activity activity
                 WHERE %s AND %s IS NOT NULL GROUP BY smb_partner_id HAVING %s
                """,
                self._smb_plan_counts_sql(),
                self._smb_plan_sql("date_deadline"),
                having,
            ),
            lambda partner: bool(matches(partner.smb_next_contact_date)),
        )

    # sorting and grouping by both

    def _field_to_sql(self, alias, field_expr, query=None):
        # asked for each column of each customer that is loaded: once for all rooms
        if field_expr.startswith("smb_"):
            sql = self._smb_field_sql(alias, field_expr, query)
            if sql is not None:
                return sql
        return super()._field_to_sql(alias, field_expr, query)

    def _smb_field_sql(self, alias, field_expr, query):
        """The SQL of a field that no column holds; None for all others.

        Rooms with such fields extend it.
        """
        if field_expr == "smb_last_contact_date":
            return self._smb_last_contact_sql(alias)
        if field_expr == "smb_next_contact_date":
            return self._smb_next_contact_sql(alias, query)
        return None

    @api.model
    def _smb_last_contact_sql(self, alias):
        self._check_field_access(self._fields["smb_last_contact_date"], "read")
        latest = SQL(
            """(
                SELECT %(date)s FROM smb_contact_log log
                 WHERE log.commercial_partner_id = %(customer)s AND %(counts)s
                 ORDER BY log.date DESC LIMIT 1
            )""",
            date=self._smb_log_sql("date"),
            customer=SQL.identifier(alias, "commercial_partner_id"),
            counts=self._smb_log_counts_sql(),
        )
        return self._smb_day_sql(latest)

    @api.model
    def _smb_next_contact_sql(self, alias, query):
        self._check_field_access(self._fields["smb_next_contact_date"], "read")
        earliest = SQL(
            "SELECT smb_partner_id AS customer, MIN(%s) AS day"
            " FROM mail_activity activity WHERE %s GROUP BY smb_partner_id",
            self._smb_plan_sql("date_deadline"),
            self._smb_plan_counts_sql(),
        )
        customer = SQL.identifier(alias, "commercial_partner_id")
        if query is None:
            return SQL(
                "(SELECT day FROM (%s) plan WHERE customer = %s)", earliest, customer
            )
        # open plans are few: read once, not once for each customer
        plans = f"{alias}__smb_next"
        condition = SQL("%s = %s", SQL.identifier(plans, "customer"), customer)
        query.add_join("LEFT JOIN", plans, SQL("(%s)", earliest), condition)
        return SQL.identifier(plans, "day")

    # keeping activities and logs with their customer

    def write(self, vals):
        moving = vals.keys() & {"parent_id", "is_company", "company_id"}
        before = self.commercial_partner_id if moving else self.browse()
        if moving - {"company_id"}:
            self._smb_join_logs(vals)
        result = super().write(vals)
        if moving and ("company_id" in vals or self.commercial_partner_id != before):
            self.env["mail.activity"]._smb_refresh_customer(
                [("smb_partner_id", "in", before.ids)]
            )
        return result

    def _smb_join_logs(self, vals):
        """Before these become part of another customer, by the ``vals`` to write: a
        mail logged for both stays once."""
        # sudo: only who belongs to whom, to keep each log with its customer
        joining = self.sudo().filtered(
            lambda person: (
                not vals.get("is_company", person.is_company)
                and vals.get("parent_id", person.parent_id)
            )
        )
        logs = self.env["smb.contact.log"]
        by_customer = joining.grouped(
            lambda person: joining._smb_customer_after(person, vals)
        )
        for customer, persons in by_customer.items():
            moving = persons._smb_followers()
            if customer and moving.commercial_partner_id != customer:
                logs._archive_doubles(
                    customer, SQL("partner_id IN %s", tuple(moving.ids))
                )

    def _smb_customer_after(self, person, vals):
        """The customer that ``person`` belongs to once all of ``self`` have joined."""
        parent = self.browse(vals.get("parent_id", person.parent_id.id))
        customer = parent.commercial_partner_id
        while customer in self:
            customer = customer.parent_id.commercial_partner_id
        return customer

    def _smb_followers(self):
        """These persons and those below them who belong to the same customer."""
        everybody = self.with_context(active_test=False)
        below = everybody.search([("id", "child_of", self.ids)])
        ours = self.commercial_partner_id
        return below.filtered(lambda person: person.commercial_partner_id in ours)
