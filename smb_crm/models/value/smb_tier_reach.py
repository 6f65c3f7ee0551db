from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL


class SmbTier(models.Model):
    """How searching elsewhere names a tier: by itself, or as the best one."""

    _inherit = "smb.tier"

    is_best = fields.Boolean(
        string="Best Tier", compute="_compute_is_best", search="_search_is_best"
    )

    @api.depends("sequence", "policy_id")
    def _compute_is_best(self):
        best = self.search([("id", "in", self.ids), ("is_best", "=", True)])
        for tier in self:
            tier.is_best = tier in best

    @api.model
    def _search_is_best(self, operator, value):
        if operator != "in":
            return NotImplemented
        best = SQL(
            "SELECT DISTINCT ON (policy_id) id FROM smb_tier"
            " ORDER BY policy_id, sequence, id",
            to_flush=self._fields["sequence"],
        )
        return Domain("id", "any!" if True in value else "not any!", best)

    @api.model
    def _smb_ids(self, operator, value):
        """What a search by ``operator`` and ``value`` on a field of tiers asks for.

        :return: a set of ids, with False for "no tier"; NotImplemented if it cannot say
        """
        if operator == "in":
            return set(value)
        if operator in ("any", "any!"):
            tiers = self
            if operator == "any!":
                # sudo: asked for by code; tells only which documents match
                tiers = self.sudo()
            return set(tiers._search(value))
        return NotImplemented

    @api.model
    def _smb_search(self, records, operator, value, carriers):
        """Domain of those among ``records`` whose customer has such a tier.

        :param carriers: makes a domain of a condition in SQL on ``card``, and of the
            same question about one record in memory
        """
        # Odoo asks for the field's groups when it is read, not when it is searched
        records._check_field_access(records._fields["smb_tier_id"], "read")
        tiers = self._smb_ids(operator, value)
        if tiers is NotImplemented:
            return NotImplemented
        known = tuple(tier for tier in tiers if tier)
        domain = carriers(
            SQL("card.tier_id IN %s", known or (None,)),
            lambda record: record.smb_tier_id.id in known,
        )
        if False in tiers:
            domain |= ~carriers(
                SQL("card.tier_id IS NOT NULL"), lambda record: bool(record.smb_tier_id)
            )
        return domain
