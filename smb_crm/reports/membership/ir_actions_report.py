from odoo import models

CARD_PAPER = "smb_crm.smb_paperformat_member_card"


class IrActionsReport(models.Model):
    _inherit = "ir.actions.report"

    def _build_wkhtmltopdf_args(self, paperformat_id, *args, **kwargs):
        """A bank card is 85.6 mm wide; a paper format knows whole millimetres only."""
        command = super()._build_wkhtmltopdf_args(paperformat_id, *args, **kwargs)
        card = self.env.ref(CARD_PAPER, raise_if_not_found=False)
        if card and paperformat_id == card and "--page-width" in command:
            width = command.index("--page-width") + 1
            if command[width] == "86mm":
                command[width] = "85.6mm"
        return command
