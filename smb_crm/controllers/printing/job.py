from werkzeug.exceptions import Conflict, NotFound

from odoo import fields
from odoo.http import Controller, request, route

from .main import ANSWER

JOB = "/smb/print/jobs/<int:job_id>"


class PrintJobs(Controller):
    """Where the program beside a printer asks for work, with an API key of Odoo.

    Requests carry the key in a header that no foreign page can send: there is nothing
    for a token against forgery to protect.
    """

    @route(
        "/smb/print/jobs", type="http", auth="bearer", methods=["GET"], readonly=True
    )
    def jobs(self, printer=None):
        """What waits, oldest first, of one printer or of all."""
        jobs = self._allowed()._waiting(printer)
        rows = [
            {
                "id": job.id,
                "name": job.name,
                "printer": job.printer or "",
                "date": fields.Datetime.to_string(job.create_date),
            }
            for job in jobs
        ]
        response = request.make_json_response(rows)
        response.headers["Cache-Control"] = "no-store"
        return response

    @route(f"{JOB}/take", type="http", auth="bearer", methods=["POST"], csrf=False)
    def take(self, job_id):
        """The bytes for the printer; each job once."""
        content = self._job(job_id)._take()
        if content is None:
            raise Conflict()
        headers = [("Content-Type", "application/octet-stream"), *ANSWER]
        return request.make_response(content, headers)

    @route(
        f"{JOB}/<any(done, failed):said>",
        type="http",
        auth="bearer",
        methods=["POST"],
        csrf=False,
    )
    def report(self, job_id, said, reason=""):
        """What became of a job that was taken."""
        if not self._job(job_id)._report(said == "done", reason):
            raise Conflict()
        return request.make_response("", ANSWER)

    def _allowed(self):
        jobs = request.env["smb.print.job"]
        if not jobs.has_access("read"):
            raise NotFound()
        return jobs

    def _job(self, job_id):
        """Unknown and foreign ones answer alike."""
        wanted = job_id if job_id < 2**31 else 0
        found = self._allowed().search([("id", "=", wanted)])
        if not found:
            raise NotFound()
        return found
