from odoo import models
from odoo.tools import format_date

from ...tools.benefits import year_of


class SmbMemberBenefit(models.Model):
    """What a benefit brings, in words that a member understands."""

    _inherit = "smb.member.benefit"

    def _in_words(self, membership):
        """Sentences on what this benefit brings that member."""
        self.ensure_one()
        words = [
            self._words_of_kind().get(self.kind),
            self.kind == "contact" and membership._contact_words(),
            self.kind == "hours" and self._words_hours(membership),
            self._words_allowance(membership),
            self._words_end(),
        ]
        return [word for word in words if word]

    def _words_of_kind(self):
        return {
            "discount": self._words_discount(),
            "pricelist": self.env._("Special prices on your orders"),
            "delivery": self._words_delivery(),
            "priority": self._words_priority(),
            "term": self.payment_term_id.name,
            "gift": self.env._("Ask for it with an order in the month of the birthday"),
        }

    def _words_discount(self):
        percent = f"{self.discount:g}"
        if self.applies_on == "all":
            return self.env._("%s %% off all products", percent)
        targets = self.category_id or self.product_ids
        return self.env._(
            "%(percent)s %% off %(targets)s",
            percent=percent,
            targets=", ".join(targets.mapped("name")),
        )

    def _words_delivery(self):
        if not self.amount_from:
            return self.env._("Delivery free of charge")
        return self.env._(
            "Delivery free of charge from %s of goods on",
            self.currency_id.format(self.amount_from),
        )

    def _words_priority(self):
        if not self.lead_days:
            return self.env._("Your orders go first")
        if self.lead_days == 1:
            return self.env._("Delivered within one day")
        return self.env._("Delivered within %s days", self.lead_days)

    def _words_hours(self, membership):
        day = membership._today(membership.company_id)
        _first, last = membership._year(day)
        return self.env._(
            "%(left)s of %(all)s hours left until %(day)s",
            left=f"{membership._hours_left(self, day):g}",
            all=f"{self.hours:g}",
            day=format_date(self.env, last, date_format="long"),
        )

    def _words_allowance(self, membership):
        if self.kind in ("contact", "gift", "hours"):
            return ""
        if not self.allowance or self.allowance_per != "member":
            return ""
        day = membership._today(membership.company_id)
        first, last = year_of(membership.date_start, day)
        uses = membership.use_ids.filtered(
            lambda use: (
                use.benefit_id == self
                and first <= (use.opposite_of_id or use).date <= last
            )
        )
        left = max(0, self.allowance - sum(uses.mapped("uses")))
        return self.env._(
            "%(left)s of %(all)s orders left until %(day)s",
            left=left,
            all=self.allowance,
            day=format_date(self.env, last, date_format="long"),
        )

    def _words_end(self):
        if not self.date_to:
            return ""
        day = format_date(self.env, self.date_to, date_format="long")
        return self.env._("Until %s", day)
