from collections import defaultdict
from dataclasses import dataclass

from odoo import api, models
from odoo.exceptions import AccessError, UserError

from ...tools.forecast import (
    COUNTS,
    balances,
    dated,
    period_of,
    periods,
    with_promises,
    without_credits,
)
from ...tools.roles import ACCOUNTING, MANAGERS

READERS = f"{MANAGERS},{ACCOUNTING}"
ITEMS = 200
SIDES = ("in", "out")
# what a paper of each source is
PAPERS = {
    "invoice": "account.move",
    "order": "sale.order",
    "draft": "account.move",
    "bill": "account.move",
    "draft_bill": "account.move",
    "booked": "account.move",
    "regular": "smb.cash.regular",
}


@dataclass
class Outlook:
    """What a forecast is about: from when, in which steps, of whose money."""

    today: object
    unit: str
    companies: models.BaseModel
    orders: bool = False
    drafts: bool = False
    habits: bool = True


class SmbCashForecast(models.AbstractModel):
    """What bank and cash will hold, from what is open and how people usually pay.

    An open invoice is expected on its due date and as many days later as the customer
    usually pays late (or earlier); what should have come already, that many days from
    now; what was promised, on the promised day. Bills the same, by how late we usually
    pay that supplier. Credits are taken off the oldest papers of who has them. Who has
    no history yet is as late as the others. Foreign papers count at today's rate. What
    comes back regularly without a bill is expected on its days.

    Accountants and sales managers; single items of what goes out accountants only.
    """

    _name = "smb.cash.forecast"
    _description = "Cash-Flow Forecast"

    @api.model
    @api.readonly
    def smb_screen(self, unit="week", orders=False, drafts=False, habits=True):
        """The forecast in one answer, in the currency of the current company.

        :param unit: ``day`` (30), ``week`` (13) or ``month`` (12)
        :param orders: with confirmed orders and draft invoices
        :param drafts: with draft bills
        :param habits: with own average days; by due dates alone without
        :raise AccessError: unless an accountant or sales manager asks
        """
        outlook = self._outlook(unit, orders, drafts, habits)
        money = self._opening(outlook)
        steps, later = self._steps(outlook)
        changes = [step["in"] - step["out"] for step in steps]
        left, lowest = balances(money["opening"], changes)
        round_ = self.env.company.currency_id.round
        for step, balance in zip(steps, left, strict=True):
            step["balance"] = round_(balance)
        return {
            **{name: round_(value) for name, value in money.items()},
            "today": outlook.today,
            "company": ", ".join(outlook.companies.mapped("name")),
            "currency_id": self.env.company.currency_id.id,
            "steps": steps,
            "lowest": lowest,
            "later": later,
            "sources": self._sources(),
            "may_export": self.env.user.has_group("base.group_allow_export"),
            "has_bills": self._has_bills(),
        }

    @api.model
    @api.readonly
    def smb_items(
        self, number, side, unit="week", orders=False, drafts=False, habits=True
    ):
        """What is expected in one period, the largest first, at most 200.

        :param number: of the period, from 0; their count for all that comes later
        :param side: ``in`` or ``out``
        """
        outlook = self._outlook(unit, orders, drafts, habits)
        if side not in SIDES or side == "out" and not self._has_bills():
            raise AccessError(
                self.env._("What is owed to suppliers is for accounting only.")
            )
        spans = self._spans(outlook)
        found = [
            flow
            for flow in self._flows(outlook)
            if flow.side == side and period_of(flow.day, spans) == number
        ]
        found.sort(key=lambda flow: -flow.amount)
        return {
            "items": self._named(found[:ITEMS]),
            "more": max(len(found) - ITEMS, 0),
        }

    # the question

    @api.model
    def _outlook(self, unit, orders, drafts, habits):
        if not self.env.su and not self.env.user.has_groups(READERS):
            raise AccessError(
                self.env._("The forecast is for accountants and sales managers.")
            )
        if unit not in COUNTS:
            raise UserError(self.env._("A forecast is by day, by week or by month."))
        self._flush()
        today = self.env["smb.ageing"]._today(self.env.company)
        companies = self.env.companies
        return Outlook(today, unit, companies, bool(orders), bool(drafts), bool(habits))

    @api.model
    def _has_bills(self):
        return self.env.su or self.env.user.has_groups(ACCOUNTING)

    @api.model
    def _spans(self, outlook):
        week_start = int(self.env["res.lang"]._lang_get(self.env.lang).week_start)
        return periods(outlook.today, outlook.unit, week_start - 1)

    # the answer

    @api.model
    def _flows(self, outlook):
        """All that is expected, each with its day."""
        flows = without_credits(self._open_flows(outlook))
        flows = with_promises(flows, self._promises(outlook), outlook.today)
        _begin, end = self._spans(outlook)[-1]
        return [
            *dated(flows, outlook.today, outlook.habits),
            *self._regular_flows(outlook, end),
        ]

    @api.model
    def _steps(self, outlook):
        """What comes and goes in each period, by source, and what comes later."""
        spans = self._spans(outlook)
        sums = [defaultdict(float) for _number in range(len(spans) + 1)]
        for flow in self._flows(outlook):
            here = sums[period_of(flow.day, spans)]
            here[flow.side] += flow.amount
            here[flow.side, flow.source] += flow.amount
            if flow.promised:
                here["promised"] += flow.amount
        steps = [self._step(found) for found in sums]
        for step, (begin, end) in zip(steps, spans, strict=False):
            step.update(begin=begin, end=end)
        return steps[:-1], steps[-1]

    @api.model
    def _step(self, found):
        round_ = self.env.company.currency_id.round
        parts = {
            f"{key[0]}_{key[1]}": round_(amount)
            for key, amount in found.items()
            if isinstance(key, tuple)
        }
        sums = {name: round_(found[name]) for name in (*SIDES, "promised")}
        return {**sums, "parts": parts}

    @api.model
    def _sources(self):
        """The names of what a period is made of."""
        return {
            "in_invoice": self.env._("Open invoices"),
            "in_order": self.env._("Orders to invoice"),
            "in_draft": self.env._("Draft invoices"),
            "in_booked": self.env._("Entered for a later day"),
            "in_regular": self.env._("Regular payments"),
            "out_bill": self.env._("Open bills"),
            "out_draft_bill": self.env._("Draft bills"),
            "out_booked": self.env._("Entered for a later day"),
            "out_regular": self.env._("Regular payments"),
        }

    @api.model
    def _named(self, flows):
        """Rows for the screen, with the names of papers and people."""
        names = {}
        for model in {"res.partner", *PAPERS.values()}:
            ids = {
                flow.who if model == "res.partner" else flow.paper
                for flow in flows
                if model == "res.partner" or PAPERS[flow.source] == model
            }
            # sudo: names of what sums are about that the caller may see, checked above
            records = self.env[model].sudo().browse(ids - {0})
            names.update({(model, r.id): r.display_name for r in records})
        sources = self._sources()
        return [
            {
                "id": number,
                "name": names.get((PAPERS[flow.source], flow.paper), ""),
                "model": PAPERS[flow.source],
                "res_id": flow.paper,
                "partner": names.get(("res.partner", flow.who), ""),
                "source": sources[f"{flow.side}_{flow.source}"],
                "due": flow.due,
                "day": flow.day,
                "late": None if flow.late is None else round(flow.late),
                "amount": self.env.company.currency_id.round(flow.amount),
                "promised": flow.promised,
            }
            for number, flow in enumerate(flows)
        ]
