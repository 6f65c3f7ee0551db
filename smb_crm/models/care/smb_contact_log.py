from odoo import api, models

from .mail_activity import OURS

# what of a log decides whether it fulfils a follow-up
COUNTS = {
    *("active", "partner_id", "commercial_partner_id", "company_id", "channel_id"),
    *("date", "automatic", "activity_id"),
}


class SmbContactLog(models.Model):
    """A real contact fulfils the follow-ups of its kind."""

    _inherit = "smb.contact.log"

    @api.model_create_multi
    def create(self, vals_list):
        # what is done with activities meanwhile is told once, at the end
        quiet = self.with_context(smb_follow_ups=OURS)
        logs = super(SmbContactLog, quiet).create(vals_list).with_env(self.env)
        real = logs.filtered(lambda log: not log.automatic)
        if real:
            self.env["smb.follow.up"]._touched(real.partner_id)
        return logs

    def write(self, vals):
        if not vals.keys() & COUNTS:
            return super().write(vals)
        # sudo: which customers a person belonged to and belongs to
        before = self.sudo().commercial_partner_id
        quiet = self.with_context(smb_follow_ups=OURS)
        result = super(SmbContactLog, quiet).write(vals)
        follow_ups = self.env["smb.follow.up"]
        follow_ups._untouched(self)
        follow_ups._touched(before | self.sudo().commercial_partner_id)
        return result
