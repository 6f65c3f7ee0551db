from odoo import api, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import ormcache

# the field of a document that leads to its team; deliveries have it through the order
TEAM = {"sale.order": "team_id", "account.move": "team_id"}


class SmbPrintTemplate(models.Model):
    _inherit = "smb.print.template"

    def _applies_to(self):
        """Domain of the documents this template is for, as the Print menu asks it."""
        self.ensure_one()
        domain = Domain(self.env["smb.print.field"]._documents()[self.kind][1])
        # a statement is about the customer himself
        person = "id" if self.model == "res.partner" else "partner_id"
        way = "" if self.model == "res.partner" else "partner_id."
        if self.company_id:
            domain &= Domain("company_id", "in", [False, self.company_id.id])
        if self.partner_ids:
            domain &= Domain(person, "child_of", self.partner_ids.ids)
        if self.tier_ids:
            path = f"{way}commercial_partner_id.smb_tier_id"
            domain &= Domain(path, "in", self.tier_ids.ids)
        if self.team_ids and self.model in TEAM:
            domain &= Domain(TEAM[self.model], "in", self.team_ids.ids)
        return list(domain)

    @api.private
    @api.model
    def choose(self, record):
        """The template for ``record`` and why it is this one.

        The most particular comes first: for the customer, then for tier or team, then
        of the company, then for all; among equals the order of the list decides.

        :return: (template, a sentence in the user's language)
        :raise UserError: when there is none for such documents
        """
        fitting = self._fitting(record)
        if not fitting:
            raise UserError(
                self.env._(
                    "No print template fits %(document)s. Add one in Configuration >"
                    " Print Templates.",
                    document=record.display_name,
                )
            )
        return fitting[0], fitting[0]._why()

    @api.model
    def _fitting(self, record, domain=()):
        """The templates for ``record``, the most particular one first."""
        record.ensure_one()
        kinds = self.env["smb.print.field"]._kinds(record._name)
        # a customer belongs to all companies: the current one issues the statement
        issuer = self.env["smb.print.reader"]._issuer(record) or self.env.company
        found = self.search(
            [
                ("kind", "in", kinds),
                ("company_id", "in", [False, issuer.id]),
                *domain,
            ]
        )
        fitting = found.filtered(
            lambda template: record.filtered_domain(template._applies_to())
        )
        return fitting.sorted(lambda one: (one._rank(), one.sequence, one.id))

    # ------------------------------------------------------------- instead of Odoo's
    @api.model
    @ormcache()
    def _replaced(self):
        """Models of documents of which some template stands in for Odoo's own paper."""
        # sudo: only whether there is any; asked at every mail, hence kept in mind
        found = self.sudo().search([("instead", "=", True)])
        return frozenset(found.mapped("model"))

    @api.model
    def _instead(self, record):
        """The paper that goes out in place of Odoo's own, or none."""
        if record._name not in self._replaced() or len(record) != 1:
            return self.browse()
        # sudo: which paper is no secret; what stands on it is read with the rights of
        # whoever prints
        return (
            self.sudo()._fitting(record, [("instead", "=", True)])[:1].sudo(self.env.su)
        )

    def _rank(self):
        """0 for the most particular template."""
        if self.partner_ids:
            return 0
        if self.tier_ids or self.team_ids:
            return 1
        return 2 if self.company_id else 3

    def _why(self):
        return [
            self.env._("%(name)s: for this customer", name=self.name),
            self.env._("%(name)s: for this tier or team", name=self.name),
            self.env._("%(name)s: the company's own", name=self.name),
            self.env._("%(name)s: for all companies", name=self.name),
        ][self._rank()]
