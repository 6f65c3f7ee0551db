import re

from odoo import api, fields, models
from odoo.fields import Domain

from ...tools.roles import CARE, PAPERS

# one word with a digit; nothing that a pattern would read differently
NUMBER = re.compile(r"(?=.*\d)[A-Z0-9/.-]{3,32}", re.IGNORECASE)


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

    @api.model
    def _search_display_name(self, operator, value):
        """Who types or scans a member number finds the customer by it."""
        domain = super()._search_display_name(operator, value)
        if operator not in ("=", "ilike", "=ilike") or not isinstance(value, str):
            return domain
        number = value.strip()
        if not NUMBER.fullmatch(number) or not self.env.user.has_groups(CARE):
            return domain
        found = self.env["smb.membership"].search(
            [("number", "=ilike", number), ("company_id", "in", self.env.companies.ids)]
        )
        if not found:
            return domain
        return Domain(domain) | Domain("id", "in", found.partner_id.ids)
