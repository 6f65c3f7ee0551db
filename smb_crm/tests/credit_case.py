"""A company that controls credit, and customers who are late."""

from datetime import timedelta

from odoo.fields import Command
from odoo.tests import new_test_user

from .ledger import TODAY, LedgerCase


class CreditCase(LedgerCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.settings = cls.env["smb.policy"]._of(cls.company)
        cls.settings.credit_control = True
        cls.company.account_use_credit_limit = True
        cls.rules = cls.env["smb.credit.rule"]
        # each test makes the rules it speaks of
        cls.rules.search([("company_id", "=", cls.company.id)]).active = False
        cls.sally = cls.person("sally", "sales_team.group_sale_salesman")
        cls.max = cls.person("max", "sales_team.group_sale_manager")
        cls.anna = cls.person("anna", "account.group_account_invoice")
        cls.will = cls.person("will", "stock.group_stock_user")
        cls.acme = cls.customer("Acme", user_id=cls.sally.id)
        cls.ada = cls.customer("Ada", parent=cls.acme)
        cls.globex = cls.customer("Globex")
        cls.settings.care_fallback_id = cls.max

    @classmethod
    def person(cls, name, groups):
        return new_test_user(
            cls.env,
            login=f"credit_{name}",
            name=name.capitalize(),
            groups=groups,
            tz="UTC",
            company_id=cls.company.id,
            company_ids=[Command.set(cls.company.ids)],
        )

    @classmethod
    def rule(cls, act="block", **vals):
        values = {"name": f"{act} {len(vals)}", "act": act, **vals}
        return cls.rules.create({"company_id": cls.company.id, **values})

    @classmethod
    def limit_rule(cls, act="block", **vals):
        return cls.rule(act, by_overdue=False, by_limit=True, **vals)

    def late(self, partner, days=31, amount=100, **vals):
        """An invoice that is so many days past due today."""
        due = TODAY - timedelta(days=days)
        return self.invoice(
            partner, amount, ago=days + 30, **{"invoice_date_due": due, **vals}
        )

    def quote(self, partner, amount=100, **vals):
        return self.order(partner, amount, confirm=False, user_id=self.sally.id, **vals)

    def act(self, order):
        """What credit control says to ``order`` now."""
        order.invalidate_recordset(["smb_credit_act", "smb_credit_why"])
        return order.smb_credit_act

    def release(self, paper, user=None, reason="Pays on Friday"):
        hands = self.env["smb.credit.hand"].with_user(user or self.max)
        name = "order_id" if paper._name == "sale.order" else "picking_id"
        hands.create({name: paper.id, "reason": reason}).action_release()

    def tier(self, partner, number):
        """Put ``partner`` into the company's tier of that number."""
        tier = self.env["smb.tier.policy"]._of(self.company)._tiers()[number]
        self.refresh(partner)
        self.card(partner).sudo().tier_id = tier
        return tier
