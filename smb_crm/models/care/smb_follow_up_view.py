from odoo import api, fields, models


class SmbFollowUp(models.Model):
    """What a follow-up shows beside its own columns, and where its buttons lead."""

    _inherit = "smb.follow.up"

    explanation = fields.Char(
        string="Why Then",
        compute="_compute_explanation",
        help="What is due when, and what the day was counted from.",
    )
    days_late = fields.Integer(compute="_compute_days_late", aggregator=None)
    # of a customer whose follow-up one may read: everybody inside may read customers
    phone = fields.Char(related="partner_id.phone")
    email = fields.Char(related="partner_id.email")
    city = fields.Char(related="partner_id.city")
    salesperson_id = fields.Many2one(related="partner_id.user_id", string="Salesperson")
    tier_color = fields.Integer(related="tier_id.color", string="Colour of the Tier")
    has_letter = fields.Boolean(string="A Letter", compute="_compute_has_letter")
    last_contact_date = fields.Date(
        related="partner_id.smb_last_contact_date", string="Last Contact"
    )

    @api.depends("step_id")
    def _compute_has_letter(self):
        letters = self._with_letter()
        for row in self:
            row.has_letter = row in letters

    @api.depends("date", "state", "reason", "anchor_date", "step_id", "snooze_count")
    @api.depends_context("lang")
    def _compute_explanation(self):
        sentences = self._explain()
        for row in self:
            row.explanation = sentences.get(row.id)

    @api.depends("date", "state")
    @api.depends_context("tz")
    def _compute_days_late(self):
        today = fields.Date.context_today(self)
        for row in self:
            is_open = row.state in ("planned", "due") and row.date
            row.days_late = max(0, (today - row.date).days) if is_open else 0

    @api.depends("partner_id", "step_id")
    def _compute_display_name(self):
        for row in self:
            row.display_name = self.env._(
                "%(customer)s: %(step)s",
                customer=row.partner_id.display_name or "",
                step=row.step_id.display_name or "",
            )

    # buttons

    def action_log(self):
        """Log the contact; saving it fulfils what is due."""
        self.ensure_one()
        self.check_access("read")
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "smb_crm.smb_contact_quick_action"
        )
        on = self.activity_id or self.partner_id
        ids = {"active_model": on._name, "active_id": on.id, "active_ids": on.ids}
        return {**action, "context": ids}

    def action_mail(self):
        """Write to the customer, with the text of the step when it has one."""
        self.ensure_one()
        self.check_access("read")
        context = {
            "default_model": "res.partner",
            "default_res_ids": self.partner_id.ids,
            "default_partner_ids": self.partner_id.ids,
            "default_composition_mode": "comment",
            "default_subject": self.step_id.name,
        }
        if self.step_id.mail_template_id:
            context["default_template_id"] = self.step_id.mail_template_id.id
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Write an E-mail"),
            "res_model": "mail.compose.message",
            "views": [(False, "form")],
            "target": "new",
            "context": context,
        }

    def action_order(self):
        """Begin a quotation for the customer."""
        self.ensure_one()
        self.check_access("read")
        return self.partner_id.action_smb_order()

    def action_open_customer(self):
        """Open the customer of this follow-up."""
        self.ensure_one()
        self.check_access("read")
        return {
            "type": "ir.actions.act_window",
            "res_model": "res.partner",
            "res_id": self.partner_id.id,
            "views": [(False, "form")],
        }
