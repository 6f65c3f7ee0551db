from odoo import api, models
from odoo.tools.sql import SQL

from .smb_care_step import FULFILLED_BY

KINDS = [(what, kind) for what, kinds in FULFILLED_BY.items() for kind in kinds]


class SmbFollowUp(models.Model):
    """A real contact fulfils what is due, whoever had it and however it was logged.

    A follow-up on the desk is done by

    * the log that was written for its activity, of whatever kind;
    * a log of the step's kind later than the day the follow-up is counted from, on
      that day already unless a contact of that day is what it is counted from;
    * an order confirmed in that time, where the step says so.

    The activity is done with it; there is no second log. When the contact turns out
    not to have been one (archived, another customer's), the follow-up is cancelled and
    planned anew.
    """

    _inherit = "smb.follow.up"

    @api.model
    def _touched(self, partners):
        """Something happened with these customers: close what is done, plan anew.

        :param partners: commercial partners, or people of theirs
        """
        # sudo: fulfilment follows the contact, whoever may see customer or follow-up
        rows, customers = self.sudo(), partners.sudo().commercial_partner_id
        companies = rows._close_touched(customers)
        if companies:
            rows._plan(companies, customers, closed=True)

    @api.model
    def _close_touched(self, customers):
        """Close the due follow-ups of ``customers`` that are done by now.

        For the planner, which plans them anew itself.

        :return: the companies in which these customers have open follow-ups
        """
        self._flush_touches()
        found = self.env.execute_query(self._touches_sql(customers))
        ended = {id_: (log_id, day) for _company, id_, log_id, day in found if day}
        if ended:
            self.browse(ended)._close_done(ended)
        return self.env["res.company"].browse({company for company, *_ in found})

    @api.model
    def _flush_touches(self):
        self.flush_model()
        self.env["smb.contact.log"].flush_model()
        self.env["sale.order"].flush_model(["state", "date_order"])

    @api.model
    def _touches_sql(self, customers):
        """Open follow-ups of ``customers``: company, id, log and day of the end."""
        zone = SQL("COALESCE(home.tz, 'UTC')")
        return SQL(
            """
            SELECT todo.company_id, todo.id, log.id, COALESCE(log.day, ordered.day)
              FROM smb_follow_up todo
              JOIN smb_care_step step ON step.id = todo.step_id
              JOIN res_company company ON company.id = todo.company_id
              JOIN res_partner home ON home.id = company.partner_id
              LEFT JOIN LATERAL (%(log)s) AS log ON todo.state = 'due'
              LEFT JOIN LATERAL (%(ordered)s) AS ordered
                     ON todo.state = 'due' AND step.order_fulfils
             WHERE todo.partner_id = ANY(%(ids)s) AND todo.state IN ('planned', 'due')
            """,
            ids=customers.ids,
            log=SQL(
                """
                SELECT talk.id, talk.day FROM (
                    SELECT l.*, %(day)s AS day FROM smb_contact_log l
                     WHERE l.commercial_partner_id = todo.partner_id AND l.active
                ) AS talk
                  JOIN smb_contact_channel channel ON channel.id = talk.channel_id
                 WHERE talk.activity_id = todo.activity_id
                    OR talk.source_model = 'mail.activity'
                       AND talk.source_id = todo.activity_id
                    OR talk.company_id = todo.company_id
                       AND talk.automatic IS NOT TRUE AND %(since)s
                       AND (step.any_fulfils
                            OR (step.what, channel.kind) IN (%(kinds)s))
                 ORDER BY (talk.activity_id = todo.activity_id) IS TRUE DESC,
                          talk.date DESC, talk.id DESC LIMIT 1
                """,
                day=_day_sql(SQL("l.date"), zone),
                since=_since_sql(SQL("talk.day")),
                kinds=SQL(", ").join(SQL("(%s, %s)", *pair) for pair in KINDS),
            ),
            ordered=SQL(
                """
                SELECT %(day)s AS day FROM sale_order o
                  JOIN res_partner buyer ON buyer.id = o.partner_id
                 WHERE buyer.commercial_partner_id = todo.partner_id
                   AND o.company_id = todo.company_id AND o.state = 'sale'
                   AND %(since)s
                 ORDER BY o.date_order DESC LIMIT 1
                """,
                day=_day_sql(SQL("o.date_order"), zone),
                since=_since_sql(_day_sql(SQL("o.date_order"), zone)),
            ),
        )

    def _close_done(self, ended):
        """Close these follow-ups, and what lies on the desks because of them.

        :param ended: ``{id: (log id, day)}``; without a log it was an order
        """
        activities = self.activity_id.filtered("active")
        for row in self:
            log_id, day = ended[row.id]
            row.write(
                {
                    "state": "done",
                    "log_id": log_id,
                    "closed_date": day,
                    "closed_by_id": self.env.uid,
                    "escalation": False,
                    "reason_closed": not log_id and self.env._("An order came in"),
                }
            )
        activities._smb_close()

    # second thoughts

    @api.model
    def _untouched(self, logs):
        """These logs changed: what they had fulfilled and do no more is open again."""
        # sudo: see _touched
        rows = self.sudo().search([("log_id", "in", logs.ids), ("state", "=", "done")])
        wrong = rows.filtered(lambda row: not row._is_fulfilled_by(row.log_id))
        for row in wrong:
            said = row.with_context(lang=self.env.user.lang).env._(
                "The contact that fulfilled it was taken back"
            )
            row.write({"state": "cancelled", "reason_closed": said})
        if wrong:
            self.sudo()._plan(wrong.company_id, wrong.partner_id)

    def _is_fulfilled_by(self, log):
        """Whether ``log`` still is about this customer, at the time it was for."""
        self.ensure_one()
        same = log.commercial_partner_id == self.partner_id and log.active
        if not same or log.activity_id and log.activity_id == self.activity_id:
            return same
        step = self.step_id
        kinds = FULFILLED_BY[step.what]
        return step.any_fulfils or log.channel_id.kind in kinds

    # when the activity ends otherwise

    def _activity_done(self):
        """Their activities were marked done, and no log told of it."""
        silent = self.filtered(lambda row: row.state == "due")
        for row in silent:
            row.write(
                {
                    "state": "done",
                    "closed_date": row._today_there(),
                    "closed_by_id": self.env.uid,
                    "escalation": False,
                }
            )
        if silent:
            self._plan(silent.company_id, silent.partner_id)

    def _activity_gone(self):
        """Their activities were deleted: the follow-ups come back on the next day."""
        for row in self:
            policy = self.env["smb.policy"]._of(row.company_id)
            row.write(
                {
                    "state": "planned",
                    "activity_id": False,
                    "date": policy._next_working_day(policy._today()),
                    "moved_by": "person",
                    "escalation": False,
                    "snooze_count": row.snooze_count + 1,
                }
            )

    def _activity_moved(self):
        """Their activities were given another day or person."""
        for row in self:
            activity = row.activity_id
            if activity.date_deadline != row.date:
                row.write(
                    {
                        "date": activity.date_deadline,
                        "moved_by": "person",
                        "escalation": False,
                        "snooze_count": row.snooze_count + 1,
                    }
                )
            if activity.user_id != row.user_id:
                row.write({"user_id": activity.user_id.id, "moved_by": "hand"})

    def _today_there(self):
        return self.env["smb.policy"]._of(self.company_id)._today()

    @api.model
    def _mend(self, policy):
        """What lost its activity or its mail outside our sight is opened again.

        A user who is deleted takes activities along, for example.
        """
        today = policy._today()
        lost = self.search(
            [
                ("company_id", "=", policy.company_id.id),
                ("state", "=", "due"),
                ("activity_id", "=", False),
            ]
        )
        lost -= lost.filtered(lambda row: row._goes_by_itself())._with_mail()
        lost.write({"state": "planned", "date": today})
        hidden = self.search(
            [
                ("company_id", "=", policy.company_id.id),
                ("state", "=", "due"),
                ("activity_id.active", "=", False),
            ]
        )
        if hidden:
            self._close_touched(hidden.partner_id)
            hidden._activity_done()


def _day_sql(moment, zone):
    """The day of a moment as the company's calendar shows it."""
    return SQL("((%s AT TIME ZONE 'UTC') AT TIME ZONE %s)::date", moment, zone)


def _since_sql(day):
    """That ``day`` is later than what the follow-up is counted from."""
    return SQL(
        "%s >= todo.anchor_date + (COALESCE(todo.reason, '') = 'touch')::int", day
    )
