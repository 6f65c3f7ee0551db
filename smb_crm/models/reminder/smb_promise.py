from odoo import api, fields, models
from odoo.exceptions import UserError


class SmbPromise(models.Model):
    """A customer said when he will pay. Until then nobody reminds him.

    Of one invoice, or of all that is due. Payments decide whether it was kept; one
    that was broken raises the next reminder by one level.
    """

    _name = "smb.promise"
    _description = "Promise to Pay"
    _inherit = ["smb.input.mixin"]
    _order = "date desc, id desc"
    _allow_sudo_commands = False

    partner_id = fields.Many2one(
        "res.partner",
        string="Customer",
        required=True,
        index=True,
        ondelete="cascade",
        domain="[('parent_id', '=', False)]",
    )
    company_id = fields.Many2one(
        "res.company",
        required=True,
        index=True,
        ondelete="cascade",
        default=lambda self: self.env.company,
    )
    move_id = fields.Many2one(
        "account.move",
        string="Invoice",
        index="btree_not_null",
        ondelete="cascade",
        domain="[('move_type', '=', 'out_invoice'), ('state', '=', 'posted'),"
        " ('commercial_partner_id', '=', partner_id), ('company_id', '=', company_id)]",
        help="Empty: all that is due.",
    )
    date = fields.Date(string="Will Pay By", required=True)
    currency_id = fields.Many2one(
        "res.currency",
        required=True,
        default=lambda self: self.env.company.currency_id,
    )
    amount = fields.Monetary(required=True)
    said_by = fields.Char(help="Who promised it.")
    note = fields.Text()
    given_date = fields.Date(
        string="Promised On",
        required=True,
        default=lambda self: self.env["smb.policy"]._of(self.env.company)._today(),
        help="Payments from this day on count.",
    )
    user_id = fields.Many2one(
        "res.users",
        string="Noted By",
        required=True,
        readonly=True,
        default=lambda self: self.env.user,
    )
    state = fields.Selection(
        [("open", "Still Open"), ("kept", "Kept"), ("broken", "Broken")],
        required=True,
        readonly=True,
        copy=False,
        default="open",
        index=True,
    )
    decided_date = fields.Date(string="Decided On", readonly=True, copy=False)
    answered = fields.Boolean(
        readonly=True,
        copy=False,
        help="A reminder went out since it was broken.",
    )

    _amount_positive = models.Constraint(
        "CHECK (amount > 0)", "A promise is about an amount above zero."
    )
    _dates_sane = models.Constraint(
        "CHECK (date >= given_date)",
        "The payment is promised for the day of the promise or later.",
    )
    _open_idx = models.Index("(company_id, partner_id) WHERE state <> 'kept'")

    @api.depends("partner_id", "amount")
    def _compute_display_name(self):
        for promise in self:
            amount = promise.currency_id.format(promise.amount)
            promise.display_name = f"{promise.partner_id.name or ''}: {amount}"

    @api.model_create_multi
    def create(self, vals_list):
        return super().create([self._prepared(vals) for vals in vals_list])

    def write(self, vals):
        if not self.env.su:
            vals = {k: v for k, v in vals.items() if k not in self._server_fields()}
            if vals and any(promise.state != "open" for promise in self):
                raise UserError(
                    self.env._("This promise was kept or broken; note a new one.")
                )
        return super().write(vals)

    @api.model
    def _server_fields(self):
        return {"state", "decided_date", "answered", "user_id"}

    def _prepared(self, vals):
        if not self.env.su:
            vals = {k: v for k, v in vals.items() if k not in self._server_fields()}
        # sudo: whose person it is, and whose invoice
        person = self.env["res.partner"].sudo().browse(vals.get("partner_id"))
        if customer := person.exists().commercial_partner_id:
            vals = {**vals, "partner_id": customer.id}
        return vals

    @api.constrains("move_id", "partner_id", "company_id")
    def _check_move(self):
        for promise in self:
            # sudo: whether the invoice is this customer's; nothing is shown
            move = promise.move_id.sudo()
            fits = (
                move.company_id == promise.company_id
                and move.commercial_partner_id == promise.partner_id
            )
            if move and not fits:
                raise UserError(
                    self.env._("This invoice belongs to another customer or company.")
                )

    @api.onchange("move_id")
    def _onchange_move_id(self):
        """What is open on the invoice is what is usually promised."""
        if self.move_id and not self.amount:
            self.currency_id = self.move_id.currency_id
            self.amount = self.move_id.amount_residual
