from datetime import timedelta

from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.tools import SQL
from odoo.tools.misc import get_lang

from ...tools.roles import MANAGERS

COUNTS = ("planned", "done", "skipped", "missed", "open", "overdue", "contacts")


class SmbCareBoard(models.AbstractModel):
    """The screen "Team": what was to be done, by rep, and what became of it.

    A follow-up counts on its day. *Planned* are all of the period but the cancelled,
    and every one of them is done, skipped, missed or open: missed are those that were
    given up, and those whose day is over and that still wait. It shows everybody's
    work, so it takes a sales manager.
    """

    _name = "smb.care.board"
    _description = "Team"

    @api.model
    def _check_reader(self):
        if not self.env.su and not self.env.user.has_group(MANAGERS):
            raise AccessError(
                self.env._(
                    "This screen shows the work of the whole team to sales managers."
                    " Your own day stands in the Worklist."
                )
            )

    @api.model
    @api.readonly
    def smb_team(self, period="week"):
        """Reps with their counts in a period, totals, alerts and late jobs.

        :param period: ``today``, ``week`` or ``month``, each up to its last day
        """
        self._check_reader()
        begin, end = self._bounds(period)
        reps = self._reps(begin, end)
        return {
            "begin": str(begin),
            "end": str(end),
            "today": str(fields.Date.context_today(self)),
            "reps": reps,
            "totals": {name: sum(rep[name] for rep in reps) for name in COUNTS},
            "alerts": self._alerts(),
            "nobody": self._nobody(),
            "late": self.env["smb.worklist"]._late_jobs(),
            "paused": self._paused_companies(),
        }

    @api.model
    def _bounds(self, period):
        """First day of the period, and the first after it."""
        today = fields.Date.context_today(self)
        if period == "month":
            first = today.replace(day=1)
            return first, first + relativedelta(months=1)
        if period == "week":
            # 1 is Monday, as in the settings of languages
            start = int(get_lang(self.env).week_start)
            first = today - timedelta(days=(today.isoweekday() - start) % 7)
            return first, first + timedelta(days=7)
        return today, today + timedelta(days=1)

    @api.model
    def _reps(self, begin, end):
        """Everybody with work or contacts in the period, the busiest first.

        The row without a person, the last one, stands for what is nobody's.
        """
        rows = {}
        for part in (self._follow_ups(begin, end), self._contacts(begin, end)):
            for user_id, counts in part.items():
                rows.setdefault(user_id, dict.fromkeys(COUNTS, 0)).update(counts)
        users = self.env["res.users"].browse(filter(None, rows))
        names = {user.id: user.name for user in users}
        reps = [
            {"id": user_id or False, "name": names.get(user_id, False), **counts}
            for user_id, counts in rows.items()
        ]
        return sorted(reps, key=lambda rep: (not rep["id"], -rep["planned"]))

    @api.model
    def _follow_ups(self, begin, end):
        """Counts by person; overdue is as of today, whatever the period."""
        self.env["smb.follow.up"].flush_model()
        self.env.cr.execute(
            SQL(
                """
                SELECT user_id,
                       COUNT(*) FILTER (WHERE counts) AS planned,
                       COUNT(*) FILTER (WHERE counts AND state = 'done') AS done,
                       COUNT(*) FILTER (WHERE counts AND state = 'skipped') AS skipped,
                       COUNT(*) FILTER (WHERE counts AND (state = 'missed' OR late))
                           AS missed,
                       COUNT(*) FILTER (WHERE counts AND is_open AND NOT late) AS open,
                       COUNT(*) FILTER (WHERE late) AS overdue
                  FROM (SELECT user_id, state,
                               date >= %(begin)s AND date < %(end)s AS counts,
                               state IN ('planned', 'due') AS is_open,
                               state IN ('planned', 'due') AND date < %(today)s AS late
                          FROM smb_follow_up
                         WHERE company_id = ANY(%(companies)s) AND state <> 'cancelled'
                           AND (date >= %(begin)s AND date < %(end)s
                                OR state IN ('planned', 'due') AND date < %(today)s)
                       ) follow_up
                 GROUP BY user_id
                """,
                begin=begin,
                end=end,
                today=fields.Date.context_today(self),
                companies=self.env.companies.ids,
            )
        )
        return {row.pop("user_id"): row for row in self.env.cr.dictfetchall()}

    @api.model
    def _contacts(self, begin, end):
        """Real contacts of the period by person, in the reader's time zone."""
        self.env["smb.contact.log"].flush_model()
        self.env.cr.execute(
            SQL(
                """
                SELECT user_id, COUNT(*) FROM smb_contact_log
                 WHERE active AND NOT COALESCE(automatic, FALSE)
                   AND company_id = ANY(%(companies)s)
                   AND date >= timezone('UTC', timezone(%(zone)s, %(begin)s::timestamp))
                   AND date < timezone('UTC', timezone(%(zone)s, %(end)s::timestamp))
                 GROUP BY user_id
                """,
                begin=begin,
                end=end,
                zone=self.env.tz.zone,
                companies=self.env.companies.ids,
            )
        )
        return {
            user_id: {"contacts": count} for user_id, count in self.env.cr.fetchall()
        }

    # alerts

    @api.model
    def _alerts(self):
        """What needs a manager today, as counts by name."""
        follow_ups = self.env["smb.follow.up"]
        here = [("company_id", "in", self.env.companies.ids)]
        due = [*here, ("state", "=", "due")]
        is_open = [*here, ("state", "in", ("planned", "due"))]
        return {
            "representative": self._count_without_representative(),
            "failed": follow_ups.search_count([*is_open, ("error", "!=", False)]),
            "nobody": follow_ups.search_count(
                [*due, ("user_id", "in", self._nobody())]
            ),
            "pool": follow_ups.search_count([*due, ("escalation", "=", "pool")]),
        }

    @api.model
    def _nobody(self):
        """Who is nobody: no user, or the one who stands in where nobody works."""
        return [False, self.env.ref("base.user_root").id]

    @api.model
    def _count_without_representative(self):
        return self.env["res.partner"].search_count(
            [("smb_misses_representative", "=", True)]
        )

    @api.model
    def _paused_companies(self):
        """Names of the active companies whose care stands still."""
        policies = self.env["smb.policy"].search(
            [("company_id", "in", self.env.companies.ids), ("care_paused", "=", True)]
        )
        return policies.company_id.mapped("name")
