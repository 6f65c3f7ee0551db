import base64

from odoo import fields, models
from odoo.exceptions import UserError

LARGEST = 1_000_000


class SmbPrintImport(models.TransientModel):
    """Reads a print template that another database exported."""

    _name = "smb.print.import"
    _description = "Import of a Print Template"

    file = fields.Binary(required=True, attachment=False)
    filename = fields.Char()

    def action_import(self):
        """Make the template and show it.

        :raise UserError: when the file is too large or no template
        """
        self.ensure_one()
        self.env["smb.print.template"].check_access("create")
        try:
            content = base64.b64decode(self.file or b"")
            text = content.decode() if len(content) <= LARGEST else ""
        except ValueError as error:
            raise UserError(
                self.env._("This file is not a print template of ours.")
            ) from error
        template = self.env["smb.print.template"]._from_file(text)
        return {
            "type": "ir.actions.act_window",
            "res_model": template._name,
            "res_id": template.id,
            "views": [(False, "form")],
        }
