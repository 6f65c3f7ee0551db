"""Customers of a shop, its mail server, and the days on which mails go out."""

import smtplib
from contextlib import contextmanager
from unittest.mock import Mock, patch

from freezegun import freeze_time

from odoo.fields import Datetime
from odoo.tools import SQL

from odoo.addons.base.tests.common import MockSmtplibCase

from .common import SmbCase


class MailCase(MockSmtplibCase, SmbCase):
    """Runs the outbox on a given day; ``self.emails`` is what the server got."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.sendings = cls.env["smb.sending"]
        # other cases may have made the shop before
        cls.shop = getattr(cls, "shop", None) or cls.second_company("Shop")
        cls.shop.email = "shop@shop.example"
        cls.shop.partner_id.tz = "Europe/Paris"
        cls.policy = cls.env["smb.policy"]._of(cls.shop)
        cls.acme.write({"email": "office@acme.example", "user_id": False, "tz": False})
        cls.ada.tz = False
        cls.template = cls.mail_template("Hello {{ object.name }}", "<p>Good day</p>")

    @classmethod
    def mail_template(cls, subject, body):
        return cls.env["mail.template"].create(
            {
                "name": "Test",
                "model_id": cls.env["ir.model"]._get_id("res.partner"),
                "subject": subject,
                "body_html": body,
            }
        )

    @classmethod
    def known(cls, *customers, company=None, **figures):
        """These are customers of the shop: they have a scorecard."""
        company = company or cls.shop
        for customer in customers:
            cls.env["smb.scorecard"].create(
                {"partner_id": customer.id, "company_id": company.id, **figures}
            )

    @staticmethod
    def breaks_for(customer):
        """A text that Odoo's own check lets pass, for it tries another customer."""
        return f'<p>Good day <t t-out="1 / (object.id - {customer.id})" /></p>'

    def queue(self, partner=None, **vals):
        row = {
            "company_id": self.shop.id,
            "partner_id": (partner or self.ada).id,
            "kind": "step",
            "key": "1",
            "template_id": self.template.id,
            **vals,
        }
        return self.sendings._queue([row])

    @contextmanager
    def mail_server(self, refusing=None, away=False):
        """A server that takes mails, refuses them with an error, or is away."""
        with self.mock_smtplib_connection():
            session = self.testing_smtp_session
            session.noop = lambda: (250, b"OK")
            if refusing is not None:
                session.send_message = Mock(side_effect=refusing)
            if away:
                gone = OSError("nobody listens")
                with patch.object(smtplib, "SMTP", side_effect=gone):
                    yield
            else:
                yield

    def post(self, moment=None, **server):
        """One round of the outbox at ``moment``; the mails that the server got."""
        cron = self.env.ref("smb_crm.smb_sending_cron")
        with self.mail_server(**server), freeze_time(moment or Datetime.now()):
            with self.enter_registry_test_mode():
                cron.method_direct_trigger()
            return list(self.emails)

    def logs(self, partner=None):
        partner = partner or self.ada
        return self.env["smb.contact.log"].search([("partner_id", "=", partner.id)])

    def as_if(self, sending, **columns):
        """Put ``sending`` into a state that only a crash can make."""
        self.env.flush_all()
        for name, value in columns.items():
            self.env.cr.execute(
                SQL(
                    "UPDATE smb_sending SET %s = %s WHERE id = %s",
                    SQL.identifier(name),
                    value,
                    sending.id,
                )
            )
        sending.invalidate_recordset()
