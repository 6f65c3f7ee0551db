import logging

from odoo import models
from odoo.service.model import PG_CONCURRENCY_EXCEPTIONS_TO_RETRY as RETRY

_logger = logging.getLogger(__name__)

# what decides who is a customer, and whether there is one
WATCHED = {"parent_id", "is_company", "active"}
# customers of this transaction whose scorecards are due at its end
DUE = "smb_crm.tiers_due"


class ResPartner(models.Model):
    """Customers that are archived, or get another company, move with the same save.

    Who edits a customer never waits for scorecards, and never fails because of them:
    what cannot be computed now is left to the job that follows changes.
    """

    _inherit = "res.partner"

    _smb_changed_idx = models.Index("USING brin (write_date)")

    def write(self, vals):
        if not WATCHED & set(vals) or self.env.context.get("smb_tiers_later"):
            return super().write(vals)
        before = self._smb_tier_state()
        result = super().write(vals)
        after = self._smb_tier_state()
        changed = [id_ for id_ in before if before[id_] != after[id_]]
        if changed:
            customers = {state[id_][0] for state in (before, after) for id_ in changed}
            self._smb_tiers_due({*changed, *customers})
        return result

    def _smb_tier_state(self):
        # sudo: compares, shows nothing
        return {
            partner.id: (
                partner.commercial_partner_id.id,
                partner.is_company,
                partner.active,
            )
            for partner in self.sudo()
        }

    def _smb_tiers_due(self, ids):
        """Remember customers; whatever an import does to them costs one computation."""
        precommit = self.env.cr.precommit
        due = precommit.data.setdefault(DUE, set())
        if not due:
            precommit.add(self.env["res.partner"]._smb_refresh_due)
        due.update(ids)

    def _smb_refresh_due(self):
        due = self.env.cr.precommit.data.pop(DUE, set())
        self.env.flush_all()
        partners = self.browse(sorted(due)).exists()
        try:
            # no flush: that would begin with what is due
            with self.env.cr.savepoint(flush=False):
                partners._smb_refresh_tiers(wait=False)
        except RETRY:
            # a run that ended meanwhile wrote the same rows
            self.env.invalidate_all(flush=False)
        except Exception:
            _logger.exception("Scorecards of changed customers failed")
            self.env.invalidate_all(flush=False)

    def _smb_refresh_tiers(self, cause="figures", wait=True):
        """Compute the scorecards of these customers, if they have any.

        :param bool wait: False leaves out companies that are being computed
        """
        # sudo: computes and returns nothing; figures are the same whoever asks
        cards = self.env["smb.scorecard"].sudo()
        companies = self._smb_card_companies()
        if not wait:
            companies = companies.filtered(lambda c: cards._lock(c, wait=False))
        if companies:
            cards._refresh(self, companies, cause=cause)

    def _smb_card_companies(self):
        """Companies that have a scorecard of one of these customers."""
        # sudo: for the engine, which computes all of them
        cards = self.env["smb.scorecard"].sudo().with_context(active_test=False)
        return cards.search([("partner_id", "in", self.ids)]).company_id

    def _smb_lock_tiers(self):
        """Wait here for running computations, before rows are taken that they need."""
        self.env["smb.tier.policy"]._lock_companies(self._smb_card_companies())
