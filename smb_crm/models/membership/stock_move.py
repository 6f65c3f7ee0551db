from odoo import models


class StockMove(models.Model):
    """Moves of an urgent order make an urgent transfer."""

    _inherit = "stock.move"

    def _get_new_picking_values(self):
        # Odoo makes every transfer a normal one, and its moves then follow it
        vals = super()._get_new_picking_values()
        # sudo: only whether a membership asked for it
        if self.sudo().sale_line_id.order_id.smb_priority_id:
            vals["priority"] = "1"
        return vals
