from odoo import api, fields, models
from odoo.tools import SQL, format_date

from ...tools.quarters import quarter_before
from ...tools.roles import CARE

ACTION = "smb_crm.smb_business_report_print"


class SmbBusinessReport(models.Model):
    """What a customer and we did together in one quarter, to hand to the customer.

    One per customer, company and quarter, with its PDF. It stays with us as a record
    of its own, not as a file of the contact: every employee reads contacts, figures
    are for those who read the customer's scorecard.
    """

    _name = "smb.business.report"
    _description = "Business Report"
    _order = "date_from desc, id desc"
    _rec_name = "partner_id"

    partner_id = fields.Many2one(
        "res.partner",
        string="Customer",
        required=True,
        readonly=True,
        index=True,
        ondelete="cascade",
    )
    company_id = fields.Many2one(
        "res.company", required=True, readonly=True, ondelete="cascade"
    )
    date_from = fields.Date(string="First Day", required=True, readonly=True)
    date_to = fields.Date(string="Last Day", required=True, readonly=True)
    attachment_id = fields.Many2one(
        "ir.attachment", string="PDF", readonly=True, ondelete="set null"
    )

    _quarter_uniq = models.UniqueIndex("(company_id, partner_id, date_from)")

    @api.model
    def _of(self, partner, company, day):
        """The report on the last full quarter before ``day``, made when missing."""
        first, last = quarter_before(day)
        self.env.flush_all()
        self.env.cr.execute(
            SQL(
                """
                INSERT INTO smb_business_report
                       (partner_id, company_id, date_from, date_to, create_date)
                VALUES (%s, %s, %s, %s, %s)
                    ON CONFLICT (company_id, partner_id, date_from) DO NOTHING
                """,
                partner.commercial_partner_id.id,
                company.id,
                first,
                last,
                fields.Datetime.now(),
            )
        )
        return self.search(
            [
                ("partner_id", "=", partner.commercial_partner_id.id),
                ("company_id", "=", company.id),
                ("date_from", "=", first),
            ]
        )

    def _period(self):
        """The quarter in words: "April – June 2026"."""
        first = format_date(self.env, self.date_from, date_format="LLLL")
        return f"{first} – {format_date(self.env, self.date_to, date_format='LLLL y')}"

    def _lang(self):
        """The customer's language if it is active, else the company's."""
        known = dict(self.env["res.lang"].get_installed())
        langs = (self.partner_id.lang, self.company_id.partner_id.lang)
        return next((lang for lang in langs if lang in known), "en_US")

    def _file_name(self):
        here = self.with_context(lang=self._lang())
        return here.env._(
            "Business report %(period)s.pdf", period=here._period().replace("–", "-")
        )

    def _archive(self):
        """The PDF of this report, printed once and kept with it."""
        self.ensure_one()
        if not self.attachment_id:
            content, _kind = self.env["ir.actions.report"]._render_qweb_pdf(
                ACTION, self.ids
            )
            self.attachment_id = self.env["ir.attachment"].create(
                {
                    "name": self._file_name(),
                    "raw": content,
                    "mimetype": "application/pdf",
                    "res_model": self._name,
                    "res_id": self.id,
                }
            )
        return self.attachment_id


class ResPartner(models.Model):
    _inherit = "res.partner"

    smb_business_report_ids = fields.One2many(
        "smb.business.report", "partner_id", string="Business Reports", groups=CARE
    )

    def action_smb_business_report(self):
        """Print the report on the last full quarter, as of now."""
        self.ensure_one()
        company = self.env.company
        customer = self.commercial_partner_id
        # who may read the customer's figures may hand them out
        cards = self.env["smb.scorecard"].with_context(active_test=False)
        cards.check_access("read")
        known = cards.search_count(
            [("partner_id", "=", customer.id), ("company_id", "=", company.id)], limit=1
        )
        if not known:
            return {
                "type": "ir.actions.client",
                "tag": "display_notification",
                "params": {
                    "type": "warning",
                    "message": self.env._(
                        "There is nothing to report yet: no business with this"
                        " customer, or it is not yours."
                    ),
                },
            }
        today = self.env["smb.policy"]._of(company)._today()
        # sudo: makes the row; the caller reads the figures of this customer
        reports = self.env["smb.business.report"].sudo()
        report = reports._of(customer, company, today)
        return self.env.ref(ACTION).sudo().report_action(report.ids, config=False)
