from odoo import api, models


class SmbPrintReader(models.AbstractModel):
    _inherit = "smb.print.reader"

    @api.model
    def _readers(self):
        return super()._readers() | {
            ("partner", "stock.picking"): self._partner_stock_picking,
            ("currency", "stock.picking"): self._currency_stock_picking,
            ("lines", "stock.picking"): self._lines_stock_picking,
            ("terms", "stock.picking"): self._terms_stock_picking,
        }

    def _partner_stock_picking(self, picking, which):
        order = picking.sale_id
        if not order or which == "delivery":
            return picking.partner_id
        # sudo: addresses of the order that is being delivered, as on core's slip
        order = order.sudo()
        found = order.partner_invoice_id if which == "invoice" else order.partner_id
        return found.sudo(self.env.su)

    def _currency_stock_picking(self, picking):
        return picking.company_id.currency_id

    def _lines_stock_picking(self, picking):
        return [("line", move) for move in picking.move_ids if move.state != "cancel"]

    def _terms_stock_picking(self, picking):
        return self._terms(picking.note)
