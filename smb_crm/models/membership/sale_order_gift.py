from odoo import api, fields, models
from odoo.exceptions import UserError

from ...tools.roles import SALES
from .sale_order_line import SERVER_ONLY


class SaleOrder(models.Model):
    """In the month of a birthday a member gets a present, once a year.

    It is a line of the order that the benefit makes free of charge: the ledger, the
    papers and what a cancellation takes back follow as with any other benefit.
    """

    _inherit = "sale.order"

    smb_gift_offered = fields.Boolean(
        string="Birthday Gift to Offer",
        compute="_compute_smb_gift_offered",
        groups=SALES,
    )

    @api.depends("smb_membership_id", "state", "order_line.smb_gift_id")
    def _compute_smb_gift_offered(self):
        for order in self:
            order.smb_gift_offered = bool(order._smb_gift())

    def _smb_gift(self):
        """The benefit whose gift may be added to this quotation today."""
        # sudo: months of birthdays alone, of the customer whose quotation it is
        order = self.sudo()
        none = self.env["smb.member.benefit"].browse()
        if order.state not in ("draft", "sent") or not order.smb_membership_id:
            return none
        gift = order._smb_benefits()._of_kind("gift")[:1]
        if not gift or order.order_line.smb_gift_id or not order._smb_birthday():
            return none
        given = gift._times_used(order.smb_membership_id, order._smb_day())
        return none if given or not gift._gift_product() else gift

    def _smb_birthday(self):
        """Whether the customer or somebody of it has a birthday this month."""
        customer = self.partner_id.commercial_partner_id
        month = f"{self._smb_today().month:02d}"
        people = self.partner_id | customer | customer.child_ids
        return any(person.smb_birth_month == month for person in people)

    def action_smb_add_gift(self):
        """Put the birthday gift on the quotation, free of charge."""
        self.ensure_one()
        self._smb_check_seller()
        gift = self._smb_gift()
        if not gift:
            raise UserError(
                self.env._(
                    "There is no gift to add: nobody of this customer has a birthday"
                    " this month, or this year's gift was given."
                )
            )
        lines = self.env["sale.order.line"].with_context(smb_engine=SERVER_ONLY)
        lines.create(
            {
                "order_id": self.id,
                "product_id": gift._gift_product().id,
                "product_uom_qty": 1,
                "smb_gift_id": gift.id,
            }
        )
        return True

    def _get_copiable_order_lines(self):
        # who copies an order gives no second present
        lines = super()._get_copiable_order_lines()
        return lines.filtered(lambda line: not line.smb_gift_id)


class SaleOrderLine(models.Model):
    _inherit = "sale.order.line"

    smb_gift_id = fields.Many2one(
        "smb.member.benefit",
        string="Birthday Gift By",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="restrict",
    )

    @api.model_create_multi
    def create(self, vals_list):
        if not self._smb_is_engine():
            vals_list = [self._smb_no_gift(vals) for vals in vals_list]
        return super().create(vals_list)

    def write(self, vals):
        if not self._smb_is_engine():
            vals = self._smb_no_gift(vals)
        return super().write(vals)

    @api.model
    def _smb_no_gift(self, vals):
        return {name: value for name, value in vals.items() if name != "smb_gift_id"}

    def _smb_combine(self, base):
        """One piece of the gift is free as long as the benefit applies."""
        gift = self.smb_gift_id
        if not gift:
            return super()._smb_combine(base)
        product = gift.sudo()._gift_product()  # sudo: only which product it is
        due = (
            gift in self.order_id._smb_benefits()
            and self.product_id == product
            and self.product_uom_qty <= 1
            and self.product_uom_id == product.uom_id
        )
        if not due or base >= 100:
            return super()._smb_combine(base)
        return 100.0, [[gift.id, 100 - base]]
