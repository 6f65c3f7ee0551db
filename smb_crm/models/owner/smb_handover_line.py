from odoo import api, fields, models
from odoo.exceptions import UserError


class SmbHandoverLine(models.Model):
    """One record of a handover: whose it was, whose it is, or why it stays.

    Written by the handover alone, and kept: undo reads from here what to give back.
    """

    _name = "smb.handover.line"
    _description = "Record of a Handover"
    _inherit = ["smb.input.mixin"]
    _order = "handover_id, sequence, id"

    handover_id = fields.Many2one(
        "smb.handover", required=True, readonly=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(
        related="handover_id.company_id", store=True, precompute=True
    )
    record_company_id = fields.Many2one(
        "res.company",
        string="Company of the Record",
        readonly=True,
        ondelete="cascade",
        help="Only people who work there see the line.",
    )
    sequence = fields.Integer(readonly=True, help="The best customers come first.")
    kind = fields.Selection("_selection_kind", required=True, readonly=True)
    model = fields.Char(required=True, readonly=True)
    res_id = fields.Many2oneReference(
        string="Number", model_field="model", required=True, readonly=True
    )
    name = fields.Char(string="Record", readonly=True)
    partner_id = fields.Many2one(
        "res.partner",
        string="Customer",
        readonly=True,
        index="btree_not_null",
        ondelete="set null",
    )
    from_user_id = fields.Many2one(
        "res.users", string="From", readonly=True, ondelete="restrict"
    )
    to_user_id = fields.Many2one(
        "res.users", string="To", readonly=True, ondelete="restrict"
    )
    state = fields.Selection(
        [
            ("planned", "Moves"),
            ("stays", "Stays"),
            ("moved", "Moved"),
            ("undone", "Given Back"),
            ("left", "Left as It Is"),
        ],
        required=True,
        readonly=True,
        default="planned",
    )
    exception = fields.Char(
        string="Because", readonly=True, help="Why it stays, or was left as it is."
    )
    date = fields.Datetime(string="Moved On", readonly=True)

    # what undo needs
    kept = fields.Json(readonly=True, groups=fields.NO_ACCESS)
    """What Odoo changed along with the person, before and after."""
    subscribed = fields.Boolean(readonly=True)
    """The successor did not follow the document before."""
    first_date = fields.Date(string="First Contact On", readonly=True)
    activity_id = fields.Many2one(
        "mail.activity", readonly=True, index="btree_not_null", ondelete="set null"
    )

    _once = models.UniqueIndex("(handover_id, kind, res_id)")
    _todo_idx = models.Index("(handover_id, state, sequence)")

    @api.model
    def _selection_kind(self):
        """Kinds of records that move. Later rooms add theirs."""
        return [
            ("customer", self.env._("Customers")),
            ("representative", self.env._("Represented Customers")),
            ("contact", self.env._("Contacts of Customers")),
            ("quotation", self.env._("Quotations")),
            ("order", self.env._("Open Orders")),
            ("invoice", self.env._("Draft Invoices")),
            ("opportunity", self.env._("Opportunities")),
            ("activity", self.env._("Activities")),
            ("follow_up", self.env._("Follow-ups")),
        ]

    def action_open(self):
        """Open the record that this line is about, with the caller's own rights."""
        self.ensure_one()
        self.check_access("read")
        if not self.env[self.model].browse(self.res_id).exists():
            raise UserError(self.env._("This record was deleted."))
        return {
            "type": "ir.actions.act_window",
            "res_model": self.model,
            "res_id": self.res_id,
            "views": [(False, "form")],
        }
