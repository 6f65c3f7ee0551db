import logging
from collections import defaultdict
from typing import NamedTuple

from markupsafe import Markup

from odoo import api, fields, models
from odoo.service.model import PG_CONCURRENCY_EXCEPTIONS_TO_RETRY as RETRY
from odoo.tools import SQL, format_date

from ...tools.roles import MANAGERS

_logger = logging.getLogger(__name__)

JOB = "smb_ownership_cron"
BATCH = 200
# names in one manager's task; the rest is a number
NAMED = 50


class Row(NamedTuple):
    """One customer's countdown."""

    partner: int
    user: int
    left: int
    counted_from: fields.Date


class SmbOwnership(models.AbstractModel):
    """The countdown that takes customers from whoever forgets them.

    Of every customer with a salesperson and a tier that sets days, unless care is
    paused or open business protects it. It counts from the latest of: the last real
    contact, the last change of hands, the customer's first day here and the day the
    policy was switched on. At zero the manager is told, once; that many days of grace
    after having been told, the customer goes to the pool, unless it was contacted or
    changed hands meanwhile.
    """

    _name = "smb.ownership"
    _description = "Ownership Countdown"

    @api.model
    def _sql(self, company, customers=None):
        """SQL: partner_id, user_id, counted_from, days_left of who has a countdown."""
        policy = self.env["smb.policy"]._of(company)
        if not policy.ownership:
            return SQL(
                "SELECT NULL::int AS partner_id, NULL::int AS user_id,"
                " NULL::date AS counted_from, NULL::int AS days_left WHERE FALSE"
            )
        self._flush()
        wanted = exempt = SQL("TRUE")
        if customers is not None:
            wanted = SQL("partner.id = ANY(%s)", customers.ids)
        if policy.ownership_exempt:
            exempt = self._exempt_sql(company)
        return SQL(
            """
            SELECT partner.id AS partner_id, partner.user_id,
                   latest.day AS counted_from,
                   tier.ownership_days - (%(today)s - latest.day) AS days_left
              FROM smb_scorecard card
              JOIN smb_tier tier ON tier.id = card.tier_id
              JOIN res_partner partner ON partner.id = card.partner_id
              LEFT JOIN LATERAL (
                    SELECT date FROM smb_contact_log log
                     WHERE log.commercial_partner_id = partner.id
                       AND log.company_id = card.company_id
                       AND log.active AND log.automatic IS NOT TRUE
                     ORDER BY date DESC LIMIT 1) touch ON TRUE
              LEFT JOIN LATERAL (
                    SELECT date FROM smb_ownership_change change
                     WHERE change.partner_id = partner.id
                       AND change.company_id = card.company_id
                       AND change.cause <> 'warning'
                     ORDER BY date DESC LIMIT 1) hands ON TRUE
             CROSS JOIN LATERAL (SELECT GREATEST(
                    %(since)s, %(create)s, %(touch)s, %(hands)s) AS day) latest
             WHERE card.company_id = %(company)s AND partner.active
               AND partner.user_id IS NOT NULL
               AND tier.ownership_days > 0
               AND partner.smb_care_paused IS NOT TRUE
               AND %(wanted)s AND %(exempt)s
            """,
            today=policy._today(),
            since=policy.ownership_since or fields.Date.today(),
            create=self._local(company, SQL("partner.create_date")),
            touch=self._local(company, SQL("touch.date")),
            hands=self._local(company, SQL("hands.date")),
            company=company.id,
            wanted=wanted,
            exempt=exempt,
        )

    @api.model
    def _flush(self):
        for model in (
            "smb.scorecard",
            "smb.tier",
            "res.partner",
            "smb.contact.log",
            "smb.ownership.change",
            "sale.order",
        ):
            self.env[model].flush_model()

    @api.model
    def _local(self, company, moment):
        """SQL: the day of ``moment`` where the company is."""
        # sudo: a zone is no secret
        zone = company.sudo().partner_id.tz or "UTC"
        return SQL("timezone(%s, timezone('UTC', %s))::date", zone, moment)

    @api.model
    def _exempt_sql(self, company):
        """SQL: nothing is overdue, and no order is open."""
        return SQL(
            """
            COALESCE(card.overdue_amount, 0) <= 0 AND partner.id NOT IN (
                SELECT buyer.commercial_partner_id FROM sale_order o
                  JOIN res_partner buyer ON buyer.id = o.partner_id
                 WHERE o.state = 'sale' AND o.company_id = %s
                   AND buyer.commercial_partner_id IS NOT NULL
                   AND (o.invoice_status NOT IN ('invoiced', 'upselling')
                        OR COALESCE(o.delivery_status, 'full') <> 'full'))
            """,
            company.id,
        )

    @api.model
    def _rows(self, company, customers=None, until=None):
        """The countdowns of ``company``, those with at most ``until`` days left."""
        if not self.env["smb.policy"]._of(company).ownership:
            return []
        query = SQL(
            "SELECT partner_id, user_id, days_left, counted_from FROM (%s) countdown"
            " WHERE %s ORDER BY partner_id",
            self._sql(company, customers),
            SQL("TRUE") if until is None else SQL("days_left <= %s", until),
        )
        return [Row(*row) for row in self.env.execute_query(query)]

    # the job

    @api.model
    def _cron_count_down(self):
        """Tell managers who stands at zero; move to the pool whose grace is over.

        One transaction per company for telling, one per batch for moving.
        """
        commit = self.env["ir.cron"]._commit_progress
        policies = self.env["smb.policy"]._caring().filtered("ownership")
        commit(remaining=len(policies))
        for policy in policies:
            company = policy.company_id
            here = self.with_company(company).with_context(
                allowed_company_ids=company.ids
            )
            try:
                here._tell(company)
                commit()
                stuck = []
                while here._release(company, stuck):
                    self.env.flush_all()
                    if not commit():
                        return
            except RETRY:
                self.env.cr.rollback()  # the next run finds the same
            except Exception as error:
                self.env.cr.rollback()
                self.env.invalidate_all(flush=False)
                _logger.exception("Ownership of %s was not counted", company.id)
                self.env["smb.heartbeat"]._failed(JOB, error)
            if not commit(1):
                return

    @api.model
    def _tell(self, company):
        """Write down who stands at zero, and tell each manager in one task.

        Where there is no manager to be told nobody loses a customer.
        """
        rows = self._rows(company, until=0)
        users = self.env["res.users"].browse({row.user for row in rows})
        managers = {user.id: self._manager_of(user, company) for user in users}
        rows = [row for row in rows if managers[row.user]]
        fresh = self._warn(company, rows)
        by_manager = defaultdict(list)
        for row in rows:
            if row.partner in fresh:
                by_manager[managers[row.user]].append(row)
        vals = [
            self._prepare_task(manager, mine, company)
            for manager, mine in by_manager.items()
        ]
        self.env["mail.activity"].with_context(mail_activity_quick_update=True).create(
            vals
        )

    @api.model
    def _warn(self, company, rows):
        """Write warnings that are not there yet; ids of these customers."""
        if not rows:
            return set()
        self.env["smb.ownership.change"].flush_model()
        values = SQL(", ").join(
            SQL(
                "(%s, %s, %s, %s, 'warning', %s)",
                row.partner,
                company.id,
                row.user,
                row.counted_from,
                fields.Datetime.now(),
            )
            for row in rows
        )
        query = SQL(
            "INSERT INTO smb_ownership_change"
            " (partner_id, company_id, from_user_id, counted_from, cause, date)"
            " VALUES %s ON CONFLICT DO NOTHING RETURNING partner_id",
            values,
        )
        found = {partner for (partner,) in self.env.execute_query(query)}
        self.env["smb.ownership.change"].invalidate_model(flush=False)
        return found

    @api.model
    def _manager_of(self, user, company):
        """Who is told about ``user``'s customers: the leader of the team, else the
        policy's fallback, else the first sales manager."""
        policy = self.env["smb.policy"]._of(company)
        managers = self.env.ref(MANAGERS).all_user_ids
        candidates = [user.sale_team_id.user_id, policy.care_fallback_id]
        there = [
            manager
            for manager in (*candidates, *managers.sorted("id"))
            if manager.active and company in manager.company_ids
        ]
        # who leads a team is not the one to tell about the own customers
        others = (manager for manager in there if manager != user)
        return next(others, there[0] if there else self.env["res.users"])

    @api.model
    def _prepare_task(self, manager, rows, company):
        env = self.with_context(lang=manager.lang).env
        policy = self.env["smb.policy"]._of(company)
        partners = env["res.partner"].browse([row.partner for row in rows])
        lines = Markup().join(
            Markup("<li>%s: %s</li>") % (partner.display_name, partner.user_id.name)
            for partner in partners[:NAMED]
        )
        if len(partners) > NAMED:
            lines += Markup("<li>%s</li>") % env._(
                "and %(count)s more", count=len(partners) - NAMED
            )
        return {
            "activity_type_id": env.ref("mail.mail_activity_data_todo").id,
            "user_id": manager.id,
            "date_deadline": policy._today(),
            "summary": self._warning(env, len(rows), policy.ownership_grace),
            "note": Markup("<ul>%s</ul>") % lines,
        }

    @api.model
    def _warning(self, env, count, days):
        if count == 1:
            return env._(
                "A customer without contact goes to the customer pool, days left:"
                " %(days)s",
                days=days,
            )
        return env._(
            "%(count)s customers without contact go to the customer pool, days left:"
            " %(days)s",
            count=count,
            days=days,
        )

    @api.model
    def _release(self, company, stuck):
        """Move the next customers whose grace is over to the pool.

        :param stuck: ids of those that can't be moved; grows
        :return: how many were looked at
        """
        policy = self.env["smb.policy"]._of(company)
        query = SQL(
            """
            SELECT countdown.partner_id, countdown.days_left, countdown.counted_from
              FROM (%s) countdown
              JOIN smb_ownership_change warning
                ON warning.partner_id = countdown.partner_id
               AND warning.company_id = %s AND warning.cause = 'warning'
               AND warning.from_user_id = countdown.user_id
               AND warning.counted_from = countdown.counted_from
             WHERE countdown.days_left <= 0 AND %s <= %s - %s
               AND countdown.partner_id <> ALL(%s)
             ORDER BY countdown.partner_id LIMIT %s
            """,
            self._sql(company),
            company.id,
            self._local(company, SQL("warning.date")),
            policy._today(),
            policy.ownership_grace,
            stuck,
            BATCH,
        )
        rows = self.env.execute_query(query)
        customers = self.env["res.partner"].browse([row[0] for row in rows])
        # nobody can log a contact with whom we hold; who does so now is passed over
        customers = customers.try_lock_for_update()
        customers.invalidate_recordset(["user_id"])
        counted_from = {partner: day for partner, _left, day in rows}
        customers -= self._contacted_meanwhile(company, customers, counted_from)
        lang = company.partner_id.lang or "en_US"
        by_day = defaultdict(lambda: self.with_context(lang=lang).env["res.partner"])
        for partner, day in counted_from.items():
            if partner in customers._ids and customers.browse(partner).user_id:
                by_day[day] += by_day[day].browse(partner)
        for day, partners in by_day.items():
            stuck += self._to_pool(company, day, partners)
        return len(by_day) and len(customers)

    @api.model
    def _contacted_meanwhile(self, company, customers, counted_from):
        """Those of the locked ``customers`` whose contact came after we had looked.

        This transaction sees what was there when it began; a new one sees the rest.
        """
        if not customers:
            return customers
        days = [SQL("(%s, %s)", one.id, counted_from[one.id]) for one in customers]
        query = SQL(
            """
            SELECT log.commercial_partner_id FROM smb_contact_log log
              JOIN (VALUES %s) AS counted (partner_id, day)
                ON counted.partner_id = log.commercial_partner_id
             WHERE log.company_id = %s AND log.active AND log.automatic IS NOT TRUE
               AND %s > counted.day
            """,
            SQL(", ").join(days),
            company.id,
            self._local(company, SQL("log.date")),
        )
        with self.env.registry.cursor() as cr:
            cr.execute(query)
            return customers.browse({partner for (partner,) in cr.fetchall()})

    @api.model
    def _to_pool(self, company, day, customers):
        """Move customers not contacted since ``day``, together or each by itself.

        :return: ids of those that can't be moved; the others don't wait for them
        """
        env = customers.env
        reason = env._("No contact since %(day)s.", day=format_date(env, day))
        try:
            with env.cr.savepoint():
                customers._smb_set_owner(
                    env["res.users"], company, "pool", reason=reason, counted_from=day
                )
            return []
        except RETRY:
            raise
        except Exception as error:
            env.invalidate_all(flush=False)
            if len(customers) == 1:
                _logger.exception("Customer %s can't go to the pool", customers.id)
                self.env["smb.heartbeat"]._failed(JOB, error)
                return customers.ids
        return sum((self._to_pool(company, day, one) for one in customers), [])
