from odoo import SUPERUSER_ID, api


def migrate(cr, version):
    """Tiers and scorecards for companies that were there before them."""
    env = api.Environment(cr, SUPERUSER_ID, {})
    env["smb.tier.policy"]._ensure(env["res.company"].search([]))
    env["smb.scorecard"]._begin()
