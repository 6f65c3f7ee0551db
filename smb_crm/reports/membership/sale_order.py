from odoo import models


class SaleOrder(models.Model):
    _inherit = "sale.order"

    def _smb_paper_benefits(self):
        """What the customer reads about the membership below the total.

        Only what applies; never why somebody left a benefit out or gave one by hand.
        """
        self.ensure_one()
        # sudo: names, sentences and sums of the order that is being printed
        order = self.sudo()
        if not order.smb_membership_id:
            return []
        amounts = order._smb_amounts()
        benefits = self.env["smb.member.benefit"].sudo().browse(amounts)
        return [
            {"why": order._smb_why_given(benefit), "amount": amounts[benefit.id]}
            for benefit in benefits.sorted("sequence")
        ]
