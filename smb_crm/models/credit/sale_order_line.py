from odoo import api, models

# what can make a line dearer
PRICE = {
    *("discount", "price_unit", "product_id", "product_uom_id", "product_uom_qty"),
    "tax_ids",
}


class SaleOrderLine(models.Model):
    """What makes a confirmed order larger is looked at like the order itself."""

    _inherit = "sale.order.line"

    @api.model_create_multi
    def create(self, vals_list):
        lines = super().create(vals_list)
        if not self.env["sale.order"]._smb_credit_is_quiet():
            added = lines.filtered(lambda line: line.price_total > 0).order_id
            added.browse(list(added._smb_credit_totals()))._smb_credit_grown()
        return lines

    def write(self, vals):
        if PRICE.isdisjoint(vals) or self.env["sale.order"]._smb_credit_is_quiet():
            return super().write(vals)
        before = self.order_id._smb_credit_totals()
        result = super().write(vals)
        self.env["sale.order"]._smb_credit_compare(before)
        return result
