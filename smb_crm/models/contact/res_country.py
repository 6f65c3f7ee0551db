from odoo import api, models
from odoo.fields import Domain

from ...tools.countries import country_code

POSITIVE = ("=", "ilike", "=ilike", "like", "=like")


class ResCountry(models.Model):
    """Countries are found by what people call them: USA, UK, Deutschland, 中国."""

    _inherit = "res.country"

    @api.model
    def name_search(self, name="", domain=None, operator="ilike", limit=100):
        found = super().name_search(name, domain, operator, limit)
        code = country_code(name) if operator in POSITIVE and name else ""
        if not code:
            return found
        wanted = Domain(domain or Domain.TRUE) & Domain("code", "=", code)
        # sudo: as Odoo's own search, names of countries are nobody's secret
        meant = [
            (country.id, country.sudo().display_name)
            for country in self.search(wanted, limit=1)
        ]
        return (meant + [other for other in found if other not in meant])[:limit]
