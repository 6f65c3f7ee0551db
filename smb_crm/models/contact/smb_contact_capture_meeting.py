from odoo import api, fields, models


class SmbContactLog(models.Model):
    """What a meeting does to its logs: it makes, moves and suspends them.

    A log tells what happened. A meeting that is put off to the future has not
    happened yet: its logs are archived until it is held.
    """

    _inherit = "smb.contact.log"

    meeting_postponed = fields.Boolean(
        readonly=True,
        copy=False,
        help="Archived until the meeting that was put off is held.",
    )

    @api.model
    def _capture_meetings(self, events):
        """Log meetings that are over: one log per event and customer."""
        if self.env["smb.contact.channel"]._capturing("meeting"):
            # sudo: attendees and links of meetings; private ones are left out
            self._capture_safely(self._capture_meetings_rows, events.sudo())
        self._capture_follow_meetings(events)

    @api.model
    def _capture_meetings_rows(self, events):
        rows = []
        for event in events:
            if event.effective_privacy != "private":
                rows += self._capture_meeting_rows(event)
        return rows

    @api.model
    def _capture_meeting_rows(self, event):
        document = self._capture_meeting_document(event)
        if document and not self._capture_allows(document):
            return []
        going = event.attendee_ids.filtered(lambda a: a.state != "declined").partner_id
        plans = event.activity_ids.filtered(lambda a: a.active and a.smb_is_contact)
        rows = []
        for person in self._capture_persons(going.filtered("partner_share")):
            customer = person.commercial_partner_id
            plan = plans.filtered(lambda a, c=customer: a.smb_partner_id == c)[:1]
            rows.append(
                {
                    **self._capture_vals(person, document, event.user_id),
                    "channel_id": self.env["smb.contact.channel"]._capturing("meeting"),
                    "direction": "out",
                    "date": event.start,
                    "duration": event.duration,
                    "subject": event.name,
                    "note": event.description,
                    "activity_id": plan.id,
                    "source_model": "calendar.event",
                    "source_id": event.id,
                }
            )
        return rows

    @api.model
    def _capture_meeting_document(self, event):
        known = event.res_model and event.res_id and event.res_model in self.env
        if not known:
            return None
        # sudo: links of the document, read to file the log with it
        return self.env[event.res_model].sudo().browse(event.res_id).exists()

    @api.model
    def _capture_logs_of(self, events):
        # sudo: the logs follow their source, also after the edit window
        logs = self.sudo().with_context(active_test=False, tracking_disable=True)
        return logs.search(
            [("source_model", "=", "calendar.event"), ("source_id", "in", events.ids)]
        )

    @api.model
    def _capture_follow_meetings(self, events):
        """A meeting that was moved before it was held moves its log."""
        # sudo: one date, copied to the logs of the same meeting
        starts = {event.id: event.start for event in events.sudo()}
        for log in self._capture_logs_of(events):
            if log.meeting_postponed:
                log.write({"active": True, "meeting_postponed": False})
            if log.date != starts[log.source_id]:
                log.date = starts[log.source_id]

    @api.model
    def _capture_postpone(self, events):
        """These meetings lie ahead again: what was logged of them waits."""
        logs = self._capture_logs_of(events).filtered("active")
        logs.write({"active": False, "meeting_postponed": True})

    @api.model
    def _capture_release(self, events):
        """These meetings start anew: what was logged of them stays as it is."""
        logs = self._capture_logs_of(events)
        logs.write({"source_model": False, "source_id": False})
