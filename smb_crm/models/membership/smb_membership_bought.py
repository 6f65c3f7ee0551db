from odoo import api, models


class SmbMembership(models.Model):
    """What an order brings, and what its cancelling takes back."""

    _inherit = "smb.membership"

    @api.model
    def _buy(self, partner, company, line, times):
        """A right to the level of ``line`` for ``times`` what the level runs."""
        membership = self._locked(partner, company)
        if membership.right_ids.filtered(
            lambda right: right.order_line_id == line and not right.cancelled
        ):
            return membership
        level = line.product_id.grade_id
        return self._entitle(
            membership,
            partner,
            company,
            level,
            source="order",
            date=self._today(company),
            months=level.smb_months * times,
            reason=line.order_id.name,
            order_line_id=line.id,
        )

    @api.model
    def _give_back(self, lines):
        """Take out of the memberships what was bought with ``lines``, no more."""
        rights = self.env["smb.membership.right"].search(
            [("order_line_id", "in", lines.ids), ("cancelled", "=", False)]
        )
        for membership in rights.membership_id:
            membership._lock_customer(membership.partner_id)
            mine = rights & membership.right_ids
            mine.cancelled = True
            membership._settle(reason=mine.order_id[:1].name, source="order")

    @api.model
    def _buy_again(self, lines, before, after):
        """What was bought ``before`` times is bought ``after`` times; 0: not at all."""
        rights = self.env["smb.membership.right"].search(
            [("order_line_id", "in", lines.ids), ("cancelled", "=", False)], limit=1
        )
        order = lines.order_id
        if not rights:
            if after:
                self._buy(order.partner_id, order.company_id, lines[:1], after)
            return
        rights.membership_id._lock_customer(rights.partner_id)
        if after:
            # months are those of the purchase, whatever became of the level
            rights.months = rights.months // max(1, before) * after
        else:
            rights.cancelled = True
        rights.membership_id._settle(reason=order.name, source="order")
