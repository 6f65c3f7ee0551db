from odoo import api, models
from odoo.fields import Command
from odoo.tools.translate import LazyTranslate

_lt = LazyTranslate(__name__)

# what the best, the middle and the last tier of a company are promised
BEST = {
    "name": _lt("Care for the best customers"),
    "relation_level": "proactive",
    "steps": (
        {
            "name": _lt("Monthly call"),
            "note": _lt("How is business? What comes next? Is anything missing?"),
            "what": "call",
            "interval_number": 30,
            "who": "representative",
        },
        {
            "name": _lt("Visit"),
            "note": _lt("Twice a year in person, with news and an open ear."),
            "what": "visit",
            "interval_number": 180,
            "who": "representative",
        },
        {
            "name": _lt("Quarterly business report"),
            "note": _lt("What we did for each other in the last three months."),
            "what": "report",
            "interval_number": 3,
            "interval_type": "months",
            "who": "representative",
        },
        {
            "name": _lt("Call after a delivery"),
            "note": _lt("Did all arrive well? Is everybody content with it?"),
            "what": "call",
            "trigger": "delivery",
            "interval_number": 7,
            "who": "representative",
        },
    ),
}
MIDDLE = {
    "name": _lt("Care for good customers"),
    "relation_level": "accountable",
    "steps": (
        {
            "name": _lt("Quarterly call"),
            "note": _lt("How is business? What do they plan to buy?"),
            "what": "call",
            "interval_number": 90,
        },
        {
            "name": _lt("Ask for suggestions"),
            "note": _lt("What could we do better? Pass on what they say."),
            "what": "questionnaire",
            "interval_number": 180,
        },
    ),
}
LAST = {
    "name": _lt("Care for all customers"),
    "relation_level": "reactive",
    "steps": (
        {
            "name": _lt("Call after the first order"),
            "note": _lt("Say thank you, and ask whether all went well."),
            "what": "call",
            "trigger": "first_order",
            "interval_number": 3,
        },
        {
            "name": _lt("Random call"),
            "note": _lt("A few customers each month: are they content with us?"),
            "what": "call",
            "interval_number": 1,
            "interval_type": "months",
            "sample_percent": 5,
        },
        {
            "name": _lt("Call after a delivery"),
            "note": _lt("Did all arrive well? Is everybody content with it?"),
            "what": "call",
            "trigger": "delivery",
            "interval_number": 7,
            "level": "accountable",
        },
        {
            "name": _lt("A few friendly lines"),
            "note": _lt("A personal mail with news that may interest them."),
            "what": "mail",
            "interval_number": 6,
            "interval_type": "months",
            "any_fulfils": True,
        },
    ),
}


class SmbCareProgram(models.Model):
    """Programmes that work from the first minute; sales managers make them theirs."""

    _inherit = "smb.care.program"

    @api.model
    def _ensure(self, companies):
        """Create the programmes for A, B and C that ``companies`` still lack.

        A company that ever had a programme, archived ones too, gets none.
        """
        # sudo: creates default rows only, reveals nothing
        programs = self.sudo().with_context(active_test=False, lang="en_US")
        known = programs.search([("company_id", "in", companies.ids)]).company_id
        for company in companies - known:
            programs.with_company(company).create(programs._prepare_programs(company))
        self.env["ir.module.module"]._smb_translate_shipped()

    @api.model
    def _prepare_programs(self, company):
        tiers = (
            self.env["smb.tier.policy"]
            ._of(company)
            .tier_ids.sorted(lambda tier: (tier.sequence, tier.id))
        )
        if not tiers:
            return []
        middle = [(tier, MIDDLE) for tier in tiers[1:-1]]
        return [
            self._prepare_program(tier, promise)
            for tier, promise in [(tiers[0], BEST), *middle, (tiers[-1], LAST)]
        ]

    @api.model
    def _prepare_program(self, tier, promise):
        return {
            "name": self.env._(promise["name"]),
            "company_id": tier.company_id.id,
            "tier_id": tier.id,
            "date_start": self.env["smb.tier.policy"]._of(tier.company_id)._today(),
            "relation_level": promise["relation_level"],
            "step_ids": [
                Command.create(self._prepare_step(place, step))
                for place, step in enumerate(promise["steps"], 1)
            ],
        }

    @api.model
    def _prepare_step(self, place, step):
        texts = {name: self.env._(step[name]) for name in ("name", "note")}
        return {**step, **texts, "sequence": 10 * place}


class IrModuleModule(models.Model):
    _inherit = "ir.module.module"

    @api.model
    def _smb_shipped(self):
        promises = (BEST, MIDDLE, LAST)
        steps = [step for promise in promises for step in promise["steps"]]
        return [
            *super()._smb_shipped(),
            ("smb.care.program", "name", [promise["name"] for promise in promises]),
            ("smb.care.step", "name", [step["name"] for step in steps]),
            ("smb.care.step", "note", [step["note"] for step in steps]),
        ]
