from odoo import api, models
from odoo.fields import Domain


class SmbTierPolicy(models.Model):
    """The best customers have a person of their own."""

    _inherit = "smb.tier.policy"

    @api.model
    def _prepare_tiers(self):
        commands = super()._prepare_tiers()
        _command, _id, best = commands[0]
        best["needs_representative"] = True
        return commands

    @api.model
    def _fill_representatives(self):
        """The best tier of each company that never said so needs representatives."""
        # sudo: default settings only
        for policy in self.sudo().search_fetch(Domain.TRUE):
            tiers = policy._tiers()
            if tiers and not any(tiers.mapped("needs_representative")):
                tiers[0].needs_representative = True
