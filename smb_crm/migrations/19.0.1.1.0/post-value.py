from odoo import SUPERUSER_ID, api

from odoo.addons.smb_crm.hooks import begin_value


def migrate(cr, version):
    """Tiers and scorecards for companies that were there before them."""
    begin_value(api.Environment(cr, SUPERUSER_ID, {}))
