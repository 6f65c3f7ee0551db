from odoo import api, fields, models

from ...tools.roles import PAPERS


class SaleOrder(models.Model):
    """An order knows by which membership it is served."""

    _inherit = "sale.order"

    smb_membership_id = fields.Many2one(
        "smb.membership",
        string="Membership",
        compute="_compute_smb_membership_id",
        store=True,
        precompute=True,
        index="btree_not_null",
        copy=False,
        ondelete="set null",
        groups=PAPERS,
    )

    @api.depends("partner_id", "company_id")
    def _compute_smb_membership_id(self):
        for order in self:
            order.smb_membership_id = self.env["smb.membership"]._of(
                order.partner_id, order.company_id
            )
