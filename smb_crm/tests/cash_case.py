"""Banks, statements, bills and expenses in a ledger of its own."""

from odoo.fields import Command
from odoo.tests import new_test_user

from .ledger import LedgerCase


class CashCase(LedgerCase):
    """Acme buys, Mill supplies; money goes through a bank and a till."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.bank = cls.company_data["default_journal_bank"]
        cls.till = cls.company_data["default_journal_cash"]
        cls.acme = cls.customer("Acme")
        cls.mill = cls.customer("Mill")
        cls.rent = cls.company_data["default_account_expense"]
        cls.travel = cls.rent.copy({"name": "Travel", "code": "649001"})

    def rep(self, groups="sales_team.group_sale_salesman", login="smb_rep"):
        return new_test_user(self.env, login, groups=groups, tz="UTC")

    def bill(self, partner, amount=100, ago=10, account=None, refund=False, **vals):
        return self.invoice(
            partner,
            ago=ago,
            move_type="in_refund" if refund else "in_invoice",
            invoice_line_ids=[
                Command.create(
                    {
                        "name": "Something bought",
                        "account_id": (account or self.rent).id,
                        "price_unit": amount,
                        "tax_ids": False,
                    }
                )
            ],
            **vals,
        )

    def statement(self, amount, ago=0, partner=None, journal=None, **vals):
        """A line of the bank's statement that nobody matched yet."""
        return self.env["account.bank.statement.line"].create(
            {
                "journal_id": (journal or self.bank).id,
                "date": self.day(ago),
                "payment_ref": "From the bank",
                "amount": amount,
                "partner_id": partner.id if partner else False,
                **vals,
            }
        )

    def match(self, line, *parts):
        """Say what a statement line is about: (account, balance, open items)."""
        suspense = line._seek_for_lines()[1]
        line.with_context(force_delete=True, skip_readonly_check=True).write(
            {
                "line_ids": [
                    *(Command.delete(found.id) for found in suspense),
                    *(
                        Command.create(
                            {
                                "account_id": account.id,
                                "partner_id": line.partner_id.id,
                                "name": "Matched",
                                "balance": -amount,
                                "amount_currency": -amount,
                            }
                        )
                        for account, amount, _items in parts
                    ),
                ]
            }
        )
        for account, _amount, items in parts:
            if items:
                mine = line.move_id.line_ids.filtered(
                    lambda item, account=account: item.account_id == account
                )
                (mine + items).reconcile()
