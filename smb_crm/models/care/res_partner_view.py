from odoo import fields, models

from ...tools.roles import CARE


class ResPartner(models.Model):
    """What the screens show of the care of a customer."""

    _inherit = "res.partner"

    smb_open_follow_up_ids = fields.One2many(
        "smb.follow.up",
        "partner_id",
        string="Next Follow-ups",
        domain=[("state", "in", ("planned", "due"))],
        groups=CARE,
    )

    def action_smb_log_contact(self):
        """Log a contact with this customer."""
        self.ensure_one()
        self.check_access("read")
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "smb_crm.smb_contact_quick_action"
        )
        ids = {"active_model": self._name, "active_id": self.id, "active_ids": self.ids}
        return {**action, "context": ids}

    def action_smb_mail(self):
        """Write to this customer."""
        self.ensure_one()
        self.check_access("read")
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Write an E-mail"),
            "res_model": "mail.compose.message",
            "views": [(False, "form")],
            "target": "new",
            "context": {
                "default_model": self._name,
                "default_res_ids": self.ids,
                "default_partner_ids": self.ids,
                "default_composition_mode": "comment",
            },
        }

    def action_smb_order(self):
        """Begin a quotation for this customer."""
        self.ensure_one()
        self.check_access("read")
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("New Quotation"),
            "res_model": "sale.order",
            "views": [(False, "form")],
            "context": {"default_partner_id": self.id},
        }
