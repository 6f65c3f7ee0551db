from odoo import models


class AccountMove(models.Model):
    _name = "account.move"
    _inherit = ["account.move", "smb.tier.mixin"]

    # finds what the scorecards have not seen yet
    _smb_changed_idx = models.Index("USING brin (write_date)")
