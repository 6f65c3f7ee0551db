from odoo import models


class SmbContactLog(models.Model):
    """A real contact fulfils the follow-ups of its kind."""

    _inherit = "smb.contact.log"
