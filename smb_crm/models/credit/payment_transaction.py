from odoo import models

from .smb_credit_mixin import PATIENT


class PaymentTransaction(models.Model):
    """Money that came in stays, whether credit control holds the order or not."""

    _inherit = "payment.transaction"

    def _check_amount_and_confirm_order(self):
        if self.env["smb.credit.check"]._is_off():
            return super()._check_amount_and_confirm_order()
        patient = self.with_context(smb_credit=PATIENT)
        orders = super(PaymentTransaction, patient)._check_amount_and_confirm_order()
        # the others get the usual mail about their payment
        return orders.filtered(lambda order: order.state == "sale").with_env(self.env)
