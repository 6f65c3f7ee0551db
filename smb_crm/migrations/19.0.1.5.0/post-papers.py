from odoo import SUPERUSER_ID, api

from odoo.addons.smb_crm.models.printing.smb_print_field import MODELS


def migrate(cr, version):
    """Papers for who came from a version before papers and has those for statements."""
    env = api.Environment(cr, SUPERUSER_ID, {})
    templates = env["smb.print.template"].with_context(active_test=False)
    known = set(templates.search([]).mapped("kind")) & MODELS.keys()
    # who has others as well removed what is missing on purpose
    if known <= {"statement"}:
        templates._ensure(tuple(MODELS.keys() - known))
