from markupsafe import Markup

from odoo import api, models
from odoo.tools import format_list
from odoo.tools.sql import SQL

from .res_partner_followers import QUIET

# names listed for a person; the others are counted
LISTED = 15


class SmbFollowUp(models.Model):
    """Nobody is forgotten: what stays on a desk too long is told, then shared.

    After so many days as the policy says the leader of the responsible person's team is
    told, or a sales manager; later again; at last the follow-up is in the pool, where
    any salesperson sees it and may take it. One message per manager and day, whatever
    the number. A snooze starts the count anew.
    """

    _inherit = "smb.follow.up"

    @api.model
    def _escalate(self, policy, today):
        """Tell what is overdue since too long.

        :return: the rows that reached another stage
        """
        stages = self._overdue(policy, today)
        rows = self.browse(stages)
        for manager, mine in rows._by_manager(policy).items():
            mine._tell(manager, stages, today)
        return rows

    @api.model
    def _overdue(self, policy, today):
        """Move overdue rows to their stage.

        :return: ``{id: stage}`` of those that moved
        """
        self.env.flush_all()
        rows = self.env.execute_query(
            SQL(
                """
                WITH late AS (
                    SELECT id, CASE WHEN days >= %(pool)s THEN 'pool'
                                    WHEN days >= %(again)s THEN 'again'
                                    ELSE 'told' END AS stage
                      FROM (SELECT id, %(today)s - date AS days FROM smb_follow_up
                             WHERE company_id = %(company)s AND state = 'due'
                               AND activity_id IS NOT NULL
                               AND date <= %(today)s - %(told)s
                               FOR NO KEY UPDATE SKIP LOCKED) AS days
                )
                UPDATE smb_follow_up todo SET escalation = late.stage
                  FROM late WHERE todo.id = late.id
                   AND ARRAY_POSITION(%(order)s, COALESCE(todo.escalation, '')::text)
                       < ARRAY_POSITION(%(order)s, late.stage)
                RETURNING todo.id, late.stage
                """,
                company=policy.company_id.id,
                today=today,
                told=policy.escalate_days,
                again=policy.escalate_again_days,
                pool=policy.escalate_pool_days,
                order=["", "told", "again", "pool"],
            )
        )
        self.invalidate_model(["escalation"])
        return dict(sorted(rows))

    def _by_manager(self, policy):
        """These rows by who is told about them."""
        last = self._last_resort(policy.company_id) if self else None

        def manager(row):
            leader = row.user_id.sale_team_id.user_id
            fits = row._is_there(leader) and leader != row.user_id
            return leader if fits else last

        return self.grouped(manager)

    def _tell(self, manager, stages, today):
        """One activity of ``manager`` that lists these overdue follow-ups."""
        env = self.with_context(lang=manager.lang).env
        headings = {
            "told": env._("Overdue"),
            "again": env._("Still overdue"),
            "pool": env._("To be taken over by anybody of sales"),
        }
        note = Markup()
        for stage, heading in headings.items():
            rows = self.filtered(lambda row, at=stage: stages[row.id] == at)
            for user, theirs in rows.grouped("user_id").items():
                note += Markup("<p><b>%s</b> %s: %s</p>") % (
                    heading,
                    user.name or "",
                    theirs._names(env),
                )
        # on no document: it is about many customers
        self.env["mail.activity"].with_context(**QUIET).create(
            {
                "activity_type_id": self.env.ref("mail.mail_activity_data_todo").id,
                "user_id": manager.id,
                "date_deadline": today,
                "automated": True,
                "summary": env._("An overdue follow-up")
                if len(self) == 1
                else env._("%(count)s overdue follow-ups", count=len(self)),
                "note": note,
            }
        )

    def _names(self, env):
        names = self.partner_id.sorted("name").mapped("display_name")
        more = len(names) - LISTED
        shown = format_list(env, names[:LISTED], "unit-short")
        return (
            env._("%(names)s and %(more)s more", names=shown, more=more)
            if (more > 0)
            else shown
        )
