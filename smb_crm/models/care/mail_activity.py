from odoo import models

from .res_partner_followers import QUIET

# an object of our own, because no value that comes from outside can be one
OURS = object()


class MailActivity(models.Model):
    """What is done with an activity by hand is done with its follow-up too."""

    _inherit = "mail.activity"

    def _smb_follow_ups(self):
        """The follow-ups that are due by these activities, with superuser rights."""
        # sudo: whoever may change the activity changes the follow-up it stands for
        follow_ups = self.env["smb.follow.up"].sudo()
        if self.env.context.get("smb_follow_ups") is OURS or not self.ids:
            return follow_ups
        due = [("activity_id", "in", self.ids), ("state", "=", "due")]
        return follow_ups.search(due)

    def _smb_ours(self):
        """These activities, for changes that start with the follow-up."""
        # sudo: the follow-up says what becomes of the activity; see its actions
        return self.sudo().with_context(smb_follow_ups=OURS)

    def _smb_unfollowed(self):
        """These activities, for changes that make nobody a follower."""
        return self.with_context(**QUIET)

    def _smb_close(self):
        """Mark done without another log: the contact is on record."""
        self._smb_ours().action_archive()

    def write(self, vals):
        result = super().write(vals)
        if vals.keys() & {"date_deadline", "user_id"}:
            self._smb_follow_ups()._activity_moved()
        return result

    def unlink(self):
        gone = self.filtered("active")._smb_follow_ups()
        result = super().unlink()
        if gone:
            gone._activity_gone()
        return result

    def _action_done(self, feedback=False, attachment_ids=None):
        follow_ups = self._smb_follow_ups()
        result = super()._action_done(feedback=feedback, attachment_ids=attachment_ids)
        if follow_ups:
            follow_ups.exists()._activity_done()
        return result
