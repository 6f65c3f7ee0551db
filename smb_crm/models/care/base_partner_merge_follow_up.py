from odoo import api, models
from odoo.tools import SQL


class BasePartnerMergeAutomaticWizard(models.TransientModel):
    """Merged customers are looked after once; what was done for both stays on record.

    Of two open follow-ups of a step the remaining customer's stays; the other, when on
    a desk, is called off. Two closed ones that were counted from the same day keep
    everything but that day.
    """

    _inherit = "base.partner.merge.automatic.wizard"

    @api.model
    def _merge(self, partner_ids, dst_partner=None, extra_checks=True):
        partners = self.env["res.partner"].browse(partner_ids).exists()
        involved = partners | partners.commercial_partner_id
        result = super()._merge(partner_ids, dst_partner, extra_checks)
        involved.exists()._smb_plan_now()
        return result

    @api.model
    def _update_foreign_keys(self, src_partners, dst_partner):
        self.env.flush_all()
        self._smb_merge_open_follow_ups(src_partners, dst_partner)
        self._smb_part_follow_ups(src_partners, dst_partner)
        self.env.invalidate_all()
        return super()._update_foreign_keys(src_partners, dst_partner)

    @api.model
    def _smb_merge_open_follow_ups(self, src_partners, dst_partner):
        rows = self.env.execute_query(
            SQL(
                """
                SELECT id FROM (
                    SELECT id, ROW_NUMBER() OVER (
                               PARTITION BY company_id, step_id
                               ORDER BY partner_id = %s DESC, state, id) AS place
                      FROM smb_follow_up
                     WHERE partner_id = ANY(%s) AND state IN ('planned', 'due')
                ) AS ranked WHERE place > 1
                """,
                dst_partner.id,
                (src_partners + dst_partner).ids,
            )
        )
        # sudo: the merge moves rows of everybody, its own rights were checked before
        doubled = self.env["smb.follow.up"].sudo().browse(id_ for (id_,) in rows)
        on_desks = doubled.filtered(lambda row: row.state == "due")
        on_desks._call_off(self.env._("The customer was merged with another"))
        (doubled - on_desks).unlink()
        self.env.flush_all()

    @api.model
    def _smb_part_follow_ups(self, src_partners, dst_partner):
        """Give occurrences that would be the same a day of their own before all."""
        self.env.cr.execute(
            SQL(
                """
                UPDATE smb_follow_up SET anchor_date = first - place::int
                  FROM (SELECT id, first,
                               ROW_NUMBER() OVER (
                                   PARTITION BY company_id, step_id ORDER BY id
                               ) AS place
                          FROM (SELECT id, company_id, step_id, ROW_NUMBER() OVER (
                                       PARTITION BY company_id, step_id, anchor_date
                                       ORDER BY state IN ('planned', 'due') DESC,
                                                partner_id = %s DESC, id) AS copy,
                                       MIN(anchor_date) OVER (
                                       PARTITION BY company_id, step_id) AS first
                                  FROM smb_follow_up
                                 WHERE partner_id = ANY(%s) AND state <> 'cancelled'
                               ) AS known
                         WHERE copy > 1) AS doubled
                 WHERE doubled.id = smb_follow_up.id
                """,
                dst_partner.id,
                (src_partners + dst_partner).ids,
            )
        )
