from odoo import api, models
from odoo.tools import SQL

# what the transaction knows of a level, for as long as nobody changes a benefit
KNOWN = "smb_member_benefit"
# what an order asks of them, read with the same query that finds them
ASKED = (
    *("name", "active", "kind", "sequence", "date_from", "date_to", "combinable"),
    *("discount", "applies_on", "category_id", "pricelist_id", "payment_term_id"),
    *("amount_from", "lead_days", "allowance", "allowance_per"),
)
# what an order can have of a level
ON_ORDERS = ("pricelist", "discount", "delivery", "priority", "term", "gift")


class SmbMemberBenefit(models.Model):
    """Which benefits apply on a day, and to what."""

    _inherit = "smb.member.benefit"

    @api.model
    def _of_level(self, level, company):
        """Benefits of ``level`` in ``company``, in sequence; one query a transaction.

        As superuser: what a level brings is no secret to who may see the order.
        """
        # sudo: the order's own company, and nothing but what its level brings
        benefits = self.sudo()
        known = self.env.cr.cache.setdefault(KNOWN, {})
        key = (level.id, company.id)
        if key not in known:
            found = [("level_id", "=", level.id), ("company_id", "=", company.id)]
            known[key] = benefits.search_fetch(found, ASKED).ids
        return benefits.browse(known[key])

    @api.model_create_multi
    def create(self, vals_list):
        self.env.cr.cache.pop(KNOWN, None)
        return super().create(vals_list)

    def write(self, vals):
        self.env.cr.cache.pop(KNOWN, None)
        return super().write(vals)

    def unlink(self):
        self.env.cr.cache.pop(KNOWN, None)
        return super().unlink()

    def _runs(self, day):
        """Those that apply on ``day``."""
        return self.filtered(
            lambda benefit: (
                benefit.active
                and (not benefit.date_from or benefit.date_from <= day)
                and (not benefit.date_to or day <= benefit.date_to)
            )
        )

    @api.model
    def _kinds_on_orders(self):
        """What an order can have of a level; a bridge adds its own."""
        return ON_ORDERS

    def _of_kind(self, kind):
        return self.filtered(lambda benefit: benefit.kind == kind)

    def _covers(self, product):
        """Whether this discount is for ``product``."""
        self.ensure_one()
        if self.applies_on == "all":
            return True
        if self.applies_on == "product":
            return product.product_tmpl_id in self.product_ids
        path = product.categ_id.parent_path or ""
        return path.startswith(self.category_id.parent_path or "-")

    def _allowed(self, name, company):
        """The first record under ``name`` that ``company`` may use."""
        for record in self.mapped(name):
            if record.active and record.company_id in (company.browse(), company):
                return record
        return self[name].browse()

    def _overridden(self, override):
        """These without what was left out of an order, and with what was given."""
        if not override:
            return self
        without, given = (
            [int(key) for key in override.get(word, {})] for word in ("without", "with")
        )
        kept = self.filtered(lambda benefit: benefit.id not in without)
        return (kept | self.browse(given).exists()).sorted(lambda b: (b.sequence, b.id))

    # allowances

    def _lock_allowances(self):
        """From here to the end of the transaction nobody else uses these benefits."""
        self.env.flush_all()
        self.env.execute_query(
            SQL(
                "SELECT id FROM smb_member_benefit WHERE id IN %s ORDER BY id"
                " FOR NO KEY UPDATE",
                tuple(self.ids),
            )
        )

    def _times_used(self, membership, day):
        """How many orders used this benefit, of those that share the allowance."""
        who = SQL("TRUE")
        if self.allowance_per == "member" or self.kind == "gift":
            first, last = self._period(membership, day)
            who = SQL(
                "used.membership_id = %s AND used.date BETWEEN %s AND %s",
                *(membership.id, first, last),
            )
        query = SQL(
            """
            SELECT row.id, row.uses
              FROM smb_benefit_use row
              JOIN smb_benefit_use used
                ON used.id = COALESCE(row.opposite_of_id, row.id)
             WHERE row.benefit_id = %s AND row.uses <> 0 AND %s
            """,
            self.id,
            who,
        )
        rows = dict(self.env.execute_query(query))
        # this transaction began before it got the lock and can't see what others
        # booked while it waited; a new one can
        with self.env.registry.cursor() as cr:
            cr.execute(query)
            rows.update(cr.fetchall())
        return sum(rows.values())
