"""A second company whose ledger has everything that ageing reports stumble over."""

from datetime import timedelta
from random import Random

from odoo.fields import Command, Date

DOCUMENTS = 150
RATES = {400: 0.8, 120: 0.9, 60: 0.7, 20: 0.85}


class Ledger:
    """Invoices, instalments, credit notes and part payments in two currencies.

    All dated in the past, so that a day in between sees some of it as not yet paid.
    """

    def __init__(self, env):
        self.random = Random(19)
        self.today = Date.today()
        self.company = self._company(env)
        self.env = env(
            context={
                **env.context,
                "allowed_company_ids": self.company.ids,
                "tracking_disable": True,
            }
        )
        self.foreign = self._foreign()
        self.goods = self.env["product.product"].create(
            {"name": "Goods", "type": "consu", "taxes_id": False}
        )
        self.term = self._instalments()
        self.customers = self._customers()

    def fill(self):
        for _number in range(DOCUMENTS):
            invoice = self._invoice()
            draw = self.random.random()
            if draw < 0.55:
                self._pay(invoice)
            elif draw < 0.7 and invoice.move_type == "out_invoice":
                self._credit(invoice)
        self.env.flush_all()
        self.env.cr.execute(
            "ANALYZE account_move, account_move_line, account_partial_reconcile"
        )
        return self

    def _company(self, env):
        company = env["res.company"].create(
            {"name": "Second Shop", "currency_id": env.company.currency_id.id}
        )
        env["account.chart.template"].try_loading(
            "generic_coa", company=company, install_demo=False
        )
        return company

    def _foreign(self):
        """The other active currency, at a rate that moves."""
        own = self.company.currency_id
        foreign = self.env["res.currency"].search([("id", "!=", own.id)], limit=1)
        self.env["res.currency.rate"].create(
            [
                {
                    "currency_id": foreign.id,
                    "company_id": self.company.id,
                    "name": self.today - timedelta(days=ago),
                    "rate": rate,
                }
                for ago, rate in RATES.items()
            ]
        )
        return foreign

    def _instalments(self):
        return self.env["account.payment.term"].create(
            {
                "name": "Half now, half in 45 days",
                "line_ids": [
                    Command.create(
                        {"value": "percent", "value_amount": 50, "nb_days": days}
                    )
                    for days in (0, 45)
                ],
            }
        )

    def _customers(self):
        partners = self.env["res.partner"]
        found = partners.create(
            [{"name": f"Debtor {n}", "is_company": True} for n in range(20)]
        )
        people = partners.create(
            [{"name": f"Person {one.id}", "parent_id": one.id} for one in found[:5]]
        )
        return found | people

    def _invoice(self):
        day = self.today - timedelta(days=self.random.randrange(200))
        term = self.random.random() < 0.25
        return self._posted(
            {
                "move_type": "out_refund"
                if self.random.random() < 0.15
                else "out_invoice",
                "partner_id": self.random.choice(self.customers).id,
                "currency_id": self._currency().id,
                "invoice_date": day,
                "date": day,
                "invoice_payment_term_id": self.term.id if term else False,
                "invoice_date_due": False
                if term
                else day + timedelta(days=self.random.randrange(60)),
                "invoice_line_ids": [
                    Command.create(
                        {
                            "product_id": self.goods.id,
                            "price_unit": self.random.randrange(100, 90_000) / 100,
                            "tax_ids": False,
                        }
                    )
                ],
            }
        )

    def _currency(self):
        own = self.company.currency_id
        return self.foreign if self.random.random() < 0.4 else own

    def _posted(self, vals):
        move = self.env["account.move"].create(vals)
        move.action_post()
        return move

    def _later(self, invoice):
        open_days = (self.today - invoice.date).days
        return invoice.date + timedelta(days=self.random.randrange(open_days + 1))

    def _pay(self, invoice):
        wizard = self.env["account.payment.register"].with_context(
            active_model="account.move", active_ids=invoice.ids
        )
        share = self.random.choice((0.5, 0.333, 1, 1))
        wizard.create(
            {
                "payment_date": self._later(invoice),
                "amount": invoice.amount_residual * share,
            }
        )._create_payments()

    def _credit(self, invoice):
        """A credit note of a part, matched with its invoice."""
        day = self._later(invoice)
        line = {"product_id": self.goods.id, "tax_ids": False}
        line["price_unit"] = round(invoice.amount_total * 0.3, 2)
        note = self._posted(
            {
                "move_type": "out_refund",
                "partner_id": invoice.partner_id.id,
                "currency_id": invoice.currency_id.id,
                "invoice_date": day,
                "date": day,
                "invoice_payment_term_id": False,
                "invoice_line_ids": [Command.create(line)],
            }
        )
        lines = (invoice | note).line_ids
        lines.filtered(
            lambda one: one.account_id.account_type == "asset_receivable"
        ).reconcile()
