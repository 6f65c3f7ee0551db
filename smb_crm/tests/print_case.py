"""Documents to print, and short words for templates."""

from odoo.fields import Command

from .common import SmbCase


class PrintCase(SmbCase):
    """An order of three lines, of which one is a section, and a template for it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.templates = cls.env["smb.print.template"]
        cls.templates.search([]).active = False
        cls.acme.write({"lang": "en_US", "vat": False, "ref": "C-7"})
        cls.wheel = cls.product("Wheel", 100)
        cls.tea = cls.product("Tea", 10)
        cls.order = cls.make_order()
        cls.template = cls.make_template()

    @classmethod
    def product(cls, name, price):
        return cls.env["product.product"].create(
            {"name": name, "list_price": price, "type": "consu", "taxes_id": False}
        )

    @classmethod
    def make_order(cls, lines=()):
        lines = lines or [
            {"display_type": "line_section", "name": "Spare Parts"},
            {"product_id": cls.wheel.id, "product_uom_qty": 3, "discount": 10},
            {"product_id": cls.tea.id, "product_uom_qty": 2},
        ]
        return cls.env["sale.order"].create(
            {
                "partner_id": cls.acme.id,
                "user_id": cls.sally.id,
                "client_order_ref": "PO 4711",
                "order_line": [Command.create(line) for line in lines],
            }
        )

    @classmethod
    def make_template(cls, blocks=(), **vals):
        """``blocks`` as the usual papers say them: kind, columns and values."""
        template = cls.templates.create({"name": "Ours", **vals})
        blocks = blocks or [
            cls.one("title", name="Offer {{ name }}"),
            cls.one("customer", half=True),
            cls.one("facts", half=True, columns="name client_order_ref"),
            cls.one(
                "lines",
                columns="name product_uom_qty price_unit discount price_subtotal::+",
            ),
            cls.one("totals"),
        ]
        placed = cls.templates._placed(list(blocks))
        template._fill_in({**template._as_content(), "blocks": placed})
        return template

    @classmethod
    def one(cls, kind, columns="", **values):
        return cls.templates._one(kind, columns, **values)

    @classmethod
    def text(cls, body, **vals):
        return cls.make_template([cls.one("text", body=body)], **vals)

    def page(self, template=None, record=None, user=None):
        template = (template or self.template).with_user(user or self.env.user)
        record = (record or self.order).with_user(user or self.env.user)
        return template.render(record, "html")[0].decode()
