from odoo import SUPERUSER_ID, api, models

# with fewer customers a changed programme takes effect while one waits
AT_ONCE = 5_000
# an object of our own, because no value that comes from outside can be one
WITH_ITS_STEPS = object()


class SmbCareProgram(models.Model):
    """Which steps hold for the customers of a tier, and how a change takes effect."""

    _inherit = "smb.care.program"

    @api.model
    def _steps_by_tier(self, company, programs=None):
        """The steps that hold for the customers of each tier of ``company``.

        A tier's own programme, and while one includes the lower ones those of the next
        lower tier that has one. A lower step is left out when a better one does the
        same on the same occasion.

        :param programs: those of ``_by_tier``, if they are known already
        :return: ``{tier id, False for customers without: ordered smb.care.step}``
        """
        if programs is None:
            programs = self._by_tier(company)
        return {
            program.tier_id.id: self.env["smb.care.step"].concat(
                *program._step_levels(programs[place + 1 :])
            )
            for place, program in enumerate(programs)
        }

    @api.model
    def _by_tier(self, company):
        """Programmes in force, the best tier's first, the one without a tier last."""
        # sudo: the engine plans by the rules of companies that the caller named
        programs = self.sudo().search_fetch(
            [("company_id", "=", company.id), ("paused", "=", False)]
        )
        return programs.sorted(
            lambda program: (
                not program.tier_id,
                program.tier_id.sequence,
                program.tier_id.id,
            )
        )

    def _step_levels(self, lower):
        """The steps of this programme, then of each lower one that it includes."""
        self.ensure_one()
        known = frozenset()
        chain = lower.filtered("tier_id") if self.tier_id else lower.browse()
        for program in [self, *chain]:
            steps = program.step_ids.sorted(lambda step: (step.sequence, step.id))
            yield steps.filtered(lambda step, known=known: step._same() not in known)
            known |= {step._same() for step in steps}
            if not program.includes_lower:
                break

    @api.model_create_multi
    def create(self, vals_list):
        programs = super(SmbCareProgram, self._later()).create(vals_list)
        programs = programs.with_env(self.env)
        programs._take_effect()
        return programs

    def write(self, vals):
        result = super(SmbCareProgram, self._later()).write(vals)
        if vals.keys() & self._deciding():
            self._take_effect()
        return result

    def unlink(self):
        companies = self.company_id
        self.env["smb.follow.up"]._drop_open([("program_id", "in", self.ids)])
        result = super().unlink()
        self._take_effect(companies)
        return result

    @api.model
    def _deciding(self):
        """Fields that decide which follow-ups there are, and when."""
        return {
            *("tier_id", "company_id", "active", "paused", "date_start"),
            *("includes_lower", "relation_level", "step_ids"),
        }

    def _later(self):
        """These programmes, whose steps take effect together with them."""
        return self.with_context(smb_care_later=WITH_ITS_STEPS)

    def _take_effect(self, companies=None):
        """Plan anew what a change touches: now, or by the next job where many are."""
        if self.env.context.get("smb_care_later") is WITH_ITS_STEPS:
            return
        # sudo: plans and returns nothing; who may write programmes was checked
        follow_ups = self.env["smb.follow.up"].sudo()
        cards = self.env["smb.scorecard"].sudo()
        for company in companies or self.company_id:
            many = cards.search_count([("company_id", "=", company.id)], limit=AT_ONCE)
            if many < AT_ONCE:
                before = follow_ups._planned_days(company)
                follow_ups._plan(company)
                self._tell_moves(before, follow_ups._planned_days(company))
            else:
                follow_ups._plan_later(company)
                self._tell(
                    self.env._("Follow-ups are planned anew within a few minutes.")
                )

    @api.model
    def _tell_moves(self, before, after):
        """Say to who changed the programme what became of the planned follow-ups."""
        moved = sum(before[key] != after[key] for key in before.keys() & after.keys())
        new, gone = after.keys() - before.keys(), before.keys() - after.keys()
        parts = [
            moved and self.env._("%s moved", moved),
            new and self.env._("%s new", len(new)),
            gone and self.env._("%s gone", len(gone)),
        ]
        if parts := list(filter(None, parts)):
            changes = ", ".join(parts)
            self._tell(self.env._("Planned follow-ups: %(changes)s.", changes=changes))

    @api.model
    def _tell(self, message):
        if self.env.uid != SUPERUSER_ID:
            told = {"type": "info", "message": message}
            self.env.user._bus_send("simple_notification", told)
