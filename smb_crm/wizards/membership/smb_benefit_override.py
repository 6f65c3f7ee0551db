from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain

from ...tools.roles import MANAGERS


class SmbBenefitOverride(models.TransientModel):
    """Leave a benefit out of one quotation, or give one that does not apply.

    Sales may leave out; only sales managers give. The reason stands in the chatter and
    in the explanation of the order.
    """

    _name = "smb.benefit.override"
    _description = "Change of Benefits"
    _inherit = ["smb.input.mixin"]

    order_id = fields.Many2one(
        "sale.order",
        string="Quotation",
        required=True,
        ondelete="cascade",
        default=lambda self: self.env.context.get("active_id"),
    )
    act = fields.Selection(
        [
            ("without", "Leave Out"),
            ("with", "Give Although It Does Not Apply"),
            ("usual", "As Usual Again"),
        ],
        string="What",
        required=True,
        default="without",
    )
    choice_ids = fields.Many2many(
        "smb.member.benefit", string="To Choose From", compute="_compute_choice_ids"
    )
    benefit_id = fields.Many2one(
        "smb.member.benefit", required=True, ondelete="cascade"
    )
    reason = fields.Char(help="Colleagues read it on the order.")

    @api.depends("order_id", "act")
    def _compute_choice_ids(self):
        for wizard in self:
            order = wizard.order_id
            mine = order._smb_benefits() if order else wizard.choice_ids.browse()
            kinds = mine._kinds_on_orders()
            if wizard.act == "without":
                wizard.choice_ids = mine.filtered(
                    lambda b, kinds=kinds: b.kind in kinds
                )
            elif wizard.act == "usual":
                wizard.choice_ids = order._smb_changed_benefits()
            else:
                wizard.choice_ids = wizard._givable() - mine

    def _givable(self):
        benefits = self.env["smb.member.benefit"]
        return benefits.search(
            Domain("company_id", "=", self.order_id.company_id.id)
            & Domain("kind", "in", benefits._kinds_on_orders())
        )

    def action_apply(self):
        self.ensure_one()
        order = self.order_id
        order._smb_check_seller()
        if order.state not in ("draft", "sent"):
            raise UserError(
                self.env._("Only quotations can be changed; this order is confirmed.")
            )
        if self.act == "with" and not self.env.user.has_group(MANAGERS):
            raise AccessError(
                self.env._("Only sales managers give what does not apply. Ask one.")
            )
        if self.act != "usual" and not (self.reason or "").strip():
            raise UserError(self.env._("Say why; colleagues read it on the order."))
        if self.act == "with" and self.benefit_id not in self._givable():
            raise UserError(self.env._("This benefit is not for orders like this one."))
        order._smb_change_benefit(self.benefit_id, self.act, self.reason)
        return {"type": "ir.actions.act_window_close"}
