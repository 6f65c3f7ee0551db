from odoo import api, models
from odoo.tools import SQL


class SmbPromise(models.Model):
    """Whether promises were kept, as the ledger tells.

    Kept: as much came in from the day of the promise to its last day as was promised,
    earlier promises of that customer served first; or nothing is due on the last day.
    Broken: the last day and the days that a bank may take are over.
    """

    _inherit = "smb.promise"

    @api.model
    def _cron_decide(self):
        """Every morning: which promises were kept, which were broken."""
        policies = self.env["smb.policy"].search([("company_id.active", "=", True)])
        for policy in policies:
            self._decide(policy.company_id)

    @api.model
    def _decide(self, company):
        """Decide the open promises of ``company`` in one statement."""
        policy = self.env["smb.policy"]._of(company)
        self.env.flush_all()
        self.env.cr.execute(
            SQL(
                """
                WITH %(asked)s, %(received)s, %(rest)s
                UPDATE smb_promise promise
                   SET state = CASE WHEN verdict.kept THEN 'kept' ELSE 'broken' END,
                       decided_date = %(today)s
                  FROM (
                    SELECT asked.id, asked.date,
                           COALESCE(received.amount, 0) >= asked.needed - 0.005
                           OR asked.date <= %(today)s AND rest.amount IS NULL
                           AS kept
                      FROM asked
                      LEFT JOIN received ON received.id = asked.id
                      LEFT JOIN rest ON rest.id = asked.id
                     WHERE asked.state = 'open') verdict
                 WHERE verdict.id = promise.id
                   AND (verdict.kept OR verdict.date + %(grace)s < %(today)s)
                """,
                asked=self._asked_sql(company),
                received=self._received_sql(company, policy),
                rest=self._rest_sql(company),
                today=policy._today(),
                grace=policy.promise_grace,
            )
        )
        self.invalidate_model()

    @api.model
    def _asked_sql(self, company):
        """Promises with what has to come in until they are kept."""
        return SQL(
            """
            asked AS (
                SELECT promise.*, promise.amount + COALESCE((
                        SELECT SUM(earlier.amount) FROM smb_promise earlier
                         WHERE earlier.company_id = promise.company_id
                           AND earlier.partner_id = promise.partner_id
                           AND earlier.currency_id = promise.currency_id
                           AND COALESCE(earlier.move_id, 0)
                               = COALESCE(promise.move_id, 0)
                           AND earlier.state <> 'broken'
                           AND earlier.date >= promise.given_date
                           AND (earlier.date, earlier.id)
                               < (promise.date, promise.id)), 0) AS needed
                  FROM smb_promise promise
                 WHERE promise.company_id = %s AND promise.state = 'open')
            """,
            company.id,
        )

    @api.model
    def _received_sql(self, company, policy):
        """Money that came in, in the currency of the promise."""
        return SQL(
            """
            received AS (
                SELECT asked.id, SUM(CASE
                       WHEN asked.currency_id = %(own)s THEN -line.balance
                       WHEN asked.currency_id = line.currency_id
                       THEN -line.amount_currency ELSE 0 END) AS amount
                  FROM asked
                  JOIN res_partner person
                    ON person.commercial_partner_id = asked.partner_id
                  JOIN account_move_line line ON line.partner_id = person.id
                   AND line.company_id = %(company)s AND line.parent_state = 'posted'
                   AND line.balance < 0
                   AND line.date BETWEEN asked.given_date AND asked.date + %(grace)s
                  JOIN account_journal journal ON journal.id = line.journal_id
                   AND journal.type IN ('bank', 'cash', 'credit')
                  JOIN account_account account ON account.id = line.account_id
                   AND account.account_type = 'asset_receivable'
                 WHERE asked.move_id IS NULL OR EXISTS (
                     SELECT 1 FROM account_partial_reconcile part
                       JOIN account_move_line debit ON debit.id = part.debit_move_id
                      WHERE part.credit_move_id = line.id
                        AND debit.move_id = asked.move_id)
                 GROUP BY 1)
            """,
            own=company.currency_id.id,
            company=company.id,
            grace=policy.promise_grace,
        )

    @api.model
    def _rest_sql(self, company):
        """What is still owed of the invoice, or of all that was due by then."""
        return SQL(
            """
            rest AS (
                SELECT asked.id, SUM(line.amount_residual) AS amount
                  FROM asked
                  JOIN res_partner person
                    ON person.commercial_partner_id = asked.partner_id
                  JOIN account_move_line line ON line.partner_id = person.id
                   AND line.company_id = %s AND line.parent_state = 'posted'
                   AND line.reconciled IS NOT TRUE AND line.amount_residual > 0
                   AND (asked.move_id IS NULL
                        AND COALESCE(line.date_maturity, line.date) <= asked.date
                        OR line.move_id = asked.move_id)
                  JOIN account_account account ON account.id = line.account_id
                   AND account.account_type = 'asset_receivable'
                 GROUP BY 1)
            """,
            company.id,
        )
