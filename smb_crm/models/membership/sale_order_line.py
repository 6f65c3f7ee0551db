from odoo import api, fields, models
from odoo.tools import float_compare, sql

from ...tools.benefits import combine
from ...tools.roles import PAPERS

# only Python can hold it: a context from outside can't pretend to be the engine
SERVER_ONLY = object()
NOTED = "smb_benefit_shares"
# with these, Odoo finds the discount of a line anew
RENEWS = {"product_id", "product_uom_id", "product_uom_qty"}
PRICES = RENEWS | {"price_unit", "discount", "tax_ids"}


class SaleOrderLine(models.Model):
    """What a membership did to the price of a line.

    Odoo finds the price list's discount; the benefits are put on top of it, and what
    was put there is remembered. A discount that differs from what is remembered was
    typed by somebody and is left alone.
    """

    _inherit = "sale.order.line"

    smb_benefit_ids = fields.Many2many(
        "smb.member.benefit",
        string="Benefits",
        compute="_compute_smb_benefit_ids",
        compute_sudo=True,
        groups=PAPERS,
        help="Those that made the discount.",
    )
    smb_benefit_shares = fields.Json(
        string="Shares of the Benefits",
        compute="_compute_smb_snapshot",
        store=True,
        readonly=False,
        precompute=True,
        copy=False,
        help="The discount without and with the membership, and percentage points by"
        " benefit. Empty: no member, or a typed discount.",
    )

    def _auto_init(self):
        # a column that is there already is not computed for every line ever written
        if not sql.column_exists(self.env.cr, self._table, NOTED):
            sql.create_column(self.env.cr, self._table, NOTED, "jsonb")
        return super()._auto_init()

    # remembering

    def _compute_smb_snapshot(self):
        """Before a line is stored: what was remembered while its discount was found.

        Depends on nothing, so that it never finds a discount that somebody typed anew.
        The field is not read-only so that a form starts from what is stored; what
        comes in from outside is dropped in ``_smb_own``. One field, because each one
        costs every line of every order.
        """
        for line in self:
            line.mapped("discount")
            if NOTED not in line._cache:
                line[NOTED] = False

    @api.depends("smb_benefit_shares")
    def _compute_smb_benefit_ids(self):
        benefits = self.env["smb.member.benefit"]
        for line in self:
            ids = [key for key, _points in line._smb_shares() or []]
            line.smb_benefit_ids = benefits.browse(ids).exists() if ids else benefits

    def _smb_shares(self):
        """Pairs of a benefit's number and its percentage points; None: never found."""
        return self._smb_noted().get("shares")

    def _smb_base(self):
        """The discount without the membership, in percent."""
        return self._smb_noted().get("base", 0.0)

    def _smb_promised(self):
        """The discount that the engine set; another one was typed by somebody."""
        return self._smb_noted().get("member", 0.0)

    def _smb_noted(self):
        return self.smb_benefit_shares or {}

    def _smb_remember(self, base, member, shares):
        """Note what the engine did; no business logic of writing, no recomputation."""
        with self.env.protecting([self._fields[NOTED]], self):
            self[NOTED] = {"base": base, "member": member, "shares": shares}
        self.modified([NOTED])

    @api.model
    def _smb_digits(self):
        return self.env["decimal.precision"].precision_get("Discount")

    def _smb_differs(self, one, other):
        return float_compare(one, other, precision_digits=self._smb_digits()) != 0

    def _smb_by_hand(self):
        """Whether somebody typed the discount of a line that the engine knows."""
        self.ensure_one()
        return bool(self.smb_benefit_shares) and self._smb_differs(
            self.discount, self._smb_promised()
        )

    # finding the discount

    def _compute_discount(self):
        members = self._smb_of_members()
        frozen = {line: line.discount for line in members if line._smb_frozen()}
        result = super()._compute_discount()
        for line in members:
            if line in frozen:
                line.discount = frozen[line]
            else:
                line._smb_find_discount()
        return result

    def _smb_of_members(self):
        """Those on orders that a membership serves; costs a customer nothing."""
        # sudo: only whether there is one
        if not self.order_id.sudo().smb_membership_id:
            return self.browse()
        return self.filtered(lambda line: line.order_id.sudo().smb_membership_id)

    def _smb_frozen(self):
        """A discount that was invoiced or locked stays as it is."""
        return bool(self._origin.id and (self.order_id.locked or self.qty_invoiced))

    def _smb_takes_part(self):
        """Whether members' discounts are for such lines at all."""
        if not self.product_id or self.display_type or self.product_type == "combo":
            return False
        given = "is_reward_line" in self._fields and self.is_reward_line
        return not (
            given
            or self.is_downpayment
            or self.is_expense
            or self.price_unit < 0
            or self._is_global_discount()
            or self._is_discount_line()
        )

    def _smb_find_discount(self):
        """Put the benefits on top of what Odoo just found."""
        if not self._smb_takes_part():
            return
        base = self._smb_found_base()
        if base is None:
            return
        total, shares = self._smb_combine(base)
        # what was given goes away with its reason, where Odoo looks for no discount
        if shares or self._smb_shares():
            self.discount = total
        self._smb_remember(base, total if shares else self.discount, shares)

    def _smb_found_base(self):
        """What Odoo found; where it looks for none, what stood there before."""
        order = self.order_id
        if order.pricelist_id and self.pricelist_item_id._is_discount_feature_enabled():
            return self.discount
        if self._smb_by_hand():
            return None
        if self.smb_benefit_shares or not self.discount:
            return self._smb_base()
        # typed, unless it is what a client repeats that the engine told it
        repeated = not self._smb_differs(self.discount, self._smb_combine(0)[0])
        return 0.0 if repeated else None

    def _smb_combine(self, base):
        """The discount that a member gets on this line, and whose share is how much."""
        order = self.order_id
        product = self.product_id
        if self.combo_item_id:
            product = self._get_linked_line().product_id
        benefits = order._smb_benefits()
        fee = self._smb_is_fee(benefits)
        offers = [
            (benefit.id, benefit.discount, benefit.combinable)
            for benefit in benefits._of_kind("discount")
            if benefit._covers(product) and (not fee or benefit.applies_on == "product")
        ]
        return combine(base, offers, self._smb_digits())

    def _smb_is_fee(self, benefits):
        """Whether the line charges for delivery, rather than for goods."""
        products = benefits._of_kind("delivery").product_ids
        return self._is_delivery() or self.product_id.product_tmpl_id in products

    def _smb_list_discount(self):
        """The price list's discount, for a line that the engine never saw."""
        item = self.pricelist_item_id
        if not item or not item._show_discount():
            return 0.0
        line = self.with_company(self.company_id)
        before = line._get_pricelist_price_before_discount()
        if not before:
            return 0.0
        found = (before - line._get_pricelist_price()) / before * 100
        return found if found * before > 0 else 0.0

    # what changes afterwards

    @api.model
    def _smb_is_engine(self):
        return self.env.context.get("smb_engine") is SERVER_ONLY

    @api.model
    def _smb_own(self, vals):
        """``vals`` without what the engine alone may say."""
        if self._smb_is_engine() or NOTED not in vals:
            return vals
        return {name: value for name, value in vals.items() if name != NOTED}

    def _add_precomputed_values(self, vals_list):
        for vals in vals_list:
            vals.pop(NOTED, None)
        return super()._add_precomputed_values(vals_list)

    @api.model_create_multi
    def create(self, vals_list):
        lines = super().create(vals_list)
        if lines._smb_of_members():
            typed = [bool(vals.get("discount")) for vals in vals_list]
            lines._smb_follow(
                lines.browse(
                    line.id for line, hand in zip(lines, typed, strict=True) if hand
                )
            )
        return lines

    def write(self, vals):
        vals = self._smb_own(vals)
        result = super().write(vals)
        if not self._smb_is_engine() and vals.keys() & PRICES:
            typed = "discount" in vals and vals.keys() & RENEWS
            self._smb_follow(self if typed else self.browse())
        return result

    def unlink(self):
        orders = self._smb_of_members().order_id
        result = super().unlink()
        orders.exists()._smb_settle()
        return result

    def copy_data(self, default=None):
        copies = super().copy_data(default)
        for line, vals in zip(self, copies, strict=True):
            # the copy asks anew what its own customer gets
            if line._smb_shares() and not line._smb_by_hand():
                vals.pop("discount", None)
        return copies

    def _smb_follow(self, typed):
        """Lines changed: so may what their order gets."""
        members = self._smb_of_members()
        (typed & members)._smb_recognise()
        members.order_id._smb_settle()

    def _smb_recognise(self):
        """Tell a discount that the client only repeated from one that was typed."""
        found = [self._fields[name] for name in ("discount", NOTED)]
        for line in self:
            typed = line.discount
            with self.env.protecting(found, line):
                line._compute_discount()
                line.discount = typed

    def _smb_settle(self, free=None):
        """Find the discount of these lines again, unless somebody typed it.

        :param free: the benefit that makes them free of charge
        """
        for line in self:
            if line._smb_frozen() or not line._smb_takes_part():
                continue
            known = bool(line.smb_benefit_shares)
            base = line._smb_base() if known else line._smb_list_discount()
            total, shares = line._smb_combine(base)
            if free and base < 100:
                total, shares = 100.0, [[free.id, 100 - base]]
            line._smb_set(base, total, shares)

    def _smb_set(self, base, total, shares):
        """Give a line its discount, unless somebody typed another one."""
        before = [self._smb_promised()]
        if not self.smb_benefit_shares:
            before.append(base)
        if self._smb_differs(self.discount, total):
            if all(self._smb_differs(self.discount, one) for one in before):
                return
            self.with_context(smb_engine=SERVER_ONLY).discount = total
        if shares != self._smb_shares():
            self._smb_remember(base, total, shares)

    # delivery

    def _compute_customer_lead(self):
        result = super()._compute_customer_lead()
        for line in self._smb_of_members():
            line.customer_lead = line._smb_lead(line.customer_lead)
        return result

    def _smb_lead(self, days):
        """At most so many days as the member is promised."""
        promised = [
            benefit.lead_days
            for benefit in self.order_id._smb_benefits()._of_kind("priority")
            if benefit.lead_days
        ]
        return min([days, *promised])

    def _prepare_procurement_values(self):
        values = super()._prepare_procurement_values()
        if self.order_id.sudo().smb_priority_id:  # sudo: only whether it is urgent
            values["priority"] = "1"
        return values
