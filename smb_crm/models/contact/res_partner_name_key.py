from odoo import api, fields, models

from ...tools.loading import CARE_COLUMNS
from ...tools.names import name_key


def _with_trigrams(definition):
    """An index that exists only where PostgreSQL has pg_trgm."""
    return lambda registry: definition if registry.has_trigram else ""


class ResPartner(models.Model):
    """What customers are searched by when spelling must not matter."""

    _inherit = "res.partner"

    smb_name_key = fields.Char(
        string="Name Key",
        compute="_compute_smb_name_key",
        store=True,
        precompute=True,
        copy=False,
        readonly=True,
        help="The telling words of the name, without accents, case and legal form.",
        prefetch=CARE_COLUMNS,
    )

    _smb_name_key_idx = models.Index(
        _with_trigrams("USING gin (smb_name_key gin_trgm_ops)")
    )
    _smb_phone_idx = models.Index(
        r"(RIGHT(REGEXP_REPLACE(phone, '[^0-9]', '', 'g'), 8)) WHERE phone IS NOT NULL"
    )
    _smb_email_idx = models.Index(
        "(SPLIT_PART(email_normalized, '@', 2), email_normalized)"
        " WHERE email_normalized IS NOT NULL"
    )
    _smb_website_idx = models.Index(
        "(SUBSTRING(LOWER(website) FROM '^(?:[a-z]+://)?(?:www\\.)?([^/:?#\\s]+)'))"
        " WHERE website IS NOT NULL"
    )
    _smb_vat_idx = models.Index(
        "(UPPER(REGEXP_REPLACE(vat, '[^A-Za-z0-9]', '', 'g')))"
        " WHERE vat IS NOT NULL AND parent_id IS NULL"
    )
    _smb_zip_idx = models.Index(
        "(UPPER(REGEXP_REPLACE(zip, '[^A-Za-z0-9]', '', 'g')))"
        " WHERE zip IS NOT NULL AND parent_id IS NULL"
    )

    @api.depends("name")
    def _compute_smb_name_key(self):
        for partner in self:
            partner.smb_name_key = name_key(partner.name) or False
