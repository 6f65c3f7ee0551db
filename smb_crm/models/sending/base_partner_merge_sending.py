from odoo import api, models
from odoo.tools import SQL


class BasePartnerMergeAutomaticWizard(models.TransientModel):
    """Merged customers got what both were sent, and get nothing twice.

    Of mails for the same occasion the one that went furthest keeps its key; another
    that waited is dropped, what was sent stays on record under a key of its own.
    """

    _inherit = "base.partner.merge.automatic.wizard"

    @api.model
    def _update_foreign_keys(self, src_partners, dst_partner):
        self._smb_merge_sendings(src_partners + dst_partner)
        return super()._update_foreign_keys(src_partners, dst_partner)

    @api.model
    def _smb_merge_sendings(self, partners):
        self.env.flush_all()
        doubled = SQL(
            """
            SELECT id FROM (
                SELECT id, ROW_NUMBER() OVER (
                    PARTITION BY company_id, kind, key
                    ORDER BY state IN ('sent', 'uncertain', 'sending') DESC,
                             state = 'queued' DESC, id) AS place
                  FROM smb_sending WHERE partner_id = ANY(%s)) AS ranked
             WHERE place > 1
            """,
            partners.ids,
        )
        self.env.cr.execute(
            SQL(
                "DELETE FROM smb_sending WHERE state = 'queued' AND id IN (%s)", doubled
            )
        )
        self.env.cr.execute(
            SQL(
                "UPDATE smb_sending SET key = key || '|merged ' || id WHERE id IN (%s)",
                doubled,
            )
        )
        self.env["smb.sending"].invalidate_model()
