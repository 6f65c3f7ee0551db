"""The people and the product that the generated rows refer to; run in Odoo's shell."""

from odoo.fields import Command

SELLER, MANAGER = "group_sale_salesman_all_leads", "group_sale_manager"


def seed(env):
    users = env["res.users"].with_context(no_reset_password=True)
    for number in range(10):
        role = env.ref(f"sales_team.{SELLER if number else MANAGER}")
        groups = [env.ref("base.group_user"), role]
        users.create(
            {
                "name": f"Seller {number}",
                "login": f"seller{number}",
                "group_ids": [Command.set([group.id for group in groups])],
            }
        )
    env["product.product"].create(
        {"name": "Bench goods", "default_code": "BENCH", "is_storable": True}
    )
    env.cr.commit()


seed(env)  # noqa: F821
