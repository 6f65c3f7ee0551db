from odoo import api, models
from odoo.tools import SQL

from ...tools.roles import MANAGERS


class BasePartnerMergeAutomaticWizard(models.TransientModel):
    """Pairs of likely duplicates follow a merge.

    The pair that is merged is closed; pairs of the vanishing customer with third ones
    become pairs of the remaining customer. Where both had one with the same third
    customer, one stays: the one somebody called *not a duplicate* if any.
    """

    _inherit = "base.partner.merge.automatic.wizard"

    @api.model
    def _merge(self, partner_ids, dst_partner=None, extra_checks=True):
        """Odoo lets only administrators merge contacts whose e-mails differ.

        Two customers typed in twice rarely have the same. A sales manager may merge
        the pairs on our list all the same, unless somebody logs in as one of them.
        """
        checks = extra_checks and not self._smb_is_listed_pair(partner_ids)
        return super()._merge(partner_ids, dst_partner, checks)

    @api.model
    def _smb_is_listed_pair(self, partner_ids):
        if len(set(partner_ids)) != 2 or not self.env.user.has_group(MANAGERS):
            return False
        # sudo: whether accounts hang on them; their e-mail is a way into an account
        partners = self.env["res.partner"].sudo().browse(partner_ids)
        if partners.with_context(active_test=False).user_ids:
            return False
        pair = [("partner_id", "=", min(partner_ids)), ("state", "=", "new")]
        pair += [("other_id", "=", max(partner_ids))]
        return bool(self.env["smb.duplicate"].search_count(pair, limit=1))

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
