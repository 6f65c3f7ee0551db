from odoo import SUPERUSER_ID, api


def migrate(cr, version):
    """Tiers that were there already get the usual days of ownership."""
    env = api.Environment(cr, SUPERUSER_ID, {})
    env["smb.tier.policy"]._fill_ownership_days()
