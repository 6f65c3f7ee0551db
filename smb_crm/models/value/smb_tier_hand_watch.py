from datetime import timedelta

from odoo import api, fields, models
from odoo.tools import plaintext2html

from ...tools.roles import MANAGERS

TO_DO = "mail.mail_activity_data_todo"
# the author is told so many days before the end
NOTICE = timedelta(days=7)


class SmbTierHand(models.Model):
    """Nobody keeps a tier because it was forgotten: who gave it is told in time."""

    _inherit = "smb.tier.hand"

    @api.model
    def _cron_watch(self):
        """End what is over, and say so; a week before, say that it will be.

        One transaction each: a tier that cannot be ended keeps no other from it.
        """
        commit = self.env["ir.cron"]._commit_progress
        over, soon = self._to_watch()
        commit(remaining=len(over) + len(soon))
        tasks = [(hand, hand._expire) for hand in over]
        tasks += [(hand, hand._warn) for hand in soon]
        for hand, task in tasks:
            beats = self.env["smb.heartbeat"]
            _done, error = beats._attempt(f"tier by hand {hand.id}", task)
            if error:
                beats._report(error)
            if not commit(1):
                return

    @api.model
    def _to_watch(self):
        """Tiers by hand that are over, and those that soon will be."""
        # who became somebody's contact is no customer any more
        over = self.search([("partner_id.parent_id", "!=", False)]).filtered(
            lambda hand: hand.partner_id.commercial_partner_id != hand.partner_id
        )
        soon = self.browse()
        # somewhere it may be tomorrow already
        latest = fields.Date.today() + NOTICE + timedelta(days=1)
        for company in self.search([("date_to", "<=", latest)]).company_id:
            today = self.env["smb.tier.policy"]._of(company)._today()
            here = [("company_id", "=", company.id)]
            over |= self.search([*here, ("date_to", "<", today)])
            ends = [("date_to", "<=", today + NOTICE), ("warned", "=", False)]
            soon |= self.search([*here, *ends])
        return over, soon - over

    def _expire(self):
        self.write({"active": False})
        self._tell(
            lambda env: env._("Tier %(tier)s by hand has ended", tier=self._named(env)),
            self._today(),
        )

    def _warn(self):
        self.warned = True
        self._tell(
            lambda env: env._(
                "Tier %(tier)s by hand ends: extend it?", tier=self._named(env)
            ),
            self.date_to,
        )

    def _named(self, env):
        return self.tier_id.with_env(env).name

    def _tell(self, summary, deadline):
        """A task for the author; when he left for the salesperson, or a manager."""
        customer = self.partner_id
        managers = self.env.ref(MANAGERS).all_user_ids.filtered(
            lambda user: self.company_id in user.company_ids
        )
        for user in (self.user_id, customer.user_id, *managers.sorted("id")):
            if user.active and customer.with_user(user).has_access("read"):
                env = self.with_context(lang=user.lang).env
                customer.activity_schedule(
                    TO_DO,
                    date_deadline=deadline,
                    user_id=user.id,
                    summary=summary(env),
                    note=plaintext2html(self.reason),
                )
                return
