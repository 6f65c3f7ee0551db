import logging
from contextlib import closing
from datetime import timedelta

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.service.model import PG_CONCURRENCY_EXCEPTIONS_TO_RETRY as RETRY
from odoo.tools.mail import formataddr

from .smb_sending_post import NotSent, Post, Refused

_logger = logging.getLogger(__name__)
JOB = "smb_sending_cron"
# minutes until the next try when the mail server is away: 15 minutes to 24 hours
BACKOFF = (15, 60, 240, 720, 1440)
# a mail in the act is locked but for the moment between claim and lock
CLAIM_LASTS = timedelta(minutes=1)
HEADERS = {
    # nobody's auto-responder may answer, so that two machines never talk
    "Auto-Submitted": "auto-generated",
    "X-Auto-Response-Suppress": "All",
}


class SmbSending(models.Model):
    """How the outbox is emptied: claim, commit, send, commit.

    Between the two commits the mail leaves. Whatever dies there leaves a row in
    ``sending`` that nobody holds; the next round calls it uncertain. Everything else
    can be repeated: a row that was not claimed was not sent.
    """

    _inherit = "smb.sending"

    claimed_at = fields.Datetime(string="Last Attempt", readonly=True)

    @api.model
    def _cron_send(self, limit=200):
        """Send what is due, one mail per transaction; leave the rest for later."""
        # Odoo's way for a job to commit, which tells how much time is left too. Each
        # step must be in the database before the next one begins.
        commit = self.env["ir.cron"]._commit_progress
        self._know_place()
        self._tidy_up()
        commit()
        due = self._due_domain() & self._due_companies()
        ids = self.search(due, limit=limit, order="next_try, id").ids
        commit(remaining=len(ids) if len(ids) < limit else self.search_count(due))
        with closing(Post()) as post:
            for number in ids:
                self.browse(number)._deliver_safely(post)
                if not commit(1):
                    break

    @api.model
    def _tidy_up(self):
        """What earlier rounds left half done."""
        try:
            self._find_uncertain()
            self._settle_left_over()
            self.env.flush_all()
        except RETRY:
            # another round is at it just now
            self.env.cr.rollback()

    @api.model
    def _due_companies(self):
        # who has mails waiting; companies are few
        waiting = self._read_group([("state", "=", "queued")], ["company_id"])
        companies = self.env["res.company"].union(*(row[0] for row in waiting))
        held = companies.filtered(self._held)
        for company in held:
            _logger.info("No mails for %s: %s", company.name, self._held(company))
        return Domain("company_id", "in", (companies - held).ids)

    @api.model
    def _find_uncertain(self):
        """What lies in ``sending`` and is held by nobody was being sent in a crash."""
        before = fields.Datetime.now() - CLAIM_LASTS
        lost = self.search(
            [
                ("state", "=", "sending"),
                ("sending_since", "<", before),
                # what is sent again has been under way before
                *("|", ("claimed_at", "=", False), ("claimed_at", "<", before)),
            ]
        )
        lost = lost.try_lock_for_update().filtered(lambda row: row.state == "sending")
        lost._doubt(self.env._("The server stopped while the mail was being sent."))

    def _doubt(self, reason):
        if self:
            self.write({"state": "uncertain", "error": reason})
            self._tell_owner()

    def _deliver_safely(self, post):
        try:
            self._deliver(post)
        except RETRY:
            # somebody else was at this row: the next round looks again
            self.env.cr.rollback()
            self._release()
        except Exception as error:
            # one bad row must not stop the others
            _logger.warning("Mail %s could not be made", self.ids, exc_info=True)
            self.env.cr.rollback()
            self._give_up(self._words_of(error))
            self.env["smb.heartbeat"]._failed(JOB, error)

    def _deliver(self, post):
        """Send this row if it still makes sense; commits after each step."""
        commit = self.env["ir.cron"]._commit_progress
        # another round may have had this row since the list was made
        if self._is_due() and not self._put_aside():
            self._compose()
            commit()
            if self._claim():
                commit()
                self._hand_over(post)
                commit()
                self._settle()

    def _is_due(self):
        return bool(self.exists().filtered_domain(self._due_domain()))

    def _put_aside(self):
        """Whether something is in the way; then the row says what."""
        obstacle = self._obstacle()
        if obstacle:
            state, reason = obstacle
            self.write({"state": state, "error": reason})
            self._closed()
            if state == "failed":
                self._tell_owner()
        return bool(obstacle)

    def _claim(self):
        """Take the row for this process: locked, checked again, marked.

        :return: whether it may be sent now
        """
        row = self.try_lock_for_update().filtered_domain(self._due_domain())
        if not row or self._held(row.company_id) or row._put_aside():
            return False
        # what is sent again after doubt keeps its date, as it keeps its Message-ID
        now = fields.Datetime.now()
        row.write(
            {
                "state": "sending",
                "sending_since": row.sending_since or now,
                "claimed_at": now,
                "tries": row.tries + 1,
            }
        )
        return True

    def _release(self):
        """Back into the queue: surely not sent, what leaves never gets here."""
        row = self.try_lock_for_update()
        if row.state == "sending":
            row.write({"state": "queued", "sending_since": False})

    def _hand_over(self, post):
        """The claimed mail leaves, or the row says why it did not."""
        # the commit of the claim dropped the lock; held again it means "in the act"
        row = self.try_lock_for_update()
        if not row or row.state != "sending":
            return
        mail = row._make_mail()
        try:
            post.send(mail)
            row._note_sent(mail)
        except NotSent as error:
            self.env.cr.rollback()
            self._postpone(str(error))
        except Refused as error:
            self.env.cr.rollback()
            self._give_up(str(error))
        except Exception as error:
            # the mail may have left: whatever went wrong, it is not sent again
            self.env.cr.rollback()
            self._doubt(str(error) or type(error).__name__)

    def _note_sent(self, mail):
        message = mail.mail_message_id
        mail.unlink()
        self.write(
            {
                "state": "sent",
                "sent_date": fields.Datetime.now(),
                "error": False,
                "mail_message_id": message.id,
            }
        )
        self.env.flush_all()

    def _make_mail(self):
        """The ``mail.mail`` of this row; its message stays with the customer.

        So a reply finds the customer by the Message-ID.
        """
        customer = self.kind != "digest"
        message = self.env["mail.message"].create(
            {
                "message_type": "email_outgoing",
                "model": "res.partner" if customer else False,
                "res_id": self.partner_id.id if customer else False,
                "subject": self.subject,
                "body": self.body,
                "author_id": (self.user_id or self.company_id).partner_id.id,
                "email_from": self.email_from,
                "message_id": self.message_id,
                "attachment_ids": self.attachment_ids.ids,
            }
        )
        stamp = self.env["ir.mail_server"]._smb_stamp(self.sending_since)
        mails = self.env["mail.mail"].with_context(
            allowed_company_ids=self.company_id.ids, smb_date=stamp
        )
        # one address in email_to and nobody in recipient_ids: Odoo writes to every
        # address that stands in a partner's e-mail field
        return mails.create(
            {
                "mail_message_id": message.id,
                "body_html": self.body,
                "email_to": formataddr((self._addressee_name(), self.email)),
                "headers": repr(self._mail_headers()),
                "auto_delete": False,
            }
        )

    def _mail_headers(self):
        """What the mail says to machines."""
        return HEADERS

    def _addressee_name(self):
        """Of a company written to through one of its people the person is meant."""
        people = self.partner_id | self.partner_id.child_ids
        person = people.filtered(lambda p: p.email_normalized == self.email)[:1]
        return (person or self.partner_id).name or ""

    def _postpone(self, reason):
        """The server was away: later, and at last never."""
        if self.tries > len(BACKOFF):
            self._give_up(reason)
            return
        later = timedelta(minutes=BACKOFF[self.tries - 1])
        self.write(
            {
                "state": "queued",
                "next_try": fields.Datetime.now() + later,
                "sending_since": False,
                "error": reason,
            }
        )

    def _give_up(self, reason):
        row = self.try_lock_for_update()
        if row and row.state in ("queued", "sending"):
            row.write({"state": "failed", "error": reason, "sending_since": False})
            row._closed()
            row._tell_owner()
