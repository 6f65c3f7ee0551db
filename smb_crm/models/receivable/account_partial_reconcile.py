from odoo import models


class AccountPartialReconcile(models.Model):
    _inherit = "account.partial.reconcile"

    # finds what was settled after a past day; of one that is today, nearly nothing
    _smb_max_date_idx = models.Index("USING brin (max_date)")
