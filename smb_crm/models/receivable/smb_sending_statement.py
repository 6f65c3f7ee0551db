from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.service.model import PG_CONCURRENCY_EXCEPTIONS_TO_RETRY as RETRY
from odoo.tools import format_date

KIND = "statement"
JOB = "smb_statement_cron"
# customers whose statements are put into the outbox at once
BATCH = 1000


class SmbSending(models.Model):
    """Statements of account go by the outbox: each customer and period once."""

    _inherit = "smb.sending"

    kind = fields.Selection(
        selection_add=[(KIND, "Statement of Account")], ondelete={KIND: "cascade"}
    )

    # into the outbox

    @api.model
    def _queue_statements(self, customers, company, period, user=None):
        """Write a row for each of ``customers`` who can be written to.

        :param period: kind, first day or ``None``, last day
        :param user: in whose name; each customer's salesperson when empty
        :return: the new rows, and the customers without an address
        """
        customers = customers.commercial_partner_id
        reached = customers.filtered(
            lambda c: c.email or any(c.child_ids.mapped("email"))
        )
        kind, date_from, date_to = period
        template = self.env.ref("smb_crm.smb_template_statement")
        rows = [
            {
                "company_id": company.id,
                "partner_id": customer.id,
                "kind": KIND,
                "key": f"{date_to}|{kind}|{date_from or ''}",
                "user_id": (user or customer.user_id).id or None,
                "template_id": template.id,
            }
            for customer in reached
        ]
        return self._queue(rows), customers - reached

    @api.model
    def _cron_statements(self):
        """Once a month, from the day on that the policy names: last month's."""
        commit = self.env["ir.cron"]._commit_progress
        policies = self.env["smb.policy"].search([("statement_monthly", "=", True)])
        commit(remaining=len(policies))
        for policy in policies.filtered("company_id.active"):
            try:
                policy._state_last_month()
                self.env.flush_all()
            except RETRY:
                # the next run does it, the keys make it harmless
                self.env.cr.rollback()
            except Exception as error:
                # one company must not stop the others
                self.env.cr.rollback()
                self.env["smb.heartbeat"]._failed(JOB, error)
            if not commit(1):
                break

    # the mail

    def _statement_period(self):
        """Kind, first and last day; merging customers adds words behind them."""
        date_to, kind, date_from, *_rest = self.key.split("|")
        to_date = fields.Date.to_date
        return kind, to_date(date_from) or None, to_date(date_to)

    def _statement_rows(self):
        kind, date_from, date_to = self._statement_period()
        statements = self.env["smb.statement"].with_company(self.company_id)
        return statements._compute(self.partner_id, date_from, date_to, kind)

    def _obstacle(self):
        obstacle = super()._obstacle()
        if self.kind == KIND and not obstacle and not self._statement_rows():
            return "cancelled", self.env._("There is nothing to state.")
        return obstacle

    def _compose_vals(self):
        vals = super()._compose_vals()
        if self.kind == KIND:
            vals["attachment_ids"] = self._statement_paper().ids
        return vals

    def _statement_paper(self):
        """The PDF, kept with this row: managers read it, other contacts do not."""
        kind, date_from, date_to = self._statement_period()
        wizards = self.env["smb.statement.wizard"].with_company(self.company_id)
        wizard = wizards.create(
            {
                "partner_ids": self.partner_id.ids,
                "kind": kind,
                "date_from": date_from,
                "date_to": date_to,
            }
        )
        name, content = wizard._paper()
        return self.env["ir.attachment"].create(
            {
                "name": name,
                "raw": content,
                "mimetype": "application/pdf",
                "res_model": self._name,
                "res_id": self.id,
            }
        )

    def _preview_body(self):
        # a glance needs no PDF
        if self.kind != KIND:
            return super()._preview_body()
        template = self.template_id.with_context(**self._template_words())
        return self._framed(self._fill(template, "body_html"))

    def _template_words(self):
        words = super()._template_words()
        if self.kind == KIND:
            _kind, _from, date_to = self._statement_period()
            lang = self._customer_lang() or self.company_id.partner_id.lang
            words["smb_day"] = format_date(self.env, date_to, lang_code=lang)
        return words


class SmbPolicy(models.Model):
    _inherit = "smb.policy"

    def _state_last_month(self):
        """Put the statements of last month into the outbox, if their day has come."""
        self.ensure_one()
        today = self._today()
        if today.day < self.statement_day:
            return self.env["smb.sending"]
        last = today - relativedelta(days=today.day)
        first = last.replace(day=1) if self.statement_kind == "activity" else None
        company = self.company_id
        statements = self.env["smb.statement"].with_company(company)
        owing = statements._owing(company, last)
        owing = owing.filtered(lambda c: not c.commercial_partner_id.smb_no_statement)
        queued = self.env["smb.sending"]
        for start in range(0, len(owing), BATCH):
            rows, _without = queued._queue_statements(
                owing[start : start + BATCH],
                company,
                (self.statement_kind, first, last),
            )
            queued += rows
        return queued
