import logging

from odoo import api, models
from odoo.fields import Domain
from odoo.service.model import PG_CONCURRENCY_EXCEPTIONS_TO_RETRY as RETRY
from odoo.tools import SQL, split_every

_logger = logging.getLogger(__name__)
JOB = "smb_membership_cron"
BATCH = 100


class SmbMembership(models.Model):
    """The day goes on: who waited becomes a member, who is over ends.

    The job finds what differs from what should be, so that it may be stopped anywhere
    and finds the rest the next time.
    """

    _inherit = "smb.membership"

    @api.model
    def _cron_live(self):
        """Every quarter of an hour: what the day and the tiers bring, by company."""
        companies = self._companies()
        commit = self.env["ir.cron"]._commit_progress
        commit(remaining=len(companies))
        for company in companies:
            here = self.with_company(company).with_context(
                allowed_company_ids=company.ids, lang=company.partner_id.lang
            )
            if not here._live(company) or not commit(1):
                return

    @api.model
    def _companies(self):
        return self.env["smb.policy"].search_fetch(Domain.TRUE).company_id

    @api.model
    def _live(self, company):
        """All that is to be done in ``company``.

        :return: whether there is time for more
        """
        return (
            self._in_batches(self._find_rolling(company), self._roll_one)
            and self._in_batches(self._find_earned(company), self._earn_one)
            and self._in_batches(self._find_outdated(company), self._update_one)
        )

    @api.model
    def _in_batches(self, rows, act):
        """``act`` on each of ``rows``; what fails is reported, the others go on."""
        commit = self.env["ir.cron"]._commit_progress
        for batch in split_every(BATCH, rows, list):
            for row in batch:
                self._try(act, row)
            self.env.flush_all()
            if not commit():
                return False
        return True

    @api.model
    def _try(self, act, row):
        try:
            with self.env.cr.savepoint():
                act(row)
        except RETRY:
            # somebody was at it just now: the next run finds the same
            self.env.invalidate_all(flush=False)
        except Exception as error:
            self.env.invalidate_all(flush=False)
            _logger.exception("Memberships: %s failed", row)
            self.env["smb.heartbeat"]._failed(JOB, error)

    # days

    @api.model
    def _roll(self, companies=None):
        """States follow the dates of each company's own day."""
        for company in companies or self._companies():
            for id_ in self._find_rolling(company):
                self._roll_one(id_)

    @api.model
    def _find_rolling(self, company):
        """Memberships that are not what they should be today, by the days alone."""
        self.env.flush_all()
        rows = self.env.execute_query(
            SQL(
                """
                SELECT m.id FROM smb_membership m
                  JOIN res_partner_grade has ON has.id = m.level_id
                  JOIN res_partner p ON p.id = m.partner_id
                 WHERE m.company_id = %(company)s AND m.state <> 'ended'
                   AND (m.date_end < %(day)s
                        OR p.commercial_partner_id <> p.id
                        OR m.state = 'waiting' AND m.date_start <= %(day)s
                        OR EXISTS (
                           SELECT FROM smb_membership_right r
                             JOIN res_partner_grade g ON g.id = r.level_id
                            WHERE r.membership_id = m.id
                              AND r.cancelled IS NOT TRUE AND r.date_from <= %(day)s
                              AND (r.date_to IS NULL OR r.date_to >= %(day)s)
                              AND (COALESCE(g.sequence, 0), g.id)
                                  < (COALESCE(has.sequence, 0), has.id)))
                 ORDER BY m.id
                """,
                company=company.id,
                day=self._today(company),
            )
        )
        return [id_ for (id_,) in rows]

    @api.model
    def _roll_one(self, id_):
        row = self.browse(id_)
        row._know_rights()
        if row.partner_id.commercial_partner_id != row.partner_id:
            row = row._move_up()
        row._settle()
        row.change_ids._count_once(row)

    def _move_up(self):
        """Who became a person of another customer brings the membership along.

        :return: the membership of that customer
        """
        person, company = self.partner_id, self.company_id
        customer = person.commercial_partner_id
        merging = self.env["base.partner.merge.automatic.wizard"]
        self.env.flush_all()
        merging._smb_join_memberships(person, customer)
        merging._smb_name_customer(person, customer)
        self.env.invalidate_all()
        self._sync_grade(person)
        return self._locked(customer, company)

    # quotations

    @api.model
    def _find_outdated(self, company):
        """Drafts that still are a member's who is none any more."""
        rows = self.env.execute_query(
            SQL(
                """
                SELECT o.id FROM smb_membership m
                  JOIN sale_order o ON o.smb_membership_id = m.id
                  JOIN res_partner p ON p.id = m.partner_id
                 WHERE m.company_id = %s AND m.state = 'ended' AND o.state = 'draft'
                   AND (p.grade_id IS NULL OR EXISTS (
                        SELECT FROM sale_order_line line
                         WHERE line.order_id = o.id
                           AND (line.smb_benefit_shares->>'member')::numeric
                             = line.discount
                           AND line.smb_benefit_shares->'member'
                            <> line.smb_benefit_shares->'base'))
                 ORDER BY o.id
                """,
                company.id,
            )
        )
        return [id_ for (id_,) in rows]

    @api.model
    def _update_one(self, id_):
        self.env["sale.order"].browse(id_)._smb_update_benefits()
