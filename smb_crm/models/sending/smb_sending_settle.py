import logging
from datetime import timedelta

from odoo import api, fields, models
from odoo.service.model import PG_CONCURRENCY_EXCEPTIONS_TO_RETRY as RETRY
from odoo.tools import SQL

from ...tools.roles import MANAGERS
from ...tools.text import excerpt

_logger = logging.getLogger(__name__)
# nothing that happened longer ago is still put on record by itself
LEFT_OVER = timedelta(days=3)
# what goes to colleagues is no contact; the index below knows it too
NOT_LOGGED = "digest"


class SmbSending(models.Model):
    """After the mail: its contact log, and somebody who looks at what failed."""

    _inherit = "smb.sending"

    activity_id = fields.Many2one(
        "mail.activity",
        readonly=True,
        index="btree_not_null",
        ondelete="set null",
        help="Where somebody is asked to look at what failed.",
    )

    _unlogged_idx = models.Index(
        "(sent_date) WHERE state = 'sent' AND log_id IS NULL AND kind <> 'digest'"
    )

    def _settle(self):
        """Put sent mails on record, once; may be called again at any time."""
        for row in self.filtered(lambda row: row.state == "sent"):
            if row.kind != NOT_LOGGED and not row.log_id:
                row.log_id = row._log()
            row._closed()

    @api.model
    def _settle_left_over(self):
        """What was sent but not yet logged when the server stopped."""
        left = self.search(
            [
                ("state", "=", "sent"),
                ("log_id", "=", False),
                ("kind", "!=", NOT_LOGGED),
                ("sent_date", ">", fields.Datetime.now() - LEFT_OVER),
            ]
        )
        for row in left:
            row._settle_safely()

    def _settle_safely(self):
        try:
            with self.env.cr.savepoint():
                self._settle()
        except RETRY:
            raise
        except Exception:
            _logger.warning("Mail %s could not be logged", self.id, exc_info=True)

    def _log(self):
        """The contact log of this mail; the same one however often it is asked for."""
        # sudo: links the log that the mail just made
        logs = self.env["smb.contact.log"].sudo().with_context(active_test=False)
        created = logs._capture([self._log_vals()])
        return created or logs.search(
            [("source_model", "=", self._name), ("source_id", "=", self.id)], limit=1
        )

    def _log_vals(self):
        logs = self.env["smb.contact.log"]
        channels = self.env["smb.contact.channel"].with_context(active_test=False)
        user = logs._capture_user(self.partner_id, None, self.user_id)
        return {
            "partner_id": self.partner_id.id,
            "company_id": self.company_id.id,
            "user_id": user.id,
            "channel_id": channels._capturing("email")
            or channels.search([("kind", "=", "email")], limit=1).id
            or channels.search([], limit=1).id,
            "direction": "out",
            "automatic": True,
            "date": self.sent_date or fields.Datetime.now(),
            "subject": self.subject,
            "note": logs._capture_note(excerpt(self.body or "")),
            "source_model": self._name,
            "source_id": self.id,
        }

    def _closed(self):
        """The row reached a state that lasts. Kinds that wait for it extend this."""

    # who looks at it

    def _tell_owner(self):
        """One activity for who is in charge, however many mails fail until he looks.

        What went wrong with each stands in the list of mails.
        """
        for company, rows in self.grouped("company_id").items():
            owner = rows[0]._owner()
            if owner and not self._told_lately(company, owner):
                rows[0]._plan_look(owner)

    def _owner(self):
        """The policy's fallback, else the customer's salesperson, else a manager."""
        policy = self.env["smb.policy"]._of(self.company_id)
        managers = self.env.ref(MANAGERS).all_user_ids
        candidates = (
            policy.care_fallback_id,
            self.partner_id.commercial_partner_id.user_id,
            managers.sorted("id"),
        )
        for users in candidates:
            known = users.filtered(
                lambda u: u.active and not u.share and self.company_id in u.company_ids
            )
            if known:
                return known[0]
        return self.env["res.users"]

    @api.model
    def _told_lately(self, company, owner):
        rows = self.env.execute_query(
            SQL(
                """
                SELECT 1 FROM mail_activity activity
                  JOIN smb_sending sending ON sending.activity_id = activity.id
                 WHERE activity.active AND activity.user_id = %s
                   AND sending.company_id = %s LIMIT 1
                """,
                owner.id,
                company.id,
            )
        )
        return bool(rows)

    def _plan_look(self, owner):
        model = self.env["ir.model"]._get_id("res.partner")
        activities = self.env["mail.activity"].with_context(
            mail_activity_quick_update=True, lang=owner.lang
        )
        words = activities.env._(
            "%(customer)s: %(reason)s See Customer Care, Outgoing Mails for this and"
            " other mails that failed.",
            customer=self.partner_id.display_name,
            reason=self.error or "",
        )
        self.activity_id = activities.create(
            {
                "res_model_id": model,
                "res_id": self.partner_id.id,
                "activity_type_id": self.env.ref("mail.mail_activity_data_todo").id,
                "summary": activities.env._("A mail was not sent"),
                "note": words,
                "user_id": owner.id,
                "date_deadline": fields.Date.context_today(self),
            }
        )
