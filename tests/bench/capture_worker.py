"""Captures the meeting it is told, in a transaction of its own."""

import sys

from .pair import serve
from .worker import open_registry


def main(database):
    from odoo import api
    from odoo.service.model import PG_CONCURRENCY_EXCEPTIONS_TO_RETRY as RETRY

    registry = open_registry(database)

    def capture(word):
        for _ in range(5):
            with registry.cursor() as cr:
                env = api.Environment(cr, api.SUPERUSER_ID, {})
                try:
                    event = env["calendar.event"].browse(int(word)).exists()
                    logs = env["smb.contact.log"]._capture_meetings(event)
                    cr.commit()
                    return {"logs": len(logs)}
                except RETRY:
                    cr.rollback()
        return {"logs": None}

    serve(capture)


if __name__ == "__main__":
    main(sys.argv[1])
