"""The people and the products that the generated rows refer to; run in Odoo's shell."""

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
    goods = {"is_storable": True, "sale_ok": True}
    env["product.product"].create(
        [
            {"name": "Bench goods", "default_code": "BENCH", **goods},
            *({**_article(number), **goods} for number in range(1, 200)),
        ]
    )
    env.cr.commit()


def _article(number):
    """One of many goods; every tenth is sold below what it costs."""
    price = round(5 + 3000 / number, 2)
    cost = price * (1.1 if number % 10 == 0 else 0.45 + number % 7 / 20)
    return {
        "name": f"Article {number}",
        "default_code": f"BENCH{number:03}",
        "list_price": price,
        "standard_price": round(cost, 2),
    }


seed(env)  # noqa: F821
