from odoo import api, models

COUNTING = ("list", "kanban")


class ResPartner(models.Model):
    """The countdown stands in lists and on cards while the policy counts."""

    _inherit = "res.partner"

    @api.model
    def _get_view_cache_key(self, view_id=None, view_type="form", **options):
        key = super()._get_view_cache_key(view_id, view_type, **options)
        return (*key, view_type in COUNTING and self._smb_counts_down())

    @api.model
    def _get_view(self, view_id=None, view_type="form", **options):
        arch, view = super()._get_view(view_id, view_type, **options)
        if view_type == "list" and self._smb_counts_down():
            for column in arch.iterfind(".//field[@name='smb_owner_days_left']"):
                column.set("optional", "show")
        if view_type == "kanban" and not self._smb_counts_down():
            # cards that show no countdown need not ask for it
            for card in arch.findall(".//div[@name='smb_owner_days']"):
                card.getparent().remove(card)
        return arch, view

    @api.model
    def _smb_counts_down(self):
        return bool(self.env["smb.policy"]._of(self.env.company).ownership)
