from odoo import api, models


class SmbMembership(models.Model):
    """The day goes on: who waited becomes a member, who is over ends."""

    _inherit = "smb.membership"

    @api.model
    def _roll(self, limit=500):
        """States follow the dates of each company's own day."""
        for [company] in self._read_group([("state", "!=", "ended")], ["company_id"]):
            day = self._today(company)
            home = [("company_id", "=", company.id), ("state", "!=", "ended")]
            over = [*home, ("date_end", "<", day)]
            begun = [("date_start", "<=", day), ("state", "=", "waiting")]
            rows = self.search(over, limit=limit)
            rows |= self.search([*home, *begun], limit=limit)
            rows._follow()
