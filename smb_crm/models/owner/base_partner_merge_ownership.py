from odoo import api, models


class BasePartnerMergeAutomaticWizard(models.TransientModel):
    """A customer who was warned about twice was warned about once."""

    _inherit = "base.partner.merge.automatic.wizard"

    @api.model
    def _update_foreign_keys(self, src_partners, dst_partner):
        self.env.flush_all()
        self.env["smb.ownership.change"]._end_doubled_warnings(
            src_partners, dst_partner
        )
        self.env.invalidate_all()
        return super()._update_foreign_keys(src_partners, dst_partner)
