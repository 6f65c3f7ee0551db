from odoo import api, models
from odoo.tools import SQL


class BasePartnerMergeAutomaticWizard(models.TransientModel):
    """Pairs of likely duplicates follow a merge.

    The pair that is merged is closed; pairs of the vanishing customer with third ones
    become pairs of the remaining customer. Where both had one with the same third
    customer, one stays: the one somebody called *not a duplicate* if any.
    """

    _inherit = "base.partner.merge.automatic.wizard"

    def _action_next_screen(self):
        """Who came from the list of likely duplicates goes back to it."""
        last = self.dst_partner_id.display_name
        screen = super()._action_next_screen()
        if self.state != "finished" or not self.env.context.get("smb_from_duplicates"):
            return screen
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "success",
                "message": self.env._("Merged into %(customer)s.", customer=last),
                "next": {"type": "ir.actions.act_window_close"},
            },
        }

    @api.model
    def _update_foreign_keys(self, src_partners, dst_partner):
        self.env["smb.duplicate"].flush_model()
        self._smb_close_merged_pairs(src_partners, dst_partner)
        self._smb_move_pairs(src_partners, dst_partner)
        self.env["smb.duplicate"].invalidate_model()
        return super()._update_foreign_keys(src_partners, dst_partner)

    @api.model
    def _smb_close_merged_pairs(self, src_partners, dst_partner):
        involved = tuple((src_partners + dst_partner).ids)
        self.env.cr.execute(
            SQL(
                """
                UPDATE smb_duplicate pair
                   SET state = 'merged', decided_by_id = %(uid)s, other_id = NULL,
                       partner_id = %(dst)s, merged_name = gone.name
                  FROM res_partner gone
                 WHERE pair.partner_id IN %(ids)s AND pair.other_id IN %(ids)s
                   AND gone.id = CASE WHEN pair.partner_id = %(dst)s
                                      THEN pair.other_id ELSE pair.partner_id END
                """,
                uid=self.env.uid,
                dst=dst_partner.id,
                ids=involved,
            )
        )

    @api.model
    def _smb_move_pairs(self, src_partners, dst_partner):
        moved = SQL(
            """
            SELECT id, state, score, LEAST(one, two) AS one, GREATEST(one, two) AS two
              FROM (SELECT id, state, score,
                           CASE WHEN partner_id IN %(src)s THEN %(dst)s
                                ELSE partner_id END AS one,
                           CASE WHEN other_id IN %(src)s THEN %(dst)s
                                ELSE other_id END AS two
                      FROM smb_duplicate
                     WHERE other_id IS NOT NULL
                       AND (partner_id IN %(all)s OR other_id IN %(all)s)) AS pairs
            """,
            src=tuple(src_partners.ids),
            dst=dst_partner.id,
            all=tuple((src_partners + dst_partner).ids),
        )
        self.env.cr.execute(
            SQL(
                """
                DELETE FROM smb_duplicate WHERE id IN (
                    SELECT id FROM (
                        SELECT id, ROW_NUMBER() OVER (
                            PARTITION BY one, two
                            ORDER BY (state = 'ignored') DESC, score DESC, id
                        ) AS place FROM (%s) AS moved
                    ) AS ranked WHERE place > 1)
                """,
                moved,
            )
        )
        self.env.cr.execute(
            SQL(
                "UPDATE smb_duplicate pair SET partner_id = moved.one,"
                " other_id = moved.two FROM (%s) AS moved WHERE moved.id = pair.id",
                moved,
            )
        )
