from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from ...tools.roles import CARE

# what a customer shows of the scorecard: field, column
COLUMNS = {
    "smb_scorecard_id": "id",
    "smb_health": "health",
    "smb_lifecycle": "lifecycle",
}


class ResPartner(models.Model):
    """What a customer is worth to the active company, as the scorecard says.

    Nothing is stored here. A person shows what the whole customer is worth. Everybody
    inside sees the tier; the rest only who may read the customer's scorecard.
    """

    _inherit = "res.partner"

    smb_tier_id = fields.Many2one(
        "smb.tier",
        string="Tier",
        compute="_compute_smb_tier_id",
        search="_search_smb_tier_id",
        groups="base.group_user",
        help="A, B or C: how much attention the customer has earned.",
    )
    smb_scorecard_id = fields.Many2one(
        "smb.scorecard",
        string="Scorecard",
        compute="_compute_smb_scorecard",
        search="_search_smb_scorecard_id",
        groups=CARE,
    )
    smb_health = fields.Integer(
        string="Health",
        compute="_compute_smb_scorecard",
        search="_search_smb_health",
        aggregator="avg",
        groups=CARE,
        help="0 to 100; the scorecard names the reasons.",
    )
    smb_lifecycle = fields.Selection(
        lambda self: self.env["smb.scorecard"]._fields["lifecycle"].selection,
        string="Lifecycle",
        compute="_compute_smb_scorecard",
        search="_search_smb_lifecycle",
        groups=CARE,
    )
    smb_quiet = fields.Boolean(
        string="Quiet",
        compute="_compute_smb_scorecard",
        search="_search_smb_quiet",
        groups=CARE,
        help="No deal for longer than the tier allows or the own rhythm suggests.",
    )

    # tier

    @api.depends("commercial_partner_id")
    @api.depends_context("allowed_company_ids")
    def _compute_smb_tier_id(self):
        company = self.env.company.id
        # a new person belongs to the customer above, whatever is stored
        customers = {p: p.commercial_partner_id._origin.id for p in self}
        tiers = self.env["smb.tier.mixin"]._smb_tiers(
            {(customer, company) for customer in customers.values()}
        )
        for partner, customer in customers.items():
            partner.smb_tier_id = tiers.get((customer, company))

    @api.model
    def _search_smb_tier_id(self, operator, value):
        tiers = self.env["smb.tier"]
        return tiers._smb_search(self, operator, value, self._smb_tiered)

    @api.model
    def _smb_tiered(self, condition, predicate):
        """Customers by their tier in this company; no figure leaves this query."""
        tier = self.env["smb.scorecard"]._fields["tier_id"]
        cards = SQL(
            "SELECT card.partner_id FROM smb_scorecard card"
            " WHERE card.company_id = %s AND %s",
            self.env.company.id,
            condition,
            to_flush=tier,
        )
        return self._smb_customer_in(cards, predicate)

    # figures

    @api.depends("commercial_partner_id")
    @api.depends_context("allowed_company_ids", "uid")
    def _compute_smb_scorecard(self):
        customers = self.commercial_partner_id._origin
        # as the caller: rules decide whose figures he sees
        found = self._smb_cards([("partner_id", "in", customers.ids)])
        cards = self.env["smb.scorecard"].browse(found)
        by_customer = {card.partner_id: card for card in cards}
        for partner in self:
            card = by_customer.get(partner.commercial_partner_id._origin)
            partner.smb_scorecard_id = card
            partner.smb_health = card.health if card else 0
            partner.smb_lifecycle = card.lifecycle if card else False
            partner.smb_quiet = bool(card) and card.lifecycle == "quiet"

    @api.model
    def _smb_cards(self, domain):
        """Query of this company's scorecards that the caller may read."""
        cards = self.env["smb.scorecard"].with_context(active_test=False)
        here = Domain("company_id", "=", self.env.company.id)
        return cards._search(here & Domain(domain))

    @api.model
    def _search_smb_scorecard_id(self, operator, value):
        if operator in ("any", "any!"):
            value = set(self._smb_cards([("id", "any", value)]))
            operator = "in"
        return self._smb_search_figure("smb_scorecard_id", operator, value)

    @api.model
    def _search_smb_health(self, operator, value):
        return self._smb_search_figure("smb_health", operator, value)

    @api.model
    def _search_smb_lifecycle(self, operator, value):
        return self._smb_search_figure("smb_lifecycle", operator, value)

    @api.model
    def _search_smb_quiet(self, operator, value):
        if operator != "in":
            return NotImplemented
        domain = self._smb_in_cards([("lifecycle", "=", "quiet")])
        return domain if True in value else ~domain

    @api.model
    def _smb_search_figure(self, name, operator, value):
        column = COLUMNS[name]
        if operator == "in":
            known = [item for item in value if item is not False]
            domain = self._smb_in_cards([(column, "in", known)])
            if len(known) < len(value):
                domain |= ~self._smb_in_cards([(column, "!=", False)])
            return domain
        if operator in ("<", "<=", ">", ">="):
            return self._smb_in_cards([(column, operator, value)])
        return NotImplemented

    @api.model
    def _smb_in_cards(self, domain):
        cards = self._smb_cards(domain)
        return self._smb_customer_in(
            cards.select(SQL.identifier(cards.table, "partner_id")),
            lambda partner: bool(partner.smb_scorecard_id.filtered_domain(domain)),
        )

    # sorting and grouping

    def _smb_field_sql(self, alias, field_expr, query):
        if field_expr == "smb_tier_id":
            return self._smb_tier_sql(alias, query)
        if field_expr in COLUMNS or field_expr == "smb_quiet":
            return self._smb_figure_sql(alias, field_expr, query)
        return super()._smb_field_sql(alias, field_expr, query)

    @api.model
    def _smb_tier_sql(self, alias, query):
        self._check_field_access(self._fields["smb_tier_id"], "read")
        tier = self.env["smb.scorecard"]._fields["tier_id"]
        card = query.make_alias(alias, "smb_card")
        condition = SQL(
            "%s = %s AND %s = %s",
            SQL.identifier(card, "partner_id", to_flush=tier),
            SQL.identifier(alias, "commercial_partner_id"),
            SQL.identifier(card, "company_id"),
            self.env.company.id,
        )
        query.add_join("LEFT JOIN", card, "smb_scorecard", condition)
        return SQL.identifier(card, "tier_id")

    @api.model
    def _smb_figure_sql(self, alias, name, query):
        self._check_field_access(self._fields[name], "read")
        cards = self._smb_cards([])
        columns = ("partner_id", "id", "health", "lifecycle")
        table = cards.subselect(*(SQL.identifier(cards.table, c) for c in columns))
        card = query.make_alias(alias, "smb_readable_card")
        condition = SQL(
            "%s = %s",
            SQL.identifier(card, "partner_id"),
            SQL.identifier(alias, "commercial_partner_id"),
        )
        query.add_join("LEFT JOIN", card, table, condition)
        if name == "smb_quiet":
            return SQL("%s = 'quiet'", SQL.identifier(card, "lifecycle"))
        return SQL.identifier(card, COLUMNS[name])

    # buttons

    def action_smb_scorecard(self):
        """Open what this customer is worth to the active company."""
        self.ensure_one()
        self.check_access("read")
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Scorecard"),
            "res_model": "smb.scorecard",
            "res_id": self.smb_scorecard_id.id,
            "views": [(False, "form")],
        }
