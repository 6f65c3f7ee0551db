from odoo import api, models


class IrActionsReport(models.Model):
    _inherit = "ir.actions.report"

    @api.model
    def _smb_replaced(self):
        return super()._smb_replaced() | {
            "purchase.report_purchaseorder",
            "purchase.report_purchasequotation",
        }
