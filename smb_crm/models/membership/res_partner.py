from odoo import api, fields, models
from odoo.fields import Domain

from ...tools.roles import PAPERS


class ResPartner(models.Model):
    """The membership of a customer in the current company."""

    _inherit = "res.partner"

    smb_membership_id = fields.Many2one(
        "smb.membership",
        string="Membership",
        compute="_compute_smb_membership_id",
        search="_search_smb_membership_id",
        compute_sudo=True,
        groups=PAPERS,
        help="Of the customer, in the current company; its persons share it.",
    )

    @api.depends("commercial_partner_id.grade_id")
    @api.depends_context("company")
    def _compute_smb_membership_id(self):
        members = self.commercial_partner_id.filtered("grade_id")
        found = {}
        if members:
            rows = self.env["smb.membership"].search_fetch(
                [
                    ("partner_id", "in", members.ids),
                    ("company_id", "=", self.env.company.id),
                ],
                ["partner_id"],
            )
            found = {row.partner_id.id: row for row in rows}
        for partner in self:
            customer = partner.commercial_partner_id
            partner.smb_membership_id = found.get(customer._origin.id)

    @api.model
    def _search_smb_membership_id(self, operator, value):
        memberships = self.env["smb.membership"]
        if operator not in ("in", "any"):
            return NotImplemented
        company = Domain("company_id", "=", self.env.company.id)
        if operator == "any":
            rows = memberships._search(company & Domain(value))
            return Domain("commercial_partner_id", "in", rows.subselect("partner_id"))
        nobody = False in value
        rows = memberships._search(
            company & Domain("id", "in", [v for v in value if v])
        )
        found = Domain("commercial_partner_id", "in", rows.subselect("partner_id"))
        if nobody:
            everybody = memberships._search(company)
            found |= Domain(
                "commercial_partner_id", "not in", everybody.subselect("partner_id")
            )
        return found
