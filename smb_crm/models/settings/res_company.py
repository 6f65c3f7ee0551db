from odoo import api, fields, models


class ResCompany(models.Model):
    _inherit = "res.company"

    smb_policy_id = fields.Many2one(
        "smb.policy", string="Customer Care Policy", compute="_compute_smb_policy_id"
    )

    def _compute_smb_policy_id(self):
        # sudo: links only; the policy's own rules guard what is read through it
        policies = (
            self.env["smb.policy"].sudo().search_fetch([("company_id", "in", self.ids)])
        )
        by_company = {policy.company_id: policy.id for policy in policies}
        for company in self:
            company.smb_policy_id = by_company.get(company)

    @api.model_create_multi
    def create(self, vals_list):
        companies = super().create(vals_list)
        self.env["smb.policy"]._ensure(companies)
        return companies
