from odoo import models


class IrHttp(models.AbstractModel):
    """The web client learns at load, without a request, who logs contacts."""

    _inherit = "ir.http"

    def session_info(self):
        info = super().session_info()
        if self.env["smb.contact.log"].has_access("create"):
            info["smb_may_log"] = True
        return info
