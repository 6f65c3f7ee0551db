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
        rows = [
            {"why": order._smb_why_given(benefit), "amount": amounts[benefit.id]}
            for benefit in benefits.sorted("sequence")
        ]
        return rows + order._smb_paper_contact()

    def _smb_paper_contact(self):
        """Whom the customer calls, where the level promises an own contact."""
        membership = self.smb_membership_id
        if not membership._serves(self._smb_day()):
            return []
        words = membership._contact_words()
        return [{"why": words, "amount": 0.0}] if words else []
