from odoo import SUPERUSER_ID, api


def migrate(cr, version):
    """Customers that were merged are counted once in what joined and left."""
    env = api.Environment(cr, SUPERUSER_ID, {})
    merged = env["smb.membership.change"].search([("kind", "=", "merged")])
    merged._count_once(merged.membership_id)
