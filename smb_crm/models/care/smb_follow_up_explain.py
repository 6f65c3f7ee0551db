from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.tools import format_date
from odoo.tools.translate import LazyTranslate

_lt = LazyTranslate(__name__)

# singular and plural
DELAYS = {
    "days": (_lt("%s day later"), _lt("%s days later")),
    "weeks": (_lt("%s week later"), _lt("%s weeks later")),
    "months": (_lt("%s month later"), _lt("%s months later")),
}
EARLIER = (_lt("%s day earlier"), _lt("%s days earlier"))
EVENTS = {
    "first_order": _lt("the first order came on %(day)s, %(interval)s"),
    "delivery": _lt("a delivery was made on %(day)s, %(interval)s"),
    "invoice_paid": _lt("an invoice was paid on %(day)s, %(interval)s"),
}
REASONS = {
    "touch": _lt("last contact of this kind on %(day)s, %(interval)s"),
    "never": _lt("no contact of this kind so far, %(interval)s"),
    "skipped": _lt("the last one was skipped, next from %(day)s, %(interval)s"),
    "sample": _lt("drawn at random for the time from %(day)s on, %(interval)s"),
}
# why the day of the rule is not the interval after the anchor
SPREAD = {
    "touch": _lt(
        "late already when the programme began on %(begins)s, such customers are"
        " spread over the days after it"
    ),
    "never": _lt("first contacts are spread over several days"),
    "sample": _lt("those drawn are spread over that time"),
}
# why the day is not the one of the rule
MOVED = {
    "person": _lt("put off, first planned for %(planned)s"),
    "limit": _lt("moved because of the daily limit, first planned for %(planned)s"),
    "hand": _lt("first planned for %(planned)s"),
    "passed": _lt("that day by the rule, %(planned)s, had passed"),
}


class SmbFollowUp(models.Model):
    """Each follow-up tells in a sentence when it comes and why then.

    By the rule under which it was planned: from the day on which it is opened or ends
    it keeps the interval, whatever becomes of the step.
    """

    _inherit = "smb.follow.up"

    rule_number = fields.Integer(
        string="Interval",
        readonly=True,
        help="Of the step, when the follow-up was opened.",
    )
    rule_type = fields.Selection(
        lambda self: self.env["smb.care.step"]._fields["interval_type"].selection,
        string="Unit of the Interval",
        readonly=True,
    )

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
            day=self._said_day(self.date),
            why=self._sentence_why(),
        )
        further = [self._sentence_spread(), self._sentence_moved()]
        return "; ".join(filter(None, [told, *further]))

    def _sentence_why(self):
        trigger = self.step_id.trigger
        is_event = self.reason == "event"
        known = self._event_phrases() if is_event else REASONS
        why = known.get(trigger if is_event else self.reason)
        interval = self._sentence_interval()
        words = {"day": self._said_day(self.anchor_date), "interval": interval}
        return self._filled(why, words) if why else interval

    def _sentence_interval(self):
        number, unit = self._rule()
        if self.reason == "event":
            if self._by_rule() != self.planned_date:
                number, unit = self._days_between(), "days"
            return self._filled(DELAYS[unit][number != 1], number)
        from_start = self.reason in ("never", "sample")
        if from_start or self._by_rule() == self.planned_date or self._is_spread():
            return self.step_id._say_interval(number, unit)
        # planned under a rule that is not known any more: what is sure
        days = self._days_between()
        return self._filled(EARLIER[days != 1], days)

    def _sentence_spread(self):
        if not self._is_spread():
            return None
        phrase = SPREAD.get("touch" if self.reason == "skipped" else self.reason)
        begins = self._said_day(self.step_id.program_id.date_start)
        return phrase and self._filled(phrase, {"begins": begins})

    def _sentence_moved(self):
        if self.date == self.planned_date:
            return None
        why = self.moved_by or "passed"
        if why == "hand" and self.snooze_count:
            why = "person"
        return self._filled(MOVED[why], {"planned": self._said_day(self.planned_date)})

    # the rule

    def _rule(self):
        """Number and unit of the interval that the day was counted with."""
        if self.state != "planned" and self.rule_number:
            return self.rule_number, self.rule_type
        return self.step_id.interval_number, self.step_id.interval_type

    def _kept_rule(self):
        """Values that keep the rule of a follow-up that is no forecast any more."""
        if self.state != "planned":
            return {}
        number, unit = self._rule()
        return {"rule_number": number, "rule_type": unit}

    def _by_rule(self):
        """The day that lies one interval after the anchor."""
        number, unit = self._rule()
        return self.anchor_date + relativedelta(**{unit: number})

    def _is_spread(self):
        """Whether the planner chose one of several days; see its SQL."""
        if self.reason == "never":
            return self._days_between() > 1
        if self.reason not in ("touch", "skipped"):
            return self.reason == "sample"
        begins = self.step_id.program_id.date_start
        return self._by_rule() < begins <= self.planned_date

    def _days_between(self):
        return (self.planned_date - self.anchor_date).days

    # words

    def _said_day(self, day):
        """As lists show it: one look of a day everywhere."""
        # thousands of sentences name the same few days
        said = self.env.cr.cache.setdefault("smb_said_day", {})
        key = self.env.lang, self.env.uid, day
        if key not in said:
            said[key] = format_date(self.env, day, date_format="medium")
        return said[key]

    @api.model
    def _event_phrases(self):
        """``{trigger: phrase}``; later rooms add theirs."""
        return EVENTS

    @api.model
    def _filled(self, phrase, words):
        translated = self.env._(phrase)
        return translated % words
