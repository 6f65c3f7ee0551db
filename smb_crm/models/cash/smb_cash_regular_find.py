from statistics import median

from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.tools import SQL

from ...tools.regular import MONTH_END
from .smb_cash_ledger import OWED

# full months that are looked at, and how far amounts may lie apart
MONTHS = 6
APART = 0.1
# from this day on in every month it is the month's end that counts
LATE = 28


class SmbCashRegular(models.Model):
    """What was paid in each of the last six months without a bill, found in the ledger.

    Money that went to, or came from, the same account and partner month by month, the
    amounts at most 10 % from their median. What is known already, archived as well, is
    never brought again.
    """

    _inherit = "smb.cash.regular"

    account_id = fields.Many2one(
        "account.account",
        readonly=True,
        ondelete="set null",
        index="btree_not_null",
        help="The account in whose history it was found.",
    )
    partner_id = fields.Many2one(
        "res.partner",
        string="Paid To or By",
        readonly=True,
        ondelete="set null",
        index="btree_not_null",
    )

    def action_find(self):
        """Take over what the history of this company shows, and say how much that was.

        :raise AccessError: for who may not enter regular payments
        """
        self.check_access("create")
        if not self.env.user.has_group("account.group_account_invoice"):
            raise AccessError(self.env._("Accountants enter regular payments."))
        found = self.create(self._found())
        message = self.env._(
            "Regular payments found in the last 6 months: %(count)s", count=len(found)
        )
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "success" if found else "info",
                "message": message,
                "next": {"type": "ir.actions.client", "tag": "soft_reload"},
            },
        }

    @api.model
    def _found(self):
        """Values of what is paid each month and not known yet."""
        company = self.env.company
        known = {
            (row.account_id.id, row.partner_id.id or None)
            for row in self.with_context(active_test=False).search(
                [("company_id", "=", company.id), ("account_id", "!=", False)]
            )
        }
        months = {}
        for account, partner, amount, day in self._paid(company):
            months.setdefault((account, partner), []).append((day, float(amount)))
        return [
            self._prepare_found_vals(company, *key, sorted(paid))
            for key, paid in months.items()
            if key not in known and self._is_steady([amount for _day, amount in paid])
        ]

    @api.model
    def _is_steady(self, amounts):
        usual = median(amounts)
        return len(amounts) == MONTHS and all(
            abs(amount - usual) <= APART * abs(usual) for amount in amounts
        )

    @api.model
    def _prepare_found_vals(self, company, account_id, partner_id, paid):
        account = self.env["account.account"].browse(account_id)
        partner = self.env["res.partner"].browse(partner_id or [])
        day, amount = paid[-1]
        names = filter(None, (account.name, partner.display_name))
        return {
            "name": ", ".join(names),
            "company_id": company.id,
            "currency_id": company.currency_id.id,
            "side": "out" if amount > 0 else "in",
            "amount": company.currency_id.round(abs(amount)),
            "date": day,
            "month_end": all(day.day >= LATE for day, _amount in paid),
            "account_id": account.id,
            "partner_id": partner.id,
        }

    @api.model
    def _paid(self, company):
        """(account, partner, amount, last day) of each month, without bills."""
        today = self.env["smb.ageing"]._today(company)
        begin = today.replace(day=1) - relativedelta(months=MONTHS)
        self.env["smb.cash.forecast"]._flush()
        self.env["account.journal"].flush_model(["suspense_account_id"])
        return self.env.execute_query(
            SQL(
                """
                WITH money AS (%(money)s)
                SELECT line.account_id, person.commercial_partner_id,
                       SUM(line.balance), MAX(line.date)
                  FROM account_move_line line
                  JOIN account_account account ON account.id = line.account_id
                   AND account.account_type NOT IN %(owed)s
                  LEFT JOIN res_partner person ON person.id = line.partner_id
                 WHERE line.company_id = %(company)s AND line.parent_state = 'posted'
                   AND line.date BETWEEN %(begin)s AND %(end)s
                   AND line.account_id NOT IN (SELECT id FROM money)
                   AND line.account_id IS DISTINCT FROM %(transfer)s
                   AND NOT EXISTS (SELECT FROM account_journal journal
                                    WHERE journal.suspense_account_id
                                          = line.account_id)
                   AND EXISTS (SELECT FROM account_move_line paid
                                WHERE paid.move_id = line.move_id
                                  AND paid.account_id IN (SELECT id FROM money))
                 GROUP BY 1, 2, DATE_TRUNC('month', line.date)
                HAVING SUM(line.balance) <> 0
                """,
                money=self.env["smb.cash.ledger"]._accounts_sql(),
                owed=OWED,
                company=company.id,
                begin=begin,
                end=begin + relativedelta(months=MONTHS - 1) + MONTH_END,
                transfer=company.transfer_account_id.id or None,
            )
        )
