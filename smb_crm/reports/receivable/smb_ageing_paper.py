from odoo import api, fields, models

from ...models.receivable.smb_ageing import KINDS

REPORT = "smb_crm.smb_ageing_report"


class SmbAgeingPaper(models.TransientModel):
    """The ageing on paper or as an Excel file: what the screen shows, for one user."""

    _name = "smb.ageing.paper"
    _description = "Ageing on Paper"
    _inherit = ["smb.input.mixin"]

    company_id = fields.Many2one(
        "res.company",
        required=True,
        readonly=True,
        default=lambda self: self.env.company,
    )
    date = fields.Date(
        string="As Of",
        required=True,
        default=lambda self: self.env["smb.ageing"]._today(self.env.company),
    )
    kind = fields.Selection(
        [(KINDS[0], "Receivables"), (KINDS[1], "Payables")],
        required=True,
        default=KINDS[0],
    )
    group_by = fields.Selection(
        "_group_names", required=True, default="commercial_partner_id"
    )
    mine = fields.Boolean(string="My Customers Only")
    file = fields.Binary(string="Excel File", readonly=True, attachment=False)
    file_name = fields.Char(readonly=True)

    @api.model
    def _group_names(self):
        return [
            ("commercial_partner_id", self.env._("Customer")),
            ("partner_id", self.env._("Contact")),
            ("user_id", self.env._("Salesperson")),
            ("team_id", self.env._("Sales Team")),
            ("tier_id", self.env._("Tier")),
            ("country_id", self.env._("Country")),
            ("currency_id", self.env._("Currency")),
            ("company_id", self.env._("Company")),
        ]

    def _checked_rows(self):
        """Rows of the ageing with the rights of who asks."""
        self.ensure_one()
        self.check_access("read")
        ageing = self.env["smb.ageing"]
        return ageing.compute(
            self.date, self.kind, ageing._mine_domain(self.mine), self.group_by
        )

    def _sums(self, rows):
        return self.env["smb.ageing"]._added_up(rows)

    def _columns(self):
        return self.env["smb.ageing"]._columns()

    def _company_names(self):
        return ", ".join(self.env.companies.mapped("name"))

    def _group_label(self):
        return dict(self._group_names())[self.group_by]

    def _file_title(self):
        day = fields.Date.to_string(self.date)
        if self.kind == KINDS[1]:
            return self.env._("Ageing of payables %(day)s", day=day)
        return self.env._("Ageing %(day)s", day=day)

    def action_print(self):
        """The paper; it reads with the rights of who prints."""
        self.ensure_one()
        self.check_access("read")
        # sudo: the action's own row only
        report = self.env.ref(REPORT).sudo()
        return report.report_action(self.ids, config=False)
