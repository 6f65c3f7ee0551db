from datetime import timezone

from odoo import api, models


class _Stamp:
    """A moment that no client can put into a context."""

    def __init__(self, moment):
        self.moment = moment.replace(tzinfo=timezone.utc)


class IrMailServer(models.Model):
    """Mails of the outbox keep their date however often they are tried.

    Mail servers that drop doubles compare Message-ID and date.
    """

    _inherit = "ir.mail_server"

    @api.model
    def _smb_stamp(self, moment):
        return _Stamp(moment)

    @api.model
    def _build_email__(self, *args, **kwargs):
        message = super()._build_email__(*args, **kwargs)
        stamp = self.env.context.get("smb_date")
        if isinstance(stamp, _Stamp):
            del message["Date"]
            message["Date"] = stamp.moment
        return message
