from odoo import api, fields, models
from odoo.exceptions import MissingError
from odoo.tools import sql

CUSTOMER_COLUMNS = ("smb_partner_id", "smb_company_id")


class MailActivity(models.Model):
    """An activity knows the customer it is for, whatever document it stands on."""

    _inherit = "mail.activity"

    smb_partner_id = fields.Many2one(
        "res.partner",
        string="Customer",
        compute="_compute_smb_customer",
        store=True,
        precompute=True,
        index="btree_not_null",
        ondelete="set null",
        help="The customer of the document that this activity is planned on.",
    )
    smb_company_id = fields.Many2one(
        "res.company",
        string="Company of the Document",
        compute="_compute_smb_customer",
        store=True,
        precompute=True,
    )
    smb_is_contact = fields.Boolean(
        string="Plans a Contact",
        compute="_compute_smb_is_contact",
        search="_search_smb_is_contact",
    )

    _smb_customer_idx = models.Index(
        "(smb_partner_id, date_deadline) WHERE active AND smb_partner_id IS NOT NULL"
    )
    _smb_user_idx = models.Index("(user_id, date_deadline) WHERE active")

    def _auto_init(self):
        # a column that is there already is not recomputed through the ORM, which
        # takes minutes where activities are many; post_init_hook fills it by SQL
        for name in CUSTOMER_COLUMNS:
            if not sql.column_exists(self.env.cr, self._table, name):
                sql.create_column(self.env.cr, self._table, name, "int4")
        return super()._auto_init()

    @api.depends("res_model", "res_id")
    def _compute_smb_customer(self):
        for activity in self:
            partner, company = activity._smb_read_customer()
            activity.smb_partner_id = partner
            activity.smb_company_id = company

    def _smb_read_customer(self):
        """The commercial customer and the company of the document, as records."""
        self.ensure_one()
        partner = self.env["res.partner"]
        company = self.env["res.company"]
        if not self._smb_has_customer(self.res_model) or not self.res_id:
            return partner, company
        # sudo: two links are read, their display follows their own rules
        document = self.env[self.res_model].sudo().browse(self.res_id)
        try:
            person = (
                document if document._name == "res.partner" else document.partner_id
            )
            partner = person.commercial_partner_id
            if "company_id" in document._fields:
                company = document.company_id
            return partner, company or partner.company_id
        except MissingError:
            return partner, company

    @api.model
    def _smb_has_customer(self, model):
        """Whether documents of ``model`` belong to a customer."""
        if model == "res.partner":
            return True
        if not model or model not in self.env:
            return False
        field = self.env[model]._fields.get("partner_id")
        return bool(field and field.store and field.comodel_name == "res.partner")

    @api.model
    def _smb_refresh_customer(self, domain):
        """Read the customer again for the activities in ``domain``, done ones too."""
        # sudo: keeps a derived column right whoever changes the document
        activities = self.sudo().with_context(active_test=False).search(domain)
        for name in CUSTOMER_COLUMNS:
            self.env.add_to_compute(self._fields[name], activities)

    @api.model
    def _smb_fill_customers(self):
        """Set the customer of every activity that has none, one UPDATE per model."""
        self.env.flush_all()
        rows = self.env.execute_query(
            sql.SQL(
                "SELECT DISTINCT res_model FROM mail_activity"
                " WHERE res_model IS NOT NULL AND smb_partner_id IS NULL"
            )
        )
        for (model,) in rows:
            if self._smb_has_customer(model) and self.env[model]._auto:
                self._smb_fill_customers_of(self.env[model])
        self.invalidate_model(CUSTOMER_COLUMNS)

    @api.model
    def _smb_fill_customers_of(self, documents):
        partner = "id" if documents._name == "res.partner" else "partner_id"
        company = documents._fields.get("company_id")
        stored = company and company.store and not company.company_dependent
        self.env.cr.execute(
            sql.SQL(
                """
                UPDATE mail_activity activity
                   SET smb_partner_id = partner.commercial_partner_id,
                       smb_company_id = COALESCE(%(company)s, partner.company_id)
                  FROM %(table)s document
                  JOIN res_partner partner ON partner.id = %(partner)s
                 WHERE activity.res_model = %(model)s
                   AND activity.res_id = document.id
                   AND activity.smb_partner_id IS NULL
                """,
                company=sql.SQL("document.company_id" if stored else "NULL"),
                table=sql.SQL.identifier(documents._table),
                partner=sql.SQL.identifier("document", partner),
                model=documents._name,
            )
        )

    @api.depends("activity_type_id")
    def _compute_smb_is_contact(self):
        types = self.env["smb.contact.channel"]._contact_activity_types()
        for activity in self:
            activity.smb_is_contact = activity.activity_type_id.id in types

    def _search_smb_is_contact(self, operator, value):
        if operator != "in":
            return NotImplemented
        types = self.env["smb.contact.channel"]._contact_activity_types()
        return fields.Domain("activity_type_id", "in", types)

    # what a customer's next contact and a log's plan are read from

    @api.model_create_multi
    def create(self, vals_list):
        activities = super().create(vals_list)
        self._smb_forget_next_contact()
        return activities

    def write(self, vals):
        result = super().write(vals)
        if vals.keys() & {"date_deadline", "active", "activity_type_id", "res_id"}:
            self._smb_forget_next_contact()
        if "date_deadline" in vals:
            self._smb_move_log_dates()
        return result

    def unlink(self):
        result = super().unlink()
        self._smb_forget_next_contact()
        return result

    @api.model
    def _smb_forget_next_contact(self):
        self.env["res.partner"].invalidate_model(["smb_next_contact_date"], flush=False)

    def _action_done(self, feedback=False, attachment_ids=None):
        contacts = self._smb_capturing()
        result = super()._action_done(feedback=feedback, attachment_ids=attachment_ids)
        if contacts:
            # an activity whose document is gone was deleted instead of done
            logs = self.env["smb.contact.log"]
            logs._capture_activities(contacts.exists(), feedback)
        return result

    def _smb_capturing(self):
        """Those among these activities that become contact logs when done."""
        channels = self.env["smb.contact.channel"]
        return self.filtered(
            lambda activity: (
                activity.active
                and activity.smb_partner_id
                and channels._capturing_activity_type(activity.activity_type_id)
            )
        )

    def _smb_move_log_dates(self):
        """A contact that is rescheduled moves the next date its log promises."""
        # sudo: the date follows the plan even after the log's edit window
        logs = self.env["smb.contact.log"].sudo()
        for log in logs.search([("next_activity_id", "in", self.ids)]):
            if log.next_date != log.next_activity_id.date_deadline:
                log.next_date = log.next_activity_id.date_deadline
