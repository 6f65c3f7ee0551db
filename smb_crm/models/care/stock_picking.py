from odoo import models


class StockPicking(models.Model):
    """Deliveries of the last days are found without reading all of them."""

    _inherit = "stock.picking"

    _smb_done_idx = models.Index("USING brin (date_done)")
