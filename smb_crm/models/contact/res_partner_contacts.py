from odoo import api, fields, models

from ...tools.roles import PAPERS


class ResPartner(models.Model):
    """All contacts with anybody of the customer stand behind one button."""

    _name = "res.partner"
    _inherit = ["res.partner", "smb.contact.mixin"]

    smb_contact_log_ids = fields.One2many(
        "smb.contact.log",
        "partner_id",
        string="Contact Logs",
        groups=PAPERS,
    )

    def _smb_contact_domain(self):
        return [("commercial_partner_id", "in", self.commercial_partner_id.ids)]

    @api.model
    def _smb_contact_key(self):
        return "commercial_partner_id"

    def _smb_contact_value(self):
        return self.commercial_partner_id

    def _smb_contact_defaults(self):
        return {"default_partner_id": self.id}
