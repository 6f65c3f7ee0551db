from odoo import fields, models

from .smb_handover_letter import KIND


class SmbSending(models.Model):
    """Letters about a new salesperson go by the outbox: once per handover."""

    _inherit = "smb.sending"

    kind = fields.Selection(
        selection_add=[(KIND, "New Salesperson")], ondelete={KIND: "cascade"}
    )

    def _handover(self):
        return self.env["smb.handover"].browse(self._key_number()).exists()

    def _template_words(self):
        words = super()._template_words()
        if self.kind != KIND:
            return words
        handover = self._handover()
        new = handover.to_user_id
        return {
            **words,
            "smb_predecessor": handover.from_user_id.name,
            "smb_phone": new.partner_id.phone or handover.company_id.phone,
            "smb_email": new.partner_id.email or handover.company_id.email,
            "smb_until": handover.date_to if handover.lasts == "until" else False,
        }

    def _obstacle(self):
        if self.kind == KIND and self._handover().state not in ("running", "done"):
            return "cancelled", self.env._("The handover was undone or is over.")
        return super()._obstacle()
