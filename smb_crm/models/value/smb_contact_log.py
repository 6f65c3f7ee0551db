from odoo import models


class SmbContactLog(models.Model):
    _name = "smb.contact.log"
    _inherit = ["smb.contact.log", "smb.tier.mixin"]

    # finds what the scorecards have not seen yet
    _smb_changed_idx = models.Index("USING brin (write_date)")
