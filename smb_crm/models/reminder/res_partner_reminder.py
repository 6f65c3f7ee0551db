from odoo import api, fields, models

from ...tools.roles import CARE


class ResPartner(models.Model):
    """How often a customer was reminded, and what he promised."""

    _inherit = "res.partner"

    smb_reminder_count = fields.Integer(
        string="Payment Reminders", compute="_compute_smb_reminder_count", groups=CARE
    )
    smb_promise_count = fields.Integer(
        string="Open Promises to Pay",
        compute="_compute_smb_reminder_count",
        groups=CARE,
    )

    @api.depends("commercial_partner_id")
    @api.depends_context("allowed_company_ids", "uid")
    def _compute_smb_reminder_count(self):
        customers = self.commercial_partner_id.ids
        mine = [("partner_id", "in", customers)]
        sent = dict(
            self.env["smb.reminder"]._read_group(
                [*mine, ("state", "=", "sent")], ["partner_id"], ["__count"]
            )
        )
        promised = dict(
            self.env["smb.promise"]._read_group(
                [*mine, ("state", "=", "open")], ["partner_id"], ["__count"]
            )
        )
        for partner in self:
            customer = partner.commercial_partner_id
            partner.smb_reminder_count = sent.get(customer, 0)
            partner.smb_promise_count = promised.get(customer, 0)

    def action_smb_reminders(self):
        """The reminders of this customer."""
        return self._smb_open_of_customer("smb_crm.smb_reminder_action")

    def action_smb_promises(self):
        """What this customer promised, and a place to note more."""
        action = self._smb_open_of_customer("smb_crm.smb_promise_action")
        customer = self.commercial_partner_id
        return {**action, "context": {"default_partner_id": customer.id}}

    def _smb_open_of_customer(self, name):
        self.ensure_one()
        self.check_access("read")
        action = self.env["ir.actions.act_window"]._for_xml_id(name)
        customer = self.commercial_partner_id
        return {
            **action,
            "domain": [("partner_id", "=", customer.id)],
            "context": {},
        }
