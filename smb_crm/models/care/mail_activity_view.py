from odoo import api, fields, models


class MailActivity(models.Model):
    """A line of the worklist knows the follow-up behind it, and the customer's tier."""

    _inherit = "mail.activity"

    smb_is_follow_up = fields.Boolean(
        string="Of a Care Programme",
        compute="_compute_smb_is_follow_up",
    )
    smb_has_letter = fields.Boolean(
        string="A Letter to Print",
        compute="_compute_smb_has_letter",
    )
    smb_tier_id = fields.Many2one(
        related="smb_partner_id.smb_tier_id", string="Customer Tier"
    )

    @api.depends("smb_partner_id")
    @api.depends_context("uid", "allowed_company_ids")
    def _compute_smb_is_follow_up(self):
        found = set(self._smb_seen_follow_ups().activity_id.ids)
        for activity in self:
            activity.smb_is_follow_up = activity.id in found

    def _smb_seen_follow_ups(self):
        """The follow-ups that became these activities, as far as one may see them."""
        rows = self.env["smb.follow.up"]
        if not rows.has_access("read"):
            return rows
        return rows.search_fetch(
            [("activity_id", "in", self.ids), ("state", "=", "due")], ["activity_id"]
        )

    @api.depends("smb_partner_id")
    @api.depends_context("uid", "allowed_company_ids")
    def _compute_smb_has_letter(self):
        letters = self._smb_seen_follow_ups()._with_letter().activity_id
        for activity in self:
            activity.smb_has_letter = activity in letters

    # buttons

    def action_smb_print_letter(self):
        """Print the letter that a care programme asks for."""
        self.check_access("read")
        return self._smb_seen_follow_ups().action_print_letters()

    def action_smb_order(self):
        """Begin a quotation for the person this contact is with."""
        self.ensure_one()
        self.check_access("read")
        return (self.smb_person_id or self.smb_partner_id).action_smb_order()
