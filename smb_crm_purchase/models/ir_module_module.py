from odoo import api, models


class IrModuleModule(models.Model):
    _inherit = "ir.module.module"

    @api.model
    def _smb_catalogues(self):
        return [*super()._smb_catalogues(), "smb_crm_purchase"]
