from odoo import models
from odoo.exceptions import UserError


class SmbFollowUp(models.Model):
    """A letter that a care programme asks for, on the company's paper.

    Who printed it posts it, and logs it then: that is the contact.
    """

    _inherit = "smb.follow.up"

    def _with_letter(self):
        """Those among these whose step is a letter and has a text."""
        return self.filtered(
            lambda row: row.what == "letter" and row.step_id.mail_template_id
        )

    def action_print_letters(self):
        """Print the letters among these follow-ups, a page for each.

        :raise UserError: when none of them is a letter with a text
        """
        self.check_access("read")
        rows = self._with_letter()
        if not rows:
            raise UserError(
                self.env._(
                    "There is no letter to print among these: the step has to be a"
                    " letter and to have a text."
                )
            )
        return self.env.ref("smb_crm.smb_follow_up_letter_report").report_action(rows)

    def _letters(self):
        """The letters of these follow-ups, with the one each belongs to."""
        self.check_access("read")
        # sudo: the text of the company's template, about a customer whose follow-up
        # the reader may see; nothing is stored
        outbox = self.env["smb.sending"].sudo()
        return [
            (row, outbox.new(outbox._step_row(row.sudo()))._letter())
            for row in self._with_letter()
        ]
