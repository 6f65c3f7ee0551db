from odoo import models


class StockMove(models.Model):
    _inherit = "stock.move"

    def _smb_credit_worth(self):
        """What this move adds to what is delivered and not invoiced, as it was sold."""
        line = self.sale_line_id
        if not line.product_uom_qty or self.state in ("done", "cancel"):
            return 0.0
        quantity = self.quantity or self.product_uom_qty
        new = self.product_uom._compute_quantity(quantity, line.product_uom_id)
        ahead = max(line.qty_invoiced_posted - line.qty_delivered, 0)
        return max(new - ahead, 0) * line.price_total / line.product_uom_qty
