"""What the customers were worth at the end of each month, and what they are now."""

from datetime import datetime, time

from dateutil.relativedelta import relativedelta

from odoo.tools import SQL

from ..models.value.smb_scorecard_run import Run

MONTHS = 12


def weigh(stage):
    """Compute the scorecards as if the nightly run had been there all the year."""
    stage["smb.tier.policy"]._ensure(stage.company)
    policy = stage["smb.tier.policy"]._of(stage.company)
    if stage.is_first:
        for month in range(MONTHS, 0, -1):
            _weigh_on(stage, policy, stage.today - relativedelta(months=month))
    stage["smb.scorecard"]._refresh(companies=stage.company)


def _weigh_on(stage, policy, day):
    """Run the engine on that day, which knows no later paper, and date its moves."""
    cards = stage["smb.scorecard"]
    moment = datetime.combine(day.replace(day=3), time(2, 15))
    stage.env.flush_all()
    changes = stage["smb.tier.change"]
    known = changes.search([], order="id desc", limit=1).id or 0
    cards._refresh_company(Run(policy, moment), "figures")
    stage.env.cr.execute(
        SQL("UPDATE smb_tier_change SET date = %s WHERE id > %s", moment, known)
    )
    stage.env.invalidate_all()
