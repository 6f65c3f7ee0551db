from collections import Counter

from odoo import api, fields, models
from odoo.exceptions import AccessError, ValidationError
from odoo.service.model import PG_CONCURRENCY_EXCEPTIONS_TO_RETRY as RETRY
from odoo.tools.sql import SQL

from ...tools.roles import MANAGERS
from .res_partner_followers import QUIET
from .smb_care_step import SENDABLE
from .smb_follow_up_fail import MOST_TRIES

BATCH = 1_000
# what one call opens in its single transaction; the rest is left to the job
AT_ONCE = 5 * BATCH
# rounds lost to somebody faster before the job gives up until the next hour
MOST_CLASHES = 20
# by then the plan of the night is ready
MORNING = 4
# two weeks of waiting make up for one tier, but nobody overtakes the best one
PATIENCE = 14


class SmbFollowUp(models.Model):
    """What happens on the day: the follow-up comes onto somebody's desk, once.

    In batches, each a transaction of its own when the job runs::

        _claim        rows whose day came, the best customers first, locked
        _responsibles whose desk                        smb_follow_up_person
        _level        who has enough for today          smb_follow_up_level
        _put          an activity each, or a mail to be sent by itself

    Rows that somebody else holds at the moment are passed over (``SKIP LOCKED``), and
    a row that was opened has left the state that is claimed: so it is opened once,
    whoever runs at the same time. A row that fails steps aside with the reason, is
    tried again after 1, 4, 24 and 72 hours, and is then given to a person.
    """

    _inherit = "smb.follow.up"

    @api.model
    def open_due(self, date=None):
        """Open the follow-ups whose day came, at once; what had failed is tried again.

        One call opens the most urgent few thousand; the job goes on with the rest, and
        so does another call.

        :param date: as if that were today; the company's day when not given
        :return: how many came onto a desk
        :raise AccessError: unless a sales manager
        """
        if not self.env.su and not self.env.user.has_group(MANAGERS):
            raise AccessError(self.env._("Only sales managers open all follow-ups."))
        day = self._given_day(date)
        opened = looked_at = 0
        # sudo: activities follow the programme, whoever asks; a number is returned
        rows = self.sudo()
        for policy in self.env["smb.policy"]._caring(self.env.companies):
            rows._mend(policy)
            rows._try_again(policy)
            today = day or policy._today()
            while handled := rows._open_batch(policy, today):
                opened += handled["opened"]
                looked_at += sum(handled.values())
                if looked_at >= AT_ONCE:
                    # sudo: the job would come within the hour anyway
                    self.env.ref("smb_crm.smb_follow_up_open_cron").sudo()._trigger()
                    return opened
        return opened

    @api.model
    def _given_day(self, date):
        try:
            return fields.Date.to_date(date) if date else None
        except (TypeError, ValueError):
            raise ValidationError(
                self.env._("“%(date)s” is not a date.", date=str(date)[:40])
            ) from None

    @api.model
    def _cron_open(self):
        """Every hour from four in the morning on, on working days of the company."""
        commit = self.env["ir.cron"]._commit_progress
        for policy in self.env["smb.policy"]._caring():
            now = policy._now_there()
            if now.hour < MORNING or not policy._is_working_day(now.date()):
                continue
            error = self._work_through(policy, now.date())
            if error:
                self.env["smb.heartbeat"]._report(error)
            if not commit():
                return

    @api.model
    def _work_through(self, policy, today):
        """Open what is due, then tell what is overdue."""
        error = self._open_in_batches(policy, today)
        if not error:
            _told, error = self._safely(policy, lambda: self._escalate(policy, today))
        return error

    @api.model
    def _open_in_batches(self, policy, today):
        """Open what is due, a batch per transaction.

        :return: why it stopped before the end, if it did
        """
        commit = self.env["ir.cron"]._commit_progress
        _done, error = self._safely(policy, lambda: self._mend(policy))
        if error and not isinstance(error, RETRY):
            return error
        commit(remaining=self._count_waiting(policy, today))
        clashes, error = 0, None
        while not error:
            handled, error = self._safely(
                policy, lambda: self._open_batch(policy, today)
            )
            if isinstance(error, RETRY) and clashes < MOST_CLASHES:
                # somebody else was faster with one of them: look again
                clashes, error, handled = clashes + 1, None, Counter()
            if not error and handled is None:
                commit(remaining=0)
                return None
            if not error and not commit(sum(handled.values())):
                return None
        return error

    @api.model
    def _safely(self, policy, work):
        doing = f"follow-ups of company {policy.company_id.id}"
        return self.env["smb.heartbeat"]._attempt(doing, work)

    @api.model
    def _open_batch(self, policy, today):
        """Open the next rows of the company whose day came.

        :return: how many were opened, moved and failed; None when nothing is left
        """
        ranks = self._claim(policy, today)
        if not ranks:
            return None
        rows = self.browse(ranks)
        users = self._responsibles(rows)
        later = self._level(policy, ranks, users, today)
        now = rows - self.browse(later)
        failed = now._put(users, today)
        return {
            "opened": len(now) - len(failed),
            "moved": len(later),
            "failed": len(failed),
        }

    # which rows

    @api.model
    def _claim(self, policy, today):
        """Lock the next rows to open.

        :return: ``{id: rank}``, the best first; a rank of 0 is the best tier's
        """
        self.env.flush_all()
        rows = self.env.execute_query(
            SQL(
                """
                %(tiers)s
                SELECT todo.id, %(rank)s FROM %(waiting)s
                 ORDER BY 2, todo.planned_date, todo.id LIMIT %(batch)s %(lock)s
                """,
                tiers=self._tiers_sql(policy),
                rank=self._rank_sql(today),
                waiting=self._waiting_sql(policy, today),
                batch=BATCH,
                lock=self._lock_sql(),
            )
        )
        return dict(rows)

    @api.model
    def _lock_sql(self):
        """Hold the rows; pass over those that somebody else holds."""
        return SQL("FOR NO KEY UPDATE OF todo SKIP LOCKED")

    @api.model
    def _tiers_sql(self, policy):
        return SQL(
            """
            WITH tier AS (
                SELECT id, ROW_NUMBER() OVER (ORDER BY sequence, id) - 1 AS place
                  FROM smb_tier WHERE company_id = %s)
            """,
            policy.company_id.id,
        )

    @api.model
    def _rank_sql(self, today):
        """Place of the customer's tier; who waits moves up, but not to the best."""
        return SQL(
            """
            GREATEST(COALESCE(tier.place, 99) - (%(today)s - todo.planned_date)
                     / %(patience)s, LEAST(COALESCE(tier.place, 99), 1))::int
            """,
            today=today,
            patience=PATIENCE,
        )

    @api.model
    def _waiting_sql(self, policy, today):
        """Rows whose day came, and that nothing keeps from being opened."""
        return SQL(
            """
            smb_follow_up todo
                JOIN smb_care_step step ON step.id = todo.step_id
                JOIN smb_care_program program
                  ON program.id = COALESCE(todo.program_id, step.program_id)
                JOIN res_partner partner ON partner.id = todo.partner_id
                LEFT JOIN tier ON tier.id = todo.tier_id
             WHERE todo.company_id = %(company)s AND todo.state = 'planned'
               AND todo.date <= %(today)s
               AND (todo.next_try IS NULL OR todo.next_try <= %(now)s)
               AND COALESCE(todo.tries, 0) < %(most)s
               AND step.active AND program.active
               AND program.paused IS NOT TRUE
               AND partner.active AND partner.smb_care_paused IS NOT TRUE
            """,
            company=policy.company_id.id,
            today=today,
            now=fields.Datetime.now(),
            most=MOST_TRIES,
        )

    @api.model
    def _count_waiting(self, policy, today):
        self.env.flush_all()
        [[count]] = self.env.execute_query(
            SQL(
                "%s SELECT COUNT(*) FROM %s",
                self._tiers_sql(policy),
                self._waiting_sql(policy, today),
            )
        )
        return count

    # onto the desks

    def _put(self, users, today):
        """Open these rows together; when one fails, each by itself.

        :return: those that failed
        """
        try:
            with self.env.cr.savepoint():
                self._put_together(users, today)
            return self.browse()
        except RETRY:
            raise
        except Exception as error:
            if len(self) == 1:
                self._put_aside(error)
                return self
        return self.browse().union(*(row._put(users, today) for row in self))

    def _put_together(self, users, today):
        sent = self.filtered(lambda row: row._goes_by_itself())
        by_hand = self - sent
        activities = by_hand._make_activities(users, today)
        desk = dict(zip(by_hand, activities, strict=True))
        values = [
            SQL(
                "(%s, %s::int4, %s::int4)",
                row.id,
                users[row].id or None,
                desk[row].id if row in desk else None,
            )
            for row in self
        ]
        if values:
            self._mark_due(values, today)
        if sent:
            self.env["smb.sending"]._queue_steps(sent)

    def _goes_by_itself(self):
        """Whether the step of this follow-up is a mail that nobody writes."""
        step = self.step_id
        automatic = step.automatic and step.what in SENDABLE
        return automatic and "smb.sending" in self.env

    def _mark_due(self, values, today):
        self.env["smb.care.step"].flush_model(["interval_number", "interval_type"])
        self.env.cr.execute(
            SQL(
                """
                UPDATE smb_follow_up todo
                   SET state = 'due', user_id = new.user_id,
                       activity_id = new.activity_id, opened_date = %(today)s,
                       date = GREATEST(todo.date, %(real)s),
                       rule_number = step.interval_number,
                       rule_type = step.interval_type,
                       error = NULL, tries = 0, next_try = NULL
                  FROM (VALUES %(values)s) AS new (id, user_id, activity_id),
                       smb_care_step step
                 WHERE todo.id = new.id AND todo.state = 'planned'
                   AND step.id = todo.step_id
                """,
                today=today,
                real=self._real_day(today),
                values=SQL(", ").join(values),
            )
        )
        self.invalidate_model()

    def _real_day(self, today):
        """What was opened ahead keeps its day, what waited is due today."""
        policy = self.env["smb.policy"]._of(self.company_id[:1])
        return min(today, policy._today())

    def _make_activities(self, users, today):
        """One activity per row, in one go and without a mail to everybody."""
        if not self:
            return self.env["mail.activity"]
        real = self._real_day(today)
        activities = self.env["mail.activity"].with_context(**QUIET)
        said = self._explained(users)
        types = self._activity_types()
        model = self.env["ir.model"]._get_id("res.partner")
        return activities.create(
            [
                {
                    "res_model_id": model,
                    "res_id": row.partner_id.id,
                    "activity_type_id": types[row.step_id.what].id,
                    "date_deadline": max(row.date, real),
                    "user_id": users[row].id,
                    "automated": True,
                    **said[row],
                }
                for row in self
            ]
        )
