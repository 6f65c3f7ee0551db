from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL


class SmbTierMixin(models.AbstractModel):
    """A document or an analysis that shows the tier of its customer.

    The tier is the one the document's own company gives the customer behind
    ``partner_id``. It is read where it is kept, on scorecards: nothing is stored on
    documents, nothing is written when a tier moves. Everybody who may read the
    document may know the tier, and nothing else of the scorecard.
    """

    _name = "smb.tier.mixin"
    _description = "Document with Customer Tier"

    smb_tier_id = fields.Many2one(
        "smb.tier",
        string="Customer Tier",
        compute="_compute_smb_tier_id",
        search="_search_smb_tier_id",
        groups="base.group_user",
        help="What the customer is worth to the company of this document.",
    )

    @api.depends("partner_id", "company_id")
    @api.depends_context("allowed_company_ids")
    def _compute_smb_tier_id(self):
        here = self.env.company.id
        keys = {
            document: (
                document.partner_id._origin.id,
                document.company_id._origin.id or here,
            )
            for document in self
        }
        tiers = self._smb_tiers(set(keys.values()))
        for document, key in keys.items():
            document.smb_tier_id = tiers.get(key)

    @api.model
    def _smb_tiers(self, keys):
        """Tiers of ``{(contact id, company id)}``, by the same, in one query.

        Reads no more than the tier, for contacts and companies that the caller took
        from documents he may read.
        """
        partners = {partner for partner, _company in keys if partner}
        if not partners:
            return {}
        rows = self.env.execute_query(
            SQL(
                "SELECT partner.id, card.company_id, card.tier_id"
                " FROM res_partner partner JOIN smb_scorecard card ON %s"
                " WHERE partner.id IN %s AND card.company_id IN %s",
                self._smb_card_condition("card", "partner"),
                tuple(partners),
                tuple({company for _partner, company in keys}),
            )
        )
        return {(partner, company): tier for partner, company, tier in rows}

    @api.model
    def _smb_card_condition(self, card, partner):
        """That scorecard ``card`` belongs to the customer behind ``partner``."""
        customer = self.env["res.partner"]._fields["commercial_partner_id"]
        cards = self.env["smb.scorecard"]._fields
        return SQL(
            "%s = %s",
            SQL.identifier(card, "partner_id", to_flush=cards["tier_id"]),
            SQL.identifier(partner, "commercial_partner_id", to_flush=customer),
        )

    @api.model
    def _smb_company_sql(self, alias, query=None):
        """The company of the document, this one where it has none."""
        company = self._field_to_sql(alias, "company_id", query)
        return SQL("COALESCE(%s, %s)", company, self.env.company.id)

    # searching

    @api.model
    def _search_smb_tier_id(self, operator, value):
        tiers = self.env["smb.tier"]
        return tiers._smb_search(self, operator, value, self._smb_tiered)

    @api.model
    def _smb_tiered(self, condition, predicate):
        return Domain.custom(
            to_sql=lambda model, alias, query: model._smb_tier_exists(
                alias, condition, query
            ),
            predicate=predicate,
        )

    @api.model
    def _smb_tier_exists(self, alias, condition, query):
        return SQL(
            "EXISTS (SELECT FROM res_partner customer JOIN smb_scorecard card ON %s"
            " WHERE customer.id = %s AND card.company_id = %s AND %s)",
            self._smb_card_condition("card", "customer"),
            self._field_to_sql(alias, "partner_id", query),
            self._smb_company_sql(alias, query),
            condition,
        )

    # sorting and grouping

    def _field_to_sql(self, alias, field_expr, query=None):
        if field_expr != "smb_tier_id":
            return super()._field_to_sql(alias, field_expr, query)
        self._check_field_access(self._fields["smb_tier_id"], "read")
        if query is None:
            raise ValueError(self.env._("A tier is read through a join."))
        customer = query.make_alias(alias, "smb_customer")
        query.add_join(
            "LEFT JOIN",
            customer,
            "res_partner",
            SQL(
                "%s = %s",
                SQL.identifier(customer, "id"),
                self._field_to_sql(alias, "partner_id", query),
            ),
        )
        card = query.make_alias(alias, "smb_card")
        query.add_join(
            "LEFT JOIN",
            card,
            "smb_scorecard",
            SQL(
                "%s AND %s = %s",
                self._smb_card_condition(card, customer),
                SQL.identifier(card, "company_id"),
                self._smb_company_sql(alias, query),
            ),
        )
        return SQL.identifier(card, "tier_id")
