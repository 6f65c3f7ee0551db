from odoo import api, fields, models
from odoo.tools import SQL


class SmbTierPolicy(models.Model):
    """What the engine asks of a policy."""

    _inherit = "smb.tier.policy"

    def _today(self):
        """The company's day, whoever asks and wherever the server stands."""
        zone = self.company_id.partner_id.tz or "UTC"
        return fields.Date.context_today(self.with_context(tz=zone))

    @api.model
    def _lock_companies(self, companies):
        """Keep computations out until the end of the transaction.

        The company first, rows after it: in the order in which a computation takes
        them, else the two would wait for each other.
        """
        # sudo: computes nothing and returns nothing
        cards = self.env["smb.scorecard"].sudo()
        for policy in cards._policies(companies):
            cards._lock(policy.company_id)

    def _tier_values(self, lang=None):
        """SQL: place and id, in a language also the name, of each tier, for VALUES."""
        tiers = self._tiers().with_context(lang=lang)
        return SQL(", ").join(
            SQL("(%s, %s::int%s)", place, tier._origin.id or None, name)
            for place, tier in enumerate(tiers)
            for name in [SQL(", %s", tier.name) if lang else SQL()]
        )

    def _new_place(self):
        """The place, from 0, of the tier of new customers; None without one."""
        places = {tier._origin.id: n for n, tier in enumerate(self._tiers())}
        return places.get(self.new_tier_id._origin.id or -1)

    def _grace_sql(self, today, cause):
        """SQL: whether a customer whose figures fell still keeps the tier.

        Grace protects from figures, not from a new policy: that moves everybody at
        once but those whose grace has already begun.
        """
        if self.grace_kind == "runs":
            lasts = SQL("runs_now <= %s", self.grace)
        else:
            lasts = SQL("%s::date - since < %s", today, self.grace)
        if cause == "policy":
            return SQL("falling_since IS NOT NULL AND %s", lasts)
        return lasts
