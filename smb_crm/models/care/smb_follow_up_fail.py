import logging
from datetime import timedelta

from odoo import api, fields, models
from odoo.tools.sql import SQL

from .res_partner_followers import QUIET

_logger = logging.getLogger(__name__)

# hours until the next try, after the first, second ... failure
BACKOFF = (1, 4, 24, 72)
MOST_TRIES = 5


class SmbFollowUp(models.Model):
    """A follow-up that can't be opened: a message, another try, in the end a person."""

    _inherit = "smb.follow.up"

    @api.model
    def _try_again(self, policy):
        """What failed is due at once."""
        self.env.flush_all()
        self.env.cr.execute(
            SQL(
                """
                UPDATE smb_follow_up SET tries = 0, next_try = NULL
                 WHERE company_id = %s AND state = 'planned' AND tries > 0
                """,
                policy.company_id.id,
            )
        )
        self.invalidate_model(["tries", "next_try"])

    def _put_aside(self, error):
        """Note why this one row failed and when it is tried again."""
        self.ensure_one()
        said = (str(error) or type(error).__name__).replace("\x00", "")[:500]
        _logger.warning("Follow-up %s was not opened: %s", self.id, said)
        tries = self.tries + 1
        wait = BACKOFF[min(tries, len(BACKOFF)) - 1]
        self.write(
            {
                "error": said,
                "tries": tries,
                "next_try": fields.Datetime.now() + timedelta(hours=wait),
            }
        )
        if tries == MOST_TRIES:
            self._give_to_person(said)

    def _give_to_person(self, said):
        """After the last try somebody is told, and asked to look after it."""
        owner = self._last_resort(self.company_id)
        env = self.with_context(lang=owner.lang).env
        # on no document: the customer's record may be what is broken
        self.env["mail.activity"].with_context(**QUIET).create(
            {
                "activity_type_id": self.env.ref("mail.mail_activity_data_todo").id,
                "user_id": owner.id,
                "date_deadline": self.env["smb.policy"]._of(self.company_id)._today(),
                "summary": env._("A follow-up could not be opened"),
                "note": env._(
                    "Customer number %(customer)s, step “%(step)s”: %(error)s",
                    customer=self.partner_id.id,
                    step=self.step_id.with_env(env).name,
                    error=said,
                ),
            }
        )
