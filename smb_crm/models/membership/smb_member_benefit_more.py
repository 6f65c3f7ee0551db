from datetime import date

from odoo import fields, models


class SmbMemberBenefit(models.Model):
    """Benefits that a person gives: a present, hours of service."""

    _inherit = "smb.member.benefit"

    hours = fields.Float(
        string="Free Hours",
        help="Hours of service free of charge, for each year of the membership.",
    )

    _hours_sane = models.Constraint(
        "CHECK (hours >= 0)", "Free hours of a benefit are not negative."
    )

    def _gift_product(self):
        """What a member is given on the birthday."""
        return self.product_ids.filtered("active")[:1].product_variant_id

    def _limit(self):
        """How many orders of whom may use it: 0 without limit."""
        return 1 if self.kind == "gift" else self.allowance

    def _period(self, membership, day):
        """The days that share an allowance: a birthday comes once a calendar year."""
        if self.kind == "gift":
            return date(day.year, 1, 1), date(day.year, 12, 31)
        return membership._year(day)
