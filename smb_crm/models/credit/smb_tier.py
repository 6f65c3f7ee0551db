from odoo import models


class SmbTier(models.Model):
    """A tier that goes takes the credit rules along that were for it alone."""

    _inherit = "smb.tier"

    def unlink(self):
        # sudo: rules of the tier's own company, whose tiers the caller may delete
        rules = self.env["smb.credit.rule"].sudo().with_context(active_test=False)
        named = rules.search([("tier_ids", "in", self.ids)])
        # one that only lost its tier would become a rule for everybody
        named.filtered(lambda rule: rule.tier_ids <= self).active = False
        return super().unlink()
