"""Members' orders, confirmed by as many users at once, each in a child of its own."""

import os
import signal
import sys

from .children import Parent
from .pair import serve
from .worker import open_registry

USERS = 10
REFUSED = 3


class Confirmer(Parent):
    """Ten users, each with an order that rests on the same benefit."""

    # what is said to those who come too late
    REFUSAL = "used up"

    def prepare(self):
        """A level, its members and whoever sells to them."""
        with self.registry.cursor() as cr:
            env = self.environment(cr, self.root, {})
            level = env["res.partner.grade"].create({"name": "Shared"})
            customers = env["res.partner"].create(
                [{"name": f"Member {n}", "is_company": True} for n in range(USERS)]
            )
            customers.grade_id = level
            env["smb.membership"].create(
                [
                    {
                        "partner_id": customer.id,
                        "company_id": env.company.id,
                        "number": f"SHARED{customer.id}",
                        "level_id": level.id,
                        "date_start": "2020-01-01",
                        "source": "hand",
                    }
                    for customer in customers
                ]
            )
            group = env.ref("sales_team.group_sale_salesman_all_leads")
            users = env["res.users"].create(
                [
                    {
                        "name": f"Seller {n}",
                        "login": f"seller{n}",
                        "group_ids": [(6, 0, group.ids)],
                    }
                    for n in range(USERS)
                ]
            )
            product = env["product.product"].create(
                {"name": "Goods", "list_price": 10, "type": "consu"}
            )
            self.level, self.product = level.id, product.id
            self.customers, self.users = customers.ids, users.ids

    def orders(self, allowance, per):
        """An order of each user's, and a new benefit that so many may use."""
        with self.registry.cursor() as cr:
            env = self.environment(cr, self.root, {})
            old = env["smb.member.benefit"].search([("level_id", "=", self.level)])
            old.active = False
            benefit = env["smb.member.benefit"].create(
                {
                    "name": "Shared",
                    "level_id": self.level,
                    "discount": 5,
                    "allowance": int(allowance),
                    "allowance_per": per,
                }
            )
            customers = self.customers if per == "all" else self.customers[:1] * USERS
            line = {"product_id": self.product, "product_uom_qty": 1}
            orders = env["sale.order"].create(
                [
                    {"partner_id": customer, "order_line": [(0, 0, line)]}
                    for customer in customers
                ]
            )
            self.waiting = list(zip(self.users, orders.ids, strict=True))
            return [benefit.id, orders.ids]

    def rush(self, what="confirm"):
        """All confirm at the same moment: how many could, and how many were refused."""
        children = [
            self.begin(what, str(user), str(order)) for user, order in self.waiting
        ]
        for child in children:
            # or ended, should anything go wrong before
            os.waitid(os.P_PID, child, os.WSTOPPED | os.WEXITED | os.WNOWAIT)
        for child in children:
            os.kill(child, signal.SIGCONT)
        ends = [self.end(child) for child in children]
        return [ends.count(0), ends.count(REFUSED), len(ends)]

    def confirm(self, user, order):
        """As the button does it, tried again as Odoo does when others were faster."""
        from odoo.exceptions import UserError
        from odoo.service.model import retrying

        with self.registry.cursor() as cr:
            env = self.environment(cr, int(user), {})
            # several with commas between them
            order = env["sale.order"].browse(map(int, order.split(",")))
            # whatever a user has read before the click
            order.order_line.mapped("price_total")
            cr.commit()
            os.kill(os.getpid(), signal.SIGSTOP)
            try:
                retrying(order.action_confirm, env)
            except UserError as error:
                cr.rollback()
                if self.REFUSAL not in str(error):
                    raise
                return REFUSED
        return 0

    def unlocked(self, user, order):
        """The same without the lock of the benefit."""
        self.registry["smb.member.benefit"]._lock_allowances = lambda benefits: None
        return self.confirm(user, order)


if __name__ == "__main__":
    serve(Confirmer(open_registry(sys.argv[1])).answer)
