from datetime import date

from odoo import api, fields, models
from odoo.tools import format_date

from .smb_scorecard_refresh_judge import LEAST_RHYTHM, RHYTHM_FROM, SURE


class SmbScorecard(models.Model):
    """The health of a customer in words, in the reader's language."""

    _inherit = "smb.scorecard"

    health_reasons = fields.Text(
        string="Why",
        compute="_compute_health_reasons",
        help="What costs this customer points, the costliest first.",
    )
    quiet_text = fields.Char(string="Quiet Rule", compute="_compute_quiet_text")
    problem_text = fields.Char(
        string="Why Not To Be Trusted", compute="_compute_problem_text"
    )

    @api.depends_context("lang", "tz", "uid", "allowed_company_ids")
    @api.depends("health", "last_deal_date", "last_contact_date", "tier_id")
    def _compute_health_reasons(self):
        reasons = {
            "health_recency": self._reason_recency,
            "health_frequency": self._reason_frequency,
            "health_margin": self._reason_margin,
            "health_payment": self._reason_payment,
            "health_contact": self._reason_contact,
            "health_returns": self._reason_returns,
        }
        for card in self:
            lost = sorted((card[name], name) for name in reasons if card[name])
            card.health_reasons = "\n".join(
                f"{reasons[name](card)} ({points})" for points, name in lost
            )

    @api.depends_context("lang", "tz")
    @api.depends("quiet_reason", "last_deal_date", "tier_id", "interval_days")
    def _compute_quiet_text(self):
        for card in self:
            card.quiet_text = card.quiet_reason and card._quiet_sentence()

    def _quiet_sentence(self):
        """The rule that makes this customer a quiet one, with its figures."""
        days = self._days_since(self.last_deal_date)
        if self.quiet_reason == "limit":
            return self.env._(
                "No deal for %(days)s days; the tier allows %(limit)s",
                days=days,
                limit=self._silence_allowed(),
            )
        usual = self.interval_days
        limit = max(LEAST_RHYTHM, 2 * usual, usual + SURE * self.interval_spread)
        return self.env._(
            "No deal for %(days)s days; usually every %(usual)s, quiet after %(limit)s",
            days=days,
            usual=round(usual),
            limit=int(limit),
        )

    def _silence_allowed(self):
        """Days of the customer's tier; who has none is treated like the last one."""
        tier = self.tier_id
        if not tier:
            tier = self.env["smb.tier.policy"]._of(self.company_id).tier_ids[-1:]
        # sudo: a number of the tier, told to whoever may read the customer's card
        return tier.sudo().quiet_days

    @api.depends_context("lang")
    @api.depends("problem")
    def _compute_problem_text(self):
        for card in self:
            code, day, document = ((card.problem or "").split(", ", 2) + ["", ""])[:3]
            card.problem_text = card.problem and self.env._(
                "No rate for %(currency)s on %(day)s (%(document)s)",
                currency=code,
                day=day,
                document=document,
            )

    @api.model
    def _reason_recency(self, card):
        days = self._days_since(card.last_deal_date)
        if card.purchases >= RHYTHM_FROM:
            return self.env._(
                "No deal for %(days)s days; usually every %(usual)s",
                days=days,
                usual=round(card.interval_days),
            )
        return self.env._("No deal for %(days)s days", days=days)

    @api.model
    def _reason_frequency(self, card):
        return self.env._(
            "%(now)s deals in the window after %(before)s in the one before",
            now=card.orders,
            before=card.orders_before,
        )

    @api.model
    def _reason_margin(self, card):
        return self.env._(
            "Margin of %(percent)s %% is below the average",
            percent=round(100 * card.margin / card.revenue) if card.revenue else 0,
        )

    @api.model
    def _reason_payment(self, card):
        late, overdue = round(card.days_late), card.overdue_days
        if late > 3 and overdue > 14:
            return self.env._(
                "Pays %(late)s days late; %(overdue)s days overdue now",
                late=late,
                overdue=overdue,
            )
        if overdue > 14:
            return self.env._("%(overdue)s days overdue", overdue=overdue)
        return self.env._("Pays %(late)s days late", late=late)

    @api.model
    def _reason_contact(self, card):
        latest = card.contact_date
        if latest and latest > (card.last_contact_date or date.min):
            # the points follow with the next computation
            return self.env._(
                "Long without contact, until %(date)s",
                date=format_date(self.env, latest),
            )
        if not card.last_contact_date:
            return self.env._("No contact on record")
        return self.env._(
            "No contact for %(days)s days",
            days=self._days_since(card.last_contact_date),
        )

    @api.model
    def _reason_returns(self, card):
        return self.env._(
            "%(percent)s %% of what was invoiced came back",
            percent=round(100 * card.returned_share),
        )

    @api.model
    def _days_since(self, day):
        return (fields.Date.context_today(self) - day).days if day else 0
