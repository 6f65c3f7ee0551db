from odoo import models


class AccountPartialReconcile(models.Model):
    _inherit = "account.partial.reconcile"

    # finds what the scorecards have not seen yet
    _smb_created_idx = models.Index("USING brin (create_date)")
