from odoo import models


class ResPartner(models.Model):
    """Whoever may make or copy a contact can, seeing much, little or nothing of ours.

    Odoo reads what a new contact starts with, and what a copy takes along, with the
    rights of the user, and would refuse the contact for a column he may not see.
    """

    _inherit = "res.partner"

    def _add_precomputed_values(self, vals_list):
        # sudo: columns that are computed whoever makes the contact; nothing is returned
        contacts = self.sudo()
        return super(ResPartner, contacts)._add_precomputed_values(vals_list)

    def copy_data(self, default=None):
        hidden = [
            name
            for name, field in self._fields.items()
            if name.startswith("smb_")
            and field.copy
            and not self._has_field_access(field, "read")
        ]
        given = default or {}
        copies = super().copy_data({**dict.fromkeys(hidden), **given})
        for vals in filter(None, copies):
            for name in hidden:
                if name not in given:
                    vals.pop(name, None)
        return copies
