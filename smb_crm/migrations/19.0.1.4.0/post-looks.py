from odoo import SUPERUSER_ID, api

STYLES = {"serif": "classic", "mono": "grid"}


def migrate(cr, version):
    """Papers in serif or typewriter letters look as they did, without bands."""
    env = api.Environment(cr, SUPERUSER_ID, {})
    templates = env["smb.print.template"].with_context(active_test=False)
    for font, style in STYLES.items():
        templates.search([("font", "=", font)]).style = style
