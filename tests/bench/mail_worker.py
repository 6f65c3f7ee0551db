"""The outbox in a process of its own; it can be killed in the act."""

import sys

from .pair import serve
from .worker import open_registry


class Sender:
    """One word, one answer: what went wrong, or how many mails are in which state."""

    def __init__(self, registry):
        from odoo import api

        self.registry = registry
        self.api = api

    def answer(self, word):
        verb, _, number = word.partition(" ")
        try:
            with self.registry.cursor() as cr:
                env = self.api.Environment(cr, self.api.SUPERUSER_ID, {})
                getattr(self, verb)(env, int(number or 0))
                cr.commit()
                rows = env["smb.sending"]._read_group([], ["state"], ["__count"])
                return {"error": None, **dict(rows)}
        except Exception as error:
            return {"error": repr(error)}

    def prepare(self, env, port):
        """A mail server at ``port`` and a text."""
        env["ir.mail_server"].create(
            {
                "name": "Sink",
                "smtp_host": "127.0.0.1",
                "smtp_port": port,
                "smtp_encryption": "none",
            }
        )
        env.company.email = "shop@shop.example"
        env["smb.sending"].search([]).unlink()

    def queue(self, env, count):
        """As many mails, each to a customer of its own."""
        people = env["res.partner"].create(
            [
                {"name": f"Customer {n}", "email": f"c{n}@sink.example"}
                for n in range(count)
            ]
        )
        env["smb.sending"]._queue(
            [
                {
                    "company_id": env.company.id,
                    "partner_id": person.id,
                    "kind": "step",
                    "key": "fault",
                    "subject": "A mail",
                    "body": "<p>Good day</p>",
                }
                for person in people
            ]
        )

    def send(self, env, _number):
        env["smb.sending"]._cron_send()


if __name__ == "__main__":
    serve(Sender(open_registry(sys.argv[1])).answer)
