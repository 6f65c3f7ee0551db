from odoo import api, fields, models
from odoo.tools import format_date

from ...tools.roles import PAPERS


class SaleOrder(models.Model):
    """Why an order costs what it costs."""

    _inherit = "sale.order"

    smb_saved = fields.Monetary(
        string="Saved by Membership",
        compute="_compute_smb_saved",
        compute_sudo=True,
        groups=PAPERS,
        help="Untaxed, without what was refunded.",
    )
    smb_benefit_panel = fields.Html(
        string="What the Membership Brings",
        compute="_compute_smb_benefit_panel",
        sanitize=False,
        groups=PAPERS,
    )

    @api.depends(
        "smb_membership_id",
        "smb_override",
        "smb_use_ids.amount_currency",
        "smb_use_ids.closed",
        "state",
        "order_line.price_subtotal",
    )
    def _compute_smb_saved(self):
        for order in self:
            saved = sum(order._smb_amounts().values()) if order._smb_served() else 0
            order.smb_saved = saved

    @api.depends("smb_saved", "order_line.discount")
    @api.depends_context("lang")
    def _compute_smb_benefit_panel(self):
        for order in self:
            rows = order.smb_explain_benefits() if order._smb_served() else []
            order.smb_benefit_panel = rows and self.env["ir.qweb"]._render(
                "smb_crm.smb_benefit_panel",
                {
                    "rows": rows,
                    # sudo: level and end of the membership that was explained
                    "standing": order.sudo()._smb_standing(rows),
                    "currency": order.currency_id,
                },
            )

    def _smb_standing(self, rows):
        """What all these benefits come from, or why there are none: said once."""
        nothing = not any(row["applies"] for row in rows)
        return nothing and self._smb_why_not_member() or self._smb_member_words()

    def smb_explain_benefits(self):
        """What the membership brings on this order, benefit by benefit.

        :return: list of dicts ``benefit`` (its name), ``amount`` (what it saves, in
            the order's currency, untaxed), ``why`` (a sentence), ``note`` (what is
            left of it to say for who knows level and benefit) and ``applies``, which
            tells what saves nothing, such as a faster delivery, from what does not
            apply; that is there too, with why not
        """
        self.ensure_one()
        if self.ids:
            self.check_access("read")
        # sudo: checked above; names and sums of this order alone
        order = self.sudo()
        if not order.smb_membership_id:
            return []
        amounts = order._smb_amounts()
        level = order.smb_membership_id.level_id
        benefits = self.env["smb.member.benefit"]._of_level(level, order.company_id)
        given = benefits.browse(amounts)
        rows = [
            {
                "benefit": benefit.name,
                "amount": amounts.get(benefit.id, 0.0),
                "why": order._smb_why(benefit, amounts),
                "note": order._smb_note(benefit, amounts),
                "applies": benefit.id in amounts,
            }
            for benefit in (given | benefits).sorted(lambda b: (b.sequence, b.id))
            if benefit.kind in benefits._kinds_on_orders()
        ]
        return rows + order._smb_explain_typed()

    def _smb_amounts(self):
        """What each benefit saves, by its number; those that apply are all there."""
        self.ensure_one()
        amounts = {}
        if self.state == "sale" and self.id:
            for row in self.smb_use_ids:
                if row.benefit_id and not row.closed and not row.opposite_of_id.closed:
                    key = row.benefit_id.id
                    amounts[key] = amounts.get(key, 0.0) + row.amount_currency
        elif self.state != "cancel":
            for (key, _line), vals in self._smb_wanted_uses().items():
                amounts[key] = amounts.get(key, 0.0) + vals["amount_currency"]
        return amounts

    def _smb_explain_typed(self):
        lines = self._get_priced_lines().filtered(lambda line: line._smb_by_hand())
        changed = self.env._("The discount of this line was changed by hand.")
        return [
            {
                "benefit": line.product_id.display_name or line.name,
                "amount": 0.0,
                "why": changed,
                "note": changed,
                "applies": False,
            }
            for line in lines
        ]

    def _smb_why(self, benefit, amounts):
        """One sentence on why ``benefit`` applies to this order or not."""
        if said := self._smb_why_by_hand(benefit):
            return said
        if benefit.id in amounts:
            return self._smb_why_given(benefit)
        return (
            self._smb_why_not_member()
            or self._smb_why_not_today(benefit)
            or self._smb_why_not_here(benefit)
        )

    def _smb_note(self, benefit, amounts):
        if benefit.id in amounts and not self._smb_why_by_hand(benefit):
            return self._smb_note_given(benefit)
        return self._smb_why(benefit, amounts)

    def _smb_why_by_hand(self, benefit):
        override = self.smb_override or {}
        key = str(benefit.id)
        if key in override.get("without", {}):
            reason = override["without"][key]
            return self.env._("Left out by hand: %(reason)s", reason=reason)
        if key in override.get("with", {}):
            reason = override["with"][key]
            return self.env._("Given by hand: %(reason)s", reason=reason)
        return ""

    def _smb_note_given(self, _benefit):
        """What else there is to say of a benefit that applies; a hook."""
        return ""

    def _smb_member_words(self):
        membership = self.smb_membership_id
        if not membership.date_end:
            return self.env._("%(level)s member", level=membership.level_id.name)
        return self.env._(
            "%(level)s member until %(day)s",
            level=membership.level_id.name,
            day=format_date(self.env, membership.date_end, date_format="long"),
        )

    def _smb_why_given(self, benefit):
        return self.env._(
            "%(member)s: %(benefit)s",
            member=self._smb_member_words(),
            benefit=benefit.name,
        )

    def _smb_why_not_member(self):
        membership, day = self.smb_membership_id, self._smb_day()
        if membership._serves(day):
            return ""
        if membership.suspended:
            return self.env._("The membership is suspended.")
        if day < membership.date_start:
            begins = format_date(self.env, membership.date_start, date_format="long")
            return self.env._("The membership begins on %s.", begins)
        ended = format_date(self.env, membership.date_end, date_format="long")
        return self.env._("The membership ended on %s.", ended)

    def _smb_why_not_today(self, benefit):
        day = self._smb_day()
        if not benefit.active:
            return self.env._("This benefit is archived.")
        if benefit.date_from and day < benefit.date_from:
            begins = format_date(self.env, benefit.date_from, date_format="long")
            return self.env._("This benefit begins on %s.", begins)
        if benefit.date_to and benefit.date_to < day:
            ended = format_date(self.env, benefit.date_to, date_format="long")
            return self.env._("This benefit ended on %s.", ended)
        return ""

    def _smb_why_not_here(self, benefit):
        if benefit.kind == "delivery":
            return self._smb_why_charged(benefit)
        if benefit.kind == "pricelist":
            return self.env._("This order has another price list.")
        if benefit.kind == "term":
            return self.env._("This order has other payment terms.")
        if benefit.kind == "gift":
            if self._smb_gift() == benefit:
                return self.env._("Somebody has a birthday this month: add the gift.")
            return self.env._("No birthday this month, or the gift was given already.")
        if benefit.kind == "priority":
            return self.env._("Another benefit is faster, or comes first.")
        if any(benefit._covers(line.product_id) for line in self._smb_goods()):
            return self.env._(
                "Another discount is better or comes first, or the discount was changed"
                " by hand."
            )
        return self.env._("Nothing on this order is included.")

    def _smb_why_charged(self, benefit):
        if not self._smb_fees():
            return self.env._("Nothing is charged for delivery.")
        currency = self.company_id.currency_id
        goods = self._smb_in_company_currency(self._smb_goods_amount())
        if currency.compare_amounts(goods, benefit.amount_from) < 0:
            return self.env._(
                "From %(amount)s of goods on; this order has %(goods)s.",
                amount=currency.format(benefit.amount_from),
                goods=currency.format(goods),
            )
        return self.env._("Delivery is free already, or was changed by hand.")
