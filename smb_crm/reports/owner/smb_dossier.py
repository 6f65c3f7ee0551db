from odoo import models
from odoo.fields import Date
from odoo.tools import format_date, formatLang, html2plaintext

CONTACTS = 10
PAPERS = 10
WORDS = 160


class ResPartner(models.Model):
    _inherit = "res.partner"

    def _smb_dossier(self):
        """All that a colleague needs to look after this customer from tomorrow on, as
        far as the reader may see it."""
        self.ensure_one()
        customer = self.commercial_partner_id
        card = customer._smb_card()
        return {
            "customer": customer,
            "headline": card["headline"],
            "rows": card["rows"],
            "people": customer.child_ids,
            "worth": customer._smb_dossier_worth(),
            "logs": customer._smb_dossier_logs(),
            "plans": customer._smb_dossier_plans(),
            "follow_ups": customer._smb_dossier_follow_ups(),
            "papers": customer._smb_dossier_papers(),
        }

    def _smb_readable(self, model, domain, **how):
        """Records that the reader may see; none without the right to any."""
        records = self.env[model]
        return records.search(domain, **how) if records.has_access("read") else records

    def _smb_dossier_worth(self):
        """Tier, why, and what the customer owes, as (label, text)."""
        card = self.smb_scorecard_id
        if not card:
            return []
        money = [
            (card._fields[name]._description_string(self.env), card[name])
            for name in ("open_amount", "overdue_amount", "revenue")
        ]
        return [
            fact
            for fact in (
                (self.env._("Tier"), card.tier_id.name),
                (self.env._("Why"), card.tier_reason),
                (self.env._("Lifecycle"), self._smb_word("smb_lifecycle")),
                (self.env._("Last deal"), self._smb_day_text(card.last_deal_date)),
                (
                    self.env._("Next purchase expected"),
                    self._smb_day_text(card.expected_date),
                ),
                *(
                    (label, formatLang(self.env, value, currency_obj=card.currency_id))
                    for label, value in money
                    if value
                ),
            )
            if fact[1]
        ]

    def _smb_day_text(self, day):
        return day and format_date(self.env, day)

    def _smb_dossier_logs(self):
        logs = self._smb_readable(
            "smb.contact.log",
            [("commercial_partner_id", "=", self.id)],
            limit=CONTACTS,
        )
        return [
            {
                "date": self._smb_day_text(Date.context_today(log, log.date)),
                "channel": log.channel_id.name,
                "with": log.partner_id.name if log.partner_id != self else "",
                "subject": log.subject,
                "words": _shorten(html2plaintext(log.note or "")),
                "outcome": log.outcome_id.name,
                "user": log.user_id.name,
            }
            for log in logs
        ]

    def _smb_dossier_plans(self):
        """What was promised: open activities about this customer."""
        plans = self._smb_readable(
            "mail.activity", [("smb_partner_id", "=", self.id)], order="date_deadline"
        )
        due = self._smb_readable(
            "smb.follow.up", [("partner_id", "=", self.id), ("state", "=", "due")]
        ).activity_id
        return [
            {
                "date": self._smb_day_text(plan.date_deadline),
                "what": plan.summary or plan.activity_type_id.name,
                "about": "" if plan.res_model == "res.partner" else plan.res_name,
                "user": plan.user_id.name,
            }
            for plan in plans - due
        ]

    def _smb_dossier_follow_ups(self):
        rows = self._smb_readable(
            "smb.follow.up",
            [("partner_id", "=", self.id), ("state", "in", ("planned", "due"))],
        )
        return [
            {
                "date": self._smb_day_text(row.date),
                "what": row.step_id.name,
                "user": row.user_id.name,
            }
            for row in rows
        ]

    def _smb_dossier_papers(self):
        """Open quotations, orders, opportunities and invoices by title."""
        mine = [("partner_id.commercial_partner_id", "=", self.id)]
        kinds = {
            kind.kind: kind.domain
            for kind in self.env["smb.handover"]._handover_documents()
        }
        how = {"limit": PAPERS}
        quotes = self._smb_readable("sale.order", mine + kinds["quotation"], **how)
        orders = self._smb_readable("sale.order", mine + kinds["order"], **how)
        leads = self._smb_readable("crm.lead", mine + kinds["opportunity"], **how)
        unpaid = [
            ("state", "=", "posted"),
            ("move_type", "=", "out_invoice"),
            ("payment_state", "in", ("not_paid", "partial")),
        ]
        invoices = self._smb_readable("account.move", mine + unpaid, **how)
        return [
            (title, rows)
            for title, rows in (
                (
                    self.env._("Open Quotations"),
                    self._smb_paper_rows(quotes, "validity_date", "amount_total"),
                ),
                (
                    self.env._("Open Orders"),
                    self._smb_paper_rows(orders, "commitment_date", "amount_total"),
                ),
                (
                    self.env._("Opportunities"),
                    self._smb_paper_rows(leads, "date_deadline", "expected_revenue"),
                ),
                (
                    self.env._("Unpaid Invoices"),
                    self._smb_paper_rows(
                        invoices, "invoice_date_due", "amount_residual"
                    ),
                ),
            )
            if rows
        ]

    def _smb_paper_rows(self, papers, day, amount):
        return [
            {
                "name": paper.display_name,
                "date": self._smb_day_text(paper[day] and Date.to_date(paper[day])),
                "amount": formatLang(
                    self.env,
                    paper[amount],
                    currency_obj=paper[
                        papers._fields[amount].get_currency_field(paper)
                    ],
                ),
            }
            for paper in papers
        ]


def _shorten(text):
    text = " ".join(text.split())
    return text if len(text) <= WORDS else text[: WORDS - 1] + "…"
