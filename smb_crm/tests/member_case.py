"""A silver member, a shop with spare parts, and short words for orders."""

from datetime import timedelta

from odoo import fields
from odoo.fields import Command

from .common import SmbCase


class MemberCase(SmbCase):
    """Acme is a silver member for a year; Globex is none."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.today = fields.Date.today()
        cls.sales_journal()
        cls.silver = cls.level("Silver", sequence=20)
        cls.membership = cls.member(cls.acme, cls.silver)
        cls.parts = cls.env["product.category"].create({"name": "Spare Parts"})
        cls.wheels = cls.env["product.category"].create(
            {"name": "Wheels", "parent_id": cls.parts.id}
        )
        cls.wheel = cls.product("Wheel", 100, categ_id=cls.wheels.id)
        cls.tea = cls.product("Tea", 10)
        cls.freight = cls.product("Freight", 25, type="service")

    @classmethod
    def level(cls, name, **vals):
        return cls.env["res.partner.grade"].create(
            {"name": name, "company_id": False, **vals}
        )

    @classmethod
    def member(cls, partner, level, **vals):
        """A membership as the engine finds it, whoever made it."""
        partner.grade_id = level
        return cls.env["smb.membership"].create(
            {
                "partner_id": partner.id,
                "company_id": cls.company.id,
                "number": f"T{partner.id}",
                "level_id": level.id,
                "date_start": cls.today - timedelta(days=100),
                "date_end": cls.today + timedelta(days=265),
                "source": "hand",
                **vals,
            }
        )

    @classmethod
    def product(cls, name, price, **vals):
        return cls.env["product.product"].create(
            {
                "name": name,
                "list_price": price,
                "taxes_id": False,
                "invoice_policy": "order",
                **vals,
            }
        )

    @classmethod
    def benefit(cls, name="5 %", level=None, **vals):
        return cls.env["smb.member.benefit"].create(
            {"name": name, "level_id": (level or cls.silver).id, **vals}
        )

    @classmethod
    def order(cls, partner=None, *lines, user=None, **vals):
        """A quotation; a line is a product, or a product and its quantity."""
        orders = cls.env["sale.order"]
        return (orders.with_user(user) if user else orders).create(
            {
                "partner_id": (partner or cls.acme).id,
                "order_line": [
                    Command.create(cls.line(line)) for line in lines or [cls.wheel]
                ],
                **vals,
            }
        )

    @staticmethod
    def line(what):
        product, quantity = what if isinstance(what, tuple) else (what, 1)
        return {"product_id": product.id, "product_uom_qty": quantity}

    @staticmethod
    def discounts(order):
        return order.order_line.mapped("discount")

    @classmethod
    def feature(cls, name, on=True):
        """Switch a feature of Sales for everybody, as the settings do."""
        group = cls.env.ref("base.group_user")
        feature = cls.env.ref(name)
        group.implied_ids = (
            group.implied_ids + feature if on else group.implied_ids - feature
        )

    @classmethod
    def saved(cls, order):
        """What the ledger says that the order saved, by benefit."""
        rows = cls.env["smb.benefit.use"].search([("order_id", "=", order.id)])
        sums = {}
        for row in rows:
            sums[row.benefit_id] = sums.get(row.benefit_id, 0) + row.amount
        return {benefit: round(amount, 2) for benefit, amount in sums.items()}
