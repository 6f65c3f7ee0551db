from dataclasses import dataclass
from datetime import date

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import SQL

from ...tools.ageing import NAMES, step_of
from ...tools.roles import OVERVIEW
from .smb_ageing import KINDS as ACCOUNTS

KINDS = ("open", "activity")


@dataclass
class Statement:
    """What is to be stated: whose account with which company, how, for which days."""

    customers: models.BaseModel
    company: models.BaseModel
    kind: str
    date_from: date
    date_to: date
    bounds: tuple


class SmbStatement(models.AbstractModel):
    """Statements of account: what stands between a customer and the company.

    One statement per customer and currency, in that currency. ``open`` lists what is
    not settled at the end of a day, ``activity`` every document between two days with
    the balance before and after. Both end in the same balance, and all of a company's
    statements together in that of its ledger.

    An invoice settled in another currency, or by the money of another customer, leaves
    this statement and stands in the other one: the activity says so in a line.
    """

    _name = "smb.statement"
    _description = "Statement of Account"

    @api.model
    @api.readonly
    def compute(self, partners, date_from=None, date_to=None, kind="open"):
        """The statements of ``partners`` with the current company.

        :param partners: contacts or their ids; of each the customer it belongs to
        :param date_from: first day of an activity; the month's first when empty
        :param date_to: the last day; today of the company when empty
        :param kind: ``open`` or ``activity``
        :return: a list of dicts, by customer as given and currency: ``partner_id``,
            ``name``, ``currency_id``, ``currency``, ``kind``, ``date_from``,
            ``date_to``, ``opening``, ``lines``, ``closing``, ``closing_company`` in
            the company's currency, ``overdue``, and ``steps``, what is open by how
            late it is. A line has ``date``, ``document``, ``type``, ``reference``,
            ``other``, ``date_due``, ``days_late``, ``amount``, ``charge``, ``payment``,
            ``balance`` and ``move_id``. Customers without any are left out.
        :raise AccessError: when one of them is not the user's to see
        :raise UserError: when the question can't be understood
        """
        # a recordset, or ids of who calls from outside
        ids = partners.ids if isinstance(partners, models.BaseModel) else partners
        partners = self.env["res.partner"].with_context(active_test=False).browse(ids)
        self._check_reader(partners)
        return self._compute(partners, date_from, date_to, kind)

    @api.model
    def _check_reader(self, partners):
        self.env["smb.ageing"]._check_reader(ACCOUNTS[0])
        if self.env.su:
            return
        partners.check_access("read")
        customers = partners.commercial_partner_id
        if self.env.user.has_groups(OVERVIEW):
            return
        if customers.filtered(lambda customer: customer.user_id != self.env.user):
            raise AccessError(
                self.env._(
                    "You see statements of your own customers only. Ask accounting"
                    " for those of others."
                )
            )

    @api.model
    def _compute(self, partners, date_from=None, date_to=None, kind="open"):
        """As ``compute``, for callers who checked whose statements they ask for."""
        asked = self._asked(partners, date_from, date_to, kind)
        if not asked.customers:
            return []
        self._flush()
        found = {}
        for row in self._open_items(asked):
            self._statement(found, asked, row)["items"].append(row)
        if kind == "activity":
            for row in self._movements(asked):
                self._statement(found, asked, row)["moves"].append(row)
        order = {number: n for n, number in enumerate(asked.customers.ids)}
        # sudo: currencies of the items, and of their company
        currencies = self.env["res.currency"].sudo()
        currencies = currencies.browse({currency for _customer, currency in found})
        currencies |= asked.company.currency_id
        rows = [
            self._told(statement, asked, currencies) for statement in found.values()
        ]
        rows = [row for row in rows if self._says_something(row)]
        return sorted(rows, key=lambda row: (order[row["partner_id"]], row["currency"]))

    @api.model
    def _asked(self, partners, date_from, date_to, kind):
        if kind not in KINDS:
            raise UserError(
                self.env._("A statement shows open items, or activity between days.")
            )
        company = self.env.company
        ageing = self.env["smb.ageing"]
        date_to = self._day(date_to) or ageing._today(company)
        date_from = self._day(date_from) or date_to.replace(day=1)
        if kind == "activity" and date_from > date_to:
            raise UserError(self.env._("The first day comes before the last one."))
        return Statement(
            customers=partners.commercial_partner_id,
            company=company,
            kind=kind,
            date_from=date_from,
            date_to=date_to,
            bounds=ageing._bounds(company),
        )

    @api.model
    def _day(self, said):
        try:
            return fields.Date.to_date(said)
        except (TypeError, ValueError) as error:
            raise UserError(
                self.env._("%(text)s is no day. Write it as 2026-12-31.", text=said)
            ) from error

    # from rows to statements

    @api.model
    def _statement(self, found, asked, row):
        """The statement that ``row`` belongs to, begun when it is the first one."""
        key = row["customer_id"], row["currency_id"]
        return found.setdefault(key, {"key": key, "items": [], "moves": []})

    @api.model
    def _told(self, statement, asked, currencies):
        customer_id, currency_id = statement["key"]
        currency = currencies.browse(currency_id).with_prefetch(currencies.ids)
        # sudo: the name of a customer that the caller asked about
        customer = self.env["res.partner"].sudo().browse(customer_id)
        customer = customer.with_prefetch(asked.customers.ids)
        # sums of what is rounded already: only what floats leave behind goes
        digits = currency.decimal_places
        lines, opening = self._lines(statement, asked, digits)
        items = statement["items"]
        steps = dict.fromkeys(NAMES, 0.0)
        for item in items:
            steps[step_of(item["days_late"], asked.bounds)] += item["amount"]
        steps = {name: round(amount, digits) for name, amount in steps.items()}
        in_company = sum(item["amount_company"] for item in items)
        return {
            "partner_id": customer_id,
            "name": customer.display_name,
            "currency_id": currency_id,
            "currency": currency.name,
            "kind": asked.kind,
            "date_from": asked.date_from if asked.kind == "activity" else False,
            "date_to": asked.date_to,
            "opening": opening,
            "lines": lines,
            "closing": lines[-1]["balance"] if lines else opening,
            "closing_company": round(
                in_company, asked.company.currency_id.decimal_places
            ),
            "overdue": round(sum(steps[name] for name in NAMES[1:]), digits),
            "steps": steps,
        }

    @api.model
    def _lines(self, statement, asked, digits):
        """Lines with a running balance, and what it begins with."""
        opening, rows = 0.0, statement["items"]
        if asked.kind == "activity":
            moves = statement["moves"]
            opening = sum(row["amount"] for row in moves if not row["date"])
            rows = [row for row in moves if row["date"]]
        opening = round(opening, digits)
        lines, balance = [], opening
        for row in rows:
            amount = round(row["amount"], digits)
            # gains and losses by rates move nothing in the customer's currency
            if not amount:
                continue
            balance = round(balance + amount, digits)
            lines.append(self._line(row, amount, balance))
        return lines, opening

    @api.model
    def _line(self, row, amount, balance):
        return {
            "date": row["date"],
            "document": row["document"] or "",
            "type": row["type"],
            "reference": row["reference"] or "",
            "other": row.get("other") or "",
            "date_due": row["date_due"],
            "days_late": row["days_late"],
            "amount": amount,
            "charge": max(amount, 0.0),
            "payment": max(-amount, 0.0),
            "balance": balance,
            "move_id": row["move_id"],
        }

    @api.model
    def _says_something(self, row):
        return bool(row["lines"] or row["opening"] or row["closing_company"])

    # pages

    @api.model
    def _pages(self, partners, date_from, date_to, kind, skip_empty=False):
        """Per customer what its paper says: language, statements, balance.

        :param partners: whose statements the caller may see; checked before
        """
        found = {}
        for row in self._compute(partners, date_from, date_to, kind):
            found.setdefault(row["partner_id"], []).append(row)
        return [
            {
                "partner": customer,
                "lang": self._lang(customer),
                "statements": found.get(customer.id, []),
            }
            for customer in partners.commercial_partner_id
            if not skip_empty or customer.id in found
        ]

    @api.model
    def _lang(self, customer):
        """The customer's language if it is active, else the company's."""
        known = dict(self.env["res.lang"].get_installed())
        langs = (customer.lang, self.env.company.partner_id.lang)
        return next((lang for lang in langs if lang in known), "en_US")

    @api.model
    def _owing(self, company, day):
        """Customers with anything open with ``company`` at the end of ``day``."""
        self._flush()
        rows = self.env.execute_query(
            SQL(
                """
                SELECT DISTINCT who.commercial_partner_id
                  FROM (%s) item JOIN res_partner who ON who.id = item.partner_id
                """,
                self._owing_sql(company, day),
            )
        )
        partners = self.env["res.partner"].browse(row[0] for row in rows)
        return partners.exists().filtered("active")
