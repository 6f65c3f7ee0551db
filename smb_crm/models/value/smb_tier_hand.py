from odoo import fields, models


class SmbTierHand(models.Model):
    """A tier that a sales manager gives a customer, with a reason and an end.

    While it lasts it overrides what the figures say. It is never deleted: ending it
    archives it.
    """

    _name = "smb.tier.hand"
    _description = "Tier Set by Hand"
    _inherit = ["smb.input.mixin"]
    _order = "date_from desc, id desc"
    _rec_name = "partner_id"
    _check_company_auto = True

    partner_id = fields.Many2one(
        "res.partner",
        string="Customer",
        required=True,
        index=True,
        ondelete="cascade",
        check_company=True,
    )
    company_id = fields.Many2one(
        "res.company",
        required=True,
        index=True,
        ondelete="cascade",
        default=lambda self: self.env.company,
    )
    tier_id = fields.Many2one(
        "smb.tier", required=True, ondelete="restrict", check_company=True
    )
    reason = fields.Char(required=True)
    date_from = fields.Date(required=True, default=fields.Date.context_today)
    date_to = fields.Date(
        string="Until",
        required=True,
        help="The last day. A week before, and when it ends, the author gets a task.",
    )
    user_id = fields.Many2one(
        "res.users",
        string="Set By",
        readonly=True,
        default=lambda self: self.env.user,
    )
    active = fields.Boolean(default=True)

    _once = models.UniqueIndex(
        "(company_id, partner_id) WHERE active",
        "This customer already has a tier set by hand. End that one first.",
    )
    _dates_sane = models.Constraint(
        "CHECK (date_to >= date_from)", "A tier cannot end before it begins."
    )
