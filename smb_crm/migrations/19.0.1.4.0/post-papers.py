from odoo import SUPERUSER_ID, api


def migrate(cr, version):
    """Entries of the Print menu by names of their own; the paper for statements."""
    env = api.Environment(cr, SUPERUSER_ID, {})
    templates = env["smb.print.template"].with_context(active_test=False)
    templates.search([])._follow_reports()
    templates._ensure(("statement",))
