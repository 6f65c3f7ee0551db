import logging

from odoo import api, fields, models
from odoo.service.model import PG_CONCURRENCY_EXCEPTIONS_TO_RETRY as RETRY

_logger = logging.getLogger(__name__)
# an object cannot come from a client, a flag in the context could
REWRITTEN = object()
WHOLE_SERIES = ("all_events", "future_events")
MATTERS = {"start", "stop", "duration", "allday", "active", "partner_ids"}


class CalendarEvent(models.Model):
    """A meeting with customers that is over becomes contact logs.

    Meetings that are entered afterwards are captured at once, all others by a job
    when they end. Private meetings never are.

    Changing a series makes its meetings anew, past ones included: these are history
    and stay as they were logged.
    """

    _inherit = "calendar.event"

    smb_captured = fields.Boolean(
        string="Contacts Logged",
        readonly=True,
        copy=False,
        help="Set once the meeting is over and its contacts are logged.",
    )

    _smb_held_idx = models.Index("(stop) WHERE active AND smb_captured IS NOT TRUE")

    @api.model_create_multi
    def create(self, vals_list):
        events = super().create(vals_list)
        events._smb_keep_or_capture()
        return events

    def write(self, vals):
        events = self
        if vals.get("recurrence_update") in WHOLE_SERIES and self.recurrence_id:
            events = self._smb_before_rewriting()
        matters = MATTERS & vals.keys()
        if matters:
            vals = {**vals, "smb_captured": False}
        result = super(CalendarEvent, events).write(vals)
        if matters:
            self._smb_after_moving()
        return result

    def _smb_keep_or_capture(self):
        held = self.filtered_domain(self._smb_held_domain())
        if held and self._smb_is_rewriting():
            held._smb_mark_captured()
        elif held:
            held._smb_capture()

    def _smb_is_rewriting(self):
        return self.env.context.get("smb_meetings") is REWRITTEN

    def _smb_before_rewriting(self):
        """Log what was held of a series that is about to be made anew."""
        series = self.recurrence_id.calendar_event_ids
        series.filtered_domain(self._smb_held_domain())._smb_capture()
        return self.with_context(smb_meetings=REWRITTEN)

    def _smb_after_moving(self):
        """What was logged of meetings that lie ahead again has not happened yet."""
        # sudo: two dates; changing a series deletes some of its meetings
        events = self.sudo().exists().filtered("active")
        now = fields.Datetime.now()
        ahead = events.filtered(lambda event: event.stop > now)
        logs = self.env["smb.contact.log"]
        if self._smb_is_rewriting():
            logs._capture_release(ahead)
            (events - ahead)._smb_keep_or_capture()
        else:
            logs._capture_postpone(ahead)

    @api.model
    def _smb_held_domain(self):
        return [
            ("active", "=", True),
            ("stop", "<=", fields.Datetime.now()),
            ("smb_captured", "=", False),
        ]

    def _smb_capture(self):
        """Log these meetings and remember that it is done."""
        self.env["smb.contact.log"]._capture_meetings(self)
        self._smb_mark_captured()

    def _smb_mark_captured(self):
        # sudo: the mark of the engine, whoever owns the meeting
        marked = self.sudo().with_context(dont_notify=True, no_mail_to_attendees=True)
        marked.write({"smb_captured": True})

    @api.model
    def _cron_capture_meetings(self, batch_size=100):
        """Log the meetings that ended since the last run, one transaction each."""
        cron = self.env["ir.cron"]
        domain = self._smb_held_domain()
        events = self.search(domain, limit=batch_size, order="stop, id")
        cron._commit_progress(remaining=self.search_count(domain))
        for event_id in events.ids:
            try:
                # committing drops row locks: lock and check each one again
                event = self.browse(event_id).try_lock_for_update()
                event.filtered_domain(domain)._smb_capture()
                self.env.flush_all()
            except RETRY:
                self.env.cr.rollback()
            except Exception as error:
                _logger.exception("Contacts of meeting %s not logged", event_id)
                self.env.cr.rollback()
                self.env["smb.heartbeat"]._report(error)
                # it leaves the queue, or it would keep the others waiting for ever
                self.browse(event_id).exists()._smb_mark_captured()
            if not cron._commit_progress(1):
                break
