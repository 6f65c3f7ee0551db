from odoo import models

# what decides who is a customer, and whether there is one
WATCHED = {"parent_id", "is_company", "active"}


class ResPartner(models.Model):
    """Customers that are archived, or get another company, move at once."""

    _inherit = "res.partner"

    def write(self, vals):
        if not WATCHED & set(vals) or self.env.context.get("smb_tiers_later"):
            return super().write(vals)
        before = self.commercial_partner_id
        result = super().write(vals)
        (before | self.commercial_partner_id | self)._smb_refresh_tiers()
        return result

    def _smb_refresh_tiers(self, cause="figures"):
        """Compute the scorecards of these customers, if they have any."""
        # sudo: computes and returns nothing; figures are the same whoever asks
        cards = self.env["smb.scorecard"].sudo().with_context(active_test=False)
        known = cards.search([("partner_id", "in", self.ids)])
        if known:
            cards._refresh(self, known.company_id, cause=cause)
