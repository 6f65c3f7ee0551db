"""Products, quotations, orders and deliveries."""

from odoo.fields import Command

from . import plot
from .stage import table

YEARLY_RISE = 0.03


def stock_shop(stage):
    """Create what the company sells; two articles are out of stock."""
    rows = table("products")
    names = {row["category"] for row in rows}
    categories = {
        name: stage["product.category"].create({"name": f"Meridian {name}"})
        for name in sorted(names)
    }
    products = stage["product.product"].create(
        [
            {
                "name": row["name"],
                "default_code": row["code"],
                "categ_id": categories[row["category"]].id,
                "list_price": float(row["price"]),
                "standard_price": float(row["cost"]),
                "type": "consu",
                "is_storable": bool(row["storable"]),
                "invoice_policy": "delivery",
                "taxes_id": False,
                "supplier_taxes_id": False,
                "company_id": stage.company.id,
            }
            for row in rows
        ]
    )
    stage.products = dict(zip((row["code"] for row in rows), products, strict=True))


def recall(stage):
    """Gather the articles, and the quotations of each customer, the newest first."""
    articles = stage["product.product"].search(
        [("default_code", "!=", False), ("company_id", "=", stage.company.id)]
    )
    stage.products = {article.default_code: article for article in articles}
    keys = {partner.id for partner in stage.customers.values()}
    orders = stage["sale.order"].search(
        [("partner_id", "in", list(keys))], order="date_order desc"
    )
    stage.orders = orders.grouped("partner_id")


def sell(stage):
    """Write every quotation; confirm, deliver or cancel it as the plot says.

    :return: list of (deal, order) of the confirmed ones, oldest first
    """
    told = plot.deals(table("customers"), list(stage.products), stage.dice)
    orders = stage["sale.order"].create([_order_vals(stage, deal) for deal in told])
    pairs = list(zip(told, orders, strict=True))
    won = [(deal, order) for deal, order in pairs if deal.state == "sale"]
    _of(won).action_confirm()
    for state in ("sent", "cancel"):
        _of([pair for pair in pairs if pair[0].state == state]).write({"state": state})
    moments = [stage.moment(deal.made) for deal in told]
    stage.stamp(orders, "date_order", moments)
    stage.stamp(orders, "create_date", moments)
    _deliver(stage, won)
    return won


def _of(pairs):
    return pairs[0][1].union(*(order for _deal, order in pairs))


def _order_vals(stage, deal):
    partner = stage.customers[deal.customer]
    buyer = stage.persons.get(deal.customer, partner)[:1]
    return {
        "partner_id": partner.id,
        "partner_shipping_id": partner.id,
        "user_id": (partner.user_id or stage.users["max"]).id,
        "team_id": stage.team.id,
        "company_id": stage.company.id,
        "date_order": stage.moment(deal.made),
        "validity_date": stage.day(deal.valid_until),
        "commitment_date": deal.promised is not None
        and stage.moment(deal.promised, hour=12),
        "client_order_ref": buyer.name,
        "order_line": [
            Command.create(_line_vals(stage, code, quantity, deal.made))
            for code, quantity in deal.basket
        ],
    }


def _line_vals(stage, code, quantity, made):
    product = stage.products[code]
    price = product.list_price * (1 + YEARLY_RISE * (made // 365))
    return {
        "product_id": product.id,
        "product_uom_qty": quantity,
        "price_unit": round(price, 1),
    }


def _deliver(stage, won):
    """Ship what is delivered; late and waiting deliveries stay open."""
    shipped = [(deal, order) for deal, order in won if deal.delivered is not None]
    pickings = _of(shipped).picking_ids
    pickings.move_ids.picked = True
    pickings.with_context(skip_sms=True)._action_done()
    for deal, order in shipped:
        moment = stage.moment(deal.delivered, hour=11)
        order.picking_ids.date_done = moment
    stage.stamp(
        pickings, "create_date", [picking.sale_id.date_order for picking in pickings]
    )
