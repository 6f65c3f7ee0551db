from odoo import api, fields, models
from odoo.fields import Domain


class ResPartner(models.Model):
    """A customer is found by the number on the card, typed or scanned."""

    _inherit = "res.partner"

    smb_member_number = fields.Char(
        string="Member Number",
        compute="_compute_smb_member_number",
        search="_search_smb_member_number",
        help="Of the customer, as the card says it.",
    )

    @api.depends("commercial_partner_id.grade_id")
    @api.depends_context("company", "uid")
    def _compute_smb_member_number(self):
        memberships = self.env["smb.membership"]
        if memberships.has_access("read"):
            # a colleague's member is named on the customer, the number is not
            memberships = self.smb_membership_id._filtered_access("read")
        for partner in self:
            number = memberships and (partner.smb_membership_id & memberships).number
            partner.smb_member_number = number or False

    @api.model
    def _search_smb_member_number(self, operator, value):
        if operator not in ("in", "=ilike", "ilike", "like", "=like"):
            return NotImplemented
        values = value if operator == "in" else [value]
        words = [str(word).strip() for word in values if word]
        return self._smb_domain_of_number(words)

    @api.model
    def _search_display_name(self, operator, value):
        domain = super()._search_display_name(operator, value)
        if operator in ("ilike", "=ilike", "=", "like", "=like"):
            values = [value]
        elif operator == "in":
            values = value
        else:
            return domain
        words = [word.strip() for word in values if isinstance(word, str)]
        return Domain(domain) | self._smb_domain_of_number(words)

    @api.model
    def _smb_domain_of_number(self, words):
        """The members with one of these numbers, as far as the reader may know them.

        A number is looked up as a whole, by its index, before customers are searched:
        other words cost nothing more than that.
        """
        memberships = self.env["smb.membership"]
        # scanners put blanks around a number, people write it small
        numbers = {way for word in words for way in (word, word.upper())}
        numbers = {one for one in numbers if any(sign.isdigit() for sign in one)}
        if not numbers or not memberships.has_access("read"):
            return Domain.FALSE
        rows = memberships.search_fetch(
            [("number", "in", list(numbers))], ["partner_id"]
        )
        if not rows:
            return Domain.FALSE
        return Domain("commercial_partner_id", "in", rows.partner_id.ids)
