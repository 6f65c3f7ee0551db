from odoo import models


class SaleOrder(models.Model):
    _name = "sale.order"
    _inherit = ["sale.order", "smb.tier.mixin"]

    # finds what the scorecards have not seen yet
    _smb_changed_idx = models.Index("USING brin (write_date)")
