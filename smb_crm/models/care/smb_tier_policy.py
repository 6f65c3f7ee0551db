from odoo import api, models


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
        for policy in self.sudo().search([]):  # sudo: default settings only
            tiers = policy._tiers()
            if tiers and not any(tiers.mapped("needs_representative")):
                tiers[0].needs_representative = True
