from dateutil.relativedelta import relativedelta

from odoo import api, models
from odoo.exceptions import AccessError, UserError

from ...tools.roles import ACCOUNTING
from ...tools.yeartable import MONTHS, change, months, year_rows

# what rows can stand for, as fields of the report
GROUPS = (
    "account_id",
    "account_type",
    "partner_id",
    "product_id",
    "categ_id",
    "user_id",
    "journal_id",
)
ROWS = 100
BACK = 20


class SmbExpense(models.AbstractModel):
    """The expenses of a year, month by month, beside the year before: no budget needed.

    The running year is compared with the year before until the same day. Everything is
    read from ``smb.expense.report`` with the rights of who asks.
    """

    _name = "smb.expense"
    _description = "Expenses of a Year"

    @api.model
    @api.readonly
    def smb_screen(self, back=0, group_by="account_id"):
        """The table and the chart in one answer, in the current company's currency.

        :param back: how many financial years ago, 0 for the running one
        :param group_by: one of ``GROUPS``
        :return: dict with ``rows`` (``months`` and ``before`` of twelve amounts,
            ``total``, ``compared`` with what of the year before, ``change`` as a
            share), ``rest`` and ``total`` of the same shape
        """
        self._check(back, group_by)
        begin, end, until = self._year(back)
        compared = self._compared(begin, until, group_by)
        rows = year_rows(self._found(begin, end, group_by), begin)
        for row in rows:
            self._finish(row, compared.get(row["key"], 0))
        return {
            "begin": begin,
            "end": end,
            "until": until,
            "months": months(begin),
            "is_running": not back,
            "may_go_back": back < BACK,
            "may_export": self.env.user.has_group("base.group_allow_export"),
            "company": ", ".join(self.env.companies.mapped("name")),
            "currency_id": self.env.company.currency_id.id,
            "groups": self._group_names(),
            "rows": self._named(rows[:ROWS], group_by),
            "rest": self._added_up(rows[ROWS:]) if rows[ROWS:] else False,
            "total": self._added_up(rows),
        }

    @api.model
    def _check(self, back, group_by):
        if not self.env.su and not self.env.user.has_groups(ACCOUNTING):
            raise AccessError(self.env._("Expenses are for accounting."))
        if group_by not in GROUPS or back not in range(BACK + 1):
            raise UserError(
                self.env._(
                    "Expenses stand by category, kind, supplier, item, product"
                    " category, employee or journal, of this year or one of the"
                    " 20 before."
                )
            )

    @api.model
    def _year(self, back):
        """First and last day of the year, and the day until which it is compared."""
        today, begin, _before, _same_day = self.env["smb.expense.report"]._years()
        begin -= relativedelta(years=back)
        end = begin + relativedelta(years=1, days=-1)
        return begin, end, min(today, end)

    # reading

    @api.model
    def _found(self, begin, end, group_by):
        """(key, day of the month, amount) of the year and the one before."""
        found = self._sums(begin - relativedelta(years=1), end, group_by, "date:month")
        return [
            (self._key(key), day, self._worth(amount, company))
            for key, day, company, amount in found
        ]

    @api.model
    def _compared(self, begin, until, group_by):
        """What was spent in the year before until the same day, by key."""
        year = relativedelta(years=1)
        sums = {}
        for key, company, amount in self._sums(begin - year, until - year, group_by):
            key = self._key(key)
            sums[key] = sums.get(key, 0) + self._worth(amount, company)
        return sums

    @api.model
    def _sums(self, first, last, *groups):
        domain = [
            ("date", ">=", first),
            ("date", "<=", last),
            ("company_id", "in", self.env.companies.ids),
        ]
        report = self.env["smb.expense.report"]
        return report._read_group(domain, [*groups, "company_id"], ["amount:sum"])

    @api.model
    def _key(self, value):
        return value.id if isinstance(value, models.BaseModel) else value

    @api.model
    def _worth(self, amount, company):
        """An amount of another company at today's rate."""
        own = self.env.company
        if company.currency_id == own.currency_id:
            return amount
        today = self.env["smb.ageing"]._today(own)
        return company.currency_id._convert(amount, own.currency_id, own, today)

    # figures

    @api.model
    def _finish(self, row, compared):
        round_ = self.env.company.currency_id.round
        row["months"] = [round_(amount) for amount in row["months"]]
        row["before"] = [round_(amount) for amount in row["before"]]
        row["total"] = round_(row["total"])
        row["compared"] = round_(compared)
        row["change"] = change(row["total"], row["compared"])
        return row

    @api.model
    def _added_up(self, rows):
        sums = {
            name: [sum(row[name][number] for row in rows) for number in range(MONTHS)]
            for name in ("months", "before")
        }
        total = {**sums, "total": sum(row["total"] for row in rows), "count": len(rows)}
        return self._finish(total, sum(row["compared"] for row in rows))

    @api.model
    def _group_names(self):
        report = self.env["smb.expense.report"].fields_get(GROUPS, ["string"])
        return [{"name": name, "label": report[name]["string"]} for name in GROUPS]

    @api.model
    def _named(self, rows, group_by):
        """Every row with the name of what it stands for."""
        report = self.env["smb.expense.report"]
        field = report._fields[group_by]
        if field.comodel_name:
            ids = [row["key"] for row in rows if row["key"]]
            # sudo: names of what the sums are about, which the caller may see
            records = self.env[field.comodel_name].sudo().browse(ids)
            names = {record.id: record.display_name for record in records}
        else:
            names = dict(field._description_selection(self.env))
        for row in rows:
            row["name"] = names.get(row["key"], "")
        return rows
