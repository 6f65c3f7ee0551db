from odoo import SUPERUSER_ID, api


def migrate(cr, version):
    """Programmes and first follow-ups for companies that were there before them."""
    env = api.Environment(cr, SUPERUSER_ID, {})
    env["smb.tier.policy"]._fill_representatives()
    env["smb.care.program"]._ensure(env["res.company"].search([]))
    env["smb.follow.up"]._begin()
