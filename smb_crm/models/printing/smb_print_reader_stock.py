from odoo import models


class SmbPrintReader(models.AbstractModel):
    _inherit = "smb.print.reader"

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
