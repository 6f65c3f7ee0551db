from collections import Counter

from odoo import api, fields, models

from ...tools.credit import ORDER
from ...tools.roles import CARE


class ResPartner(models.Model):
    """What a customer has on credit, and how often he was let go in spite of it."""

    _inherit = "res.partner"

    smb_credit_status = fields.Char(
        string="Open on Credit", compute="_compute_smb_credit_status", groups=CARE
    )
    smb_credit_release_count = fields.Integer(
        string="Credit Releases",
        compute="_compute_smb_credit_release_count",
        groups=CARE,
    )

    @api.depends("commercial_partner_id")
    @api.depends_context("allowed_company_ids", "uid", "lang")
    def _compute_smb_credit_status(self):
        self.smb_credit_status = False
        company = self.env.company
        if company.id not in self.env["smb.credit.rule"]._controls():
            return
        check = self.env["smb.credit.check"]
        customers = self.commercial_partner_id._origin.filtered(check._may_know)
        # sudo: whose figures the user may know was asked before
        standings = check.sudo()._standings(company, customers)
        money = company.currency_id.format
        for partner in self:
            standing = standings.get(partner.commercial_partner_id._origin.id)
            if standing and (standing.limit or standing.exposure(ORDER)):
                said = [standing.exposure(ORDER), standing.limit or None]
                partner.smb_credit_status = " / ".join(
                    money(amount) for amount in said if amount is not None
                )

    @api.depends("commercial_partner_id")
    @api.depends_context("allowed_company_ids", "uid")
    def _compute_smb_credit_release_count(self):
        customers = self.commercial_partner_id
        releases = self.env["smb.credit.release"]._read_group(
            [("partner_id.commercial_partner_id", "in", customers.ids)],
            ["partner_id"],
            ["__count"],
        )
        counts = Counter()
        for person, count in releases:
            counts[person.commercial_partner_id] += count
        for partner in self:
            partner.smb_credit_release_count = counts[partner.commercial_partner_id]

    def action_smb_credit(self):
        """What this customer has on credit."""
        return self._smb_open_of_customer("smb_crm.smb_credit_account_action")

    def action_smb_credit_releases(self):
        """What was released for this customer, and for those who belong to him now."""
        action = self._smb_open_of_customer("smb_crm.smb_credit_release_action")
        customer = self.commercial_partner_id
        domain = [("partner_id.commercial_partner_id", "=", customer.id)]
        return {**action, "domain": domain}
