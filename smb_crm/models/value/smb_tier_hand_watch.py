from datetime import timedelta

from odoo import api, fields, models

TO_DO = "mail.mail_activity_data_todo"
# the author is told so many days before the end
NOTICE = timedelta(days=7)


class SmbTierHand(models.Model):
    """Nobody keeps a tier because it was forgotten: who gave it is told in time."""

    _inherit = "smb.tier.hand"

    @api.model
    def _cron_watch(self):
        """End what is over, and say so; a week before, say that it will be."""
        commit = self.env["ir.cron"]._commit_progress
        # somewhere it may be tomorrow already
        latest = fields.Date.today() + NOTICE + timedelta(days=1)
        for company in self.search([("date_to", "<=", latest)]).company_id:
            today = self.env["smb.tier.policy"]._of(company)._today()
            here = [("company_id", "=", company.id)]
            for hand in self.search([*here, ("date_to", "<", today)]):
                hand._expire()
                commit(1)
            soon = [("date_to", "<=", today + NOTICE), ("warned", "=", False)]
            for hand in self.search([*here, *soon]):
                hand._warn()
                commit(1)

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
        """A task for the author, or for the salesperson when the author left."""
        customer = self.partner_id
        for user in (self.user_id, customer.user_id):
            if user.active and customer.with_user(user).has_access("read"):
                env = self.with_context(lang=user.lang).env
                customer.activity_schedule(
                    TO_DO,
                    date_deadline=deadline,
                    user_id=user.id,
                    summary=summary(env),
                    note=self.reason,
                )
                return
