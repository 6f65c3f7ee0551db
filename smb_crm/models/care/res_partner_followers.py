from odoo import models

# an object of our own, because no value that comes from outside can be one
NOBODY_FOLLOWS = object()
# how activities are made in numbers: no mail to their owners, who see them on the
# worklist, and nobody follows a customer for being asked to call once
QUIET = {"mail_activity_quick_update": True, "smb_follow": NOBODY_FOLLOWS}


class ResPartner(models.Model):
    """Whoever has to call a customer need not read all that is written to it."""

    _inherit = "res.partner"

    def message_subscribe(self, partner_ids=None, subtype_ids=None):
        if self.env.context.get("smb_follow") is NOBODY_FOLLOWS:
            return True
        return super().message_subscribe(partner_ids, subtype_ids)
