from odoo import models


class SmbHandover(models.Model):
    """The letter about a new salesperson, on paper."""

    _inherit = "smb.handover"

    def _letters(self):
        """For each customer: the recipient, the language and the words."""
        self.ensure_one()
        return [
            {"partner": row.partner_id, **row._letter()}
            for line in self._letter_lines()
            for row in [self._letter_to(line)]
        ]
