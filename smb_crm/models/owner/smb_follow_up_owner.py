from odoo import api, models


class SmbFollowUp(models.Model):
    """Follow-ups go where their customer goes."""

    _inherit = "smb.follow.up"

    @api.model
    def _replan(self, customers, company):
        """Plan ``customers`` anew, whose people changed, for ``company``."""
        if customers:
            # sudo: the planner writes rows, returns nothing and shows nothing
            self.sudo()._plan(company, customers)
