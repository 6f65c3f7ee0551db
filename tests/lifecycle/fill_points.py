# Run in an Odoo shell on a database with the bridges: a member who earned more points.
# ruff: noqa: F821

from odoo.fields import Command

company = env.company
level = env["res.partner.grade"].create({"name": "Points Level", "company_id": False})
member = env["res.partner"].create({"name": "Points Member", "is_company": True})
env["smb.membership"]._join(member, company, level, source="hand")
env["smb.member.benefit"].create(
    {"name": "Double points", "level_id": level.id, "kind": "points"}
)
env["loyalty.program"].create(
    {
        "name": "Stamps",
        "program_type": "loyalty",
        "applies_on": "both",
        "trigger": "auto",
        "rule_ids": [
            Command.create({"reward_point_mode": "money", "reward_point_amount": 1})
        ],
        "reward_ids": [Command.create({"required_points": 10000, "discount": 1})],
    }
)
product = env["product.product"].create({"name": "Points Tea", "list_price": 10})
line = Command.create({"product_id": product.id, "product_uom_qty": 1})
orders = env["sale.order"].create(
    [{"partner_id": member.id, "order_line": [line]} for _n in range(2)]
)
for order in orders:
    order.action_confirm()
orders[0]._action_cancel()
assert len(orders.smb_use_ids) == 3, orders.smb_use_ids
env.cr.commit()
