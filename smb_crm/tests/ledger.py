"""A company with a ledger of its own, and short words to trade with."""

from datetime import date, datetime, time, timedelta

from odoo.fields import Command
from odoo.tests import freeze_time

from odoo.addons.account.tests.common import AccountTestInvoicingCommon

TODAY = date(2026, 3, 10)
NOW = "2026-03-10 12:00:00"


@freeze_time(NOW)
class LedgerCase(AccountTestInvoicingCommon):
    """Orders, invoices and payments, dated in days before 10 March 2026."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env = cls.env(context=dict(cls.env.context, tracking_disable=True))
        cls.company = cls.env.company
        cls.company.partner_id.tz = "UTC"
        cls.cards = cls.env["smb.scorecard"]
        cls.policy = cls.env["smb.tier.policy"]._of(cls.company)
        cls.goods = cls.env["product.product"].create(
            {"name": "Goods", "type": "consu", "standard_price": 6, "taxes_id": False}
        )

    @classmethod
    def get_default_groups(cls):
        return super().get_default_groups() | cls.env.ref(
            "sales_team.group_sale_manager"
        )

    @classmethod
    def customer(cls, name, parent=None, **vals):
        return cls.env["res.partner"].create(
            {
                "name": name,
                "is_company": not parent,
                "parent_id": parent.id if parent else False,
                **vals,
            }
        )

    @classmethod
    def day(cls, ago):
        return TODAY - timedelta(days=ago)

    def order(self, partner, amount=100, ago=10, confirm=True, **vals):
        order = self.env["sale.order"].create(
            {
                "partner_id": partner.id,
                "order_line": [
                    Command.create({"product_id": self.goods.id, "price_unit": amount})
                ],
                **vals,
            }
        )
        if confirm:
            order.action_confirm()
            order.date_order = datetime.combine(self.day(ago), time(12))
        return order

    def invoice(self, partner, amount=100, ago=10, post=True, refund=False, **vals):
        move = self.env["account.move"].create(
            {
                "move_type": "out_refund" if refund else "out_invoice",
                "partner_id": partner.id,
                "invoice_date": self.day(ago),
                "date": self.day(ago),
                "invoice_date_due": self.day(ago - 30),
                "invoice_payment_term_id": False,
                "invoice_line_ids": [
                    Command.create(
                        {
                            "product_id": self.goods.id,
                            "price_unit": amount,
                            "tax_ids": False,
                        }
                    )
                ],
                **vals,
            }
        )
        if post:
            move.action_post()
        return move

    def pay(self, invoice, ago=0, amount=None):
        wizard = self.env["account.payment.register"].with_context(
            active_model="account.move", active_ids=invoice.ids
        )
        values = {"payment_date": self.day(ago)}
        if amount:
            values["amount"] = amount
        return wizard.create(values)._create_payments()

    def card(self, partner, company=None):
        company = company or self.company
        return self.cards.with_context(active_test=False).search(
            [("partner_id", "=", partner.id), ("company_id", "=", company.id)]
        )

    def refresh(self, *partners, company=None):
        given = self.env["res.partner"].union(*partners) if partners else None
        self.cards._refresh(given, company or self.company)
