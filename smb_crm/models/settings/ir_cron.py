from odoo import fields, models


class IrCron(models.Model):
    """Our jobs beat when they ran well, and say when they did not."""

    _inherit = "ir.cron"

    def _callback(self, cron_name, server_action_id):
        job = self._smb_job()
        if not job:
            return super()._callback(cron_name, server_action_id)
        began = fields.Datetime.now()
        beats = self.env["smb.heartbeat"]
        try:
            result = super()._callback(cron_name, server_action_id)
        except Exception as error:
            # Odoo rolled back, and goes on to note the failure itself
            beats._failed(job, error)
            self._commit_progress()
            raise
        if not beats._failed_since(job, began):
            beats._beat(job)
            self._commit_progress()
        return result

    def _smb_job(self):
        """The name of the external id of a job of ours; nothing for others."""
        module, _, name = (self.get_external_id().get(self.id) or "").partition(".")
        return name if module == "smb_crm" else ""
