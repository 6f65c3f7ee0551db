from datetime import timedelta

from odoo import api, fields, models
from odoo.service.model import PG_CONCURRENCY_EXCEPTIONS_TO_RETRY as RETRY
from odoo.tools.sql import SQL

# who was changed in a transaction that long is still seen by the next search
LONGEST_CHANGE = timedelta(hours=1)
# when more than this part of all customers changed, everybody is computed at once
MANY = 0.1
# with fewer partners whoever installs the app finds tiers in it
AT_ONCE = 5_000


class SmbScorecard(models.Model):
    """Which customers' papers changed, and the two jobs that follow them.

    Orders, invoices, payments and contact logs say themselves when they changed; block
    range indexes of a few kilobytes find them. So nothing is added to the flow of work.
    What leaves no trace, such as a deleted paper or a moved contact, is seen by the
    nightly run. Who had a paper before somebody else got it is told by its chatter.
    """

    _inherit = "smb.scorecard"

    @api.model
    def _cron_refresh_changed(self):
        """Every quarter of an hour: the customers whose papers changed."""
        self._refresh_by_company(self._refresh_changed)

    @api.model
    def _begin(self):
        """The first scorecards: at once, or by the nightly job if that takes long."""
        partners = self.env["res.partner"].with_context(active_test=False)
        if partners.search_count([], limit=AT_ONCE) < AT_ONCE:
            for policy in self._policies():
                self._refresh_all(policy)
        else:
            self.env.ref("smb_crm.smb_scorecard_cron")._trigger()

    @api.model
    def _cron_refresh_all(self):
        """Every night: everybody."""
        self._refresh_by_company(self._refresh_all)

    @api.model
    def _refresh_by_company(self, refresh):
        """Run ``refresh`` for each company in a transaction of its own.

        A company that is being computed already is left to that run; one that fails
        does not keep the others waiting.
        """
        policies = self._policies()
        commit = self.env["ir.cron"]._commit_progress
        commit(remaining=len(policies))
        for policy in policies:
            # a customer deleted meanwhile, for example: the next try sees that
            if self._refresh_safely(policy, refresh):
                self._refresh_safely(policy, refresh)
            if not commit(1):
                return

    @api.model
    def _refresh_safely(self, policy, refresh):
        """Run ``refresh`` unless somebody is computing already.

        :return: whether it is worth another try
        """

        def work():
            if self._lock(policy.company_id, wait=False):
                refresh(policy)

        beats = self.env["smb.heartbeat"]
        doing = f"scorecards of company {policy.company_id.id}"
        _done, error = beats._attempt(doing, work)
        if error:
            beats._report(error)
        return isinstance(error, RETRY)

    @api.model
    def _refresh_all(self, policy):
        now = fields.Datetime.now()
        self._refresh(companies=policy.company_id)
        policy.documents_until = now

    @api.model
    def _refresh_changed(self, policy):
        now = fields.Datetime.now()
        partners = self._changed_since(policy)
        if partners is None:
            self._refresh_all(policy)
        else:
            self._refresh(partners, policy.company_id)
        policy.documents_until = now

    @api.model
    def _changed_since(self, policy):
        """Partners of the company whose papers changed since the last look.

        :return: None when everybody is to be computed
        """
        if not (policy.cuts and policy.documents_until):
            return None
        since = policy.documents_until - LONGEST_CHANGE
        self.env.flush_all()
        queries = self._change_queries(policy.company_id.id, since)
        rows = self.env.execute_query(
            SQL(
                "SELECT DISTINCT partner_id FROM (%s) AS change"
                " WHERE partner_id IS NOT NULL",
                SQL(" UNION ALL ").join(queries),
            )
        )
        known = self.search_count([("company_id", "=", policy.company_id.id)])
        if len(rows) > max(100, MANY * known):
            return None
        return self.env["res.partner"].browse(id_ for (id_,) in rows)

    @api.model
    def _change_queries(self, company, since):
        """Queries for the partners of papers that changed since."""
        queries = [
            SQL(
                "SELECT partner_id FROM %s WHERE write_date >= %s AND company_id = %s",
                SQL.identifier(table),
                since,
                company,
            )
            for table in ("sale_order", "account_move", "smb_contact_log")
        ]
        reconciled = SQL(
            """
            SELECT l.partner_id FROM account_partial_reconcile r
              JOIN account_move_line l ON l.id IN (r.debit_move_id, r.credit_move_id)
             WHERE r.create_date >= %s AND l.company_id = %s
            """,
            since,
            company,
        )
        # archived, tagged, made a company or part of one
        edited = SQL(
            """
            SELECT p.id FROM res_partner p
             WHERE p.write_date >= %s AND EXISTS (
                   SELECT FROM smb_scorecard card WHERE card.company_id = %s
                      AND card.partner_id IN (p.id, p.commercial_partner_id))
            """,
            since,
            company,
        )
        return [*queries, reconciled, edited, *self._former_queries(company, since)]

    @api.model
    def _former_queries(self, company, since):
        """Queries for those who had changed papers before: the chatter tells."""
        return [
            SQL(
                """
                SELECT was.old_value_integer FROM %(table)s paper
                  JOIN mail_message message ON message.model = %(model)s
                   AND message.res_id = paper.id
                  JOIN mail_tracking_value was ON was.mail_message_id = message.id
                  JOIN ir_model_fields field ON field.id = was.field_id
                   AND field.name = 'partner_id'
                 WHERE paper.write_date >= %(since)s AND paper.company_id = %(company)s
                   AND message.create_date >= %(since)s
                """,
                table=SQL.identifier(self.env[model]._table),
                model=model,
                since=since,
                company=company,
            )
            for model in ("sale.order", "account.move")
        ]
