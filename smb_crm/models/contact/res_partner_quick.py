import re

from odoo import api, models
from odoo.fields import Domain
from odoo.tools import escape_psql

SEARCH_MAX = 20
NUMBER = re.compile(r"[\d\s()+./-]+")


class ResPartner(models.Model):
    """Customers found by what a rep has at hand: a name, a number, an address."""

    _inherit = "res.partner"

    @api.model
    @api.readonly
    def smb_quick_search(self, term, limit=8):
        """Customers whose name, e-mail or phone number holds ``term``.

        :param term: what was typed; shorter than two letters finds nothing
        :return: list of dicts ``id``, ``name`` and ``hint`` (phone or e-mail)
        """
        term = str(term or "").strip()[:200]
        if len(term) < 2:
            return []
        words = escape_psql(term)
        domain = Domain.OR(
            [(name, "ilike", words)] for name in ("display_name", "email")
        )
        digits = re.sub(r"\D", "", term)
        if NUMBER.fullmatch(term) and len(digits) >= 3:
            domain |= Domain("phone_mobile_search", "ilike", term)
        found = self.search(domain, limit=max(1, min(int(limit), SEARCH_MAX)))
        return [
            {
                "id": partner.id,
                "name": partner.display_name,
                "hint": partner.phone or partner.email or "",
            }
            for partner in found
        ]
