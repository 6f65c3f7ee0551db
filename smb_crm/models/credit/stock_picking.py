from odoo import api, models
from odoo.fields import Domain

from ...tools.credit import DELIVERY
from ...tools.roles import CARE


class StockPicking(models.Model):
    """A delivery to a customer whom credit control holds does not leave.

    Receipts, returns and transfers inside are never held. Who works in the warehouse
    is told whom to ask, not what is owed.
    """

    _name = "stock.picking"
    _inherit = ["stock.picking", "smb.credit.mixin"]

    @api.model
    def _smb_credit_depends(self):
        return ("state",)

    @api.model
    def _smb_credit_domain(self):
        check = self.env["smb.credit.check"]
        here = check._controlled(self.env.companies, DELIVERY)
        return (
            Domain("state", "not in", ("draft", "done", "cancel"))
            & Domain("picking_type_id.code", "=", "outgoing")
            & Domain("company_id", "in", here.ids)
        )

    def _smb_credit_judge(self, together=False):
        return self.env["smb.credit.check"]._judge_pickings(self, together)

    def _smb_credit_concerns(self):
        """Whether goods leave for a customer."""
        return (
            self.picking_type_id.code == "outgoing"
            and self.state not in ("done", "cancel")
            and self.location_dest_id.usage == "customer"
            and not self.return_id
        )

    def _smb_credit_document(self):
        # sudo: the order of this delivery, for who may see the delivery
        return self.sudo().sale_id.with_env(self.env) or self._origin

    def _smb_credit_debtor(self):
        if self.sale_id:
            return self.sale_id._smb_credit_debtor()
        return self.partner_id.commercial_partner_id

    def _smb_credit_total(self):
        return self._smb_credit_worth()

    def _smb_credit_new(self):
        """What leaving adds to what is open; ``None`` where it was paid before."""
        order = self.sale_id
        if not self._smb_credit_debtor() or (order and order._smb_credit_is_paid()):
            return None
        return self._smb_credit_worth()

    def _smb_credit_worth(self):
        """What is delivered and not invoiced yet, in the company's currency."""
        worth = sum(move._smb_credit_worth() for move in self.move_ids)
        order = self.sale_id
        return order._smb_in_company_currency(worth) if order else worth

    def button_validate(self):
        # before the question about a back order, which would be for nothing
        self._smb_credit_refuse(self._smb_credit_judge(together=True))
        return super().button_validate()

    def _action_done(self):
        verdicts = self._smb_credit_judge(together=True)
        self._smb_credit_refuse(verdicts)
        result = super()._action_done()
        self._smb_credit_note(verdicts)
        return result

    def _smb_credit_say(self, verdict):
        if self.env.user.has_groups(CARE):
            return super()._smb_credit_say(verdict)
        if verdict.act != "block":
            return False
        return self.env._(
            "Ask %(manager)s, another sales manager or accounting before it leaves.",
            manager=self._smb_credit_manager().name,
        )
