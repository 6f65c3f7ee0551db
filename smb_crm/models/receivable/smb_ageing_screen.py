from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.fields import Domain

from ...tools.ageing import NAMES, ranges
from ...tools.roles import ACCOUNTING, OVERVIEW
from .smb_ageing import GROUPS, KINDS

# rows that a screen shows; what comes after them stands in one row of sums
ROWS = 500
ITEMS = 200
MONTHS = 12
POINTS = 80
CUSTOMERS = ("commercial_partner_id", "partner_id")
# the field of the open items that says the same as a row of the ageing
ITEM_FIELDS = {
    "commercial_partner_id": "partner_id",
    "user_id": "user_id",
    "team_id": "team_id",
    "tier_id": "tier_id",
    "country_id": "country_id",
    "currency_id": "currency_id",
    "company_id": "company_id",
}


class SmbAgeing(models.AbstractModel):
    """What the screen and the papers of the ageing show."""

    _inherit = "smb.ageing"

    @api.model
    @api.readonly
    def smb_screen(
        self,
        as_of=None,
        account_type=KINDS[0],
        group_by="commercial_partner_id",
        mine=False,
    ):
        """Everything on the screen but the trend, in one answer.

        :return: a dict with ``rows`` as of ``compute``, the largest 500, ``rest`` with
            the sums of the others, ``total``, ``curve`` of concentration, the names of
            the columns, what the user may choose, and the day in question
        """
        domain = self._mine_domain(mine)
        rows = self.compute(as_of, account_type, domain, group_by)
        question = self._question(as_of, account_type, domain, group_by, None)
        self._add_limits(rows[:ROWS], question)
        return {
            "as_of": question.as_of,
            "currency_id": self.env.company.currency_id.id,
            "company": ", ".join(question.companies.mapped("name")),
            "columns": self._columns(),
            "groups": self._group_names(),
            "has_payables": self.env.su or self.env.user.has_groups(ACCOUNTING),
            "has_others": self.env.su or self.env.user.has_groups(OVERVIEW),
            "has_limits": self._has_limits(question),
            "has_items": group_by in ITEM_FIELDS,
            "may_export": self.env.user.has_group("base.group_allow_export"),
            "rows": rows[:ROWS],
            "rest": self._added_up(rows[ROWS:]) if rows[ROWS:] else False,
            "total": self._added_up(rows),
            "curve": self._curve(rows),
        }

    @api.model
    @api.readonly
    def smb_items(
        self,
        key,
        as_of=None,
        account_type=KINDS[0],
        group_by="commercial_partner_id",
        mine=False,
    ):
        """The open items behind one row, the most late first, at most 200.

        :param key: the row's key, ``False`` for what belongs to nobody
        """
        question = self._question(as_of, account_type, None, group_by, None)
        items = self.env["smb.open.item"].with_context(
            smb_as_of=fields.Date.to_string(question.as_of)
        )
        domain = Domain("kind", "=", account_type) & Domain(
            ITEM_FIELDS.get(group_by, "partner_id"), "=", key
        )
        if mine:
            domain &= Domain("user_id", "=", self.env.uid)
        found = items.search_read(
            domain & Domain("company_id", "in", question.companies.ids),
            [
                "partner_id",
                "move_id",
                "move_name",
                "ref",
                "date",
                "date_due",
                "days_late",
                "step",
                "amount",
                "amount_currency",
                "currency_id",
            ],
            order="date_due, id",
            limit=ITEMS + 1,
        )
        return {"items": found[:ITEMS], "more": len(found) > ITEMS}

    @api.model
    @api.readonly
    def smb_trend(self, account_type=KINDS[0], mine=False):
        """What was owed at the last twelve ends of a month, and is today."""
        domain = self._mine_domain(mine)
        today = self._question(None, account_type, domain, "company_id", None).as_of
        ends = [
            today.replace(day=1) - relativedelta(months=back, days=1)
            for back in reversed(range(MONTHS - 1))
        ]
        return [
            {
                "date": day,
                **self._added_up(self.compute(day, account_type, domain, "company_id")),
            }
            for day in (*ends, today)
        ]

    @api.model
    def _mine_domain(self, mine):
        return [("commercial_partner_id.user_id", "=", self.env.uid)] if mine else None

    @api.model
    def _columns(self):
        bounds = self._bounds(self.env.company)
        names = [
            self.env._("Not Due"),
            *ranges(bounds),
            self.env._("Over %(days)s", days=bounds[-1]),
        ]
        return [
            {"name": name, "label": label}
            for name, label in zip(NAMES, names, strict=True)
        ]

    @api.model
    def _group_names(self):
        names = {
            "commercial_partner_id": self.env._("Customer"),
            "partner_id": self.env._("Contact"),
            "user_id": self.env._("Salesperson"),
            "team_id": self.env._("Sales Team"),
            "tier_id": self.env._("Tier"),
            "country_id": self.env._("Country"),
            "currency_id": self.env._("Currency"),
        }
        if len(self.env.companies) > 1:
            names["company_id"] = self.env._("Company")
        known = [name for name in GROUPS if name in names]
        return [{"name": name, "label": names[name]} for name in known]

    @api.model
    def _added_up(self, rows):
        round_ = self.env.company.currency_id.round
        total = {
            name: round_(sum(row[name] for row in rows))
            for name in (*NAMES, "overdue", "total")
        }
        total["oldest"] = max((row["oldest"] for row in rows), default=0)
        total["share"] = sum(row["share"] for row in rows)
        total["count"] = len(rows)
        return total

    @api.model
    def _curve(self, rows):
        """How much of what is owed the first so many owe: at most 80 points."""
        owing = [row for row in rows if row["total"] > 0]
        step = max(1, -(-len(owing) // POINTS))
        return [
            {"count": number, "share": row["cumulative"]}
            for number, row in enumerate(owing, 1)
            if number % step == 0 or number == len(owing)
        ]

    # allowance

    @api.model
    def _has_limits(self, question):
        """Whether credit limits are shown: where used, to those Odoo shows them to."""
        return bool(
            question.group_by == "commercial_partner_id"
            and question.kind == KINDS[0]
            and len(question.companies) == 1
            and question.companies.account_use_credit_limit
            and (self.env.su or self.env.user.has_groups(ACCOUNTING))
        )

    @api.model
    def _add_limits(self, rows, question):
        """``limit`` of every customer, and how far what is owed is ``over`` it."""
        if not self._has_limits(question):
            return
        partners = self.env["res.partner"].with_company(question.companies)
        # sudo: limits of customers in the list, for accountants, checked above
        customers = partners.sudo().browse([row["key"] for row in rows if row["key"]])
        limits = {customer.id: customer.credit_limit for customer in customers}
        for row in rows:
            row["limit"] = limits.get(row["key"], 0.0)
            row["over"] = max(row["total"] - row["limit"], 0.0) if row["limit"] else 0.0
