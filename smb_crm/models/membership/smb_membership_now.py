from odoo import models


class SmbMembership(models.Model):
    """What a membership brings today, for papers, portal and screens."""

    _inherit = "smb.membership"

    def _benefits_now(self):
        """The benefits of the level that hold today, in sequence.

        As superuser: what a level brings is no secret to who may see the member.
        """
        self.ensure_one()
        benefits = self.env["smb.member.benefit"]
        benefits = benefits._of_level(self.level_id, self.company_id)
        return benefits._runs(self._today(self.company_id))

    def _own_contact(self):
        """The salesperson's contact, where the level promises one."""
        self.ensure_one()
        # sudo: name and phone of the own salesperson, as the level promises
        user = self.sudo().partner_id.user_id
        if user.active and self._benefits_now()._of_kind("contact"):
            return user.partner_id
        return user.partner_id.browse()

    def _contact_words(self):
        """Whom the member calls, as one line; empty where none is promised."""
        contact = self._own_contact()
        if not contact:
            return ""
        ways = [way for way in (contact.name, contact.phone, contact.email) if way]
        return self.env._("Your contact: %s", ", ".join(ways))

    def _is_over(self):
        """Whether the last day has gone by, in the zone of the company."""
        self.ensure_one()
        return self.date_end and self.date_end < self._today(self.company_id)
