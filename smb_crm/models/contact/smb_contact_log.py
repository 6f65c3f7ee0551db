from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import RedirectWarning, UserError, ValidationError
from odoo.tools import html2plaintext

from ...tools.roles import MANAGERS
from ...tools.text import depth

NOTE_LIMIT = 256 * 1024
NOTE_DEPTH = 200
MAX_HOURS = 24 * 31
CLOCK_SKEW = timedelta(minutes=10)
# what the server fills in, and what only managers change
KEPT = {
    "active": True,
    "automatic": False,
    "meeting_postponed": False,
    "source_model": False,
    "source_id": False,
    "next_activity_id": False,
}


class SmbContactLog(models.Model):
    """One contact with a customer: who, when, how, what was said, how it ended.

    * It always happened: a contact in the future is an activity, not a log.
    * Its author may correct it within the policy's edit window, a sales manager
      always; nobody deletes it, managers archive it.
    * It belongs to the person spoken to; figures count for the commercial customer.
    * ``res_model``/``res_id`` name the order, delivery, invoice, opportunity or case
      it was about; ``source_model``/``source_id`` the mail, meeting or activity it
      was captured from, each at most once per customer.
    """

    _name = "smb.contact.log"
    _description = "Contact Log"
    _inherit = ["smb.input.mixin", "mail.thread", "mail.activity.mixin"]
    _order = "date desc, id desc"
    _rec_name = "subject"
    _check_company_auto = True

    partner_id = fields.Many2one(
        "res.partner",
        string="Customer",
        required=True,
        index=True,
        ondelete="restrict",
        check_company=True,
        tracking=True,
        help="The person or company you spoke to.",
    )
    commercial_partner_id = fields.Many2one(
        related="partner_id.commercial_partner_id",
        string="Company of the Customer",
        store=True,
        precompute=True,
    )
    company_id = fields.Many2one(
        "res.company",
        required=True,
        index=True,
        default=lambda self: self.env.company,
    )
    user_id = fields.Many2one(
        "res.users",
        string="Contacted By",
        required=True,
        index=True,
        default=lambda self: self.env.user,
        domain=[("share", "=", False)],
        tracking=True,
    )

    date = fields.Datetime(
        required=True, default=lambda self: fields.Datetime.now(), tracking=True
    )
    duration = fields.Float(
        compute="_compute_from_channel",
        store=True,
        readonly=False,
        precompute=True,
        aggregator="sum",
        help="Hours.",
    )
    channel_id = fields.Many2one(
        "smb.contact.channel",
        required=True,
        index=True,
        ondelete="restrict",
        default=lambda self: self._default_channel(),
        tracking=True,
    )
    channel_icon = fields.Char(related="channel_id.icon", string="Channel Icon")
    direction = fields.Selection(
        [("out", "Outgoing"), ("in", "Incoming")],
        compute="_compute_from_channel",
        store=True,
        readonly=False,
        precompute=True,
        required=True,
    )

    subject = fields.Char(tracking=True)
    note = fields.Html(
        sanitize_attributes=True,
        sanitize_style=True,
        sanitize_overridable=False,
        help="What was said.",
    )
    outcome_id = fields.Many2one(
        "smb.contact.outcome", index=True, ondelete="restrict", tracking=True
    )
    result = fields.Selection(related="outcome_id.result", store=True)
    next_date = fields.Date(
        string="Next Contact",
        tracking=True,
        help="The day agreed for the next contact; it becomes an activity.",
    )
    automatic = fields.Boolean(
        string="Sent by Itself",
        readonly=True,
        copy=False,
        help="A greeting or another mail that nobody wrote by hand. It is on record,"
        " but it is no contact that a colleague had.",
    )
    active = fields.Boolean(default=True)

    res_model = fields.Char(string="About Document Model", readonly=True)
    res_id = fields.Many2oneReference(
        string="About Document Number", model_field="res_model", readonly=True
    )
    document = fields.Reference(
        selection="_selection_document",
        compute="_compute_document",
        string="About",
    )
    source_model = fields.Char(readonly=True, copy=False, string="Captured From Model")
    source_id = fields.Many2oneReference(
        model_field="source_model",
        readonly=True,
        copy=False,
        string="Captured From Number",
    )
    is_editable = fields.Boolean(compute="_compute_is_editable")

    # a bare index, not a constraint: merging customers must not delete logs
    _source_uniq = models.UniqueIndex(
        "(source_model, source_id, commercial_partner_id)"
        " WHERE source_model IS NOT NULL",
        "This contact is already logged.",
    )
    _customer_idx = models.Index("(commercial_partner_id, date DESC)")
    _document_idx = models.Index("(res_model, res_id) WHERE res_id IS NOT NULL")
    _duration_sane = models.Constraint(
        f"CHECK (duration BETWEEN 0 AND {MAX_HOURS})",
        "A contact lasts between 0 hours and 31 days.",
    )

    @api.model
    def _default_channel(self):
        return self.env["smb.contact.channel"].search([], limit=1)

    @api.model
    def _document_models(self):
        """Models a contact can be about. Later domains add theirs."""
        return ["crm.lead", "sale.order", "stock.picking", "account.move"]

    @api.model
    def _selection_document(self):
        models_ = self.env["ir.model"]
        return [(name, models_._get(name).name) for name in self._document_models()]

    # compute

    @api.depends("channel_id")
    def _compute_from_channel(self):
        for log in self:
            log.direction = log.channel_id.direction or "out"
            log.duration = log.channel_id.duration

    @api.depends("res_model", "res_id")
    def _compute_document(self):
        allowed = dict(self._selection_document())
        for log in self:
            known = log.res_model in allowed and log.res_id
            log.document = f"{log.res_model},{log.res_id}" if known else False

    @api.depends("subject", "channel_id", "partner_id")
    def _compute_display_name(self):
        for log in self:
            what = log.subject or html2plaintext(log.note or "")[:60]
            log.display_name = what or f"{log.channel_id.name}: {log.partner_id.name}"

    @api.depends_context("uid")
    @api.depends("user_id", "company_id")
    def _compute_is_editable(self):
        for log in self:
            log.is_editable = not log.id or log._may_correct()

    # constraints

    @api.constrains("date")
    def _check_date_is_past(self):
        latest = fields.Datetime.now() + CLOCK_SKEW
        if any(log.date > latest for log in self):
            raise ValidationError(
                self.env._(
                    "A contact that lies in the future is a plan. Plan it as an"
                    " activity instead."
                )
            )

    # writing

    @api.model_create_multi
    def create(self, vals_list):
        if not self._may_log_for_others():
            own = {**KEPT, "user_id": self.env.uid}
            vals_list = [{**vals, **own} for vals in vals_list]
        return super(SmbContactLog, self.with_context(mail_create_nolog=True)).create(
            vals_list
        )

    def write(self, vals):
        if not self._may_log_for_others():
            self._check_edit_window()
            self._check_stays_active(vals)
            locked = KEPT.keys() | {"user_id"}
            vals = {name: vals[name] for name in vals if name not in locked}
        return super().write(vals)

    def _check_is_not_a_plan(self, vals):
        """Offer to plan a contact that has not happened yet.

        :raise RedirectWarning: with a button to Odoo's activity planner
        """
        moment = fields.Datetime.to_datetime(vals.get("date") or False)
        if moment and moment > fields.Datetime.now() + CLOCK_SKEW:
            person = self[:1].partner_id
            raise RedirectWarning(
                self.env._(
                    "This contact lies in the future, so it is a plan. Shall it become"
                    " an activity?"
                ),
                self._action_plan({"partner_id": person.id, **vals}),
                self.env._("Plan it"),
            )

    def _check_stays_active(self, vals):
        """Authors correct a contact, they don't make it disappear.

        :raise UserError: when ``vals`` archive one of these logs
        """
        if not vals.get("active", True) and any(self.mapped("active")):
            raise UserError(
                self.env._(
                    "A contact that happened stays on record. Correct it, or ask a"
                    " sales manager to archive it."
                )
            )

    def _check_edit_window(self):
        """Authors correct their logs for some hours only.

        :raise UserError: when the window of one log is over
        """
        self.check_access("write")
        for log in self:
            if not log._may_correct():
                raise UserError(
                    self.env._(
                        "“%(log)s” can no longer be changed: its edit window of"
                        " %(hours)s hours is over. Ask a sales manager, or log a new"
                        " contact.",
                        log=log.display_name,
                        hours=self.env["smb.policy"]._of(log.company_id).edit_hours,
                    )
                )

    def _may_correct(self):
        """Whether the current user may still change this one log."""
        self.ensure_one()
        if self._may_log_for_others():
            return True
        hours = self.env["smb.policy"]._of(self.company_id).edit_hours
        until = self.create_date + timedelta(hours=hours)
        return self.user_id == self.env.user and fields.Datetime.now() <= until

    @api.model
    def _may_log_for_others(self):
        return self.env.su or self.env.user.has_group(MANAGERS)

    def _smb_clean_vals(self, vals):
        cleaned = super()._smb_clean_vals(vals)
        self._check_is_not_a_plan(cleaned)
        return cleaned

    @api.model
    def _smb_clean_value(self, field, value):
        if field.name == "note":
            self._check_note(value)
        return super()._smb_clean_value(field, value)

    @api.model
    def _check_note(self, note):
        """Refuse what the HTML sanitizer would lose or choke on.

        :raise ValidationError: over 256 KB or nested deeper than 200 tags
        """
        if len(note.encode(errors="replace")) > NOTE_LIMIT:
            raise ValidationError(
                self.env._("This note is larger than 256 KB. Attach it as a file.")
            )
        if depth(note, NOTE_DEPTH) > NOTE_DEPTH:
            raise ValidationError(
                self.env._(
                    "This note is nested too deeply to be kept whole. Attach it as a"
                    " file or paste it as plain text."
                )
            )
