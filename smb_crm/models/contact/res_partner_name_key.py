from psycopg2.extras import execute_values

from odoo import api, fields, models
from odoo.tools.sql import SQL, column_exists, create_column

from ...tools.names import name_key

FILL_BATCH = 5_000


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

    @api.depends("name")
    def _compute_smb_name_key(self):
        for partner in self:
            partner.smb_name_key = name_key(partner.name) or False

    def _auto_init(self):
        # filled by SQL: the ORM would load and rewrite every contact
        if not column_exists(self.env.cr, self._table, "smb_name_key"):
            create_column(self.env.cr, self._table, "smb_name_key", "varchar")
            self._smb_fill_name_keys()
        return super()._auto_init()

    @api.model
    def _smb_fill_name_keys(self):
        """Compute the key of every contact, a bounded batch at a time."""
        last = 0
        while True:
            rows = self.env.execute_query(
                SQL(
                    "SELECT id, name FROM res_partner WHERE id > %s"
                    " ORDER BY id LIMIT %s",
                    last,
                    FILL_BATCH,
                )
            )
            if not rows:
                return
            last = rows[-1][0]
            keys = [(id_, name_key(name)) for id_, name in rows if name_key(name)]
            if keys:
                execute_values(
                    self.env.cr._obj,
                    "UPDATE res_partner p SET smb_name_key = v.key"
                    " FROM (VALUES %s) AS v(id, key) WHERE p.id = v.id",
                    keys,
                    page_size=FILL_BATCH,
                )
