from odoo import api, fields, models

from ...tools.roles import PAPERS


class ResPartner(models.Model):
    """What the customer's page shows of the membership."""

    _inherit = "res.partner"

    smb_level_id = fields.Many2one(
        "res.partner.grade",
        string="Member Level",
        compute="_compute_smb_level_id",
        compute_sudo=True,
        groups=PAPERS,
        help="Of a member who is served today; empty for who is suspended or left.",
    )

    @api.depends("smb_membership_id.state", "smb_membership_id.level_id")
    @api.depends_context("company")
    def _compute_smb_level_id(self):
        for partner in self:
            membership = partner.smb_membership_id
            partner.smb_level_id = membership.level_id

    def action_smb_membership(self):
        """The membership of this customer."""
        self.ensure_one()
        self.check_access("read")
        return self.smb_membership_id.action_open()

    def action_smb_make_member(self):
        """Ask for the level, and why."""
        self.ensure_one()
        self.check_access("read")
        return self.env["smb.membership.hand"]._open(
            self.env._("Make a Member"),
            act="give",
            partner_id=self.commercial_partner_id.id,
        )
