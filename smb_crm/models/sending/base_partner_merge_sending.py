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
        self._smb_merge_sendings(src_partners, dst_partner)
        return super()._update_foreign_keys(src_partners, dst_partner)

    @api.model
    def _smb_merge_sendings(self, src_partners, dst_partner):
        self.env.flush_all()
        rows = self.env.execute_query(
            SQL(
                """
                SELECT id FROM (
                    SELECT id, ROW_NUMBER() OVER (
                        PARTITION BY company_id, kind, key
                        ORDER BY state IN ('sent', 'uncertain', 'sending') DESC,
                                 state = 'queued' DESC, partner_id = %s DESC, id
                        ) AS place
                      FROM smb_sending WHERE partner_id = ANY(%s)) AS ranked
                 WHERE place > 1
                """,
                dst_partner.id,
                (src_partners + dst_partner).ids,
            )
        )
        # sudo: the merge moves rows of everybody, its own rights were checked before
        doubled = self.env["smb.sending"].sudo().browse(id_ for (id_,) in rows)
        waiting = doubled.filtered(lambda row: row.state == "queued")
        waiting.write(
            {
                "state": "cancelled",
                "error": self.env._("The customer was merged; one mail is enough."),
            }
        )
        # whoever waits for these mails learns that they do not go out
        waiting._closed()
        waiting.unlink()
        for row in doubled - waiting:
            row.key = f"{row.key}|merged {row.id}"
        self.env.flush_all()
