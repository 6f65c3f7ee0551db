from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from ...tools.roles import MANAGERS, RELEASE


class SmbCreditHand(models.TransientModel):
    """Why an order or delivery may go that credit control holds.

    Sales managers and accounting release; but nobody the own order, unless he manages
    sales.
    """

    _name = "smb.credit.hand"
    _description = "Release by Hand"
    _inherit = ["smb.input.mixin"]

    order_id = fields.Many2one("sale.order", readonly=True)
    picking_id = fields.Many2one("stock.picking", string="Delivery", readonly=True)
    why = fields.Text(string="Held Because", compute="_compute_why")
    reason = fields.Char(required=True)

    @api.depends("order_id", "picking_id")
    def _compute_why(self):
        for hand in self:
            hand.why = hand._paper().smb_credit_why

    def _paper(self):
        return self.picking_id or self.order_id

    def action_release(self):
        """Let it go, with the reason and the figures of today.

        :raise AccessError: for who may not release it
        :raise UserError: when nothing holds it
        """
        self.ensure_one()
        paper = self._paper()
        paper.check_access("read")
        verdict = paper._smb_credit_judge().get(paper)
        if not verdict or verdict.act != "block":
            raise UserError(
                self.env._("Credit control does not hold it any more. Just go on.")
            )
        # sudo: rows are written by this method alone; who may is checked here
        document = paper._smb_credit_document().sudo()
        self._check_may(document)
        self.env["smb.credit.release"].sudo()._release(document, verdict, self.reason)
        return {"type": "ir.actions.act_window_close"}

    @api.model
    def _check_may(self, document):
        user = self.env.user
        if not user.has_groups(RELEASE):
            raise AccessError(
                self.env._("Sales managers and accounting release what is held.")
            )
        if document.user_id == user and not user.has_group(MANAGERS):
            raise AccessError(
                self.env._("It is your own. Ask a sales manager to release it.")
            )
