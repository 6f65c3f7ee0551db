from odoo import api, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from .smb_print_field import MODELS

# the field of a document that leads to its team; deliveries have it through the order
TEAM = {"sale.order": "team_id", "account.move": "team_id"}


class SmbPrintTemplate(models.Model):
    _inherit = "smb.print.template"

    def _applies_to(self):
        """Domain of the documents this template is for, as the Print menu asks it."""
        self.ensure_one()
        domain = Domain(MODELS[self.kind][1])
        if self.company_id:
            domain &= Domain("company_id", "in", [False, self.company_id.id])
        if self.partner_ids:
            domain &= Domain("partner_id", "child_of", self.partner_ids.ids)
        if self.tier_ids:
            path = "partner_id.commercial_partner_id.smb_tier_id"
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
        record.ensure_one()
        kinds = [
            kind for kind, (model, _domain) in MODELS.items() if model == record._name
        ]
        found = self.search([("kind", "in", kinds)])
        fitting = found.filtered(
            lambda template: record.filtered_domain(template._applies_to())
        )
        if not fitting:
            raise UserError(
                self.env._(
                    "No print template fits %(document)s. Add one in Configuration >"
                    " Print Templates.",
                    document=record.display_name,
                )
            )
        best = min(fitting, key=lambda one: (one._rank(), one.sequence, one.id))
        return best, best._why()

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
