from odoo import api, models

from odoo.addons.smb_crm.models.printing.smb_print_reader_sale import KINDS


class SmbPrintReader(models.AbstractModel):
    """Purchases, as papers read them."""

    _inherit = "smb.print.reader"

    @api.model
    def _line_models(self):
        return super()._line_models() | {"purchase.order": "purchase.order.line"}

    @api.model
    def _readers(self):
        return super()._readers() | {
            ("partner", "purchase.order"): self._partner_purchase_order,
            ("currency", "purchase.order"): self._currency_purchase_order,
            ("lines", "purchase.order"): self._lines_purchase_order,
            ("totals", "purchase.order"): self._totals_purchase_order,
            ("terms", "purchase.order"): self._terms_purchase_order,
        }

    def _partner_purchase_order(self, order, which):
        if which != "delivery":
            return order.partner_id
        # sudo: where the goods go to, as on Odoo's own purchase order
        order = order.sudo()
        found = (
            order.dest_address_id
            or order.picking_type_id.warehouse_id.partner_id
            or order.company_id.partner_id
        )
        return found.sudo(self.env.su)

    def _currency_purchase_order(self, order):
        return order.currency_id

    def _lines_purchase_order(self, order):
        return [
            (KINDS.get(line.display_type, "line"), line) for line in order.order_line
        ]

    def _totals_purchase_order(self, order):
        return self._tax_totals(order.tax_totals, order.amount_total)

    def _terms_purchase_order(self, order):
        return self._terms(order.payment_term_id.note, order.note)
