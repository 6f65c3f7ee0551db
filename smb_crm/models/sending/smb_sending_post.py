import smtplib
from contextlib import suppress

from odoo.exceptions import UserError

from odoo.addons.base.models.ir_mail_server import MailDeliveryException


class NotSent(Exception):
    """The mail surely did not leave; it may be tried again later."""


class Refused(Exception):
    """The mail surely did not leave, and never will as it is."""


class Unclear(Exception):
    """Nobody knows whether the mail left."""


class Post:
    """The mail servers of one run: a session each, opened when first needed.

    Mails go through Odoo's own ``mail.mail``, one at a time. What went wrong comes out
    as one of the three errors above, for only the first may ever be repeated.
    """

    def __init__(self):
        self._sessions = {}
        self._away = set()

    def send(self, mail):
        """Hand the one ``mail`` to its server.

        :raise NotSent, Refused, Unclear: unless the server took it
        """
        server_id, domain_id, sender, _ids = next(mail._split_by_mail_configuration())
        session = self._session(mail.env, server_id, sender)
        try:
            mail._send(
                raise_exception=True,
                smtp_session=session,
                alias_domain_id=domain_id,
                mail_server=mail.env["ir.mail_server"].browse(server_id),
            )
        except smtplib.SMTPServerDisconnected as error:
            raise Unclear(str(error)) from error
        except MailDeliveryException as error:
            raise self._told(error) from error
        except (AssertionError, UserError) as error:
            raise Refused(str(error)) from error
        if mail.state != "sent":
            raise Refused(mail.failure_reason or mail.state)

    def _session(self, env, server_id, sender):
        """A live session, so that what fails in it concerns the mail alone."""
        key = server_id, sender
        if key in self._away:
            raise NotSent(env._("The mail server is away."))
        session = self._sessions.get(key)
        if session and not self._alive(session):
            session = None
        if session is None:
            try:
                session = env["ir.mail_server"]._connect__(
                    mail_server_id=server_id, smtp_from=sender
                )
            except Exception as error:
                # the others of this run need not wait for its time-out as well
                self._away.add(key)
                raise NotSent(str(error)) from error
            self._sessions[key] = session
        return session

    @staticmethod
    def _alive(session):
        try:
            return session.noop()[0] == 250
        except (smtplib.SMTPException, OSError):
            return False

    @staticmethod
    def _told(error):
        """What the server's answer means: 4xx is for later, 5xx for ever."""
        cause, text = error.__context__, ": ".join(map(str, error.args))
        if isinstance(cause, smtplib.SMTPRecipientsRefused):
            codes = [code for code, _words in cause.recipients.values()]
        elif isinstance(cause, smtplib.SMTPResponseException):
            codes = [cause.smtp_code]
        elif isinstance(cause, UnicodeError | smtplib.SMTPNotSupportedError):
            return Refused(text)
        else:
            return Unclear(text)
        return NotSent(text) if max(codes) < 500 else Refused(text)

    def close(self):
        for session in filter(None, self._sessions.values()):
            with suppress(smtplib.SMTPException, OSError):
                session.quit()
