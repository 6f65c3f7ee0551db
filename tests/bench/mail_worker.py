"""The outbox in a process of its own, or in a child of it that dies in the act."""

import sys

from .children import Parent
from .pair import serve
from .worker import open_registry


class Sender(Parent):
    """Queues mails and sends what is due."""

    def prepare(self, port):
        """A mail server at ``port`` and an empty outbox."""
        with self.registry.cursor() as cr:
            env = self.environment(cr, self.root, {})
            env["ir.mail_server"].create(
                {
                    "name": "Sink",
                    "smtp_host": "127.0.0.1",
                    "smtp_port": int(port),
                    "smtp_encryption": "none",
                }
            )
            env.company.email = "shop@shop.example"
            env["smb.sending"].search([]).unlink()

    def queue(self, count):
        """So many mails, each to a customer of its own."""
        with self.registry.cursor() as cr:
            env = self.environment(cr, self.root, {})
            people = env["res.partner"].create(
                [
                    {"name": f"Customer {n}", "email": f"c{n}@sink.example"}
                    for n in range(int(count))
                ]
            )
            rows = env["smb.sending"]._queue(
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
            return len(rows)

    def send(self):
        """One round of the job."""
        with self.registry.cursor() as cr:
            self.environment(cr, self.root, {})["smb.sending"]._cron_send()

    def unmarked(self):
        """A round that trusts no mark: what is being sent is due as before."""
        self.registry["smb.sending"]._find_uncertain = lambda rows: rows.search(
            [("state", "=", "sending")]
        ).write({"state": "queued"})
        self.send()


if __name__ == "__main__":
    serve(Sender(open_registry(sys.argv[1])).answer)
