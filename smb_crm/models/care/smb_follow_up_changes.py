from odoo import api, fields, models
from odoo.service.model import PG_CONCURRENCY_EXCEPTIONS_TO_RETRY as RETRY
from odoo.tools.sql import SQL

from ..value.smb_scorecard_changes import LONGEST_CHANGE, MANY
from .smb_care_program_steps import AT_ONCE

# names of our jobs, for their heartbeat
CHANGED, EVERYBODY = "smb_follow_up_plan_cron", "smb_follow_up_plan_all_cron"


class SmbFollowUp(models.Model):
    """Whose follow-ups may have changed, and the two jobs that plan them.

    Papers, contacts and tiers say themselves when they changed. What leaves no trace is
    seen by the nightly planning, and by the first one of the company's day.
    """

    _inherit = "smb.follow.up"

    @api.model
    def _cron_plan(self):
        """Every quarter of an hour: the customers about whom anything changed."""
        self._plan_by_company(CHANGED, self._plan_changed)

    @api.model
    def _cron_plan_all(self):
        """Every night: everybody."""
        self._plan_by_company(EVERYBODY, self._plan_everybody)

    @api.model
    def _begin(self):
        """The first follow-ups: at once, or by the job where there are many."""
        partners = self.env["res.partner"].with_context(active_test=False)
        if partners.search_count([], limit=AT_ONCE) < AT_ONCE:
            for policy in self._plan_policies():
                self._plan_everybody(policy)
        else:
            self.env.ref("smb_crm.smb_follow_up_plan_cron")._trigger()

    @api.model
    def _planned_days(self, company):
        """``{(customer id, step id): day}`` of what lies ahead."""
        self.flush_model()
        rows = self.env.execute_query(
            SQL(
                "SELECT partner_id, step_id, date FROM smb_follow_up"
                " WHERE company_id = %s AND state = 'planned'",
                company.id,
            )
        )
        return {(partner, step): day for partner, step, day in rows}

    @api.model
    def _plan_later(self, companies):
        """Have everybody planned by the next job."""
        self._plan_policies(companies).planned_until = False
        cron = self.env.ref("smb_crm.smb_follow_up_plan_cron", raise_if_not_found=False)
        if cron:
            cron._trigger()

    @api.model
    def _plan_by_company(self, job, plan):
        """Run ``plan`` for each company in a transaction of its own.

        A company that is being planned already is left to that run; one that fails
        does not keep the others waiting.
        """
        policies = self._plan_policies()
        commit = self.env["ir.cron"]._commit_progress
        commit(remaining=len(policies))
        for policy in policies:
            # a customer deleted meanwhile, for example: the next try sees that
            error = self._plan_safely(policy, plan)
            if isinstance(error, RETRY):
                error = self._plan_safely(policy, plan)
            if error:
                self.env["smb.heartbeat"]._failed(job, error)
            if not commit(1):
                return

    @api.model
    def _plan_safely(self, policy, plan):
        """Run ``plan`` unless somebody is planning already.

        :return: the error, if any
        """

        def work():
            if self._lock(policy.company_id, wait=False):
                plan(policy)

        doing = f"planning the follow-ups of company {policy.company_id.id}"
        _done, error = self.env["smb.heartbeat"]._attempt(doing, work)
        return error

    @api.model
    def _plan_everybody(self, policy):
        now = fields.Datetime.now()
        self._plan(policy.company_id)
        policy.planned_until = now

    @api.model
    def _plan_changed(self, policy):
        now = fields.Datetime.now()
        partners = self._changed_since(policy)
        if partners is None:
            self._plan_everybody(policy)
        else:
            self._plan(policy.company_id, partners)
            policy.planned_until = now

    @api.model
    def _changed_since(self, policy):
        """Partners of the company about whom anything changed since the last look.

        :return: None when everybody is to be planned
        """
        if not policy.planned_until or self._is_new_day(policy):
            return None
        self.env.flush_all()
        since = policy.planned_until - LONGEST_CHANGE
        rows = self.env.execute_query(
            SQL(
                "SELECT DISTINCT partner_id FROM (%s) AS change"
                " WHERE partner_id IS NOT NULL",
                SQL(" UNION ALL ").join(
                    self._plan_change_queries(policy.company_id.id, since)
                ),
            )
        )
        # sudo: only how many there are
        cards = self.env["smb.scorecard"].sudo()
        known = cards.search_count([("company_id", "=", policy.company_id.id)])
        if len(rows) > max(100, MANY * known):
            return None
        return self.env["res.partner"].browse(id_ for (id_,) in rows)

    @api.model
    def _is_new_day(self, policy):
        """Whether the company's day began after the last planning."""
        company = policy.company_id
        there = self.with_context(tz=company.partner_id.tz or "UTC")
        planned = fields.Datetime.context_timestamp(there, policy.planned_until)
        return planned.date() != self.env["smb.tier.policy"]._of(company)._today()

    @api.model
    def _plan_change_queries(self, company, since):
        """Queries for the partners about whom anything changed since."""
        cards = self.env["smb.scorecard"]
        return [
            *cards._change_queries(company, since),
            SQL(
                "SELECT partner_id FROM smb_tier_change"
                " WHERE date >= %s AND company_id = %s",
                since,
                company,
            ),
            SQL(
                "SELECT partner_id FROM stock_picking"
                " WHERE date_done >= %s AND company_id = %s",
                since,
                company,
            ),
        ]
