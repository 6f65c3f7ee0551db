from odoo import api, models
from odoo.fields import Domain

from ...tools.credit import BLOCK, ORDER
from .smb_credit_mixin import PATIENT


class SaleOrder(models.Model):
    """A quotation that credit control holds is not confirmed by anybody.

    A person is told why and whom to ask. What confirms by itself, a signature or a
    payment in the portal, is kept: the quotation waits, and a manager is asked.
    """

    _name = "sale.order"
    _inherit = ["sale.order", "smb.credit.mixin"]

    @api.model
    def _smb_credit_depends(self):
        return ("amount_total", "company_id", "partner_invoice_id", "state")

    @api.model
    def _smb_credit_domain(self):
        check = self.env["smb.credit.check"]
        here = check._controlled(self.env.companies, ORDER)
        return Domain("state", "in", ("draft", "sent")) & Domain(
            "company_id", "in", here.ids
        )

    def _smb_credit_judge(self, together=False):
        return self.env["smb.credit.check"]._judge_orders(self, together)

    def _smb_credit_debtor(self):
        customer = self.partner_invoice_id or self.partner_id
        # a form that is being filled in holds copies
        return customer.commercial_partner_id._origin

    def _smb_credit_leader(self):
        return self.team_id.user_id or self.user_id.sale_team_id.user_id

    def _smb_credit_total(self):
        return self._smb_in_company_currency(self.amount_total)

    def _smb_credit_new(self):
        """What it adds to what is open; ``None`` where nothing is on credit."""
        paid = self.currency_id.compare_amounts(self.amount_paid, self.amount_total)
        if paid >= 0 or not self._smb_credit_debtor():
            return None
        # money that came in online and is not in the ledger yet
        coming = sum(
            payment.amount
            for payment in self.transaction_ids
            if payment.state in ("authorized", "done") and not payment.payment_id
        )
        return self._smb_in_company_currency(self.amount_total - coming)

    def _smb_credit_is_paid(self):
        """Whether all of it was paid, online or by its invoices."""
        if self.currency_id.compare_amounts(self.amount_paid, self.amount_total) >= 0:
            return True
        bills = self.invoice_ids.filtered(lambda bill: bill.state == "posted")
        paid = sum(b.amount_total_signed - b.amount_residual_signed for b in bills)
        compare = self.company_id.currency_id.compare_amounts
        return compare(paid, self._smb_credit_total()) >= 0

    # confirmed by a person, or by itself

    def action_confirm(self):
        verdicts = self._smb_credit_judge(together=True)
        if not verdicts:
            return super().action_confirm()
        going = self
        if self.env.context.get("smb_credit") is PATIENT:
            going = self._smb_credit_wait(verdicts)
        else:
            self._smb_credit_refuse(verdicts)
        result = super(SaleOrder, going).action_confirm() if going else True
        self._smb_credit_note(verdicts)
        return result

    def _smb_credit_wait(self, verdicts):
        """Leave what is held as it is, and ask; the others go on."""
        held = {order: v for order, v in verdicts.items() if v.act == BLOCK}
        for order, verdict in held.items():
            order._smb_credit_ask(verdict)
            # sudo: a note on an order that somebody signed or paid from outside
            order.sudo()._message_log(
                body=self.env._(
                    "Not confirmed by itself: credit control holds it, a release was"
                    " asked for."
                )
            )
        return self - self.browse([order.id for order in held])

    def _validate_order(self):
        if self.env["smb.credit.check"]._is_off():
            return super()._validate_order()
        patient = self.with_context(smb_credit=PATIENT)
        return super(SaleOrder, patient)._validate_order()
