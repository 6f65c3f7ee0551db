import base64
from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError

KEPT = timedelta(days=30)
STATES = [
    ("waiting", "Waiting"),
    ("taken", "Taken"),
    ("done", "Printed"),
    ("failed", "Failed"),
]


class SmbPrintJob(models.Model):
    """Printer's text that a small program beside the printer fetches and prints.

    The server never calls a printer: the program asks for what waits, takes a job and
    tells how it went. A job is taken once. One that was taken and never reported may
    have been printed: a person looks at the paper and decides whether to print again.
    """

    _name = "smb.print.job"
    _description = "Print Job"
    _inherit = ["smb.input.mixin"]
    _order = "id desc"

    name = fields.Char(string="Documents", required=True, readonly=True)
    printer = fields.Char(readonly=True, help="As the program at the printer knows it.")
    state = fields.Selection(STATES, default="waiting", required=True, readonly=True)
    company_id = fields.Many2one("res.company", required=True, readonly=True)
    user_id = fields.Many2one(
        "res.users",
        string="Asked by",
        required=True,
        readonly=True,
        ondelete="cascade",
    )
    # what is printed is read by the program alone
    content = fields.Binary(
        required=True, attachment=False, groups="base.group_system", copy=False
    )
    taken_by_id = fields.Many2one("res.users", readonly=True, ondelete="set null")
    taken_date = fields.Datetime(string="Taken on", readonly=True)
    done_date = fields.Datetime(string="Ended on", readonly=True)
    reason = fields.Char(string="Why It Failed", readonly=True)

    _state_idx = models.Index("(state, id) WHERE state = 'waiting'")

    @api.model
    def _queue(self, template, records, printer):
        """Jobs, one a company, for ``records`` on ``template`` as they are now.

        :raise AccessError: when the user may not read one of them
        """
        issuer = self.env["smb.print.reader"]._issuer
        parts = records.grouped(lambda one: issuer(one) or self.env.company)
        rows = [
            self._prepare_job(template, part, company, printer)
            for company, part in parts.items()
        ]
        # sudo: nobody else writes jobs; that the user may read all of it was checked
        return self.sudo().create(rows).sudo(False)

    @api.model
    def _prepare_job(self, template, records, company, printer):
        content, _kind = template.render(records, "escp")
        names = ", ".join(records[:5].mapped("display_name"))
        return {
            "name": names + (" …" if len(records) > 5 else ""),
            "printer": (printer or "").strip(),
            "company_id": company.id,
            "user_id": self.env.uid,
            "content": base64.b64encode(content),
        }

    @api.model
    def _waiting(self, printer=None):
        """What the user may take, oldest first: of a printer, or of none."""
        domain = [("state", "=", "waiting")]
        if printer is not None:
            domain.append(("printer", "in", [printer, "", False]))
        return self.search(domain, order="id", limit=50)

    def _take(self):
        """The bytes of a waiting job, for one caller only; None when it is gone."""
        self.check_access("read")
        # sudo: only this method changes the state; the right to read was checked
        job = self.sudo().try_lock_for_update().filtered(_waits)
        if not job:
            return None
        job.write(
            {
                "state": "taken",
                "taken_by_id": self.env.uid,
                "taken_date": fields.Datetime.now(),
            }
        )
        return base64.b64decode(job.content)

    def _report(self, done, reason=""):
        """What became of a job that the user took; False for any other."""
        self.check_access("read")
        # sudo: as above
        job = self.sudo().try_lock_for_update().filtered(_under_way)
        job = job.filtered(lambda job: job.taken_by_id == self.env.user)
        job.write(
            {
                "state": "done" if done else "failed",
                "done_date": fields.Datetime.now(),
                "reason": False if done else (reason or "")[:200],
            }
        )
        return bool(job)

    def action_again(self):
        """Let jobs wait once more, whatever became of them.

        :raise AccessError: for jobs that are not the user's to see
        """
        self.check_access("read")
        # sudo: as above
        jobs = self.sudo().try_lock_for_update()
        jobs.filtered(lambda job: not _waits(job)).write(
            {
                "state": "waiting",
                "taken_by_id": False,
                "taken_date": False,
                "done_date": False,
                "reason": False,
            }
        )

    def action_cancel(self):
        """Print jobs that nobody has taken never.

        :raise UserError: when somebody has
        """
        self.check_access("read")
        # sudo: as above
        jobs = self.sudo().try_lock_for_update().filtered(_waits)
        if len(jobs) < len(self):
            raise UserError(self.env._("It is not waiting any more."))
        reason = self.env._("Cancelled by %(user)s", user=self.env.user.name)
        jobs.write({"state": "failed", "reason": reason})

    @api.autovacuum
    def _gc_jobs(self):
        """What waits is kept: nobody has seen it on paper."""
        old = [
            ("create_date", "<", fields.Datetime.now() - KEPT),
            ("state", "!=", "waiting"),
        ]
        self.sudo().search(old, limit=1000).unlink()  # sudo: a job of the system


def _waits(job):
    return job.state == "waiting"


def _under_way(job):
    return job.state == "taken"
