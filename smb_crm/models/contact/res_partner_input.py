from odoo import api, models

from ...tools.text import storable


class ResPartner(models.Model):
    """Customers from cards, files and phones: no database holds every character."""

    _inherit = "res.partner"

    @api.model_create_multi
    def create(self, vals_list):
        return super().create([self._smb_storable(vals) for vals in vals_list])

    def write(self, vals):
        return super().write(self._smb_storable(vals))

    @api.model
    def _smb_storable(self, vals):
        return {
            name: storable(value) if type(value) is str else value
            for name, value in vals.items()
        }
