from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import format_date, plaintext2html

from ...models.contact.smb_contact_log import CLOCK_SKEW

CUSTOMERS_MAX = 1000


class SmbContactQuick(models.TransientModel):
    """Log a contact in fifteen seconds, from wherever the customer is on screen.

    * Opened on an order, delivery, invoice or opportunity, it knows the customer and
      what the contact is about; opened on a planned contact, it fulfils it.
    * Opened on several customers, it logs one contact for each of them.
    * A date in the future makes it a plan: an activity instead of a log.

    What it was opened on comes from the client, so every record is checked with the
    user's own rights, when the form opens and again when it is saved.
    """

    _name = "smb.contact.quick"
    _description = "Quick Contact Entry"
    _inherit = ["smb.input.mixin"]

    partner_id = fields.Many2one("res.partner", string="Customer")
    partner_ids = fields.Many2many("res.partner", string="Customers")
    knows_customer = fields.Boolean(string="Customer Known at Once")
    phone = fields.Char(compute="_compute_phone", string="Phone Number")
    res_model = fields.Char(string="About Document Model", readonly=True)
    res_id = fields.Many2oneReference(
        string="About Document Number", model_field="res_model", readonly=True
    )
    document = fields.Reference(
        selection=lambda self: self.env["smb.contact.log"]._selection_document(),
        compute="_compute_document",
        string="About",
    )
    activity_id = fields.Many2one(
        "mail.activity",
        string="Fulfils",
        compute="_compute_activity_id",
        store=True,
        readonly=False,
        precompute=True,
        help="The planned contact that is done by this one.",
    )
    open_activity_ids = fields.Many2many(
        "mail.activity",
        compute="_compute_open_activity_ids",
        string="Open Planned Contacts",
    )
    activity_deadline = fields.Date(
        related="activity_id.date_deadline", related_sudo=False
    )

    channel_id = fields.Many2one(
        "smb.contact.channel",
        compute="_compute_from_activity",
        store=True,
        readonly=False,
        precompute=True,
        required=True,
    )
    direction = fields.Selection(
        [("out", "Outgoing"), ("in", "Incoming")],
        compute="_compute_direction",
        store=True,
        readonly=False,
        precompute=True,
        required=True,
    )
    date = fields.Datetime(required=True, default=lambda self: fields.Datetime.now())
    is_plan = fields.Boolean(compute="_compute_is_plan", string="Lies in the Future")
    subject = fields.Char(
        compute="_compute_from_activity",
        store=True,
        readonly=False,
        precompute=True,
    )
    note = fields.Text()
    outcome_id = fields.Many2one("smb.contact.outcome")
    next_date = fields.Date(string="Next Contact")

    last_log_id = fields.Many2one(
        "smb.contact.log", compute="_compute_last_log_id", string="Last Contact"
    )
    last_day = fields.Date(
        related="partner_id.smb_last_contact_date",
        related_sudo=False,
        string="Day of the Last Contact",
        help="Known also to those who may not read the contact itself.",
    )
    last_date = fields.Datetime(
        related="last_log_id.date", related_sudo=False, string="Last Contact On"
    )
    last_user_id = fields.Many2one(
        related="last_log_id.user_id", related_sudo=False, string="Last Contacted By"
    )
    last_channel_id = fields.Many2one(
        related="last_log_id.channel_id", related_sudo=False, string="Last Channel"
    )
    last_subject = fields.Char(
        related="last_log_id.subject", related_sudo=False, string="Last Subject"
    )
    last_outcome_id = fields.Many2one(
        related="last_log_id.outcome_id", related_sudo=False, string="Last Outcome"
    )
    last_result = fields.Selection(
        related="last_log_id.result", related_sudo=False, string="Last Result"
    )

    # opening

    @api.model
    def default_get(self, fields):
        values = {**self._defaults_from_screen(), **super().default_get(fields)}
        return {**values, "knows_customer": bool(values.get("partner_id"))}

    @api.model
    def _defaults_from_screen(self):
        """What the record on screen says about the contact.

        :raise AccessError: when the user may not read that record
        """
        record = self._record_on_screen()
        record.check_access("read")
        if record._name == "res.partner" and len(record) > 1:
            return {"partner_ids": [fields.Command.set(record.ids)]}
        record = record[:1]
        if record._name == "mail.activity":
            document = self._document_of(record)
            return {**self._defaults_from(document), "activity_id": record.id}
        return self._defaults_from(record)

    @api.model
    def _record_on_screen(self):
        """The records named by the client, of models a contact can come from."""
        name = self.env.context.get("active_model")
        ids = self.env.context.get("active_ids") or [self.env.context.get("active_id")]
        if name not in self._screen_models() or not isinstance(ids, list | tuple):
            return self.env["res.partner"]
        numbers = [number for number in ids if type(number) is int]
        if len(numbers) > CUSTOMERS_MAX:
            raise UserError(
                self.env._(
                    "At most %(limit)s customers can be contacted at once. Select"
                    " fewer.",
                    limit=CUSTOMERS_MAX,
                )
            )
        return self.env[name].browse(numbers).exists()

    @api.model
    def _screen_models(self):
        documents = dict(self.env["smb.contact.log"]._selection_document())
        return {"res.partner", "smb.contact.log", "mail.activity", *documents}

    @api.model
    def _document_of(self, activity):
        """What ``activity`` is planned on, when contacts can come from there."""
        if activity.res_model not in self._screen_models():
            return self.env["res.partner"]
        document = self.env[activity.res_model].browse(activity.res_id).exists()
        document.check_access("read")
        return document

    @api.model
    def _defaults_from(self, record):
        if not record:
            return {}
        if record._name == "res.partner":
            return {"partner_id": record.id}
        defaults = {"partner_id": record.partner_id.id}
        if record._name == "smb.contact.log":
            about = {"res_model": record.res_model, "res_id": record.res_id}
        else:
            about = {"res_model": record._name, "res_id": record.id}
        return {**defaults, **about}

    # compute

    @api.depends("partner_id")
    def _compute_phone(self):
        for quick in self:
            quick.phone = quick.partner_id.phone

    @api.depends("res_model", "res_id")
    def _compute_document(self):
        for quick in self:
            document = quick._document()
            quick.document = document or False

    @api.depends("partner_id")
    def _compute_open_activity_ids(self):
        for quick in self:
            quick.open_activity_ids = quick._open_activities()

    @api.depends("partner_id")
    def _compute_activity_id(self):
        """Propose the oldest contact that was due with this customer."""
        today = fields.Date.context_today(self)
        for quick in self:
            due = quick._open_activities().filtered(
                lambda activity: activity.date_deadline <= today
            )
            quick.activity_id = due[:1]

    @api.depends("activity_id")
    def _compute_from_activity(self):
        """A planned contact says how and about what; what was typed stays."""
        channels = self.env["smb.contact.channel"]
        planned = channels._by_activity_type()
        for quick in self:
            channel_id = planned.get(quick.activity_id.activity_type_id.id)
            proposed = channels.browse(channel_id) or quick.channel_id
            quick.channel_id = proposed or channels.search([], limit=1)
            quick.subject = quick.subject or quick.activity_id.summary

    @api.depends("channel_id")
    def _compute_direction(self):
        for quick in self:
            quick.direction = quick.channel_id.direction or "out"

    @api.depends("date")
    def _compute_is_plan(self):
        latest = fields.Datetime.now() + CLOCK_SKEW
        for quick in self:
            quick.is_plan = bool(quick.date and quick.date > latest)

    @api.depends("partner_id")
    def _compute_last_log_id(self):
        logs = self.env["smb.contact.log"]
        for quick in self:
            customer = quick.partner_id.commercial_partner_id
            family = [("commercial_partner_id", "in", customer.ids)]
            quick.last_log_id = logs.search(family, limit=1) if customer else False

    # saving

    def action_save(self):
        """Log or plan the contact, tell the user which, and close."""
        message = self._save()
        return self._told(message, {"type": "ir.actions.act_window_close"})

    def action_save_new(self):
        """Log or plan the contact and go on with the next customer."""
        message = self._save()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "smb_crm.smb_contact_quick_action"
        )
        action["context"] = {"default_channel_id": self.channel_id.id}
        return self._told(message, action)

    def _told(self, message, then):
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {"type": "success", "message": message, "next": then},
        }

    def _save(self):
        """Log or plan it for every customer.

        :return: the sentence that tells the user what happened
        :raise UserError: when no customer is chosen
        """
        self.ensure_one()
        partners = self.partner_ids or self.partner_id
        if not partners:
            raise UserError(self.env._("Choose the customer you were in contact with."))
        partners.check_access("read")
        vals_list = [self._prepare_log_vals(partner) for partner in partners]
        logs = self.env["smb.contact.log"]
        if self.is_plan:
            for vals in vals_list:
                logs._plan(vals)
            day = fields.Datetime.context_timestamp(self, self.date).date()
            return self.env._("Planned for %(day)s", day=format_date(self.env, day))
        logs.create(vals_list)
        if len(partners) > 1:
            return self.env._("%(count)s contacts logged", count=len(partners))
        return self.env._("Contact with %(name)s logged", name=partners.display_name)

    def _prepare_log_vals(self, partner):
        """Values of the log, or the plan, for one customer."""
        document = self._document()
        company = document.company_id if document else partner.company_id
        vals = {
            "partner_id": partner.id,
            "company_id": (company or self.env.company).id,
            "date": self.date,
            "channel_id": self.channel_id.id,
            "direction": self.direction,
            "subject": self.subject,
            "note": plaintext2html(self.note) if self.note else False,
            "outcome_id": self.outcome_id.id,
            "next_date": self.next_date,
            "res_model": document._name if document else False,
            "res_id": document.id,
        }
        if not self.partner_ids:
            vals["activity_id"] = self.activity_id.id
        return vals

    # records

    def _document(self):
        """What the contact is about, when the user may read it."""
        self.ensure_one()
        documents = dict(self.env["smb.contact.log"]._selection_document())
        if self.res_model not in documents:
            return self.env["sale.order"]
        document = self.env[self.res_model].browse(self.res_id).exists()
        document.check_access("read")
        return document

    def _open_activities(self):
        """The user's open planned contacts with this customer, earliest first."""
        self.ensure_one()
        channels = self.env["smb.contact.channel"]
        return self.env["mail.activity"].search(
            [
                ("smb_partner_id", "in", self.partner_id.commercial_partner_id.ids),
                ("user_id", "=", self.env.uid),
                ("activity_type_id", "in", channels._contact_activity_types()),
            ],
            order="date_deadline, id",
            limit=20,
        )
