"""What happens on the day: opening many follow-ups, and what a contact log costs more.

The bare create is what anybody would write: one batch of ``mail.activity``, without a
mail to each owner.
"""

import statistics
from datetime import timedelta
from unittest.mock import patch

from odoo.fields import Date

from ..clock import Work, queries
from ..table import row

DUE = 2_000
TIMES = 5


def rows(env):
    day = Day(env(su=True))
    yield from _opening(day)
    yield from _fulfilling(day, env)


class Day:
    """A programme of one step and many customers whose day came."""

    def __init__(self, env):
        self.env = env
        self.rows = env["smb.follow.up"]
        self.policy = env["smb.policy"]._of(env.company)
        self.policy.daily_limit = 0
        env["smb.care.program"].search([]).active = False
        program = env["smb.care.program"].create(
            {"name": "Bench", "date_start": "2020-01-01"}
        )
        self.step = env["smb.care.step"].create(
            {"program_id": program.id, "name": "A call", "what": "call"}
        )
        env.flush_all()
        env.cr.execute("TRUNCATE smb_follow_up CASCADE")
        env.invalidate_all()
        self.call = env.ref("mail.mail_activity_data_call")
        self.model = env["ir.model"]._get_id("res.partner")
        self.today = self.policy._today()
        self.partners = env["res.partner"].search(
            [("user_id", "!=", False), ("parent_id", "=", False)], limit=DUE
        )

    def plan(self):
        """The same follow-ups as always, as the planner leaves them."""
        self.env.cr.execute("DELETE FROM smb_follow_up")
        self.env.cr.execute(
            """
            INSERT INTO smb_follow_up (partner_id, company_id, step_id, program_id,
                   user_id, state, reason, anchor_date, planned_date, date)
            SELECT id, %s, %s, %s, user_id, 'planned', 'never', %s, %s, %s
              FROM res_partner WHERE id = ANY(%s)
            """,
            [
                self.step.company_id.id,
                self.step.id,
                self.step.program_id.id,
                self.today - timedelta(days=30),
                self.today,
                self.today,
                self.partners.ids,
            ],
        )
        self.env.invalidate_all()

    def open(self):
        handled = 0
        while batch := self.rows._open_batch(self.policy, self.today):
            handled += batch["opened"]
        self.env.flush_all()
        return handled

    def bare(self):
        activities = self.env["mail.activity"]
        activities.with_context(mail_activity_quick_update=True).create(
            [
                {
                    "res_model_id": self.model,
                    "res_id": partner.id,
                    "activity_type_id": self.call.id,
                    "date_deadline": Date.today(),
                    "user_id": partner.user_id.id,
                    "summary": "A call",
                }
                for partner in self.partners
            ]
        )
        self.env.flush_all()


def _opening(day):
    work = Work(day.env.cr)
    taken = [], []
    for _ in range(TIMES + 1):
        for column, call in zip(taken, (day.open, day.bare), strict=True):
            point = day.env.cr.savepoint()
            day.plan()
            column.append(work.milliseconds(call))
            point.rollback()
            day.env.invalidate_all()
    # the first turn warms up
    mine, bare = (statistics.median(column[1:]) for column in taken)
    point = day.env.cr.savepoint()
    day.plan()
    opened = day.open()
    point.rollback()
    day.env.invalidate_all()
    yield row("", "due follow-ups opened", opened, f"= {DUE:,}", opened == DUE)
    yield row("", "  ms", mine, "", None)
    yield row("", "  to a bare create", mine / bare, "<= 1.2", mine <= 1.2 * bare)


def _fulfilling(day, env):
    customer = day.partners[:1]
    rows = type(day.rows)
    vals = {"partner_id": customer.id, "subject": "A call"}
    vals["channel_id"] = env.ref("smb_crm.smb_contact_channel_phone").id

    def log():
        point = env.cr.savepoint()
        env["smb.contact.log"].create({**vals, "activity_id": False})
        env.flush_all()
        point.rollback()
        env.invalidate_all()

    with patch.object(rows, "_touched"):
        without = queries(env, log)
    free = queries(env, log) - without
    day.plan()
    ahead = queries(env, log) - without
    day.open()
    done = queries(env, log) - without
    yield row("", "contact log of nobody's care: queries more", free, "<= 4", free <= 4)
    yield row("", "  of a planned customer, planned anew", ahead, "", None)
    yield row("", "  that ends a follow-up, planned anew", done, "", None)
