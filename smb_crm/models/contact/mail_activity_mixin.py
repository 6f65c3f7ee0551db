from odoo import models


class MailActivityMixin(models.AbstractModel):
    """Activities follow their document to another customer or company."""

    _inherit = "mail.activity.mixin"

    def write(self, vals):
        result = super().write(vals)
        moving = vals.keys() & {"partner_id", "company_id"}
        if moving and self._name != "res.partner":
            activities = self.env["mail.activity"]
            if activities._smb_has_customer(self._name):
                activities._smb_refresh_customer(
                    [("res_model", "=", self._name), ("res_id", "in", self.ids)]
                )
        return result
