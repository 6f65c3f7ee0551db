import hashlib
from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain
from odoo.tools import SQL
from odoo.tools.mail import email_domain_extract, email_normalize

from ...tools.roles import MANAGERS
from ...tools.text import excerpt
from ...tools.zones import local_day, zone

# days after which a mail makes no sense any more; what is not named never gets old
CATCH_UP = {"birthday": 1, "anniversary": 1, "date": 1, "holiday": 1, "digest": 0}
CATCH_UP |= {"step": 3, "report": 3}
# columns that ``_queue`` fills
QUEUED = {
    "company_id": "int4",
    "partner_id": "int4",
    "kind": "varchar",
    "key": "varchar",
    "date": "date",
    "next_try": "timestamp",
    "user_id": "int4",
    "template_id": "int4",
    "subject": "varchar",
    "body": "text",
}
NEUTRAL = "database.is_neutralized"


class SmbSending(models.Model):
    """The outbox: every mail that goes out without a colleague sending it.

    A row is written before the act and committed; its key (company, partner, kind,
    key) says for ever that this occasion was handled:

    * **queued**: goes out when ``next_try`` has come, unless something is in the way by
      then: opted out, archived, paused, no address, too late;
    * **sending**: handed to the mail server. Found so after a crash the row becomes
      **uncertain**, for nobody knows whether the mail left: a person decides, it is
      never sent again by itself;
    * **sent**, and then logged as a contact (``automatic``), once;
    * **failed** with ``error``, **opt_out**, **missed** (older than ``CATCH_UP``) or
      **cancelled** (by a person, or because the customer was archived or paused).

    Whoever needs a mail sent writes a row by ``_queue``; a kind that needs more than a
    template extends ``_compose_vals``, ``_obstacle`` and ``_closed``.
    """

    _name = "smb.sending"
    _description = "Outgoing Mail of Customer Care"
    _inherit = ["smb.input.mixin"]
    _order = "next_try desc, id desc"
    _rec_name = "subject"
    _allow_sudo_commands = False

    company_id = fields.Many2one(
        "res.company", required=True, readonly=True, ondelete="cascade"
    )
    partner_id = fields.Many2one(
        "res.partner",
        string="For",
        required=True,
        readonly=True,
        index=True,
        ondelete="cascade",
    )
    kind = fields.Selection(
        [
            ("birthday", "Birthday"),
            ("anniversary", "Anniversary"),
            ("date", "Other Date"),
            ("holiday", "Holiday"),
            ("step", "Care Step"),
            ("report", "Business Report"),
            ("digest", "Morning Digest"),
        ],
        required=True,
        readonly=True,
    )
    key = fields.Char(
        string="Occasion",
        required=True,
        readonly=True,
        help="Which occasion of its kind: the same is never sent twice.",
    )
    state = fields.Selection(
        [
            ("queued", "Waiting"),
            ("sending", "Being Sent"),
            ("sent", "Sent"),
            ("failed", "Failed"),
            ("uncertain", "Uncertain"),
            ("opt_out", "Opted Out"),
            ("missed", "Missed"),
            ("cancelled", "Cancelled"),
        ],
        required=True,
        readonly=True,
        default="queued",
    )
    date = fields.Date(
        string="For the Day", required=True, readonly=True, default=fields.Date.today
    )
    next_try = fields.Datetime(
        string="Goes Out",
        required=True,
        readonly=True,
        default=fields.Datetime.now,
        help="Not before this moment; later when the mail server was away.",
    )
    user_id = fields.Many2one(
        "res.users", string="In the Name Of", readonly=True, ondelete="set null"
    )
    template_id = fields.Many2one("mail.template", readonly=True, ondelete="set null")

    # the mail
    email = fields.Char(string="Address", readonly=True)
    email_from = fields.Char(string="From", readonly=True)
    subject = fields.Char(readonly=True)
    body = fields.Html(sanitize="email_outgoing", readonly=True)
    # screens show this: nothing in it can run
    preview = fields.Html(
        compute="_compute_preview", sanitize_attributes=True, sanitize_style=True
    )
    teaser = fields.Char(string="Text", compute="_compute_teaser")
    attachment_ids = fields.Many2many("ir.attachment", readonly=True)
    message_id = fields.Char(
        string="Message ID",
        readonly=True,
        help="The same at every attempt, so that mail programs show it once.",
    )
    mail_message_id = fields.Many2one(
        "mail.message", string="Message", readonly=True, ondelete="set null"
    )

    # how it went
    sending_since = fields.Datetime(string="Being Sent Since", readonly=True)
    sent_date = fields.Datetime(string="Sent On", readonly=True)
    tries = fields.Integer(string="Attempts", readonly=True)
    error = fields.Char(string="Because", readonly=True)
    by_hand = fields.Boolean(
        string="Sent by Hand", readonly=True, help="A manager sent it again."
    )
    log_id = fields.Many2one(
        "smb.contact.log",
        string="Contact",
        readonly=True,
        index="btree_not_null",
        ondelete="set null",
    )

    # a bare index, not a constraint: merging customers must not delete rows
    _once = models.UniqueIndex("(company_id, partner_id, kind, key)")
    _queue_idx = models.Index(
        "(next_try, id) WHERE state IN ('queued', 'sending', 'uncertain', 'failed')"
    )
    _company_idx = models.Index("(company_id, next_try DESC)")

    # queue

    @api.model
    def _queue(self, rows):
        """Write ``rows`` into the outbox unless they are there already.

        :param rows: list of dicts with some of ``QUEUED``; company_id, partner_id,
            kind and key at least
        :return: the new rows; those that exist are left as they are
        """
        if not rows:
            return self.browse()
        now = fields.Datetime.now()
        usual = {"date": now.date(), "next_try": now}
        columns = [
            SQL("%s::%s[]", [row.get(c, usual.get(c)) for row in rows], SQL(type_))
            for c, type_ in QUEUED.items()
        ]
        self.env.flush_all()
        found = self.env.execute_query(
            SQL(
                """
                INSERT INTO smb_sending (
                    %(names)s, state, tries, by_hand, create_date, create_uid)
                SELECT *, 'queued', 0, FALSE, %(now)s, %(uid)s
                  FROM unnest(%(columns)s)
                ON CONFLICT (company_id, partner_id, kind, key) DO NOTHING
                RETURNING id
                """,
                names=SQL(", ").join(map(SQL.identifier, QUEUED)),
                columns=SQL(", ").join(columns),
                now=now,
                uid=self.env.uid,
            )
        )
        return self.browse(row[0] for row in found)

    # whether

    @api.model
    def _held(self, company):
        """Why nothing goes out for ``company`` at present, or ``False``."""
        # sudo: two parameters of the database and a switch; nothing is shown
        params = self.env["ir.config_parameter"].sudo()
        if params.get_param(NEUTRAL):
            return self.env._("This is a copy for tests: no mails are sent.")
        if self._is_copy():
            return self.env._(
                "This database is a copy or comes from a backup: no mails are sent"
                " until a sales manager says that it is the real one."
            )
        if not company.active:
            return self.env._("The company is archived.")
        if self.env["smb.policy"]._of(company).care_paused:
            return self.env._("Customer care of this company is paused.")
        return False

    def _obstacle(self):
        """Why this one mail must not go out: a state and a reason, or ``None``.

        Asked again under the row's lock, right before the mail is sent.
        """
        self.ensure_one()
        person = self.partner_id
        customer = person.commercial_partner_id
        if self._is_late():
            return "missed", self.env._("Too late: the day was over.")
        if not person.active or not customer.active:
            return "cancelled", self.env._("The customer is archived.")
        if person.smb_care_paused or customer.smb_care_paused:
            return "cancelled", self.env._("Care of this customer is paused.")
        address = self._address()
        if not address:
            return "failed", self.env._("There is no valid e-mail address.")
        if self.env["mail.blacklist"].search_count([("email", "=", address)], limit=1):
            return "opt_out", self.env._("This address is on the blacklist.")
        return None

    def _is_late(self):
        limit = CATCH_UP.get(self.kind)
        if limit is None or self.by_hand:
            return False
        return self._local_today() > self.date + timedelta(days=limit)

    def _zone(self):
        """The clock that this mail goes by: the customer's, else the company's."""
        return zone(self.partner_id.tz, self.company_id.partner_id.tz)

    def _local_today(self):
        return local_day(fields.Datetime.now(), self._zone())

    def _address(self):
        """The one address this mail goes to, normalised, or ``False``.

        The person's own. A company without address is written to through its people.
        """
        person = self.partner_id
        if address := email_normalize(person.email, strict=False):
            return address
        if not person.is_company:
            return False
        people = person.child_ids.filtered(lambda p: p.type == "contact")
        addresses = (
            email_normalize(p.email, strict=False) for p in people.sorted("id")
        )
        return next(filter(None, addresses), False)

    def _key_number(self):
        """The record that the key begins with; merging adds words of its own."""
        return int(self.key.split("|")[0])

    def _new_message_id(self):
        """A Message-ID made of the key: the same however often it is tried."""
        # sudo: the database's own name, only hashed
        uuid = self.env["ir.config_parameter"].sudo().get_param("database.uuid")
        parts = (uuid, self.company_id.id, self.partner_id.id, self.kind, self.key)
        digest = hashlib.sha256("|".join(map(str, parts)).encode()).hexdigest()
        domain = email_domain_extract(self.company_id.email) or "localhost"
        return f"<smb-{digest[:32]}@{domain}>"

    @api.depends("body", "state", "template_id")
    def _compute_preview(self):
        for sending in self:
            sending.preview = sending.body or sending._try_preview()

    @api.depends("preview")
    def _compute_teaser(self):
        for sending in self:
            words = " ".join(excerpt(sending.preview or "", 300).split())
            # without the letterhead
            sending.teaser = words.removeprefix(sending.company_id.name).strip()

    def _try_preview(self):
        """How the mail will look, or why it can't be made."""
        # sudo: the manager may read the row; a template may need more to be filled in
        return self.sudo()._preview_body() if self.state == "queued" else False

    # buttons

    def _check_manager(self):
        if not self.env.user.has_group(MANAGERS):
            raise AccessError(self.env._("Only sales managers decide about mails."))
        self.check_access("read")

    def _decide(self, states, vals):
        """Write ``vals`` on what is in one of ``states``, if nobody is at it.

        :raise UserError: when a row is being sent or is in another state
        """
        self._check_manager()
        # sudo: nobody has the right to write; who may decide was just checked
        rows = self.sudo().try_lock_for_update()
        if rows.ids != self.ids or any(row.state not in states for row in rows):
            raise UserError(
                self.env._(
                    "The mail is being sent or was decided by somebody else. Reload"
                    " the list."
                )
            )
        rows.write(vals)
        return rows

    def action_cancel(self):
        """The mails that wait or failed are not sent."""
        reason = self.env._("Cancelled by %(user)s.", user=self.env.user.name)
        rows = self._decide(
            ("queued", "failed", "uncertain"), {"state": "cancelled", "error": reason}
        )
        rows._closed()

    def action_send_again(self):
        """What is uncertain, failed or was missed goes out with the next round."""
        rows = self._decide(
            ("uncertain", "failed", "missed", "cancelled"),
            {
                "state": "queued",
                "next_try": fields.Datetime.now(),
                "by_hand": True,
                "tries": 0,
                "error": False,
            },
        )
        rows._forget_text()
        self._wake()

    def _forget_text(self):
        """Fill in the mails anew before they go out, with what changed since.

        An uncertain mail stays what it was.
        """
        anew = self.filtered(lambda row: row.template_id and not row.sending_since)
        anew.write({"body": False, "subject": False})

    def action_was_sent(self):
        """What was uncertain did go out, as a person found."""
        rows = self._decide(("uncertain",), {"state": "sent", "error": False})
        for row in rows:
            row.sent_date = row.sending_since
        rows._settle()

    @api.model
    def _wake(self):
        # sudo: only has the job start earlier
        self.env.ref("smb_crm.smb_sending_cron").sudo()._trigger()

    @api.model
    def _due_domain(self):
        return Domain("state", "=", "queued") & Domain(
            "next_try", "<=", fields.Datetime.now()
        )
