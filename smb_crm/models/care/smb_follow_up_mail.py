from odoo import api, models
from odoo.exceptions import UserError

# mails that have not left; people decide about uncertain ones
WAITS = ("queued", "failed")


class SmbFollowUp(models.Model):
    """A follow-up whose mail waits in the outbox: what is decided holds for both.

    Between the day it came due and the mail there is time: the mail server is away, a
    round takes long. Whoever puts the follow-up off, gives it away, archives its step
    or writes the mail by hand from now on, finds that the one that waits obeys.
    """

    _inherit = "smb.follow.up"

    def _not_wanted(self):
        """Why the programme asks for this no longer, or ``False``."""
        step = self.step_id
        program = self.program_id or step.program_id
        if not step.active or not program.active:
            return self.env._("The step is archived.")
        if program.paused:
            return self.env._("The care programme is paused.")
        return False

    def _not_by_mail(self):
        """Why a person has to do it, or ``False``."""
        if self._goes_by_itself():
            return False
        return self.env._("A colleague does this step by hand now.")

    def _back_to_plan(self):
        """Off the way out: opened again when its day comes, as the step then says."""
        self.write(
            {
                "state": "planned",
                "opened_date": False,
                "escalation": False,
                "error": False,
            }
        )

    def _snooze(self, day):
        waiting = self.state == "due" and not self.activity_id
        if waiting:
            self._hold_mail()
        result = super()._snooze(day)
        if waiting:
            self._back_to_plan()
        return result

    def _hold_mail(self):
        """The mail stays until this follow-up is opened again.

        :raise UserError: when it is on its way
        """
        mails = self._mails()
        held = mails.filtered(lambda row: row.state in WAITS).try_lock_for_update()
        if mails - held:
            raise UserError(
                self.env._(
                    "The mail to %(customer)s is being sent, or waits for a decision"
                    " in Outgoing Mails.",
                    customer=self.partner_id.display_name,
                )
            )
        held.write({"state": "cancelled", "error": self.env._("Put off.")})

    def _give_to(self, user):
        result = super()._give_to(user)
        mails = self._mails().filtered(lambda row: row.state in WAITS)
        mails = mails.try_lock_for_update()
        mails.write({"user_id": user.id})
        mails._forget_text()
        return result

    def _with_mail(self):
        """Those of these that a row of the outbox answers for, sent or not."""
        # sudo: whether there is one, nothing of it
        sendings = self.env["smb.sending"].sudo()
        return sendings.search([("follow_up_id", "in", self.ids)]).follow_up_id

    @api.model
    def _mails(self):
        """What of the outbox belongs to this follow-up and is not settled."""
        # sudo: found and held for who may decide about the follow-up
        return (
            self.env["smb.sending"]
            .sudo()
            .search(
                [
                    ("follow_up_id", "in", self.ids),
                    ("state", "in", (*WAITS, "sending", "uncertain")),
                ]
            )
        )
