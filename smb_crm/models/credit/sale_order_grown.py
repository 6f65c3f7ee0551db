from odoo import api, models
from odoo.exceptions import UserError

from ...tools.credit import BLOCK, ORDER
from ...tools.roles import RELEASE

# a whole order is being written: its lines are looked at once, in the end
WATCHED = object()


class SaleOrder(models.Model):
    """A confirmed order that grows is looked at again, at once.

    Else whoever is held on confirmation would confirm little and add the rest. Who may
    release enters it and it is noted; anybody else is told whom to ask. What a program
    adds, a delivery's costs or expenses, stays and is noted: the delivery is looked at.
    """

    _inherit = "sale.order"

    def write(self, vals):
        if "order_line" not in vals or self._smb_credit_is_quiet():
            return super().write(vals)
        before = self._smb_credit_totals()
        if not before:
            return super().write(vals)
        watched = self.with_context(smb_credit_grows=WATCHED)
        result = super(SaleOrder, watched).write(vals)
        self._smb_credit_compare(before)
        return result

    @api.model
    def _smb_credit_is_quiet(self):
        is_watched = self.env.context.get("smb_credit_grows") is WATCHED
        return is_watched or self.env["smb.credit.check"]._is_off()

    def _smb_credit_totals(self):
        """``{order id: its total}`` of confirmed ones that a rule may speak about."""
        confirmed = self.filtered(lambda order: order.state == "sale")
        check = self.env["smb.credit.check"]
        here = check._controlled(confirmed.company_id, ORDER)
        return {o.id: o.amount_total for o in confirmed if o.company_id in here}

    @api.model
    def _smb_credit_compare(self, before):
        """Look at those that are larger than they were."""
        orders = self.browse(list(before))
        orders.filtered(
            lambda o: o.currency_id.compare_amounts(o.amount_total, before[o.id]) > 0
        )._smb_credit_grown()

    def _smb_credit_grown(self):
        """Judge confirmed orders that just grew.

        :raise UserError: when one is held and the user may not release it
        """
        if not self:
            return
        check = self.env["smb.credit.check"]
        verdicts = check._judge_grown(self)
        self._smb_credit_note(verdicts)
        held = {order: v for order, v in verdicts.items() if v.act == BLOCK}
        if not held:
            return
        if not self.env.su and not self.env.user.has_groups(RELEASE):
            raise UserError(check._refusal(held, grown=True))
        for order, verdict in held.items():
            why = check._why(verdict, amounts=False)
            # sudo: a note on what the user just wrote
            order.sudo()._message_log(
                body=self.env._(
                    "Made larger in spite of credit control: %(why)s", why=why
                )
            )
