from datetime import timedelta

from dateutil.relativedelta import relativedelta

from odoo import api, models


class SmbMembership(models.Model):
    """What an order brings, and what its cancelling takes back."""

    _inherit = "smb.membership"

    @api.model
    def _buy(self, partner, company, line, times):
        """Join or prolong by ``times`` what the level of ``line`` runs.

        A lower level never takes away a better one that still runs.
        """
        level, name = line.product_id.grade_id, line.order_id.name
        customer = partner.commercial_partner_id
        self._lock_customer(customer)
        membership = self.search(
            [("partner_id", "=", customer.id), ("company_id", "=", company.id)]
        )
        running = membership.filtered(lambda row: row.state != "ended")
        if not running:
            day = self._today(company)
            end = self._end_after(level, day, times)
            membership = self._join(
                partner, company, level, "order", day, end, name, line
            )
        else:
            kind = running._kind_of(level)
            if kind == "up":
                running._change_level(level, name)
            running._prolong(level, times, name)
            running._follow()
        membership.write(
            {
                "order_line_id": line.id,
                "source": "order",
                "paid_level_id": level.id,
                "paid_until": membership.date_end,
            }
        )
        return membership

    @api.model
    def _end_after(self, level, day, times):
        if not level.smb_months:
            return False
        return day + relativedelta(months=level.smb_months * times) - timedelta(days=1)

    @api.model
    def _give_back(self, lines):
        """Shorten the memberships last bought with ``lines`` by what these brought."""
        for membership in self.search([("order_line_id", "in", lines.ids)]):
            bought = lines.filtered(
                lambda line, order=membership.order_line_id.order_id: (
                    line.order_id == order
                )
            )
            name = bought.order_id.name
            months = membership.paid_level_id.smb_months
            times = max(1, int(sum(bought.mapped("product_uom_qty"))))
            end = membership.date_end
            membership.write(
                {"order_line_id": False, "paid_level_id": False, "paid_until": False}
            )
            if end and months:
                next_day = end + timedelta(days=1)
                end = next_day - relativedelta(months=months * times, days=1)
            if not end or end < self._today(membership.company_id):
                membership._leave(name)
            else:
                membership._set({"date_end": end}, "renewed", name)
