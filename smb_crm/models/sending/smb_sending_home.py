from contextlib import suppress

from psycopg2.errors import UniqueViolation

from odoo import api, models
from odoo.tools import SQL, mute_logger

HOME = "smb_crm.mail_database"
PLACE = "smb_crm.mail_place"


class SmbSending(models.Model):
    """Only the one real database sends mails, and says so before it begins.

    A copy has another ``database.uuid``. One that was restored from a backup keeps it,
    but the database server gave it another number: what left after the backup was made
    is not known to it, and would leave once more.
    """

    _inherit = "smb.sending"

    @api.model
    def _know_home(self):
        """At installation: remember this database, to tell a copy from it."""
        # sudo: one parameter of ours, made of one of the database
        params = self.env["ir.config_parameter"].sudo()
        if not params.get_param(HOME):
            params.set_param(HOME, params.get_param("database.uuid"))

    @api.model
    def _know_place(self):
        """With the first round of mails: remember where this database lies."""
        # sudo: one parameter of ours, a number of the database server
        params = self.env["ir.config_parameter"].sudo()
        if params.get_param(PLACE):
            return
        # two first rounds at once: whoever comes second finds it noted
        with (
            suppress(UniqueViolation),
            mute_logger("odoo.sql_db"),
            self.env.cr.savepoint(),
        ):
            params.set_param(PLACE, self._place())

    @api.model
    def _place(self):
        """Number that the server gave this database; a restored one gets another."""
        [(number,)] = self.env.execute_query(
            SQL("SELECT oid FROM pg_database WHERE datname = current_database()")
        )
        return str(number)

    @api.model
    def _is_copy(self):
        """Whether this database is not the one that sent mails."""
        # sudo: compares two parameters of the database
        params = self.env["ir.config_parameter"].sudo()
        home = params.get_param(HOME)
        moved = bool(home) and home != params.get_param("database.uuid")
        return moved or self._is_restored()

    @api.model
    def _is_restored(self):
        # sudo: compares a parameter with a number of the database server
        place = self.env["ir.config_parameter"].sudo().get_param(PLACE)
        return bool(place) and place != self._place()

    @api.model
    def action_confirm_database(self):
        """A manager says that this is the real database, not a copy.

        In one from a backup the mails that wait may have left since: a person decides
        about each, none goes out by itself.
        """
        self._check_manager()
        # sudo: parameters of ours and mails of the queue; the manager was just checked
        outbox = self.sudo()
        if outbox._is_restored():
            outbox.search([("state", "in", ("queued", "sending"))])._doubt(
                self.env._("It may have left after the backup was made.")
            )
        params = outbox.env["ir.config_parameter"]
        params.set_param(HOME, params.get_param("database.uuid"))
        params.set_param(PLACE, outbox._place())
        self._wake()
