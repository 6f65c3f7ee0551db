from dataclasses import dataclass

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain
from odoo.tools import SQL

from ...tools.ageing import BOUNDS, bounds_of, with_shares
from ...tools.roles import ACCOUNTING, OVERVIEW, SALES
from ...tools.zones import local_day, zone

KINDS = ("asset_receivable", "liability_payable")
# what rows can stand for, and the model that names them
GROUPS = {
    "commercial_partner_id": "res.partner",
    "partner_id": "res.partner",
    "user_id": "res.users",
    "team_id": "crm.team",
    "tier_id": "smb.tier",
    "country_id": "res.country",
    "currency_id": "res.currency",
    "company_id": "res.company",
}


@dataclass
class Question:
    """What is to be aged: until when, which accounts, whose, by what."""

    as_of: object
    kind: str
    companies: models.BaseModel
    customers: SQL | None
    group_by: str
    bounds: tuple = BOUNDS


class SmbAgeing(models.AbstractModel):
    """What is owed on a day, by how late it is.

    An item is a line on a receivable or payable account; late counts from its own due
    date, so that instalments age one by one. What was settled later than the day is
    added back, so that a past day shows what the ledger showed then. Payments and
    credit notes that are not matched yet count with their own date, as a minus.

    Accountants see everything, payables as well. Who sees all sales documents sees what
    all customers owe; a rep what the own customers owe. The ledger is read for them
    here and nowhere else, and returned as sums.
    """

    _name = "smb.ageing"
    _description = "Ageing"

    @api.model
    @api.readonly
    def compute(
        self,
        as_of=None,
        account_type="asset_receivable",
        domain=None,
        group_by="commercial_partner_id",
        companies=None,
    ):
        """What is owed at the end of a day.

        :param as_of: a date; today of the company when empty
        :param account_type: ``asset_receivable``, what customers owe, or
            ``liability_payable``, what is owed to suppliers
        :param domain: which customers, a domain over ``res.partner``, with the rights
            of the user
        :param group_by: one of ``GROUPS``
        :param companies: companies the user is active in, or their ids; all of them
            when empty
        :return: a list of dicts, largest first: ``key`` (id or ``False``), ``name``, a
            sum for each step of ``tools.ageing``, ``total``, ``overdue``, all in the
            currency of the current company, ``share`` and ``cumulative`` of what is
            owed (0 to 1),
            and ``oldest``, the days of the item that is most late, 0 without one. By
            currency also each step, ``overdue`` and ``total`` with ``_currency`` behind
            its name, in the currency of the documents
        :raise AccessError: when the user may not see any of it
        :raise UserError: when the question can't be understood
        """
        question = self._question(as_of, account_type, domain, group_by, companies)
        rows = with_shares(self._rows(question))
        return self._named(rows, GROUPS[group_by])

    @api.model
    def _question(self, as_of, account_type, domain, group_by, companies):
        if account_type not in KINDS or group_by not in GROUPS:
            raise UserError(
                self.env._(
                    "Ageing is about receivables or payables, by customer, contact,"
                    " salesperson, team, tier, country, currency or company."
                )
            )
        self._check_reader(account_type)
        companies = self._companies(companies)
        items = self.env["smb.open.item"].with_context(smb_as_of=as_of)
        return Question(
            as_of=items._as_of() if as_of else self._today(companies[:1]),
            kind=account_type,
            companies=companies,
            customers=self._customers(domain),
            group_by=group_by,
            bounds=self._bounds(self.env.company),
        )

    @api.model
    def _bounds(self, company):
        """The last day of each step, as ``company`` decided."""
        policy = self.env["smb.policy"]._of(company)
        return bounds_of(policy.ageing_bounds) if policy else BOUNDS

    # whose

    @api.model
    def _check_reader(self, account_type):
        groups = ACCOUNTING if account_type == KINDS[1] else f"{SALES},{ACCOUNTING}"
        if not self.env.su and not self.env.user.has_groups(groups):
            raise AccessError(
                self.env._(
                    "What customers owe is for Sales and accounting, what is owed to"
                    " suppliers for accounting only."
                )
            )

    @api.model
    def _companies(self, companies):
        """Companies the user is active in, the current one first."""
        active = self.env.companies
        if not companies:
            return active
        ids = getattr(companies, "ids", companies)
        if not set(ids) <= set(active.ids):
            raise AccessError(
                self.env._("Switch to these companies first to see what they are owed.")
            )
        return active.filtered(lambda company: company.id in ids)

    @api.model
    def _today(self, company):
        return local_day(fields.Datetime.now(), zone(company.partner_id.tz))

    @api.model
    def _customers(self, domain):
        """The contacts in question as a query, or ``None`` for everybody's items."""
        domain = Domain(domain or Domain.TRUE)
        if not self.env.su and not self.env.user.has_groups(OVERVIEW):
            domain &= Domain("commercial_partner_id.user_id", "=", self.env.uid)
        if domain.is_true():
            return None
        partners = self.env["res.partner"].with_context(active_test=False)
        return partners._search(domain).subselect()

    # names

    @api.model
    def _named(self, rows, model):
        """Every row with the name of what it stands for."""
        if model == "res.partner":
            # they came with the sums: thousands of records are slow to read
            return rows
        ids = [row["key"] for row in rows if row["key"]]
        # sudo: names of what the sums are about; whose sums they are was checked
        records = self.env[model].sudo().browse(ids)
        records.fetch(["display_name"])
        names = {record.id: record.display_name for record in records}
        for row in rows:
            row["name"] = names.get(row["key"], "")
        return rows
