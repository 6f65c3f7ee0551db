from odoo import fields, models
from odoo.exceptions import AccessError
from odoo.tools.translate import LazyTranslate

_lt = LazyTranslate(__name__)

FIXED = _lt("A care programme stays with its company. Make one for the other company.")


class SmbCareProgram(models.Model):
    """What the customers of a tier can expect from us, step by step.

    One programme per company and tier; the one without a tier is for customers who
    have none yet. With ``includes_lower`` a programme also does what the programmes of
    the lower tiers do, without doubling: of the steps that do the same on the same
    occasion (``smb.care.step._same``) only those of the best programme hold.

    A programme begins on ``date_start``: nothing is due before that day, and what
    happened before it (a delivery, a paid invoice) asks for nothing.
    """

    _name = "smb.care.program"
    _description = "Care Programme"
    _inherit = ["smb.input.mixin", "mail.thread"]
    _order = "company_id, tier_sequence, id"
    _check_company_auto = True

    name = fields.Char(required=True, translate=True, tracking=True)
    company_id = fields.Many2one(
        "res.company", required=True, index=True, default=lambda self: self.env.company
    )
    tier_id = fields.Many2one(
        "smb.tier",
        ondelete="cascade",
        check_company=True,
        tracking=True,
        help="Whose customers it is for. Empty: customers without a tier.",
    )
    tier_sequence = fields.Integer(
        related="tier_id.sequence", store=True, string="Order of the Tier"
    )
    active = fields.Boolean(default=True, tracking=True)
    paused = fields.Boolean(
        tracking=True,
        help="Nothing new is planned or opened until this is switched off again."
        " Follow-ups of the programme that are open are cancelled.",
    )
    date_start = fields.Date(
        string="Begins",
        required=True,
        default=fields.Date.context_today,
        tracking=True,
        help="Nothing is due before this day.",
    )
    includes_lower = fields.Boolean(
        string="Includes Lower Programmes",
        default=True,
        tracking=True,
        help="Customers also get what the programmes of lower tiers offer, unless this"
        " one does the same in its own way.",
    )
    relation_level = fields.Selection(
        lambda self: self.env["res.partner"]._fields["smb_relation_level"].selection,
        default="reactive",
        tracking=True,
        help="The relation level of customers who have none of their own.",
    )
    step_ids = fields.One2many("smb.care.step", "program_id", copy=True)
    note = fields.Html(
        string="Promise",
        sanitize_attributes=True,
        sanitize_style=True,
        sanitize_overridable=False,
        help="What we promise these customers.",
    )

    _tier_uniq = models.UniqueIndex(
        "(company_id, COALESCE(tier_id, 0)) WHERE active",
        "This tier already has a care programme. Change that one, or archive it.",
    )

    def write(self, vals):
        company = vals.get("company_id")
        moved = company and self.company_id != self.env["res.company"].browse(company)
        if self and moved and not self.env.su:
            raise AccessError(self.env._(FIXED))
        return super().write(vals)
