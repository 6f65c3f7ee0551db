from typing import NamedTuple

from odoo import api, fields, models
from odoo.fields import Domain


class Moving(NamedTuple):
    """A kind of records that belong to somebody, and which of them are still open."""

    kind: str
    model: str
    # the field that names whose it is
    field: str
    # what is open; the rest is history and never moves
    domain: list
    # where its customer stands
    customer: str = "partner_id"
    company: str = "company_id"
    # what Odoo computes from the person, given back with it
    keeps: tuple = ()
    # the right that whoever hands over needs on each
    needs: str = "write"


class SmbHandover(models.Model):
    """Which records a handover moves."""

    _inherit = "smb.handover"

    @api.model
    def _handover_models(self):
        """Every kind of records that moves. Later rooms add theirs, such as cases."""
        return [
            Moving("customer", "res.partner", "user_id", [], "id"),
            Moving("representative", "res.partner", "smb_representative_id", [], "id"),
            Moving("contact", "res.partner", "user_id", [], "commercial_partner_id"),
            *self._handover_documents(),
            Moving(
                "activity",
                "mail.activity",
                "user_id",
                [("smb_partner_id", "!=", False)],
                "smb_partner_id",
                "smb_company_id",
            ),
            # planned ones follow their customer
            Moving(
                "follow_up",
                "smb.follow.up",
                "user_id",
                [("state", "=", "due")],
                needs="read",
            ),
        ]

    @api.model
    def _handover_documents(self):
        finished = [
            ("invoice_status", "in", ("invoiced", "upselling")),
            ("delivery_status", "in", (False, "full")),
        ]
        return [
            Moving(
                "quotation",
                "sale.order",
                "user_id",
                [("state", "in", ("draft", "sent"))],
                keeps=("team_id",),
            ),
            Moving(
                "order",
                "sale.order",
                "user_id",
                list(Domain("state", "=", "sale") & ~Domain(finished)),
                keeps=("team_id",),
            ),
            # salespeople read invoices; whose it is, is a matter of sales
            Moving(
                "invoice",
                "account.move",
                "invoice_user_id",
                [
                    ("state", "=", "draft"),
                    ("move_type", "in", ("out_invoice", "out_refund")),
                ],
                keeps=("team_id",),
                needs="read",
            ),
            Moving(
                "opportunity",
                "crm.lead",
                "user_id",
                [("won_status", "=", "pending")],
                keeps=("team_id", "company_id", "date_open"),
            ),
        ]

    def _kinds_wanted(self):
        """Kinds of this handover, by name."""
        unwanted = set()
        if not self.with_representative:
            unwanted.add("representative")
        if not self.with_documents:
            unwanted |= {"quotation", "order", "invoice"}
        if not self.with_opportunities:
            unwanted.add("opportunity")
        if not self.with_activities:
            unwanted |= {"activity", "follow_up"}
        return [kind for kind in self._handover_models() if kind.kind not in unwanted]

    # the list

    def _list_records(self):
        """Make the lines anew: all that would move now, and what would stay."""
        self.ensure_one()
        # sudo: lines are the server's; who may write the handover made it list them
        lines = self.env["smb.handover.line"].sudo()
        lines.search([("handover_id", "=", self.id)]).unlink()
        scope = self._scope()
        ranks = self._ranks()
        rows = []
        for kind in self._kinds_wanted():
            rows += self._rows_of(kind, scope, ranks)
        rows.sort(key=lambda row: row["sequence"])
        lines.create(rows)
        self.sudo().previewed_at = fields.Datetime.now()

    def _scope(self):
        """The customers to hand over; None for all that the predecessor has."""
        if self.scope == "selected":
            return self.partner_ids.commercial_partner_id
        if self.scope == "tier":
            return self._cards([("tier_id", "in", self.tier_ids.ids)]).partner_id
        return None

    def _cards(self, domain):
        # sudo: names customers and their rank to who may hand them over
        cards = self.env["smb.scorecard"].sudo()
        return cards.search([("company_id", "=", self.company_id.id), *domain])

    def _ranks(self):
        """``{customer id: place}``, the best tier first, then the best customer."""
        cards = self._cards([("tier_id", "!=", False)])
        ordered = cards.sorted(lambda card: (card.tier_id.sequence, card.measure_rank))
        return {card.partner_id.id: n for n, card in enumerate(ordered, 1)}

    def _rows_of(self, kind, scope, ranks):
        """Values of the lines for records of one kind."""
        records = self._records_of(kind, scope)
        reasons = self._exceptions(kind, records)
        return [
            {
                "handover_id": self.id,
                "sequence": ranks.get(customer.id, len(ranks) + 1),
                "kind": kind.kind,
                "model": kind.model,
                "res_id": record.id,
                "name": record.display_name,
                "partner_id": customer.id,
                "record_company_id": record[kind.company].id,
                "from_user_id": self.from_user_id.id,
                "to_user_id": self.to_user_id.id,
                "state": "stays" if record in reasons else "planned",
                "exception": reasons.get(record),
            }
            for record in records
            for customer in [self._customer_of(kind, record)]
        ]

    def _customer_of(self, kind, record):
        customer = record if kind.customer == "id" else record[kind.customer]
        return customer.commercial_partner_id

    def _records_of(self, kind, scope):
        """Open records of the predecessor, in this company or another one of the
        manager's, as superuser: ``_exceptions`` tells which of them may not move."""
        companies = self.env.user.company_ids | self.company_id
        domain = Domain(kind.domain) & Domain(kind.field, "=", self.from_user_id.id)
        domain &= Domain(kind.company, "in", [*companies.ids, False])
        if scope is not None:
            path = "commercial_partner_id"
            if kind.model != "res.partner":
                path = f"{kind.customer}.{path}"
            domain &= Domain(path, "in", scope.ids)
        # sudo: only of companies that whoever hands over belongs to
        records = self.env[kind.model].sudo().search(domain, order="id")
        if kind.kind in ("customer", "contact"):
            whole = kind.kind == "customer"
            return records.filtered(lambda p: (p == p.commercial_partner_id) is whole)
        if kind.kind == "activity":
            return records - self._follow_up_activities()
        return records

    def _follow_up_activities(self):
        """Activities that move with their follow-up."""
        # sudo: links only, left out of a list
        rows = self.env["smb.follow.up"].sudo()
        mine = [("state", "=", "due"), ("user_id", "=", self.from_user_id.id)]
        return rows.search(mine).activity_id

    # what stays

    def _exceptions(self, kind, records):
        """``{record: why it stays}``."""
        allowed = records.with_user(self.env.user)._filtered_access(kind.needs)
        reasons = {}
        for record in records:
            company = record[kind.company]
            if not self._is_here(kind, company):
                reasons[record] = self.env._(
                    "Belongs to %(company)s: hand it over there.", company=company.name
                )
            elif kind.kind == "order" and record.locked:
                reasons[record] = self.env._("Locked: unlock the order first.")
            elif record.with_user(self.env.user) not in allowed:
                reasons[record] = self.env._("You have no right to change it.")
        return reasons

    def _is_here(self, kind, company):
        if not company or company == self.company_id:
            return True
        # branches share the customers of the companies above them
        shared = kind.model == "res.partner"
        # sudo: compares companies
        return shared and company in self.company_id.sudo().parent_ids
