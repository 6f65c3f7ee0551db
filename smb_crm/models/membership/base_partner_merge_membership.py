from odoo import api, models
from odoo.tools import SQL

# tables that name the member beside the membership
NAMED = (
    *("smb_membership", "smb_membership_change", "smb_membership_right"),
    "smb_benefit_use",
)


class BasePartnerMergeAutomaticWizard(models.TransientModel):
    """Merged customers are one member of each company.

    The remaining customer's membership stays, with its number, and takes over what
    entitles the others, their history, orders and ledger: so the better level counts.
    A suspension of any of them goes on. The history tells of those that ended.
    """

    _inherit = "base.partner.merge.automatic.wizard"

    @api.model
    def _merge(self, partner_ids, dst_partner=None, extra_checks=True):
        partners = self.env["res.partner"].browse(partner_ids).exists()
        involved = partners | partners.commercial_partner_id
        result = super()._merge(partner_ids, dst_partner, extra_checks)
        # sudo: the merge moves rows of everybody, its own rights were checked before
        memberships = self.env["smb.membership"].sudo()
        rows = memberships.search([("partner_id", "in", involved.exists().ids)])
        for row in rows:
            row._settle()
        rows.change_ids._count_once(rows)
        return result

    @api.model
    def _update_foreign_keys(self, src_partners, dst_partner):
        self.env.flush_all()
        customer = dst_partner.commercial_partner_id
        self._smb_join_memberships(src_partners, customer)
        self._smb_name_customer(src_partners, customer)
        self.env.invalidate_all()
        return super()._update_foreign_keys(src_partners, dst_partner)

    @api.model
    def _smb_join_memberships(self, src_partners, customer):
        # sudo: as above
        memberships = self.env["smb.membership"].sudo()
        rows = memberships.search([("partner_id", "in", (src_partners + customer).ids)])
        rows._know_rights()
        for company in rows.company_id:
            mine = rows.filtered(lambda row, at=company: row.company_id == at)
            kept = mine.filtered(lambda row: row.partner_id == customer)
            kept = kept or mine.sorted(lambda row: (row.state == "ended", row.id))[:1]
            if mine - kept:
                self._smb_take_over(kept, mine - kept)

    @api.model
    def _smb_take_over(self, kept, others):
        """``kept`` gets all that hangs on ``others``, which end."""
        kept._lock_customer((kept | others).partner_id)
        for other in others:
            kept._remember("merged", other.level_id, other._merge_reason(), "hand")
        resting = others.filtered(lambda row: row.suspended and row.state != "ended")
        if resting and not kept.suspended:
            kept.write({"suspended": True, "suspend_reason": resting[0].suspend_reason})
        if kept.state == "ended":
            running = others.filtered(lambda row: row.state != "ended")
            if not running:
                kept.date_end = max((kept | others).mapped("date_end"))
        else:
            starts = others.filtered(lambda row: row.state == "active")
            kept.date_start = min((kept | starts).mapped("date_start"))
        self.env.flush_all()
        self._update_foreign_keys_generic("smb.membership", others, kept)
        self._update_reference_fields_generic("smb.membership", others, kept)
        self.env.invalidate_all()
        others.unlink()
        self.env.flush_all()

    @api.model
    def _smb_name_customer(self, src_partners, customer):
        """Rows that name a vanishing customer name the whole customer that remains."""
        for table in NAMED:
            self.env.cr.execute(
                SQL(
                    "UPDATE %s SET partner_id = %s WHERE partner_id = ANY(%s)",
                    SQL.identifier(table),
                    customer.id,
                    src_partners.ids,
                )
            )
