"""Reminder runs in a process of its own, whose mails go to a server of the test."""

import sys
from datetime import timedelta

from .mail_worker import Sender
from .pair import serve
from .worker import open_registry

AMOUNT = 100


class Reminder(Sender):
    """Late invoices, a run about them, payments, and a second database user."""

    def prepare(self, port):
        super().prepare(port)
        with self.registry.cursor() as cr:
            env = self.environment(cr, self.root, {})
            policy = env["smb.policy"]._of(env.company)
            policy.write(
                {
                    "reminder": True,
                    "reminder_call_first": False,
                    "reminder_gap": 0,
                    "reminder_minimum": 0,
                    "reminder_most": 0,
                }
            )
            # those of the demo company are not this test's
            env["smb.reminder.run"].search([]).filtered(
                lambda run: run.state in ("draft", "preview", "approved")
            ).action_cancel()
            env["res.partner"].search([]).write({"user_id": False})

    def debtors(self, count):
        """So many customers with one late invoice each, and nobody else to remind."""
        with self.registry.cursor() as cr:
            env = self.environment(cr, self.root, {"tracking_disable": True})
            receivable = [("account_id.account_type", "=", "asset_receivable")]
            lines = env["account.move.line"].search(receivable)
            lines.no_followup = True
            day = env["smb.policy"]._of(env.company)._today() - timedelta(days=10)
            people = env["res.partner"].create(
                [
                    {"name": f"Debtor {n}", "email": f"d{n}@sink.example"}
                    for n in range(int(count))
                ]
            )
            moves = env["account.move"].create(
                [
                    {
                        "move_type": "out_invoice",
                        "partner_id": person.id,
                        "invoice_date": day,
                        "invoice_date_due": day,
                        "invoice_payment_term_id": False,
                        "invoice_line_ids": [
                            (0, 0, {"name": "Goods", "price_unit": AMOUNT})
                        ],
                    }
                    for person in people
                ]
            )
            moves.invoice_line_ids.tax_ids = False
            moves.action_post()
            self.moves = moves.ids
            return len(moves)

    def preview(self):
        """A new run, proposed; its number."""
        with self.registry.cursor() as cr:
            run = self.environment(cr, self.root, {})["smb.reminder.run"].create({})
            run.action_preview()
            self.run = run.id
            return run.id

    def approve(self):
        self._do("action_approve")

    def hand_out(self):
        """Mails into the outbox; nothing has left yet."""
        self._do("action_send")

    def _do(self, deed):
        with self.registry.cursor() as cr:
            env = self.environment(cr, self.root, {})
            getattr(env["smb.reminder.run"].browse(self.run), deed)()

    def also_hand_out(self):
        """The same run sent by another worker: refused, or as if it had not been."""
        from odoo.exceptions import UserError
        from odoo.service.model import retrying

        with self.registry.cursor() as cr:
            env = self.environment(cr, self.root, {})
            run = env["smb.reminder.run"].browse(self.run)
            try:
                retrying(run.action_send, env)
            except UserError:
                cr.rollback()
                return 3
        return 0

    def propose(self):
        """Another run at the same time; one of the two is told to come again."""
        import psycopg2

        try:
            self.preview()
        except psycopg2.Error:
            return 3
        return 0

    def pay(self, count):
        """The first so many debtors pay."""
        with self.registry.cursor() as cr:
            env = self.environment(cr, self.root, {"tracking_disable": True})
            for move in env["account.move"].browse(self.moves[: int(count)]):
                wizard = env["account.payment.register"].with_context(
                    active_model="account.move", active_ids=move.ids
                )
                wizard.create({})._create_payments()

    def hold(self, count):
        """Pay, and keep the transaction open for a moment: the letter has to wait."""
        import time

        with self.registry.cursor() as cr:
            env = self.environment(cr, self.root, {"tracking_disable": True})
            for move in env["account.move"].browse(self.moves[: int(count)]):
                wizard = env["account.payment.register"].with_context(
                    active_model="account.move", active_ids=move.ids
                )
                wizard.create({})._create_payments()
            env.flush_all()
            time.sleep(1)

    def unread(self):
        """A round that does not read the items again before it sends."""
        self.registry["smb.reminder"]._read_again = lambda reminders: reminders.browse()
        self.send()

    def confirm(self):
        """A manager says that this is the real database."""
        with self.registry.cursor() as cr:
            env = self.environment(cr, self.root, {})
            manager = env.ref("base.user_admin")
            env["smb.sending"].with_user(manager).action_confirm_database()


if __name__ == "__main__":
    serve(Reminder(open_registry(sys.argv[1])).answer)
