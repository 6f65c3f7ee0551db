from odoo import api, fields, models


class SmbCareProgram(models.Model):
    """What the form of a programme shows beside its own steps."""

    _inherit = "smb.care.program"

    inherited_step_ids = fields.Many2many(
        "smb.care.step",
        compute="_compute_inherited_step_ids",
        string="Also From Lower Programmes",
        help="Steps of lower programmes that these customers get as well.",
    )
    step_count = fields.Integer(compute="_compute_inherited_step_ids", string="Steps")
    customer_count = fields.Integer(
        compute="_compute_customer_count",
        string="Customers",
        help="Of this tier, as far as you may see them.",
    )

    @api.depends(
        "active",
        "paused",
        "includes_lower",
        "tier_id",
        "step_ids.active",
        "step_ids.what",
        "step_ids.trigger",
    )
    def _compute_inherited_step_ids(self):
        holding = {company: self._steps_by_tier(company) for company in self.company_id}
        for program in self:
            by_tier = holding[program.company_id] if program.company_id else {}
            steps = by_tier.get(program.tier_id.id, self.env["smb.care.step"])
            own = program._origin
            program.inherited_step_ids = steps.filtered(
                lambda step, own=own: step.program_id != own
            )
            program.step_count = len(program.step_ids) + len(program.inherited_step_ids)

    @api.depends("tier_id", "company_id")
    @api.depends_context("uid", "allowed_company_ids")
    def _compute_customer_count(self):
        counts = {
            (company, tier): count
            for company, tier, count in self.env["smb.scorecard"]._read_group(
                [
                    ("company_id", "in", self.company_id.ids),
                    ("tier_id", "in", [*self.tier_id.ids, False]),
                ],
                ["company_id", "tier_id"],
                ["__count"],
            )
        }
        for program in self:
            key = program.company_id, program.tier_id
            program.customer_count = counts.get(key, 0)

    # buttons

    def action_pause(self):
        """Stop planning and opening; what is open is cancelled."""
        self.write({"paused": True})

    def action_resume(self):
        self.write({"paused": False})

    def action_customers(self):
        """Open the customers whom this programme is for."""
        self.ensure_one()
        self.check_access("read")
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "smb_crm.smb_scorecard_list_action"
        )
        domain = [
            ("company_id", "=", self.company_id.id),
            ("tier_id", "=", self.tier_id.id),
        ]
        return {**action, "name": self.name, "domain": domain, "context": {}}

    def action_follow_ups(self):
        """Open what this programme has planned."""
        self.ensure_one()
        self.check_access("read")
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "smb_crm.smb_follow_up_action"
        )
        domain = [("program_id", "=", self.id)]
        return {**action, "name": self.name, "domain": domain, "context": {}}
