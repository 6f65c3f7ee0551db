from odoo import models


class StockPicking(models.Model):
    _inherit = "stock.picking"

    def _smb_instruction(self):
        """What the level of the customer asks of the warehouse, for the slips."""
        self.ensure_one()
        if self.picking_type_id.code == "incoming":
            return False
        # sudo: one sentence written for the warehouse, no price
        return self.sudo().sale_id.smb_priority_id.instruction
