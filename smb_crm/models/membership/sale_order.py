from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools.sql import column_exists, create_column

from ...tools.roles import PAPERS, SALES
from ...tools.zones import local_day, zone
from .sale_order_line import SERVER_ONLY

# what the engine alone may write
OURS = ("smb_membership_id", "smb_priority_id", "smb_override", "smb_booked")


class SaleOrder(models.Model):
    """An order knows by which membership it is served, and what that brings.

    A quotation gets what its customer would get if it were confirmed today, so that
    nothing shown is taken back by confirming it; a confirmed order keeps its day.
    """

    _inherit = "sale.order"

    smb_membership_id = fields.Many2one(
        "smb.membership",
        string="Membership",
        compute="_compute_smb_membership_id",
        store=True,
        precompute=True,
        index="btree_not_null",
        copy=False,
        ondelete="set null",
        groups=PAPERS,
    )
    # for views, which everybody may open who may open orders
    smb_for_member = fields.Boolean(
        string="For a Member", compute="_compute_smb_for_member", compute_sudo=True
    )
    smb_priority_id = fields.Many2one(
        "smb.member.benefit",
        string="Faster Delivery By",
        readonly=True,
        copy=False,
        ondelete="restrict",
        groups=PAPERS,
        help="Set when the order is confirmed.",
    )
    smb_override = fields.Json(
        string="Changed Benefits",
        readonly=True,
        copy=False,
        groups=PAPERS,
        help="Benefits that were left out or given by hand, with the reason.",
    )

    def _auto_init(self):
        # nobody is a member yet: nothing to compute for the orders that are there
        if not column_exists(self.env.cr, self._table, "smb_membership_id"):
            create_column(self.env.cr, self._table, "smb_membership_id", "int4")
        return super()._auto_init()

    @api.depends("partner_id", "company_id")
    def _compute_smb_membership_id(self):
        for order in self:
            order.smb_membership_id = self.env["smb.membership"]._of(
                order.partner_id, order.company_id
            )

    @api.depends("smb_membership_id")
    def _compute_smb_for_member(self):
        for order in self:
            order.smb_for_member = bool(order.smb_membership_id)

    # only the engine writes what is the engine's

    @api.model
    def _smb_is_engine(self):
        return self.env.context.get("smb_engine") is SERVER_ONLY

    def _add_precomputed_values(self, vals_list):
        for vals in vals_list:
            for name in OURS:
                vals.pop(name, None)
        return super()._add_precomputed_values(vals_list)

    def write(self, vals):
        if not self._smb_is_engine():
            vals = {name: value for name, value in vals.items() if name not in OURS}
        if not vals.keys() & {"partner_id", "company_id"}:
            return super().write(vals)
        # sudo: only whether it is another one afterwards
        before = {order: order.smb_membership_id for order in self.sudo()}
        result = super().write(vals)
        changed = [o.id for o in self.sudo() if o.smb_membership_id != before[o]]
        if changed:
            self.browse(changed)._smb_settle(everything=True)
        return result

    @api.onchange("partner_id", "company_id", "order_line")
    def _onchange_smb_benefits(self):
        """Show at once what the change brings or takes."""
        # sudo: only whether there is one
        if self.sudo().smb_membership_id or any(
            line._smb_promised() != line._smb_base() for line in self.order_line
        ):
            self._smb_settle(everything=True)

    # what it gets

    def _smb_day(self):
        """The day that decides, in the company's zone."""
        if self.state == "sale":
            return local_day(self.date_order, self._smb_zone())
        return self._smb_today()

    def _smb_today(self):
        return local_day(fields.Datetime.now(), self._smb_zone())

    def _smb_zone(self):
        self.ensure_one()
        # sudo: a time zone only
        home = self.company_id.sudo().partner_id
        # read together with the customer, who is read anyway: a query less
        home = home.with_prefetch((*home.ids, *self.partner_id._origin.ids))
        return zone(home.tz)

    def _smb_benefits(self):
        """The benefits of this order, in sequence."""
        self.ensure_one()
        # sudo: who may see the order may see what it gets
        order = self.sudo()
        membership = order.smb_membership_id
        benefits = self.env["smb.member.benefit"].sudo()
        if not membership:
            return benefits
        day = self._smb_day()
        if membership._serves(day):
            benefits = benefits._of_level(membership.level_id, order.company_id)
            benefits = benefits._runs(day)
        return benefits._overridden(order.smb_override)

    def _smb_first(self, kind, name):
        """The record under ``name`` of the first benefit of ``kind`` that has one."""
        return self._smb_benefits()._of_kind(kind)._allowed(name, self.company_id)

    def _compute_pricelist_id(self):
        result = super()._compute_pricelist_id()
        for order in self._smb_served():
            if order.state == "draft":
                found = order._smb_first("pricelist", "pricelist_id")
                order.pricelist_id = found or order.pricelist_id
        return result

    def _compute_payment_term_id(self):
        result = super()._compute_payment_term_id()
        for order in self._smb_served():
            found = order._smb_first("term", "payment_term_id")
            order.payment_term_id = found or order.payment_term_id
        return result

    def _smb_served(self):
        """Those that a membership serves."""
        # sudo: only whether there is one
        return self.filtered(lambda order: order.sudo().smb_membership_id)

    # after a change

    def _smb_settle(self, everything=False):
        """Give the lines what they get now, where nobody typed a discount.

        :param everything: goods too, not only what depends on the other lines
        """
        for order in self:
            if order.state == "cancel" or order.locked:
                continue
            if everything:
                order._smb_goods()._smb_settle()
                order._smb_settle_lead()
            order._smb_settle_delivery()
            if order.id and order.state == "sale" and order._smb_served():
                order._smb_book()

    def _smb_fees(self):
        benefits = self._smb_benefits()
        return self._get_priced_lines().filtered(
            lambda line: line._smb_is_fee(benefits)
        )

    def _smb_goods(self):
        return self._get_priced_lines() - self._smb_fees()

    def _smb_settle_delivery(self):
        """Delivery is free from an amount of goods on, and charged again below it."""
        fees = self._smb_fees()
        if fees:
            fees._smb_settle(self._smb_free_delivery())

    def _smb_free_delivery(self):
        """The benefit that makes the delivery of these goods free."""
        offers = self._smb_benefits()._of_kind("delivery")
        if not offers:
            return offers
        goods = self._smb_goods_amount()
        worth = self._smb_in_company_currency(goods)
        compare = self.company_id.currency_id.compare_amounts
        return offers.filtered(lambda b: compare(worth, b.amount_from) >= 0)[:1]

    def _smb_goods_amount(self):
        goods = self._smb_goods()
        return sum(line.price_subtotal for line in goods if not line.is_downpayment)

    def _smb_in_company_currency(self, amount):
        """``amount`` of the order at the rate of its day."""
        return self.company_id.currency_id.round(amount / (self.currency_rate or 1.0))

    def _smb_settle_lead(self):
        for line in self._get_priced_lines():
            own = line.product_id.sale_delay
            if line.customer_lead <= own and not line._smb_frozen():
                lead = line._smb_lead(own)
                if line.customer_lead != lead:
                    line.customer_lead = lead

    def _recompute_prices(self):
        result = super()._recompute_prices()
        self._smb_served()._smb_settle()
        return result

    # asked for

    def action_smb_update_benefits(self):
        """Give quotations what their customers get today."""
        self._smb_check_seller()
        if any(order.state not in ("draft", "sent") for order in self):
            raise UserError(
                self.env._(
                    "Only quotations can be updated; this order is confirmed or"
                    " cancelled. Set it to quotation first."
                )
            )
        self._smb_update_benefits()
        return True

    def _smb_check_seller(self):
        """Sales alone change prices, though the warehouse may write orders too."""
        self.check_access("write")
        if not self.env.su and not self.env.user.has_group(SALES):
            raise AccessError(self.env._("Only Sales may change benefits of an order."))

    def _smb_update_benefits(self):
        """The same for jobs: quotations whose membership changed."""
        for order in self:
            saved = order.smb_saved
            # sudo: the membership alone, which the engine writes
            engine = order.with_context(smb_engine=SERVER_ONLY)
            engine.sudo()._compute_smb_membership_id()
            order._smb_update_pricelist()
            order._smb_update_term()
            order._smb_settle(everything=True)
            order._smb_tell_update(saved)

    def _smb_update_pricelist(self):
        own = self.with_company(self.company_id).partner_id.property_product_pricelist
        wanted = self._smb_wanted("pricelist", "pricelist_id", own)
        if wanted != self.pricelist_id:
            self.pricelist_id = wanted
            self._recompute_prices()

    def _smb_update_term(self):
        own = self.with_company(self.company_id).partner_id.property_payment_term_id
        wanted = self._smb_wanted("term", "payment_term_id", own)
        if wanted != self.payment_term_id:
            self.payment_term_id = wanted

    def _smb_wanted(self, kind, name, own):
        """What the order should have under ``name``: what was typed stays."""
        given = self._smb_first(kind, name)
        if self[name] and self[name] not in self._smb_meant(kind, name) | own:
            return self[name]
        return given or own

    def _smb_meant(self, kind, name):
        """What benefits of any day and any level bring under ``name``."""
        # sudo: only to tell what the engine once set from what somebody typed
        benefits = self.env["smb.member.benefit"].sudo().with_context(active_test=False)
        return benefits.search(
            [("kind", "=", kind), ("company_id", "=", self.company_id.id)]
        )[name]

    def _smb_tell_update(self, before):
        if self.currency_id.compare_amounts(before, self.smb_saved):
            self.message_post(
                body=self.env._(
                    "Benefits updated: the membership saves %(new)s, before %(old)s.",
                    new=self.currency_id.format(self.smb_saved),
                    old=self.currency_id.format(before),
                )
            )
