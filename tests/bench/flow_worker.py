"""One order of five lines to its payment, a commit a step, counted."""

import cProfile
import sys
import time

from .pair import serve
from .worker import open_registry


class Flow:
    """The same steps that a person clicks, each measured."""

    def __init__(self, registry):
        from odoo import api

        self.cr = registry.cursor()
        self.env = api.Environment(self.cr, api.SUPERUSER_ID, {"lang": "en_US"})
        self.customer = self.env["res.partner"].search(
            [("is_company", "=", True), ("user_id", "!=", False)], limit=1
        )
        self.product = self.env["product.product"].search(
            [("default_code", "=", "BENCH")]
        )
        self.product.invoice_policy = "order"
        self.cr.commit()

    def round(self, _word):
        return self.measured(
            *(self.order, self.confirm, self.delivery),
            *(self.invoice, self.post, self.payment),
        )

    def answer(self, line):
        """A round by its word; after ``calls`` it is counted, not timed."""
        words = line.split()
        self.measured = self.calls if words[0] == "calls" else self.timed
        return self.round(words[-1])

    def calls(self, *steps):
        """How many functions Python calls: the same whatever else the machine does."""
        profile = cProfile.Profile()
        for step in steps:
            self.env.invalidate_all()
            profile.runcall(step)
            profile.runcall(self.env.flush_all)
            self.cr.commit()
        return [sum(entry.callcount for entry in profile.getstats())]

    def timed(self, *steps):
        """Queries and milliseconds on the processor of each step."""
        spent = {}
        for step in steps:
            self.env.invalidate_all()
            queries, cpu = self.cr.sql_log_count, time.process_time()
            step()
            self.env.flush_all()
            self.cr.commit()
            spent[step.__name__] = (
                self.cr.sql_log_count - queries,
                (time.process_time() - cpu) * 1000,
            )
        return spent

    def order(self):
        line = {"product_id": self.product.id, "product_uom_qty": 1, "price_unit": 10}
        self.sale = self.env["sale.order"].create(
            {"partner_id": self.customer.id, "order_line": [(0, 0, line)] * 5}
        )

    def confirm(self):
        self.sale.action_confirm()

    def delivery(self):
        for move in self.sale.picking_ids.move_ids:
            move.quantity = move.product_uom_qty
            move.picked = True
        self.sale.picking_ids.button_validate()

    def invoice(self):
        self.bill = self.sale._create_invoices()

    def post(self):
        self.bill.action_post()

    def payment(self):
        wizard = self.env["account.payment.register"].with_context(
            active_model="account.move", active_ids=self.bill.ids
        )
        wizard.create({})._create_payments()


if __name__ == "__main__":
    serve(Flow(open_registry(sys.argv[1])).answer)
