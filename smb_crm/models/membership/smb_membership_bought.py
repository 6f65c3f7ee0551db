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
