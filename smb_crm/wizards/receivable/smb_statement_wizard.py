from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tools import format_date, split_every

from ...tools.roles import CARE
from .statement_words import Words

REPORT = "smb_crm.smb_statement_report"
TEMPLATE = "smb_crm.smb_template_statement"
# customers whose pages are in memory at once
BATCH = 100


class SmbStatementWizard(models.TransientModel):
    """Statements of account for one customer or thousands: on paper, sheet, by mail."""

    _name = "smb.statement.wizard"
    _description = "Statements of Account"
    _inherit = ["smb.input.mixin"]

    company_id = fields.Many2one(
        "res.company",
        required=True,
        readonly=True,
        default=lambda self: self.env.company,
    )
    partner_ids = fields.Many2many(
        "res.partner", string="Customers", context={"active_test": False}
    )
    customers = fields.Integer(
        string="Number of Customers", compute="_compute_customers"
    )
    kind = fields.Selection(
        [("open", "Open Items"), ("activity", "Activity")],
        string="Show",
        required=True,
        default="open",
    )
    date_from = fields.Date(
        string="From",
        compute="_compute_date_from",
        store=True,
        readonly=False,
    )
    date_to = fields.Date(
        string="As Of", required=True, default=lambda self: self._today()
    )
    skip_empty = fields.Boolean(
        string="Leave Out Settled Accounts",
        default=True,
        help="No paper for customers with nothing to state.",
    )

    file = fields.Binary(string="Excel File", readonly=True, attachment=False)
    file_name = fields.Char(readonly=True)

    @api.model
    def _today(self):
        return self.env["smb.ageing"]._today(self.env.company)

    @api.model
    def default_get(self, names):
        values = super().default_get(names)
        context = self.env.context
        if "partner_ids" in names and "partner_ids" not in values:
            records = self._active_records(context)
            customers = records.commercial_partner_id
            values["partner_ids"] = [Command.set(customers.ids)]
        return values

    @api.model
    def _active_records(self, context):
        """The contacts whose list or form the dialog was opened from."""
        partners = self.env["res.partner"].with_context(active_test=False)
        if context.get("active_model") != partners._name:
            return partners
        ids = context.get("active_ids") or [context.get("active_id")]
        return partners.browse([number for number in ids if number]).exists()

    @api.depends("partner_ids")
    def _compute_customers(self):
        for wizard in self:
            wizard.customers = len(wizard.partner_ids.commercial_partner_id)

    @api.depends("date_to")
    def _compute_date_from(self):
        for wizard in self:
            wizard.date_from = wizard.date_to and wizard.date_to.replace(day=1)

    # what is asked for

    def _statements(self):
        return self.env["smb.statement"].with_company(self.company_id)

    def _checked_pages(self):
        """Pages of the paper, for who may see them."""
        return [page for pages in self._checked_batches() for page in pages]

    def _checked_batches(self):
        """The same, of so many customers at a time that thousands fit in memory."""
        self.ensure_one()
        self.check_access("read")
        self._statements()._check_reader(self.partner_ids)
        skip_empty = self.skip_empty and len(self.partner_ids) > 1
        customers = self.partner_ids.commercial_partner_id
        batches = split_every(BATCH, customers.ids, customers.browse)
        for number, some in enumerate(batches):
            if number:
                # what was read of those before is not asked for again
                customers.invalidate_model()
            yield self._statements()._pages(
                some, self.date_from, self.date_to, self.kind, skip_empty=skip_empty
            )

    def _checked_customers(self):
        """The customers in question; refused when there are none or not the user's."""
        self.ensure_one()
        self.check_access("read")
        if not self.partner_ids:
            raise UserError(self.env._("Choose at least one customer."))
        if self.kind == "activity" and self.date_from > self.date_to:
            raise UserError(self.env._("The first day comes before the last one."))
        self._statements()._check_reader(self.partner_ids)
        return self.partner_ids.commercial_partner_id

    # words for the paper

    @api.model
    def _words(self, pages, known=()):
        """Words for the pages by language, of those that are not known yet."""
        langs = {page["lang"] for page in pages}.difference(known)
        return {lang: Words(self.with_context(lang=lang)) for lang in langs}

    def _period(self):
        return self.kind, self.kind == "activity" and self.date_from, self.date_to

    def _file_title(self):
        customers = self.partner_ids.commercial_partner_id
        day = fields.Date.to_string(self.date_to)
        if len(customers) == 1:
            return self.env._(
                "Statement %(customer)s %(day)s", customer=customers.name, day=day
            )
        return self.env._("Statements %(day)s", day=day)

    # what comes out

    def action_print(self):
        """The paper: pages of their own for each customer."""
        self._checked_customers()
        if not any(self._checked_batches()):
            raise UserError(self.env._("There is nothing to state."))
        # sudo: the action's own row only; the paper checks its reader again
        report = self.env.ref(REPORT).sudo()
        return report.with_context(discard_logo_check=True).report_action(self.ids)

    def _paper(self):
        """Name and bytes of the PDF, in the name of a customer's language."""
        self.ensure_one()
        customer = self.partner_ids.commercial_partner_id
        lang = self._statements()._lang(customer[:1])
        name = f"{self.with_context(lang=lang)._file_title()}.pdf"
        return name, self._paper_content()

    def _paper_content(self):
        content, _kind = (
            self.env["ir.actions.report"]
            .with_company(self.company_id)
            ._render_qweb_pdf(REPORT, self.ids)
        )
        return content

    def action_mail(self):
        """Odoo's composer for one customer, the outbox for several."""
        customers = self._checked_customers()
        if not self.env.user.has_groups(CARE):
            raise AccessError(self.env._("Statements are sent by sales or accounting."))
        if len(customers) == 1:
            return self._compose(customers)
        return self._queue(customers)

    def _compose(self, customer):
        name, content = self._paper()
        attachment = self.env["ir.attachment"].create(
            {
                "name": name,
                "raw": content,
                "mimetype": "application/pdf",
                # as Odoo's composer keeps what is not sent yet
                "res_model": "mail.compose.message",
                "res_id": 0,
            }
        )
        lang = self._statements()._lang(customer)
        day = format_date(self.env, self.date_to, lang_code=lang)
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Send the Statement"),
            "res_model": "mail.compose.message",
            "views": [(False, "form")],
            "target": "new",
            "context": {
                "default_model": "res.partner",
                "default_res_ids": customer.ids,
                "default_template_id": self.env.ref(TEMPLATE).id,
                "default_composition_mode": "comment",
                "default_partner_ids": customer.ids,
                "default_attachment_ids": attachment.ids,
                "smb_day": day,
                "smb_sender": self.env.user.name,
                "smb_company": self.company_id.name,
            },
        }

    def _queue(self, customers):
        # only who has something to state; the outbox looks again before it sends
        rows = self._statements()._compute(
            customers, self.date_from, self.date_to, self.kind
        )
        ids = {row["partner_id"] for row in rows}
        stated = customers.filtered(lambda customer: customer.id in ids)
        # sudo: rows of the outbox belong to nobody; whose they are was checked
        outbox = self.env["smb.sending"].sudo()
        queued, without = outbox._queue_statements(
            stated.sudo(), self.company_id, self._period(), self.env.user
        )
        message = self.env._(
            "%(queued)s statements go out. %(settled)s customers have nothing to state,"
            " %(without)s no e-mail address, %(known)s got this one before.",
            queued=len(queued),
            settled=len(customers) - len(stated),
            without=len(without),
            known=len(stated) - len(without) - len(queued),
        )
        if queued:
            outbox._wake()
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "success" if queued else "warning",
                "message": message,
                "next": {"type": "ir.actions.act_window_close"},
            },
        }
