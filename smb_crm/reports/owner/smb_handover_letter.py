from odoo import models


class SmbHandover(models.Model):
    """The letter about a new salesperson, on paper."""

    _inherit = "smb.handover"

    def _letters(self):
        """For each customer: the recipient, the language and the words."""
        self.ensure_one()
        return [self._letter_to(line)._letter() for line in self._letter_lines()]
