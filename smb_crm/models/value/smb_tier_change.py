from odoo import fields, models


class SmbTierChange(models.Model):
    """One move of a customer from one tier to another, with the figures of that day.

    Written by the engine alone, never changed, never deleted. Names of tiers are kept
    as they were, so that editing a policy does not rewrite history.
    """

    _name = "smb.tier.change"
    _description = "Tier Change"
    _inherit = ["smb.input.mixin"]
    _order = "date desc, id desc"
    _rec_name = "partner_id"
    _log_access = False

    partner_id = fields.Many2one(
        "res.partner",
        string="Customer",
        required=True,
        readonly=True,
        index=True,
        ondelete="cascade",
    )
    company_id = fields.Many2one(
        "res.company", required=True, readonly=True, index=True, ondelete="cascade"
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    partner_user_id = fields.Many2one(
        related="partner_id.user_id", string="Salesperson"
    )
    date = fields.Datetime(required=True, readonly=True, index=True)
    from_tier_id = fields.Many2one("smb.tier", readonly=True, ondelete="set null")
    to_tier_id = fields.Many2one("smb.tier", readonly=True, ondelete="set null")
    from_tier = fields.Char(string="From", readonly=True)
    to_tier = fields.Char(string="To", readonly=True)
    direction = fields.Selection(
        [
            ("first", "First Tier"),
            ("up", "Up"),
            ("down", "Down"),
            ("left", "Left the Tiers"),
        ],
        readonly=True,
    )
    cause = fields.Selection(
        [
            ("figures", "Figures"),
            ("policy", "New Policy"),
            ("hand", "Set by Hand"),
            ("hand_end", "End of a Tier Set by Hand"),
            ("merge", "Merged Customers"),
        ],
        required=True,
        readonly=True,
    )
    reason = fields.Char(readonly=True)
    user_id = fields.Many2one(
        "res.users",
        string="By",
        readonly=True,
        ondelete="set null",
        help="Who applied the policy or set the tier; empty for the nightly run.",
    )
    measure_kind = fields.Selection(
        lambda self: self.env["smb.tier.policy"]._fields["measure"].selection,
        string="Measure",
        readonly=True,
    )
    measure = fields.Float(string="Figure", readonly=True, aggregator=None)
    measure_rank = fields.Integer(string="Rank", readonly=True, aggregator=None)
    measure_share = fields.Float(
        string="Cumulative Share", readonly=True, aggregator=None, digits=(16, 4)
    )
    customers = fields.Integer(
        readonly=True, aggregator=None, help="How many customers took part that day."
    )
    window_months = fields.Integer(readonly=True, aggregator=None)
