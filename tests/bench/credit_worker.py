"""Orders of customers with a credit limit, confirmed by several users at once."""

import sys

from .allowance_worker import Confirmer
from .pair import serve
from .worker import open_registry

USERS = 4
LIMIT = 250


class Lender(Confirmer):
    """Each order alone is within the limit of its customers, all together are not."""

    REFUSAL = "Held by credit control"

    def prepare(self):
        """One company, one rule: whoever is over the limit is held."""
        with self.registry.cursor() as cr:
            env = self.environment(cr, self.root, {})
            env.company.account_use_credit_limit = True
            env["smb.policy"]._of(env.company).credit_control = True
            rules = env["smb.credit.rule"]
            rules.search([("company_id", "=", env.company.id)]).active = False
            rules.create(
                {"name": "Limit", "act": "block", "by_overdue": False, "by_limit": True}
            )
            group = env.ref("sales_team.group_sale_salesman_all_leads")
            users = env["res.users"].create(
                [
                    {
                        "name": f"Lender {n}",
                        "login": f"lender{n}",
                        "group_ids": [(6, 0, group.ids)],
                    }
                    for n in range(USERS)
                ]
            )
            product = env["product.product"].create(
                {"name": "Goods", "list_price": 100, "type": "consu", "taxes_id": False}
            )
            self.product, self.users = product.id, users.ids

    def orders(self, customers):
        """New customers, and for every user an order of each, every other way round."""
        with self.registry.cursor() as cr:
            env = self.environment(cr, self.root, {})
            customers = env["res.partner"].create(
                [{"name": f"Debtor {n}"} for n in range(int(customers))]
            )
            customers.credit_limit = LIMIT
            line = {"product_id": self.product, "product_uom_qty": 1}
            self.waiting, ids = [], []
            for turn, user in enumerate(self.users):
                orders = env["sale.order"].create(
                    [
                        {"partner_id": one.id, "order_line": [(0, 0, line)]}
                        for one in (customers[::-1] if turn % 2 else customers)
                    ]
                )
                ids += orders.ids
                self.waiting.append((user, ",".join(map(str, orders.ids))))
            return ids

    def unlocked(self, user, order):
        """The same, nobody being marked."""
        check = self.registry["smb.credit.check"]
        check._one_after_the_other = lambda *_ignored: None
        return self.confirm(user, order)

    def stuck(self):
        """What is said when somebody else's confirmation does not come to an end."""
        from odoo.exceptions import UserError

        from odoo.addons.smb_crm.models.credit import smb_credit_check_turn as turn

        user, order = self.waiting[0]
        usual, turn.PATIENCE = turn.PATIENCE, "200ms"
        with self.registry.cursor() as other, self.registry.cursor() as cr:
            env = self.environment(cr, int(user), {})
            order = env["sale.order"].browse(map(int, order.split(",")))
            other.execute(
                "SELECT id FROM res_partner WHERE id IN %s FOR UPDATE",
                [tuple(order.partner_id.ids)],
            )
            try:
                order.action_confirm()
            except UserError as error:
                return str(error)
            finally:
                turn.PATIENCE = usual
                other.rollback()
                cr.rollback()


if __name__ == "__main__":
    serve(Lender(open_registry(sys.argv[1])).answer)
