from odoo import models
from odoo.tools import format_date, formatLang

from ...tools.forecast_chart import plot

REPORT = "smb_crm.smb_cash_forecast_report"
PICTURE = (960, 170)
# periods that stand below each other
COLUMN = 15


class SmbCashPaper(models.TransientModel):
    """The forecast on one page, the chart above the figures."""

    _inherit = "smb.cash.paper"

    def action_print(self):
        """The paper; it reads with the rights of who prints.

        :raise AccessError: for who may not see the forecast
        """
        self._checked_forecast()
        # sudo: the action's own row only
        report = self.env.ref(REPORT).sudo()
        return report.report_action(self.ids, config=False)

    def _checked_forecast(self):
        self.ensure_one()
        self.check_access("read")
        return self.env["smb.cash.forecast"].smb_screen(
            self.unit, self.orders, self.drafts, self.habits
        )

    def _file_title(self):
        today = self.env["smb.ageing"]._today(self.company_id)
        return self.env._("Cash-flow forecast %(day)s", day=today)

    def _picture(self, forecast):
        """The chart: its size, where everything lies and what stands beside it."""
        width, height = PICTURE
        steps = forecast["steps"]
        figures = plot(
            [(step["in"], step["out"]) for step in steps],
            [step["balance"] for step in steps],
            width,
            height,
        )
        places = [x for x, _y in figures["line"]]
        every = -(-len(steps) // COLUMN)
        return {
            **figures,
            "width": width,
            "height": height,
            "labels": [
                (x, self._label(step, short=True))
                for number, (x, step) in enumerate(zip(places, steps, strict=True))
                if not number % every
            ],
            "marks": [
                (y, formatLang(self.env, value, digits=0))
                for y, value in figures["marks"]
            ],
        }

    def _label(self, step, short=False):
        """What the period is called, as on the screen."""

        def said(day, form):
            return format_date(self.env, day, date_format=form)

        begin, end = step["begin"], step["end"]
        if self.unit == "month":
            return said(begin, "LLL yy" if short else "LLL yyyy")
        if self.unit == "day" and not short:
            return said(begin, "EEE d LLL")
        if short or begin == end:
            return said(begin, "d LLL")
        return f"{said(begin, 'd LLL')} – {said(end, 'd LLL')}"

    def _sources_shown(self, forecast):
        """(key, name) of what the periods are made of; there is no room beside days."""
        if self.unit == "day":
            return []
        used = {name for step in forecast["steps"] for name in step["parts"]}
        return [
            (name, self._part_label(name, forecast["sources"]))
            for name in forecast["sources"]
            if name in used
        ]

    def _columns_shown(self, forecast):
        """The periods, beside each other where they are many."""
        steps = forecast["steps"]
        return [steps[at : at + COLUMN] for at in range(0, len(steps), COLUMN)]
