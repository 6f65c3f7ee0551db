from odoo import api, models
from odoo.tools import SQL


class BasePartnerMergeAutomaticWizard(models.TransientModel):
    """Merged customers are one customer: one scorecard, one tier, all of the history.

    Odoo moves rows by SQL and deletes those that then stand twice. What may stand once
    is therefore settled before: the remaining customer's scorecard and tier by hand
    win, else the latest one's; other tiers by hand end.
    """

    _inherit = "base.partner.merge.automatic.wizard"

    @api.model
    def _merge(self, partner_ids, dst_partner=None, extra_checks=True):
        partners = self.env["res.partner"].browse(partner_ids).exists()
        involved = partners | partners.commercial_partner_id
        # once, when all is done
        later = self.with_context(smb_tiers_later=True)
        if dst_partner:
            dst_partner = dst_partner.with_context(smb_tiers_later=True)
        involved._smb_lock_tiers()
        merging = super(BasePartnerMergeAutomaticWizard, later)
        result = merging._merge(partner_ids, dst_partner, extra_checks)
        involved.exists()._smb_refresh_tiers("merge")
        return result

    @api.model
    def _update_foreign_keys(self, src_partners, dst_partner):
        self.env.flush_all()
        self._smb_end_doubled_tiers(src_partners, dst_partner)
        self._smb_drop_doubled_cards(src_partners, dst_partner)
        self.env.invalidate_all()
        return super()._update_foreign_keys(src_partners, dst_partner)

    @api.model
    def _smb_doubled(self, table, condition, src_partners, dst_partner):
        """SQL: ids of the rows that would stand twice, per company."""
        return SQL(
            """
            SELECT id FROM (
                SELECT id, ROW_NUMBER() OVER (
                           PARTITION BY company_id
                           ORDER BY partner_id = %(dst)s DESC, id DESC) AS place
                  FROM %(table)s WHERE partner_id = ANY(%(all)s) AND %(condition)s
            ) AS ranked WHERE place > 1
            """,
            dst=dst_partner.id,
            table=SQL.identifier(table),
            all=(src_partners + dst_partner).ids,
            condition=condition,
        )

    @api.model
    def _smb_end_doubled_tiers(self, src_partners, dst_partner):
        doubled = self._smb_doubled(
            "smb_tier_hand", SQL("active"), src_partners, dst_partner
        )
        self.env.cr.execute(
            SQL("UPDATE smb_tier_hand SET active = FALSE WHERE id IN (%s)", doubled)
        )

    @api.model
    def _smb_drop_doubled_cards(self, src_partners, dst_partner):
        doubled = self._smb_doubled(
            "smb_scorecard", SQL("TRUE"), src_partners, dst_partner
        )
        self.env.cr.execute(SQL("DELETE FROM smb_scorecard WHERE id IN (%s)", doubled))
