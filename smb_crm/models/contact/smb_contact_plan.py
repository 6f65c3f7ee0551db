from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools import html2plaintext


class SmbContactLog(models.Model):
    """What a contact does to plans: it fulfils one and makes the next.

    A plan is always an activity of Odoo. ``activity_id`` is the one that this contact
    fulfils, proposed as the oldest that was due; ``next_activity_id`` the one that
    ``next_date`` asked for, and the two dates move together.
    """

    _inherit = "smb.contact.log"

    activity_id = fields.Many2one(
        "mail.activity",
        string="Fulfils",
        compute="_compute_activity_id",
        store=True,
        readonly=False,
        precompute=True,
        index="btree_not_null",
        ondelete="set null",
        copy=False,
        domain="[('smb_partner_id', '=', commercial_partner_id),"
        " ('smb_is_contact', '=', True)]",
        help="The planned contact that is done with this one.",
    )
    next_activity_id = fields.Many2one(
        "mail.activity",
        string="Next Contact Planned As",
        index="btree_not_null",
        ondelete="set null",
        readonly=True,
        copy=False,
    )

    @api.depends("partner_id", "user_id", "date")
    def _compute_activity_id(self):
        """Propose the oldest contact that was due with this customer."""
        fresh = self.filtered(lambda log: not log._origin.id)
        due = fresh._due_activities() if fresh else {}
        for log in fresh:
            key = (log.partner_id.commercial_partner_id, log.user_id)
            waiting = due.get(key, self.env["mail.activity"])
            day = log._local_day(log.date)
            oldest = waiting.filtered(lambda a, day=day: a.date_deadline <= day)[:1]
            log.activity_id = oldest
            if oldest:
                due[key] = waiting - oldest

    def _due_activities(self):
        """Open contact activities per customer and user, the oldest first."""
        # sudo: only plans of the user whose contact it is
        activities = self.env["mail.activity"].sudo()
        types = self.env["smb.contact.channel"]._contact_activity_types()
        found = activities.search(
            [
                ("smb_partner_id", "in", self.partner_id.commercial_partner_id.ids),
                ("user_id", "in", self.user_id.ids),
                ("activity_type_id", "in", types),
                ("date_deadline", "<=", max(self.mapped(self._log_day))),
            ],
            order="date_deadline, id",
        )
        plain = found.with_env(self.env)
        # sudo: two links to sort by; the plans themselves keep the user's rights
        return plain.grouped(lambda a: (a.sudo().smb_partner_id, a.sudo().user_id))

    @api.model
    def _log_day(self, log):
        return self._local_day(log.date)

    @api.model
    def _local_day(self, moment):
        """The day of ``moment`` as the user's calendar shows it."""
        return fields.Date.context_today(self, moment or fields.Datetime.now())

    @api.constrains("next_date", "date")
    def _check_next_date(self):
        for log in self:
            if log.next_date and log.next_date < log._local_day(log.date):
                raise ValidationError(
                    self.env._(
                        "The next contact can't come before this one. Choose a day"
                        " from %(day)s on, or leave it empty.",
                        day=log._local_day(log.date),
                    )
                )

    @api.constrains("activity_id", "partner_id")
    def _check_activity_customer(self):
        for log in self.filtered("activity_id"):
            # sudo: compares two links, shows neither
            planned_for = log.activity_id.sudo().smb_partner_id
            if planned_for != log.commercial_partner_id:
                raise ValidationError(
                    self.env._(
                        "This contact was with another customer than the planned one."
                        " Choose a plan of %(customer)s or none.",
                        customer=log.commercial_partner_id.display_name,
                    )
                )

    @api.model_create_multi
    def create(self, vals_list):
        logs = super().create(vals_list)
        logs.filtered("activity_id")._fulfil()
        for log in logs.filtered("next_date"):
            log._schedule_next()
        self._forget_last_contact()
        return logs

    def write(self, vals):
        result = super().write(vals)
        if vals.get("activity_id"):
            self._fulfil()
        if vals.keys() & {"next_date", "partner_id", "user_id"}:
            for log in self:
                log._follow_next_date()
        self._forget_last_contact()
        return result

    @api.model
    def _forget_last_contact(self):
        self.env["res.partner"].invalidate_model(
            ["smb_last_contact_date", "smb_last_contact_log_id"], flush=False
        )

    def _fulfil(self):
        """Mark the planned contacts done, with these logs as their record."""
        for log in self:
            activity = log.activity_id
            if activity.active:
                activity._action_done(feedback=log._feedback())

    def _feedback(self):
        said = html2plaintext(self.note or "").strip()[:500]
        return "\n".join(filter(None, [self.subject, said])) or False

    def _schedule_next(self):
        """Open the activity that ``next_date`` asks for."""
        self.ensure_one()
        # sudo: authors can't choose this link; the plan is made with their rights
        self.sudo().next_activity_id = self._plan(
            {
                "partner_id": self.partner_id.id,
                "channel_id": self.channel_id.id,
                "user_id": self.user_id.id,
                "date": self.next_date,
                "subject": self.subject,
            }
        )

    def _follow_next_date(self):
        """Schedule, move or cancel the next contact after its date changed."""
        self.ensure_one()
        activity = self.next_activity_id
        if not self.next_date:
            if activity.active:
                activity.unlink()
        elif not activity.active:
            moved_on = not activity or self.next_date > activity.date_deadline
            if moved_on:
                self._schedule_next()
        else:
            self._move_activity(activity)

    def _move_activity(self, activity):
        """Make ``activity`` say what the log says; write only what differs."""
        wanted = {
            "date_deadline": self.next_date,
            "user_id": self.user_id,
            "res_id": self.partner_id.id,
        }
        changed = {k: v for k, v in wanted.items() if activity[k] != v}
        if "user_id" in changed:
            changed["user_id"] = self.user_id.id
        if changed:
            activity.write(changed)

    @api.model
    def _plan(self, vals):
        """Turn a contact that has not happened yet into an activity.

        :param vals: values of a contact log; ``date`` may be a date or a datetime
        :return: the new mail.activity, on the person of the log
        """
        channel = self.env["smb.contact.channel"].browse(vals.get("channel_id"))
        channel = channel or self._default_channel()
        moment = vals.get("date")
        if isinstance(moment, str):
            long = len(moment) > len("2026-01-01")
            convert = fields.Datetime.to_datetime if long else fields.Date.to_date
            moment = convert(moment)
        if hasattr(moment, "hour"):
            moment = self._local_day(moment)
        return self.env["mail.activity"].create(
            {
                "res_model_id": self.env["ir.model"]._get_id("res.partner"),
                "res_id": vals["partner_id"],
                "activity_type_id": self._planning_type(channel).id,
                "date_deadline": moment,
                "user_id": vals.get("user_id") or self.env.uid,
                "summary": vals.get("subject"),
                "note": vals.get("note"),
            }
        )

    @api.model
    def _planning_type(self, channel):
        """The activity type that plans a contact by ``channel``: a call if none."""
        call = self.env.ref("mail.mail_activity_data_call", raise_if_not_found=False)
        return channel.activity_type_id or call or self.env["mail.activity.type"]

    @api.model
    def _action_plan(self, vals):
        """Odoo's activity planner, filled with the contact that lies ahead."""
        channel = self.env["smb.contact.channel"].browse(vals.get("channel_id"))
        partner_id = vals.get("partner_id")
        defaults = {
            "default_activity_type_id": self._planning_type(channel).id,
            "default_date_deadline": vals.get("date")
            and str(self._local_day(fields.Datetime.to_datetime(vals["date"]))),
            "default_summary": vals.get("subject"),
            "default_note": vals.get("note"),
            "default_activity_user_id": vals.get("user_id") or self.env.uid,
        }
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Plan a Contact"),
            "res_model": "mail.activity.schedule",
            "views": [(False, "form")],
            "target": "new",
            "context": {
                "active_model": "res.partner",
                "active_ids": [partner_id] if partner_id else [],
                "active_id": partner_id,
                **{name: value for name, value in defaults.items() if value},
            },
        }
