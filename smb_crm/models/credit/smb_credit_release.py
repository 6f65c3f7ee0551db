from odoo import api, fields, models


class SmbCreditRelease(models.Model):
    """Somebody let an order or delivery go that credit control held: who, when, why.

    It holds for the order and its deliveries, up to the amount of that day and what
    the policy tolerates above it. The figures are those of that day. Nobody changes a
    release.
    """

    _name = "smb.credit.release"
    _description = "Credit Release"
    _order = "date desc, id desc"
    _inherit = ["smb.input.mixin"]

    partner_id = fields.Many2one(
        "res.partner",
        string="Customer",
        required=True,
        readonly=True,
        index=True,
        ondelete="cascade",
    )
    company_id = fields.Many2one(
        "res.company", required=True, readonly=True, index=True, ondelete="cascade"
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    # an order that is deleted leaves its release behind
    order_id = fields.Many2one(
        "sale.order", readonly=True, index="btree_not_null", ondelete="set null"
    )
    picking_id = fields.Many2one(
        "stock.picking",
        string="Delivery",
        readonly=True,
        index="btree_not_null",
        ondelete="set null",
    )
    name = fields.Char(string="Number", required=True, readonly=True)
    date = fields.Datetime(
        string="Released On", required=True, readonly=True, default=fields.Datetime.now
    )
    user_id = fields.Many2one(
        "res.users",
        string="Released By",
        required=True,
        readonly=True,
        default=lambda self: self.env.user,
    )
    seller_id = fields.Many2one("res.users", string="Salesperson", readonly=True)
    reason = fields.Char(required=True, readonly=True)
    why = fields.Text(string="Was Held Because", readonly=True)
    amount = fields.Monetary(string="Released Amount", readonly=True)
    exposure = fields.Monetary(string="Open on Credit Then", readonly=True)
    limit = fields.Monetary(
        string="Limit Then", readonly=True, aggregator=None, help="0: none."
    )
    overdue = fields.Monetary(string="Overdue Then", readonly=True)
    oldest = fields.Integer(string="Days Late Then", readonly=True, aggregator="max")

    @api.model
    def _of(self, documents):
        """``{document: its last release}``."""
        documents = list(documents)
        found = {}
        for name in ("order_id", "picking_id"):
            model = self._fields[name].comodel_name
            ids = [document.id for document in documents if document._name == model]
            rows = self.search([(name, "in", ids)]) if any(ids) else self
            for row in reversed(rows):
                found[row[name]] = row
        return {one: found[one] for one in documents if one in found}

    def _covers(self, document, tolerance):
        """Whether ``document`` has not grown beyond what was released."""
        most = self.amount * (1 + tolerance)
        now = document._smb_credit_total()
        return self.currency_id.compare_amounts(now, most) <= 0

    @api.model
    def _release(self, document, verdict, reason):
        """Let it go, tell the salesperson, and close what asked for it."""
        is_order = document._name == "sale.order"
        order = document if is_order else document.browse()
        row = self.create(
            {
                "partner_id": verdict.customer.id,
                "company_id": verdict.company.id,
                "order_id": order.id if is_order else False,
                "picking_id": False if is_order else document.id,
                "name": document.display_name,
                "seller_id": document.user_id.id,
                "reason": reason,
                "why": self.env["smb.credit.check"]._why(verdict, amounts=True),
                "amount": document._smb_credit_total(),
                "exposure": verdict.exposure,
                "limit": verdict.standing.limit,
                "overdue": verdict.standing.overdue(),
                "oldest": verdict.standing.oldest(),
            }
        )
        document._smb_credit_released(reason)
        return row
