from odoo import api, models
from odoo.tools import SQL

CASH = ("asset_cash", "liability_credit_card")
OWED = ("asset_receivable", "liability_payable")
JOURNALS = ("bank", "cash", "credit")
SPENT = ("expense", "expense_direct_cost", "expense_depreciation")


class SmbCashLedger(models.AbstractModel):
    """Where money stands in the ledger.

    Money is what lies on bank, cash and card accounts, and what is under way between
    them and a customer or supplier: the outstanding accounts that payments wait on for
    the bank's statement. A statement line that meets its payment moves nothing then.
    """

    _name = "smb.cash.ledger"
    _description = "Money in the Ledger"

    @api.model
    def _accounts_sql(self):
        """The ids of the accounts that money lies on, or is under way on."""
        return SQL(
            """
            SELECT account.id FROM account_account account
             WHERE account.account_type IN %(cash)s
                OR account.account_type NOT IN %(owed)s AND (
                   EXISTS (SELECT FROM account_payment_method_line method
                            WHERE method.payment_account_id = account.id)
                OR EXISTS (SELECT FROM account_payment payment
                            WHERE payment.outstanding_account_id = account.id))
            """,
            cash=CASH,
            owed=OWED,
        )
