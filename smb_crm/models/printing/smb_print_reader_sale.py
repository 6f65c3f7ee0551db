from odoo import api, models

KINDS = {"line_section": "section", "line_subsection": "section", "line_note": "note"}


class SmbPrintReader(models.AbstractModel):
    _inherit = "smb.print.reader"

    @api.model
    def _readers(self):
        return super()._readers() | {
            ("partner", "sale.order"): self._partner_sale_order,
            ("currency", "sale.order"): self._currency_sale_order,
            ("lines", "sale.order"): self._lines_sale_order,
            ("totals", "sale.order"): self._totals_sale_order,
            ("terms", "sale.order"): self._terms_sale_order,
        }

    def _partner_sale_order(self, order, which):
        return {
            "invoice": order.partner_invoice_id,
            "delivery": order.partner_shipping_id,
        }.get(which, order.partner_id)

    def _currency_sale_order(self, order):
        return order.currency_id

    def _lines_sale_order(self, order):
        return [
            (KINDS.get(line.display_type, "line"), line)
            for line in order._get_order_lines_to_report()
        ]

    def _totals_sale_order(self, order):
        return self._tax_totals(order.tax_totals, order.amount_total)

    def _terms_sale_order(self, order):
        return self._terms(order.payment_term_id.note, order.note)

    def _tax_totals(self, totals, amount):
        """Untaxed amount, each tax group and the total, as (label, amount, strong)."""
        if not totals:
            return []
        rows = []
        for part in totals["subtotals"]:
            rows.append((part["name"], part["base_amount_currency"], False))
            rows += [
                (group["group_name"], group["tax_amount_currency"], False)
                for group in part["tax_groups"]
            ]
        return [*rows, (self.env._("Total"), amount, True)]

    def _terms(self, *texts):
        """Payment terms and conditions as lines of plain text."""
        words = (self._plain(text) for text in texts)
        return "\n".join(filter(None, words))
