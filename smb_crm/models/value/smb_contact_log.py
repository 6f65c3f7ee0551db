from odoo import models


class SmbContactLog(models.Model):
    _name = "smb.contact.log"
    _inherit = ["smb.contact.log", "smb.tier.mixin"]
