from odoo import api, models


class ResPartner(models.Model):
    """The countdown stands in lists of customers while the policy counts."""

    _inherit = "res.partner"

    @api.model
    def _get_view_cache_key(self, view_id=None, view_type="form", **options):
        key = super()._get_view_cache_key(view_id, view_type, **options)
        return (*key, view_type == "list" and self._smb_counts_down())

    @api.model
    def _get_view(self, view_id=None, view_type="form", **options):
        arch, view = super()._get_view(view_id, view_type, **options)
        if view_type == "list" and self._smb_counts_down():
            for column in arch.iterfind(".//field[@name='smb_owner_days_left']"):
                column.set("optional", "show")
        return arch, view

    @api.model
    def _smb_counts_down(self):
        return bool(self.env["smb.policy"]._of(self.env.company).ownership)
