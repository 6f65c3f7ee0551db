from odoo import api, models
from odoo.tools import SQL


class BasePartnerMergeAutomaticWizard(models.TransientModel):
    """Merging two customers keeps every contact of both, once.

    Odoo moves foreign keys by SQL, deletes rows that break a constraint and leaves
    done activities behind to be deleted with the source. Contact logs are therefore
    made ready first: they get the customer they will belong to, and a mail or meeting
    that was logged for both customers keeps one log; the other is archived without its
    source, never deleted.
    """

    _inherit = "base.partner.merge.automatic.wizard"

    @api.model
    def _update_foreign_keys(self, src_partners, dst_partner):
        self.env.flush_all()
        moving = self._smb_moving_customers(src_partners, dst_partner)
        self.env["smb.contact.log"]._archive_doubles(
            dst_partner.commercial_partner_id, self._smb_moving_logs_sql(src_partners)
        )
        self._smb_move_logs(src_partners, dst_partner)
        self.env.invalidate_all()
        result = super()._update_foreign_keys(src_partners, dst_partner)
        self.env["mail.activity"]._smb_refresh_customer(
            [("smb_partner_id", "in", moving.ids)]
        )
        return result

    @api.model
    def _smb_moving_customers(self, src_partners, dst_partner):
        """The customers whose activities may belong to another one afterwards."""
        involved = src_partners + dst_partner
        return (involved.commercial_partner_id + involved) - src_partners

    @api.model
    def _smb_moving_logs_sql(self, src_partners):
        """Logs with a merged person, or of a merged customer."""
        ids = tuple(src_partners.ids)
        return SQL("(partner_id IN %s OR commercial_partner_id IN %s)", ids, ids)

    @api.model
    def _smb_move_logs(self, src_partners, dst_partner):
        self.env.cr.execute(
            SQL(
                "UPDATE smb_contact_log SET commercial_partner_id = %s WHERE %s",
                dst_partner.commercial_partner_id.id,
                self._smb_moving_logs_sql(src_partners),
            )
        )

    @api.model
    def _update_reference_fields(self, src_partners, dst_partner):
        self._smb_move_done_activities(src_partners, dst_partner)
        return super()._update_reference_fields(src_partners, dst_partner)

    @api.model
    def _smb_move_done_activities(self, src_partners, dst_partner):
        """Odoo moves open activities only and deletes the done ones."""
        # sudo: the merge moves rows of everybody, its own rights were checked before
        activities = self.env["mail.activity"].sudo().with_context(active_test=False)
        done = activities.search(
            [
                ("res_model", "=", "res.partner"),
                ("res_id", "in", src_partners.ids),
                ("active", "=", False),
            ]
        )
        done.write({"res_id": dst_partner.id})
