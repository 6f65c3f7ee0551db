from odoo import api, fields, models
from odoo.fields import Domain

from ...tools.roles import CARE


class ResPartner(models.Model):
    """A customer whose tier promises a representative and who has none: an alert."""

    _inherit = "res.partner"

    smb_misses_representative = fields.Boolean(
        string="Misses a Service Representative",
        compute="_compute_smb_misses_representative",
        search="_search_smb_misses_representative",
        compute_sudo=True,
        groups=CARE,
        help="The tier asks for a service representative, and there is none who is"
        " still with us.",
    )

    @api.depends("smb_representative_id.active")
    @api.depends_context("allowed_company_ids")
    def _compute_smb_misses_representative(self):
        missing = set(self.search(self._smb_misses_domain(self.ids)).ids)
        for partner in self:
            partner.smb_misses_representative = partner._origin.id in missing

    @api.model
    def _search_smb_misses_representative(self, operator, value):
        if operator != "in":
            return NotImplemented
        return self._smb_misses_domain()

    @api.model
    def _smb_misses_domain(self, ids=None):
        cards = Domain("company_id", "in", self.env.companies.ids)
        cards &= Domain("tier_id.needs_representative", "=", True)
        if ids is not None:
            cards &= Domain("partner_id", "in", ids)
        # sudo: which tiers ask for one; the customers keep their own rules
        served = self.env["smb.scorecard"].sudo()._search(cards)
        paused = Domain("smb_care_paused", "=", True)
        nobody = Domain("smb_representative_id", "=", False)
        nobody |= Domain("smb_representative_id.active", "=", False)
        there = Domain("id", "in", served.subselect("smb_scorecard.partner_id"))
        return there & nobody & ~paused
