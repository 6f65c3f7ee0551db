from odoo import SUPERUSER_ID, api


def migrate(cr, version):
    """The usual levels of reminders for companies that were there before them."""
    env = api.Environment(cr, SUPERUSER_ID, {})
    env["smb.reminder.level"]._ensure(env["res.company"].search([]))
