import logging

from odoo import api, models

_logger = logging.getLogger(__name__)


class SmbScorecard(models.Model):
    """Memberships begin and end by themselves, with the quarter-hour job."""

    _inherit = "smb.scorecard"

    @api.model
    def _cron_refresh_changed(self):
        try:
            with self.env.cr.savepoint():
                self.env["smb.membership"]._roll()
        except Exception:
            # figures do not wait for members; the next run tries again
            _logger.exception("Memberships could not begin or end")
        return super()._cron_refresh_changed()
