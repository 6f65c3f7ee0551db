from contextlib import closing
from time import monotonic

from odoo import api, models
from odoo.fields import Command
from odoo.tools import format_date

# so many of the customers who would notice are listed, the earliest days first
LISTED = 20


class SmbCareProgram(models.Model):
    """What if: which follow-ups a changed programme would plan, move or drop."""

    _inherit = "smb.care.program"

    def preview(self, vals=None):
        """What saving ``vals`` would do to the follow-ups; nothing is written.

        The changes are made and planned with, and then taken back as a whole: what is
        shown is what the planner itself would do.

        :param dict vals: changes to try, as the form would save them; all values of a
            programme that is not there yet
        :return: ``steps`` (name, programme, and how many are new, moved and gone),
            ``customers`` (the first follow-ups that change), ``count`` of all that
            change and the ``seconds`` it took
        """
        began = monotonic()
        self.check_access("write" if self else "create")
        tried = self._tried(vals or {})
        # everything in here is rolled back, whatever happens
        with closing(self.env.cr.savepoint()):
            program = self._later().with_context(tracking_disable=True)
            if self:
                self.ensure_one()
                program.write(tried)
            else:
                program = program.create(tried)
            answer = program.with_env(self.env)._preview()
        return {**answer, "seconds": round(monotonic() - began, 1)}

    @api.model
    def _tried(self, vals):
        """``vals`` without what plans nothing; steps that go are archived instead, so
        that their follow-ups are there to be counted."""
        tried = {name: vals[name] for name in vals.keys() & self._tried_fields()}
        if "step_ids" in tried:
            gone = (Command.DELETE, Command.UNLINK)
            tried["step_ids"] = [
                Command.update(line[1], {"active": False}) if line[0] in gone else line
                for line in tried["step_ids"]
            ]
        return tried

    @api.model
    def _tried_fields(self):
        return {"name", *self._deciding()}

    def _preview(self):
        self.env.flush_all()
        follow_ups = self.env["smb.follow.up"]
        # sudo: figures of the planner, for who may change the programme; names of
        # customers are read with the rights of the user
        rows = follow_ups.sudo()._plan_preview(self.company_id, LISTED)
        groups = [row for row in rows if row[0] is None]
        listed = [row for row in rows if row[0] is not None]
        return {
            "steps": self._preview_steps(groups),
            "customers": self._preview_customers(listed),
            "count": sum(count for *_row, count in groups),
        }

    @api.model
    def _preview_steps(self, groups):
        """One line a step, in the order of the programmes."""
        counts = {}
        for _partner, step, change, _was, _day, count in groups:
            counts.setdefault(step, {"new": 0, "moved": 0, "gone": 0})[change] = count
        steps = self.env["smb.care.step"].with_context(active_test=False)
        return [
            {
                "id": step.id,
                "name": step.name,
                "program": step.program_id.name,
                **counts[step.id],
            }
            for step in steps.search([("id", "in", list(counts))])
        ]

    @api.model
    def _preview_customers(self, listed):
        partners = self.env["res.partner"].with_context(active_test=False)
        known = partners.search([("id", "in", [row[0] for row in listed])])
        names = {partner.id: partner.display_name for partner in known}
        steps = self.env["smb.care.step"].browse(row[1] for row in listed)
        titles = {step.id: step.name for step in steps}
        return [
            {
                "id": partner,
                "name": names[partner],
                "step": titles[step],
                "change": change,
                "was": was and format_date(self.env, was),
                "day": day and format_date(self.env, day),
            }
            for partner, step, change, was, day, _count in listed
            if partner in names
        ]


class SmbFollowUp(models.Model):
    _inherit = "smb.follow.up"

    @api.model
    def _plan_preview(self, company, listed):
        """What planning everybody would change, by step, and the first ``listed``.

        :return: (None, step, change, None, None, count) of each kind of change, then
            (customer, step, change, day until now, day then, 1)
        """
        [policy] = self._plan_policies(company)
        # nothing is written: who plans meanwhile is not waited for
        self._lock(company, wait=False, shared=True)
        run = self._plan_run(policy)
        self._pick(run)
        with_ = self._plan_with_sql(run)
        rows = self.env.execute_query(
            run.sql(
                """
                WITH %(with_)s, change AS MATERIALIZED (%(change)s)
                SELECT NULL, step_id, change, NULL::date, NULL::date, COUNT(*)
                  FROM change WHERE change IS NOT NULL GROUP BY step_id, change
                 UNION ALL (
                SELECT partner_id, step_id, change, was, day, 1
                  FROM change WHERE change IS NOT NULL
                 ORDER BY COALESCE(day, was), partner_id, step_id LIMIT %(listed)s)
                """,
                with_=with_,
                change=self._plan_change_sql(run),
                listed=listed,
            )
        )
        self._trust_hashes("on")
        return rows

    @api.model
    def _plan_change_sql(self, run):
        """What becomes of each that is unlike, as ``_plan_write`` would have it.

        Another person or tier alone is no change that anybody waits for.
        """
        return run.sql(
            """
            SELECT COALESCE(u.partner_id, u.has_partner_id) AS partner_id,
                   COALESCE(u.step_id, u.has_step_id) AS step_id,
                   old.date AS was, new.day,
                   CASE WHEN u.id IS NULL THEN 'new'
                        WHEN NOT u.is_wanted AND (u.state = 'planned' OR NOT EXISTS (
                             SELECT FROM customer c JOIN step s ON %(offered)s
                              WHERE c.partner_id = u.has_partner_id
                                AND s.step = u.has_step_id)) THEN 'gone'
                        WHEN u.is_wanted AND u.state = 'planned'
                         AND new.day <> old.date THEN 'moved' END AS change
              FROM unlike u
         LEFT JOIN smb_follow_up old ON old.id = u.id
        CROSS JOIN LATERAL (
                   SELECT CASE WHEN u.id IS NOT NULL AND u.stays THEN old.date
                               WHEN u.is_wanted
                               THEN GREATEST(u.planned_date, %(today)s)
                          END AS day) AS new
            """,
            offered=self._plan_offered_sql(run),
        )
