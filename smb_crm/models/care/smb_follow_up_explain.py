from odoo import api, models
from odoo.tools import format_date
from odoo.tools.translate import LazyTranslate

_lt = LazyTranslate(__name__)

# singular and plural
DELAYS = {
    "days": (_lt("%s day later"), _lt("%s days later")),
    "weeks": (_lt("%s week later"), _lt("%s weeks later")),
    "months": (_lt("%s month later"), _lt("%s months later")),
}
EVENTS = {
    "first_order": _lt("the first order came on %(day)s, %(interval)s"),
    "delivery": _lt("a delivery was made on %(day)s, %(interval)s"),
    "invoice_paid": _lt("an invoice was paid on %(day)s, %(interval)s"),
}
REASONS = {
    "touch": _lt("last contact of this kind on %(day)s, %(interval)s"),
    "never": _lt("no contact of this kind so far, %(interval)s"),
    "skipped": _lt("the last one was skipped, next from %(day)s, %(interval)s"),
    "sample": _lt("drawn at random, %(interval)s"),
}
MOVED = {
    "person": _lt("put off, first planned for %(planned)s"),
    "limit": _lt("moved because of the daily limit, first planned for %(planned)s"),
}


class SmbFollowUp(models.Model):
    """Each follow-up tells in a sentence when it comes and why then."""

    _inherit = "smb.follow.up"

    def _explain(self):
        """Why each of these comes when it does, in the user's language.

        :return: ``{id: sentence}``
        """
        return {row.id: row._sentence() for row in self}

    def _sentence(self):
        self.ensure_one()
        told = self.env._(
            "%(step)s on %(day)s: %(why)s",
            step=self.step_id.name,
            day=format_date(self.env, self.date),
            why=self._sentence_why(),
        )
        if self.moved_by in MOVED and self.date != self.planned_date:
            words = {"planned": format_date(self.env, self.planned_date)}
            return f"{told}; {self._filled(MOVED[self.moved_by], words)}"
        return told

    def _sentence_why(self):
        step = self.step_id
        is_event = self.reason == "event"
        known = self._event_phrases() if is_event else REASONS
        why = known.get(step.trigger if is_event else self.reason)
        later = DELAYS[step.interval_type][step.interval_number != 1]
        words = {
            "day": format_date(self.env, self.anchor_date),
            "interval": self._filled(later, step.interval_number)
            if is_event
            else step._say_every(),
        }
        return self._filled(why, words) if why else words["interval"]

    @api.model
    def _event_phrases(self):
        """``{trigger: phrase}``; later rooms add theirs."""
        return EVENTS

    @api.model
    def _filled(self, phrase, words):
        translated = self.env._(phrase)
        return translated % words
