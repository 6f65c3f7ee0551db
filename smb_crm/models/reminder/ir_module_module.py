from odoo import api, models

from .smb_reminder_level import LEVELS


class IrModuleModule(models.Model):
    _inherit = "ir.module.module"

    @api.model
    def _smb_shipped(self):
        names, _days, _channels, _tones, subjects, bodies = zip(*LEVELS, strict=True)
        level = "smb.reminder.level"
        return [
            *super()._smb_shipped(),
            (level, "name", names),
            (level, "subject", subjects),
            (level, "body", bodies),
        ]
