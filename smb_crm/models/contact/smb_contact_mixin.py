from odoo import api, fields, models

from ...tools.roles import PAPERS


class SmbContactMixin(models.AbstractModel):
    """A document that contacts are about shows them behind a button."""

    _name = "smb.contact.mixin"
    _description = "Document with Contacts"

    smb_contact_log_count = fields.Integer(
        string="Contacts", compute="_compute_smb_contact_log_count", groups=PAPERS
    )

    @api.depends_context("allowed_company_ids", "uid")
    def _compute_smb_contact_log_count(self):
        counts = dict(
            self.env["smb.contact.log"]._read_group(
                self._smb_contact_domain(), [self._smb_contact_key()], ["__count"]
            )
        )
        for record in self:
            key = record._smb_contact_value()
            record.smb_contact_log_count = counts.get(key, 0)

    def _smb_contact_domain(self):
        """Contacts about these records."""
        return [("res_model", "=", self._name), ("res_id", "in", self.ids)]

    @api.model
    def _smb_contact_key(self):
        """The field of contact logs that tells which record they are about."""
        return "res_id"

    def _smb_contact_value(self):
        """What that field holds for this record."""
        return self.id

    def action_smb_contact_logs(self):
        """Open the contacts about this record."""
        self.ensure_one()
        self.check_access("read")
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Contacts"),
            "res_model": "smb.contact.log",
            "view_mode": "list,kanban,calendar,form",
            "domain": self._smb_contact_domain(),
            "context": self._smb_contact_defaults(),
        }

    def _smb_contact_defaults(self):
        return {
            "default_partner_id": self.partner_id.id,
            "default_res_model": self._name,
            "default_res_id": self.id,
        }
