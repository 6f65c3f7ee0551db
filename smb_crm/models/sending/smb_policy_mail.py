from datetime import timedelta

from odoo import fields, models

from ...tools.roles import SALES
from ...tools.zones import local_day, moment_of, zone

# a digest that could not go out by then would be no morning's
LATEST = timedelta(hours=3)


class SmbPolicy(models.Model):
    """When the company sends digests, and whether it sends mails at all."""

    _inherit = "smb.policy"

    digest = fields.Boolean(
        string="Morning Digest",
        help="Each morning a mail tells every salesperson what the day brings. Each"
        " may switch it off for himself.",
    )
    digest_hour = fields.Float(
        string="Digest At", default=6.5, help="In the zone of each user."
    )

    mails_held = fields.Char(
        compute="_compute_mails_held",
        help="Why no mails go out at present.",
    )
    is_copy = fields.Boolean(
        compute="_compute_mails_held",
        string="Copied Database",
    )

    _digest_hour_sane = models.Constraint(
        "CHECK (digest_hour >= 0 AND digest_hour < 24)",
        "The digest goes out between 0:00 and 23:59.",
    )

    def _compute_mails_held(self):
        sendings = self.env["smb.sending"]
        for policy in self:
            policy.mails_held = sendings._held(policy.company_id)
            policy.is_copy = sendings._is_copy()

    def action_confirm_database(self):
        """A manager says that this is the real database, not a copy."""
        self.check_access("write")
        self.env["smb.sending"].action_confirm_database()

    def _readers(self):
        """Who gets the digest of this company: its salespeople who want one."""
        users = self.env.ref(SALES).all_user_ids
        return users.filtered(
            lambda user: (
                user.active
                and not user.share
                and user.smb_digest
                and self.company_id in user.company_ids
                and user.email
            )
        )

    def _digest_row(self, user):
        """What the outbox needs, if it is morning for ``user`` on a working day."""
        there = zone(user.tz, self.company_id.partner_id.tz)
        now = fields.Datetime.now()
        today = local_day(now, there)
        moment = moment_of(today, self.digest_hour, there)
        if not moment <= now < moment + LATEST or not self._is_working_day(today):
            return None
        return {
            "company_id": self.company_id.id,
            "partner_id": user.partner_id.id,
            "kind": "digest",
            "key": str(today),
            "date": today,
            "next_try": moment,
        }
