from odoo import api, models

from ...tools.growth import false_growth, leans_on_few


class SmbValueBoard(models.AbstractModel):
    """What managers are warned of: growth that hangs on fewer customers."""

    _inherit = "smb.value.board"

    @api.model
    def _alarms(self, totals):
        """Sentences, the most pressing first; their rules stand in tools/growth.py."""
        alarms = []
        now, before = (
            (totals["buying"], totals["revenue"]),
            (
                totals["buying_before"],
                totals["revenue_before"],
            ),
        )
        if false_growth(now, before):
            alarms.append({"kind": "false_growth", "text": self._false_growth(totals)})
        shares = totals["top_share"], totals["top_share_before"]
        if leans_on_few(totals["buying"], *shares):
            alarms.append({"kind": "few", "text": self._leaning(totals)})
        return alarms

    @api.model
    def _false_growth(self, totals):
        growth = totals["revenue"] / totals["revenue_before"] - 1
        return self.env._(
            "Revenue grew by %(growth)s %% while buying customers fell from"
            " %(before)s to %(now)s. Look at who left before you celebrate.",
            growth=round(100 * growth),
            before=totals["buying_before"],
            now=totals["buying"],
        )

    @api.model
    def _leaning(self, totals):
        return self.env._(
            "Five customers bring %(share)s %% of revenue, against %(before)s %%"
            " before. Losing one of them would hurt.",
            share=round(100 * totals["top_share"]),
            before=round(100 * totals["top_share_before"]),
        )
