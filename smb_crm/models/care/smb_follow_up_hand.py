from dateutil.relativedelta import relativedelta

from odoo import fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools.sql import SQL

from ...tools.roles import MANAGERS, SALES
from ...tools.text import storable
from .smb_follow_up import OPEN

FURTHEST = relativedelta(years=1)


class SmbFollowUp(models.Model):
    """What people decide about follow-ups: not today, not at all, not me, me.

    Who is responsible decides, or whose customer it is, or a sales manager. What is in
    the pool anybody who sees it may take.
    """

    _inherit = "smb.follow.up"

    def action_snooze(self, date):
        """Put these follow-ups off until ``date``; the activity moves along.

        :raise UserError: when the day has passed or is more than a year away
        """
        rows = self._in_hand()
        day = self._given_day(date)
        for row in rows:
            row._check_day(day)
            row._snooze(day)
        return True

    def _snooze(self, day):
        self.ensure_one()
        self.write(
            {
                "date": day,
                "moved_by": "person",
                "snooze_count": self.snooze_count + 1,
                "escalation": False,
                **self._fresh_try(),
            }
        )
        if self.activity_id:
            self.activity_id._smb_ours().date_deadline = day

    def action_skip(self, reason):
        """Leave these follow-ups out, this once; the next ones come in their time.

        :raise UserError: without a reason
        """
        rows = self._in_hand()
        said = storable(reason).strip() if isinstance(reason, str) else ""
        if not said:
            raise UserError(
                self.env._("Say why it is left out, so that others understand it.")
            )
        activities = rows.activity_id
        for row in rows:
            row.write(
                {
                    "state": "skipped",
                    "reason_closed": said[:200],
                    # what lies ahead is skipped for its own day
                    "closed_date": max(row.date, row._today_there()),
                    "closed_by_id": self.env.uid,
                    "activity_id": False,
                    "escalation": False,
                    **row._kept_rule(),
                }
            )
        activities._smb_ours().unlink()
        rows._plan(rows.company_id, rows.partner_id)
        return True

    def action_unskip(self):
        """Take a skip back, while nothing newer came of it.

        :raise UserError: when the next follow-up is on somebody's desk or closed
        """
        rows = self._in_hand(("skipped",))
        late = rows.filtered(lambda row: row.date < row._today_there())
        before = [(row, row._overdue_before()) for row in late]
        for row in rows:
            newer = self.sudo().search(  # sudo: those of the same customer and step
                [
                    ("partner_id", "=", row.partner_id.id),
                    ("company_id", "=", row.company_id.id),
                    ("step_id", "=", row.step_id.id),
                    ("id", ">", row.id),
                ]
            )
            if newer.filtered(lambda other: other.state != "planned"):
                raise UserError(
                    self.env._(
                        "%(customer)s has a newer follow-up of this kind already.",
                        customer=row.partner_id.display_name,
                    )
                )
            newer.unlink()
            row.write(
                {
                    "state": "planned",
                    "date": max(row.date, row._today_there()),
                    "moved_by": "person",
                    "reason_closed": False,
                    "closed_date": False,
                    "closed_by_id": False,
                }
            )
        rows._open_today()
        for row, values in before:
            if row.state == "due" and row.opened_date:
                row.write(values)
                row.activity_id._smb_ours().date_deadline = values["date"]
        return True

    def _overdue_before(self):
        """Day and stage that this one had when it was skipped: neither is made good."""
        policy = self.env["smb.policy"]._of(self.company_id)
        late = (self.closed_date - self.date).days
        stages = (
            (policy.escalate_pool_days, "pool"),
            (policy.escalate_again_days, "again"),
            (policy.escalate_days, "told"),
        )
        return {
            "date": self.date,
            "opened_date": self.opened_date,
            "escalation": next((name for days, name in stages if late >= days), False),
        }

    def _open_today(self):
        """Back onto the desks at once, where the day has come."""
        for company, rows in self.grouped("company_id").items():
            policy = self.env["smb.policy"]._of(company)
            today = policy._today()
            now = rows.filtered(
                lambda row, today=today: row.date <= today and not row._goes_by_itself()
            )
            if now and policy in policy._caring(company):
                now._put(self._responsibles(now), today)

    def action_reassign(self, user):
        """Give these follow-ups to a colleague.

        :param user: a user or the id of one
        :raise UserError: when that is nobody who looks after customers here
        """
        rows = self._in_hand()
        colleague = self._colleague(user)
        for row in rows:
            if not row._is_there(colleague):
                raise UserError(
                    self.env._(
                        "%(person)s does not work for %(company)s. Choose somebody"
                        " else.",
                        person=colleague.name,
                        company=row.company_id.name,
                    )
                )
            row._give_to(colleague)
        return True

    def _colleague(self, user):
        """The salesperson whom the caller named.

        :raise UserError: when that is none
        """
        id_ = user.id if isinstance(user, models.BaseModel) else user
        colleague = self.env["res.users"]
        if isinstance(id_, int) and not isinstance(id_, bool):
            # sudo: name, state and role of the person named
            colleague = colleague.sudo().browse(id_).exists()
        fits = colleague and colleague._name == "res.users" and colleague.active
        if not (fits and not colleague.share and colleague.has_group(SALES)):
            raise UserError(
                self.env._("Choose an active colleague who works in sales.")
            )
        return colleague

    def _give_to(self, user):
        self.ensure_one()
        self.write({"user_id": user.id, "moved_by": "hand", **self._fresh_try()})
        if self.activity_id:
            quiet = self.activity_id._smb_ours()._smb_unfollowed()
            quiet.user_id = user

    def action_take(self):
        """Take follow-ups out of the pool: they are mine, from today on.

        :raise UserError: when a colleague was faster
        """
        self.check_access("read")
        # who takes the same row at the same moment waits, and then sees it taken
        self._lock_rows()
        # sudo: rows the user may read; they change in the way described, only
        for row in self.sudo():
            if row.escalation != "pool" or row.state != "due":
                raise UserError(
                    self.env._(
                        "The follow-up of %(customer)s was taken over already.",
                        customer=row.partner_id.display_name,
                    )
                )
            me = self.env.user
            if not (me.has_group(SALES) and row._is_there(me)):
                raise AccessError(self.env._("Only salespeople take follow-ups over."))
            today = row._today_there()
            row.write({"escalation": False, "date": today})
            if row.activity_id:
                row.activity_id._smb_ours().date_deadline = today
            row._give_to(me)
        return True

    # who may

    def _in_hand(self, states=OPEN):
        """These follow-ups, locked, as superuser, for a person who may decide on them.

        :raise AccessError: when one of them is somebody else's
        :raise UserError: when one of them is closed already
        """
        self.check_access("read")
        self._lock_rows()
        # sudo: checked below; nobody writes follow-ups but through these actions
        rows = self.sudo()
        if not self._is_mine():
            raise AccessError(
                self.env._(
                    "This follow-up is a colleague's. Ask the colleague or a sales"
                    " manager."
                )
            )
        for row in rows:
            if row.state not in states:
                raise UserError(
                    self.env._(
                        "The follow-up of %(customer)s was closed meanwhile.",
                        customer=row.partner_id.display_name,
                    )
                )
        return rows

    def _is_mine(self):
        me = self.env.user
        if self.env.su or me.has_group(MANAGERS):
            return True
        # sudo: compares two links
        return me.has_group(SALES) and all(
            me in (row.user_id, row.partner_id.user_id) for row in self.sudo()
        )

    def _lock_rows(self):
        if self.ids:
            self.env.cr.execute(
                SQL(
                    "SELECT id FROM smb_follow_up WHERE id IN %s ORDER BY id"
                    " FOR NO KEY UPDATE",
                    tuple(self.ids),
                )
            )
            self.invalidate_recordset()

    def _check_day(self, day):
        today = self._today_there()
        if not day or not today < day <= today + FURTHEST:
            raise UserError(
                self.env._(
                    "Choose a day after today, %(today)s, and within a year.",
                    today=fields.Date.to_string(today),
                )
            )

    def _fresh_try(self):
        """What had failed is tried anew after a change."""
        return {"error": False, "tries": 0, "next_try": False} if self.tries else {}
