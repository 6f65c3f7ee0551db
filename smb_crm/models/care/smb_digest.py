from collections import namedtuple
from datetime import timedelta

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import format_date
from odoo.tools.constants import GC_UNLINK_LIMIT

SHOWN = 6
# so long it can be looked up what a digest said
KEPT = timedelta(days=90)
TEMPLATE = "smb_crm.smb_digest"

# one heading of the digest: what waits, how many of it, where to see all
Part = namedtuple("Part", "title count color rows path")


class SmbSending(models.Model):
    """The morning digest: what one colleague has to do today, by mail.

    One per user, company and day of his own calendar; none on the company's days off,
    none when there is nothing to say. It shows what the user could see himself, and no
    more.
    """

    _inherit = "smb.sending"

    @api.model
    def _cron_digest(self):
        """Queue the digests of those for whom it is morning now."""
        commit = self.env["ir.cron"]._commit_progress
        policies = self.env["smb.policy"]._caring().filtered("digest")
        users = [(policy, user) for policy in policies for user in policy._readers()]
        commit(remaining=len(users))
        for policy, user in users:
            row = policy._digest_row(user)
            if (
                row
                and not self._has(row)
                and any(self._digest_parts(user, policy.company_id))
            ):
                self._queue([row])
                self._wake()
            if not commit(1):
                return

    @api.model
    def _has(self, row):
        return bool(self.search_count(self._step_key(row), limit=1))

    def _reader(self):
        return self.partner_id.user_ids.filtered(lambda user: not user.share)[:1]

    def _obstacle(self):
        if self.kind == "digest":
            user = self._reader()
            if not user.active or not user.smb_digest:
                return "cancelled", self.env._("The user wants no digest.")
        return super()._obstacle()

    def _compose_vals(self):
        if self.kind != "digest":
            return super()._compose_vals()
        user = self._reader()
        reader = self._as_reader(user, self.company_id)
        parts = [p for p in self._digest_parts(user, self.company_id) if p]
        body = reader.env["ir.qweb"]._render(
            TEMPLATE,
            {
                "parts": parts,
                "name": user.name,
                "day": format_date(reader.env, self.date, date_format="EEEE, d MMMM"),
                "base": user.get_base_url(),
            },
            lang=reader.env.lang,
            minimal_qcontext=True,
        )
        subject = reader.env._(
            "Your day: %(summary)s",
            summary=", ".join(f"{part.count} {part.title.lower()}" for part in parts),
        )
        return {"subject": subject, "body": self._framed(body)}

    @api.autovacuum
    def _gc_digests(self):
        """What somebody had to do long ago fills the outbox no more."""
        old = self.search(
            [
                ("kind", "=", "digest"),
                ("date", "<", fields.Date.today() - KEPT),
                ("state", "not in", ("queued", "sending")),
            ],
            limit=GC_UNLINK_LIMIT,
        )
        old.mail_message_id.unlink()
        old.unlink()
        return len(old), len(old) == GC_UNLINK_LIMIT

    # what it says

    def _as_reader(self, user, company):
        """This model with the eyes of ``user``: his rights, language and zone.

        In one company only, whose managers see the mail in its outbox.
        """
        return self.with_user(user).with_context(
            allowed_company_ids=company.ids,
            lang=self._known_lang(user.lang) or "en_US",
            tz=user.tz or company.partner_id.tz or "UTC",
        )

    @api.model
    def _digest_parts(self, user, company):
        """The headings of the digest of ``user``; those with nothing in them empty."""
        reader = self._as_reader(user, company)
        today = fields.Date.context_today(reader)
        plans = reader._digest_plans
        tomorrow = today + timedelta(days=1)
        return (
            plans(reader.env._("Overdue"), "#c62828", [("date_deadline", "<", today)]),
            plans(reader.env._("Today"), "#1565c0", [("date_deadline", "=", today)]),
            reader._digest_birthdays(reader.env._("Birthdays")),
            plans(
                reader.env._("Tomorrow"), "#5f6b7a", [("date_deadline", "=", tomorrow)]
            ),
            reader._digest_quiet(reader.env._("Gone Quiet")),
            reader._digest_pool(reader.env._("To Take Over")),
        )

    def _digest_plans(self, title, color, days):
        domain = [
            ("user_id", "=", self.env.uid),
            ("smb_is_contact", "=", True),
            ("smb_partner_id", "!=", False),
            ("smb_company_id", "in", [False, self.env.company.id]),
            *days,
        ]
        rows = self.env["mail.activity"].search(
            domain, order="date_deadline, id", limit=SHOWN
        )
        return self._part(
            title,
            color,
            self.env["mail.activity"].search_count(domain) if rows else 0,
            [
                self._digest_line(
                    row.smb_partner_id,
                    row.summary or row.activity_type_id.name,
                    row.smb_phone,
                )
                for row in rows
            ],
            "worklist",
        )

    def _digest_birthdays(self, title):
        mine = Domain("user_id", "=", self.env.uid)
        mine |= Domain("commercial_partner_id.user_id", "=", self.env.uid)
        today = Domain("smb_next_birthday", "=", fields.Date.context_today(self))
        return self._digest_customers(title, "#ad1457", mine & today, "my-customers")

    def _digest_quiet(self, title):
        domain = self.env["smb.worklist"]._customer_queues()["quiet"]
        return self._digest_customers(title, "#ef6c00", domain, "worklist-quiet")

    def _digest_customers(self, title, color, domain, path):
        partners = self.env["res.partner"]
        rows = partners.search(domain, limit=SHOWN)
        return self._part(
            title,
            color,
            partners.search_count(domain) if rows else 0,
            [self._digest_line(row, self._firm(row), row.phone) for row in rows],
            path,
        )

    def _firm(self, partner):
        firm = partner.commercial_partner_id
        return firm.name if firm != partner else ""

    def _digest_pool(self, title):
        todo = self.env["smb.follow.up"]
        domain = self.env["smb.worklist"]._pool_domain()
        rows = todo.search(domain, limit=SHOWN)
        lines = [self._digest_line(r.partner_id, r.step_id.name, "") for r in rows]
        count = todo.search_count(domain) if rows else 0
        return self._part(title, "#6a1b9a", count, lines, "worklist-pool")

    def _part(self, title, color, count, rows, path):
        return Part(title, count, color, rows, path) if count else None

    def _digest_line(self, partner, text, phone):
        return {
            "name": partner.name or partner.display_name,
            "text": text or "",
            "phone": phone or "",
            "link": f"/mail/view?model=res.partner&res_id={partner.id}",
        }


class ResUsers(models.Model):
    _inherit = "res.users"

    smb_digest = fields.Boolean(
        string="Morning Digest",
        default=True,
        help="A mail each morning about what your day brings, when your company sends"
        " them.",
    )

    @property
    def SELF_READABLE_FIELDS(self):
        return [*super().SELF_READABLE_FIELDS, "smb_digest"]

    @property
    def SELF_WRITEABLE_FIELDS(self):
        return [*super().SELF_WRITEABLE_FIELDS, "smb_digest"]
