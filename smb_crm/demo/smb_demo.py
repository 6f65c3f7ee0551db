from odoo import api, models

from . import (
    care,
    contacts,
    credit,
    handovers,
    letters,
    membership,
    money,
    papers,
    people,
    pipeline,
    plans,
    profile,
    reminders,
    spending,
    twins,
    worth,
)
from .stage import Stage


class SmbDemo(models.AbstractModel):
    """Two years of a trading company, told relative to today.

    Loaded with the addon's demo data only. What it tells is ordinary data of the
    other apps: it stays when the addon goes, and a second telling adds only what
    went with the addon. Its tables are the CSV files beside this file.
    """

    _name = "smb.demo"
    _description = "Demo Story"

    @api.model
    def _tell(self):
        stage = Stage(self.env)
        people.hire(stage)
        stage.is_first = people.meet(stage)
        if stage.is_first:
            papers.stock_shop(stage)
            won = papers.sell(stage)
            self._collect(stage, won)
            pipeline.hope(stage)
        profile.describe(stage)
        papers.recall(stage)
        contacts.log(stage)
        if stage.is_first:
            letters.write(stage)
            plans.plan(stage)
        contacts.agree(stage)
        twins.find(stage)
        worth.weigh(stage)
        membership.admit(stage)
        care.look_after(stage)
        if stage.is_first:
            handovers.lend(stage)
            if stage.bank:
                reminders.remind(stage)
                credit.control(stage)

    @api.model
    def _collect(self, stage, won):
        """Invoice and collect, where the company has a bank and accounts."""
        stage.bank = stage["account.journal"].search(
            [("type", "=", "bank"), ("company_id", "=", stage.company.id)], limit=1
        )
        if stage.bank:
            billed = money.invoice(stage, won)
            money.collect(stage, billed)
            money.credit(stage, billed)
            spending.spend(stage)
