from datetime import timedelta

from dateutil.relativedelta import relativedelta

from odoo import models

from .smb_follow_up_run import NO_TIER, SPREAD, TOO_LATE, period

MONTH = 31


class SmbCareStep(models.Model):
    """What the planner's SQL has to know of a step."""

    _inherit = "smb.care.step"

    def _plan_line(self, run, tier, program):
        """This step, as it holds for the customers of ``tier`` under ``program``."""
        self.ensure_one()
        return {
            # for whom
            "tier": tier.id or 0,
            "place": tier.sequence if tier else NO_TIER,
            "program": self.program_id.id,
            "step": self.id,
            "lifecycle": self.lifecycle or None,
            "lang": self.lang or None,
            "level": self._level_rank(self.level),
            "usual": self._level_rank(program.relation_level),
            "picky": self._is_picky(),
            # when
            "kind": self._plan_kind(),
            "trigger": self.trigger,
            "slot": run.slot(self),
            "ordered": self.order_fulfils,
            **self._plan_days(run.today),
            # drawn how
            "share": max(1, round(self.sample_percent * 100)),
            "seed": self.sample_seed or "",
            # by whom
            "who": self.who,
            "named": self.user_id.id if self.user_id.active else None,
        }

    def _plan_kind(self):
        if self.trigger != "touch":
            return "event"
        return "sample" if self.sample_percent < 100 else "touch"

    def _plan_days(self, today):
        months, days = self._interval()
        begins = self.program_id.date_start
        number, opens, length = period(begins, months, days, today)
        farthest = timedelta(days=TOO_LATE + 4)
        return {
            "begins": begins,
            "span": f"{months} months {days} days",
            "spread": min(days or MONTH, SPREAD),
            # a few days more than needed: SQL asks for the exact day again
            "since": max(
                begins, today - farthest - relativedelta(months=months, days=days)
            ),
            "period": number,
            "opens": opens,
            "length": length,
        }

    def _interval(self):
        """Months and days of the interval; one of the two is 0."""
        if self.interval_type == "months":
            return self.interval_number, 0
        return 0, self.interval_number * (7 if self.interval_type == "weeks" else 1)

    def _level_rank(self, level):
        """The place of a relation level, from 1, or None."""
        keys = [
            key for key, _name in self._fields["level"]._description_selection(self.env)
        ]
        return keys.index(level) + 1 if level else None

    def _is_picky(self):
        return bool(self.domain and self.domain.strip() not in ("", "[]"))
