from odoo import api, fields, models, tools
from odoo.exceptions import ValidationError
from odoo.tools.translate import LazyTranslate

from ...tools.credit import BLOCK, DELIVERY, ORDER, WARN, Control, Terms

_lt = LazyTranslate(__name__)

MOMENTS = {"both": (ORDER, DELIVERY), "order": (ORDER,), "delivery": (DELIVERY,)}
# what a company begins with, best tier first: name, what is done, days overdue
USUAL = (
    (_lt("Best customers: warn"), WARN, 30),
    (_lt("Good customers: hold"), BLOCK, 60),
    (_lt("All others: hold"), BLOCK, 30),
)


class SmbCreditRule(models.Model):
    """When an order or a delivery on credit needs a second look.

    A rule is for some tiers, or for everybody whom no other rule names. Of the rules
    for a customer the strictest speaks: what holds an order comes before what only
    warns. A rule can look at what is overdue, at Odoo's credit limit and at Odoo's
    degree of trust; any of them is enough. What makes a confirmed order larger is
    looked at like the order itself.
    """

    _name = "smb.credit.rule"
    _description = "Credit Rule"
    _inherit = ["smb.input.mixin"]
    _order = "company_id, sequence, id"
    _check_company_auto = True

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one(
        "res.company",
        required=True,
        index=True,
        ondelete="cascade",
        default=lambda self: self.env.company,
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    tier_ids = fields.Many2many(
        "smb.tier",
        string="For Tiers",
        check_company=True,
        domain="[('company_id', '=', company_id)]",
        help="Empty: all customers whom no other rule names by their tier.",
    )
    moment = fields.Selection(
        [
            ("both", "Orders and Deliveries"),
            ("order", "Orders"),
            ("delivery", "Deliveries"),
        ],
        string="Checks",
        required=True,
        default="both",
    )
    act = fields.Selection(
        [(WARN, "Warn"), (BLOCK, "Hold")],
        string="Then",
        required=True,
        default=WARN,
        help="Of several rules for a customer the strictest counts. What is held needs"
        " a release by a sales manager or accounting.",
    )
    by_overdue = fields.Boolean(string="Overdue Amounts", default=True)
    overdue_days = fields.Integer(
        string="More Than Days Late",
        default=30,
        help="30: from the 31st day after the due date on. Disputed invoices don't"
        " count; money not matched yet is set off first.",
    )
    overdue_amount = fields.Monetary(
        string="From Overdue Amount", help="Smaller amounts are overlooked."
    )
    by_limit = fields.Boolean(
        string="Credit Limit",
        help="What is owed, ordered and not yet invoiced is more than Odoo's credit"
        " limit of the customer. Customers without a limit pass.",
    )
    by_trust = fields.Boolean(
        string="Bad Debtors", help="Customers whom Odoo's degree of trust calls bad."
    )
    limit_is_off = fields.Boolean(compute="_compute_limit_is_off", compute_sudo=True)

    _overdue_sane = models.Constraint(
        "CHECK (overdue_days BETWEEN 0 AND 3650 AND COALESCE(overdue_amount, 0) >= 0)",
        "Days late lie between 0 and 3650; an amount can't be negative.",
    )
    _looks_at_something = models.Constraint(
        "CHECK (by_overdue OR by_limit OR by_trust)",
        "A rule looks at overdue amounts, the credit limit or bad debtors.",
    )

    @api.depends("company_id")
    def _compute_limit_is_off(self):
        for rule in self:
            rule.limit_is_off = not rule.company_id.account_use_credit_limit

    @api.constrains(
        *("tier_ids", "moment", "act", "active", "company_id"),
        *("by_overdue", "by_limit", "by_trust"),
    )
    def _check_contradiction(self):
        """Two rules that do the same to the same customers leave open which counts."""
        for rule in self.filtered("active"):
            others = self.search(
                [
                    ("company_id", "=", rule.company_id.id),
                    ("act", "=", rule.act),
                    ("id", "!=", rule.id),
                ]
            )
            for other in others:
                if rule._says_the_same(other):
                    raise ValidationError(
                        self.env._(
                            "“%(rule)s” and “%(other)s” look at the same of the same"
                            " customers. Change one of them.",
                            rule=rule.name,
                            other=other.name,
                        )
                    )

    def _says_the_same(self, other):
        moments = set(MOMENTS[self.moment]) & set(MOMENTS[other.moment])
        shared = self.tier_ids & other.tier_ids
        nobody_named = not self.tier_ids and not other.tier_ids
        looks = ("by_overdue", "by_limit", "by_trust")
        alike = any(self[name] and other[name] for name in looks)
        return bool(moments and (shared or nobody_named) and alike)

    # what the engine reads, kept in memory: it costs nothing where nobody uses it

    @api.model_create_multi
    def create(self, vals_list):
        rules = super().create(vals_list)
        self.env.registry.clear_cache()
        return rules

    def write(self, vals):
        result = super().write(vals)
        self.env.registry.clear_cache()
        return result

    def unlink(self):
        result = super().unlink()
        self.env.registry.clear_cache()
        return result

    @api.model
    @tools.ormcache()
    def _controls(self):
        """``{company id: Control}`` of the companies that control credit."""
        # sudo: rules as the engine obeys them; nobody sees them through it
        policies = self.env["smb.policy"].sudo().search([("credit_control", "=", True)])
        rules = self.sudo().search([("company_id", "in", policies.company_id.ids)])
        by_company = rules.grouped("company_id")
        return {
            policy.company_id.id: Control(
                terms=tuple(
                    rule._terms() for rule in by_company.get(policy.company_id, self)
                ),
                promises=policy.credit_promise,
                tolerance=policy.credit_tolerance / 100,
            )
            for policy in policies
        }

    def _terms(self):
        return Terms(
            rule_id=self.id,
            act=self.act,
            moments=MOMENTS[self.moment],
            tier_ids=frozenset(self.tier_ids.ids),
            days=self.overdue_days if self.by_overdue else None,
            amount=self.overdue_amount,
            limit=self.by_limit,
            trust=self.by_trust,
        )

    # the first ones

    @api.model
    def _ensure(self, companies):
        """The usual rules for those of ``companies`` that never had any."""
        # sudo: creates default rows only, reveals nothing
        rules = self.sudo().with_context(lang="en_US", active_test=False)
        known = rules.search([("company_id", "in", companies.ids)]).company_id
        rules.create(
            [
                vals
                for company in companies - known
                for vals in rules._prepare_rules(company)
            ]
        )
        self.env["ir.module.module"]._smb_translate_shipped()

    @api.model
    def _prepare_rules(self, company):
        tiers = self.env["smb.tier.policy"]._of(company)._tiers()
        named = [tiers[:1], tiers[1:2], tiers[:0]]
        return [
            {
                "company_id": company.id,
                "sequence": 10 * number,
                "name": self.env._(name),
                "act": act,
                "overdue_days": days,
                "by_limit": True,
                "by_trust": act == BLOCK,
                "tier_ids": [fields.Command.set(tier.ids)],
            }
            for number, ((name, act, days), tier) in enumerate(
                zip(USUAL, named, strict=True), 1
            )
            if tier or number == len(USUAL)
        ]
