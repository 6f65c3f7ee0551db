"""Run inside an Odoo shell: a small company's business, on paper and in our models."""

# ruff: noqa: F821

from odoo import Command

product = env["product.product"].create(
    {"name": "Lifecycle chair", "list_price": 120, "is_storable": True}
)
customers = env["res.partner"].create(
    [
        {"name": f"Lifecycle {number}", "email": f"buyer{number}@example.com"}
        for number in range(12)
    ]
)
orders = env["sale.order"].create(
    [
        {
            "partner_id": customer.id,
            "order_line": [
                Command.create({"product_id": product.id, "product_uom_qty": 3})
            ],
        }
        for customer in customers
    ]
)
orders[:8].action_confirm()
for picking in orders[:6].picking_ids:
    picking.move_ids.quantity = 3
    picking.move_ids.picked = True
    picking.button_validate()
invoices = orders[:6]._create_invoices()
invoices[:4].action_post()
for invoice in invoices[:2]:
    env["account.payment.register"].with_context(
        active_model="account.move", active_ids=invoice.ids
    ).create({})._create_payments()
leads = env["crm.lead"].create(
    [
        {"name": f"Chairs for {c.name}", "partner_id": c.id, "type": "opportunity"}
        for c in customers
    ]
)
for record in (*customers, *orders, *leads):
    record.message_post(body="Called, will call again", message_type="comment")
    record.activity_schedule("mail.mail_activity_data_call", summary="Call again")

if "smb.contact.log" in env:
    env["smb.contact.log"].create(
        [{"partner_id": c.id, "subject": "First call"} for c in customers]
    )
if "smb.membership" in env:
    level = env["res.partner.grade"].search([], limit=1)
    env["smb.membership"]._join(customers[0], env.company, level, "hand")
env.cr.commit()
