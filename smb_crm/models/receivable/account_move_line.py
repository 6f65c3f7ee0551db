from odoo import models


class AccountMoveLine(models.Model):
    _inherit = "account.move.line"

    # What is open, and nothing else of it is read by ageing, statements and reminders:
    # a hundredth of the ledger. Odoo's own index of what is not reconciled holds the
    # lines of all accounts that never are.
    _smb_open_idx = models.Index(
        "(partner_id, account_id) INCLUDE (company_id, currency_id, date,"
        " date_maturity, amount_residual, amount_residual_currency)"
        " WHERE parent_state = 'posted'"
        " AND (amount_residual <> 0 OR amount_residual_currency <> 0)"
    )
