"""Each paper that comes with the app, and a document of its kind to print on it."""

from odoo.fields import Command

from .print_case import PrintCase

SHORT, LONG = 3, 60


class ShippedCase(PrintCase):
    """Documents made as people make them: ordered, delivered, invoiced, paid."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.tax = cls.env["account.tax"].create({"name": "21%", "amount": 21})
        cls.papers = cls.env["smb.print.template"]
        for number, vals in enumerate(cls.papers._usual()):
            content = {name: vals[name] for name in vals if name != "blocks"}
            paper = cls.papers.create({**content, "sequence": number})
            paper._fill_in({**paper._as_content(), "blocks": vals["blocks"]})
            cls.papers += paper

    def documents(self, count, partner=None):
        """A document of each kind with ``count`` lines, by kind."""
        quotation = self.goods_order(count, partner)
        order = self.goods_order(count, partner)
        order.action_confirm()
        delivery = order.picking_ids
        invoice = self.billed(order)
        refund = invoice._reverse_moves([{"invoice_date": invoice.invoice_date}])
        refund.action_post()
        paid, _owed = (
            self.billed(self.goods_order(count, partner, confirm=True)) for _ in "12"
        )
        return {
            **dict.fromkeys(("delivery", "notice", "picking"), delivery),
            "quotation": quotation,
            "order": order,
            "goods_in": self.received(delivery),
            "invoice": invoice,
            "refund": refund,
            "payment": self.payment(paid),
            "statement": order.partner_id,
        }

    def goods_order(self, count, partner=None, confirm=False):
        """An order of ``count`` lines, each with a price of its own."""
        lines = [
            {
                "product_id": self.wheel.id,
                "name": f"Wheel {number}",
                "product_uom_qty": number % 7 + 1,
                "price_unit": 10.01 * number,
                "discount": number % 3 * 5,
                "tax_ids": [Command.set(self.tax.ids)],
            }
            for number in range(1, count + 1)
        ]
        order = self.make_order(lines)
        if partner:
            order.partner_id = partner
        if confirm:
            order.action_confirm()
        return order

    def billed(self, order):
        order.order_line.qty_delivered = 0
        self.wheel.invoice_policy = "order"
        order.order_line._compute_qty_to_invoice()
        invoice = order._create_invoices()
        invoice.invoice_date = "2026-11-02"
        invoice.action_post()
        return invoice

    def received(self, delivery):
        """What came in from the customer's own stock, line for line."""
        kind = delivery.picking_type_id.warehouse_id.in_type_id
        return delivery.copy(
            {
                "picking_type_id": kind.id,
                "location_id": delivery.location_dest_id.id,
                "location_dest_id": delivery.location_id.id,
            }
        )

    def payment(self, invoice):
        register = self.env["account.payment.register"].with_context(
            active_model="account.move", active_ids=invoice.ids
        )
        return register.create({})._create_payments()
