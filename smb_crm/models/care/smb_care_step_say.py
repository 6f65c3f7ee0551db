from odoo import api, fields, models


class SmbCareStep(models.Model):
    """A step says in one sentence what it does, when, and by whom."""

    _inherit = "smb.care.step"

    sentence = fields.Char(
        string="In One Sentence",
        compute="_compute_sentence",
        # sudo: names of users, teams and languages that the step shows anyway
        compute_sudo=True,
    )

    @api.depends(
        "what",
        "trigger",
        "interval_number",
        "interval_type",
        "who",
        "team_id.name",
        "user_id.name",
        "automatic",
        "sample_percent",
        "lifecycle",
        "lang",
        "level",
        "domain",
    )
    @api.depends_context("lang")
    def _compute_sentence(self):
        for step in self:
            parts = [step._say_when(), step._say_who(), *step._say_conditions()]
            step.sentence = ", ".join(filter(None, parts))

    def _say_label(self, name):
        labels = dict(self._fields[name]._description_selection(self.env))
        return labels.get(self[name]) or ""

    def _say_when(self):
        what = self._say_label("what")
        if self.trigger == "touch":
            every = self._say_every()
            return self.env._("%(what)s %(every)s", what=what, every=every)
        after = self._say_event()
        time = self._say_time()
        if after:
            return self.env._(
                "%(what)s %(time)s after %(event)s", what=what, time=time, event=after
            )
        event = self._say_label("trigger").lower()
        return self.env._(
            "%(what)s %(time)s: %(event)s", what=what, time=time, event=event
        )

    def _say_event(self):
        """What comes before the step; later rooms add theirs."""
        return {
            "first_order": self.env._("the first order"),
            "delivery": self.env._("a delivery"),
            "invoice_paid": self.env._("an invoice was paid"),
        }.get(self.trigger)

    def _say_every(self):
        return self._say_interval(self.interval_number, self.interval_type or "days")

    @api.model
    def _say_interval(self, number, unit):
        """How often: "every 30 days"."""
        one, many = {
            "days": (self.env._("every day"), self.env._("every %s days", number)),
            "weeks": (self.env._("every week"), self.env._("every %s weeks", number)),
            "months": (
                self.env._("every month"),
                self.env._("every %s months", number),
            ),
        }[unit]
        return one if number == 1 else many

    def _say_time(self):
        number = self.interval_number
        one, many = {
            "days": (self.env._("1 day"), self.env._("%s days", number)),
            "weeks": (self.env._("1 week"), self.env._("%s weeks", number)),
            "months": (self.env._("1 month"), self.env._("%s months", number)),
        }[self.interval_type or "days"]
        return one if number == 1 else many

    def _say_who(self):
        if self.automatic:
            return self.env._("sent by itself")
        if self.who == "representative":
            return self.env._("by the service representative")
        if self.who == "team":
            return self.env._(
                "by %(team)s in turn", team=self.team_id.name or self.env._("a team")
            )
        if self.who == "user":
            return self.env._(
                "by %(user)s", user=self.user_id.name or self.env._("somebody named")
            )
        return self.env._("by the salesperson")

    def _say_conditions(self):
        if 0 < self.sample_percent < 100:
            share = f"{self.sample_percent:g}"
            yield self.env._("for %(share)s %% of the customers", share=share)
        if self.lifecycle:
            stage = self._say_label("lifecycle").lower()
            yield self.env._("only when %(stage)s", stage=stage)
        if self.lang:
            yield self.env._("only in %(lang)s", lang=self._say_label("lang"))
        if self.level:
            level = self._say_label("level").lower()
            yield self.env._("from relation level %(level)s", level=level)
        if self.domain and self.domain != "[]":
            yield self.env._("only some customers")
