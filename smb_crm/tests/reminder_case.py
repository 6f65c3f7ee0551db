"""A company that reminds its customers, and invoices that are late."""

from datetime import timedelta

from odoo.tests import new_test_user

from .ledger import TODAY, LedgerCase


class ReminderCase(LedgerCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.rules = cls.env["smb.policy"]._of(cls.company)
        cls.rules.write({"reminder": True, "reminder_call_first": False})
        cls.levels = cls.env["smb.reminder.level"].search(
            [("company_id", "=", cls.company.id)]
        )
        cls.friendly, cls.firm, cls.final = cls.levels
        cls.acme = cls.debtor("Acme")
        cls.globex = cls.debtor("Globex")
        cls.anna = cls.clerk("anna", "account.group_account_invoice")

    @classmethod
    def clerk(cls, name, groups):
        return new_test_user(
            cls.env,
            login=f"clerk_{name}",
            name=name.capitalize(),
            groups=groups,
            tz="UTC",
            company_id=cls.company.id,
            company_ids=[(6, 0, cls.company.ids)],
        )

    @classmethod
    def debtor(cls, name, **vals):
        address = {"email": f"{name.lower()}@debtor.example", "city": "Ghent"}
        return cls.customer(name, **{**address, **vals})

    def late(self, partner, days=10, amount=100, **vals):
        """An invoice that is so many days past due today."""
        due = TODAY - timedelta(days=days)
        return self.invoice(
            partner, amount, ago=days + 30, **{"invoice_date_due": due, **vals}
        )

    def run_(self, user=None, **vals):
        """A run with its preview, made by Anna or ``user``."""
        runs = self.env["smb.reminder.run"].with_user(user or self.anna)
        run = runs.create({"company_id": self.company.id, **vals})
        run.action_preview()
        return run

    def of(self, run, customer):
        """The reminder of ``customer`` in ``run``, left out or not."""
        return (
            run.sudo()
            .env["smb.reminder"]
            .search([("run_id", "=", run.id), ("partner_id", "=", customer.id)])
        )

    def reason(self, customer):
        """Why a new run leaves ``customer`` out; ``None`` when it does not."""
        return self.of(self.run_(), customer).reason or None

    def remind(self, *customers, channel="letter"):
        """Send what a new run proposes; letters are printed."""
        run = self.run_()
        for reminder in run.reminder_ids:
            if channel:
                reminder.channel = channel
        run.action_approve()
        run.action_send()
        if run.to_print_count:
            run.action_print_letters()
        return run

    def promise(self, partner, amount=100, days=5, ago=0, **vals):
        return self.env["smb.promise"].create(
            {
                "partner_id": partner.id,
                "company_id": self.company.id,
                "amount": amount,
                "given_date": self.day(ago),
                "date": TODAY + timedelta(days=days),
                **vals,
            }
        )
