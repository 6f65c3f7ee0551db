from odoo import api, fields, models


class SmbScorecard(models.Model):
    """What a scorecard shows beside its figures, and where it leads."""

    _inherit = "smb.scorecard"

    silent_days = fields.Integer(
        string="Days Since the Last Deal",
        compute="_compute_silent_days",
        aggregator=None,
    )
    is_late = fields.Boolean(
        string="Expected Before Today", compute="_compute_silent_days"
    )
    rfm = fields.Char(
        string="RFM Scores",
        compute="_compute_rfm",
        help="Recency, frequency and amount, 1 to 5 each; 555 is the best.",
    )
    contact_date = fields.Date(
        related="partner_id.smb_last_contact_date",
        string="Last Contact",
        help="Read from contact logs at this moment, as on the customer.",
    )
    change_ids = fields.One2many(
        "smb.tier.change", compute="_compute_change_ids", string="History of Tiers"
    )

    @api.depends("last_deal_date", "expected_date")
    @api.depends_context("tz")
    def _compute_silent_days(self):
        today = fields.Date.context_today(self)
        for card in self:
            last = card.last_deal_date
            card.silent_days = (today - last).days if last else 0
            card.is_late = bool(card.expected_date and card.expected_date < today)

    @api.depends("recency_score", "frequency_score", "monetary_score")
    def _compute_rfm(self):
        for card in self:
            scores = (card.recency_score, card.frequency_score, card.monetary_score)
            card.rfm = all(scores) and "".join(map(str, scores))

    @api.depends("partner_id", "company_id")
    @api.depends_context("uid", "allowed_company_ids")
    def _compute_change_ids(self):
        changes = self.env["smb.tier.change"].search(
            [
                ("partner_id", "in", self.partner_id.ids),
                ("company_id", "in", self.company_id.ids),
            ]
        )
        by_card = changes.grouped(lambda row: (row.partner_id, row.company_id))
        for card in self:
            card.change_ids = by_card.get((card.partner_id, card.company_id))

    def action_open_customer(self):
        """Open the customer of this scorecard."""
        self.ensure_one()
        self.check_access("read")
        return {
            "type": "ir.actions.act_window",
            "res_model": "res.partner",
            "res_id": self.partner_id.id,
            "views": [(False, "form")],
        }
