from psycopg2.errors import LockNotAvailable

from odoo import api, models
from odoo.exceptions import UserError
from odoo.tools import SQL

# longer than an order takes, shorter than anybody waits for a button
PATIENCE = "10s"


class SmbCreditCheck(models.AbstractModel):
    """Two who sell to the same customer at once don't pass the limit together.

    Each looks at what is open and adds to it, and neither sees what the other one has
    not saved yet. So whoever acts marks the customer, where a rule with a credit limit
    concerns him. The second one waits for the first; if that one was saved, his own
    figures are old, the database says so, and Odoo does his work again with new ones.
    Customers without a limit are never marked.
    """

    _inherit = "smb.credit.check"

    @api.model
    def _one_after_the_other(self, control, moment, standings):
        """Mark the customers whose limit counts, always in the same order.

        :raise UserError: when another one does not come to an end
        """
        ids = sorted(
            customer
            for customer, standing in standings.items()
            if standing.limit
            and any(terms.limit for terms in control.of_tier(standing.tier_id, moment))
        )
        if not ids:
            return
        try:
            with self.env.cr.savepoint(flush=False):
                self._mark(ids)
        except LockNotAvailable as error:
            raise UserError(
                self.env._(
                    "A colleague is confirming something for the same customer just"
                    " now. Please try again in a moment."
                )
            ) from error

    @api.model
    def _mark(self, ids):
        [(before, _now)] = self.env.execute_query(
            SQL(
                "SELECT current_setting('lock_timeout'),"
                " set_config('lock_timeout', %s, TRUE)",
                PATIENCE,
            )
        )
        # a lock alone would let the second one go on with figures of before; only a
        # row that was written tells the database that they are old
        for query in (
            SQL(
                "SELECT id FROM res_partner WHERE id IN %s ORDER BY id"
                " FOR NO KEY UPDATE",
                tuple(ids),
            ),
            SQL(
                "UPDATE res_partner SET write_uid = write_uid WHERE id IN %s",
                tuple(ids),
            ),
        ):
            # whoever comes second is no error of the system's
            self.env.cr.execute(query, log_exceptions=False)
        self.env.execute_query(
            SQL("SELECT set_config('lock_timeout', %s, TRUE)", before)
        )
