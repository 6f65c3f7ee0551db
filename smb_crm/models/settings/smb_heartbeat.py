import logging
from datetime import timedelta

from odoo import api, fields, models
from odoo.service.model import PG_CONCURRENCY_EXCEPTIONS_TO_RETRY as RETRY
from odoo.tools.sql import SQL

from ...tools.roles import MANAGERS

MODULE = "smb_crm"
# a daily job that is two hours late
LATE = timedelta(hours=26)

_logger = logging.getLogger(__name__)


class SmbHeartbeat(models.Model):
    """When each of our jobs last ran well; nothing fails in silence.

    Every scheduled action of this app has a row, by the name of its external id. A run
    beats at its end, unless it raised or reported that it failed. A job that has not
    beaten for 26 hours is late, whatever the reason: switched off, failing, no worker.
    """

    _name = "smb.heartbeat"
    _description = "Watched Task"
    _inherit = ["smb.input.mixin"]
    _order = "good_date, id"
    _log_access = False
    _rec_name = "job"

    job = fields.Char(string="Name of the Task", required=True, readonly=True)
    cron_id = fields.Many2one(
        "ir.cron", string="Scheduled Action", readonly=True, ondelete="cascade"
    )
    name = fields.Char(compute="_compute_name", compute_sudo=True, string="Task")
    good_date = fields.Datetime(string="Last Good Run", readonly=True)
    failed_date = fields.Datetime(string="Last Failure", readonly=True)
    error = fields.Char(string="Reason of the Failure", readonly=True)
    is_late = fields.Boolean(
        string="Late",
        compute="_compute_is_late",
        help="It has not run well for 26 hours.",
    )

    _job_uniq = models.UniqueIndex("(job)")

    @api.depends("job")
    def _compute_name(self):
        for beat in self:
            beat.name = (beat.cron_id.cron_name or beat.job).split(": ")[-1]

    @api.depends("good_date")
    def _compute_is_late(self):
        late = fields.Datetime.now() - LATE
        for beat in self:
            beat.is_late = not beat.good_date or beat.good_date < late

    @api.model
    def _beat(self, job):
        """``job`` ran well."""
        self._note(job, SQL("good_date = %s, error = NULL", fields.Datetime.now()))

    @api.model
    def _failed(self, job, error):
        """``job`` swallowed ``error`` and goes on; call it after the rollback.

        :param job: name of the scheduled action's external id
        """
        said = str(error).replace("\x00", "").strip() or type(error).__name__
        now = fields.Datetime.now()
        self._note(job, SQL("failed_date = %s, error = %s", now, said[:500]))

    @api.model
    def _report(self, error):
        """The job that is running swallowed ``error``; nothing when none is."""
        cron = self.env["ir.cron"].browse(self.env.context.get("cron_id"))
        # sudo: the name of the job
        if cron and (job := cron.sudo()._smb_job()):
            self._failed(job, error)

    @api.model
    def _attempt(self, doing, work):
        """Do ``work`` as a job does one of many; when it fails undo it and go on.

        Whoever calls reports the error: a clash with somebody faster, an instance of
        ``RETRY``, may be worth another try first.

        :param doing: what was being done, for the server's log
        :return: what ``work`` returned, and the error
        """
        try:
            result = work()
            self.env.flush_all()
            return result, None
        except Exception as error:
            self.env.cr.rollback()
            self.env.invalidate_all(flush=False)
            clash = isinstance(error, RETRY)
            level = logging.INFO if clash else logging.ERROR
            _logger.log(level, "Failed: %s", doing, exc_info=not clash)
            return None, error

    @api.model
    def _note(self, job, change):
        """Write to the row of ``job``; a row held by another run stays as it is."""
        self._ensure()
        self.env.cr.execute(
            SQL(
                """
                UPDATE smb_heartbeat SET %s WHERE id IN (
                    SELECT id FROM smb_heartbeat WHERE job = %s
                       FOR NO KEY UPDATE SKIP LOCKED)
                """,
                change,
                job,
            )
        )
        self.invalidate_model()

    @api.model
    def _ensure(self):
        """Rows for all scheduled actions of ours; nobody is late on the first day."""
        self.env.flush_all()
        self.env.cr.execute(
            SQL(
                """
                INSERT INTO smb_heartbeat (job, cron_id, good_date)
                SELECT data.name, data.res_id, %s FROM ir_model_data data
                  JOIN ir_cron cron ON cron.id = data.res_id
                 WHERE data.module = %s AND data.model = 'ir.cron'
                    ON CONFLICT (job) DO NOTHING
                """,
                fields.Datetime.now(),
                MODULE,
            )
        )

    @api.model
    def _failed_since(self, job, moment):
        """Whether ``job`` reported a failure in the run that began at ``moment``."""
        return bool(
            self.search_count(
                [("job", "=", job), ("failed_date", ">=", moment)], limit=1
            )
        )

    @api.model
    def _late(self):
        """The jobs that have not run well for 26 hours, for sales managers.

        :return: list of dicts: name of the job, last good run, reason
        """
        if not self.env.user.has_group(MANAGERS):
            return []
        # sudo: names and times of our jobs, for those who manage sales
        late = self.sudo().search([("good_date", "<", fields.Datetime.now() - LATE)])
        return [
            {"name": beat.name, "since": beat.good_date, "error": beat.error or ""}
            for beat in late
        ]
