from odoo import api, fields, models

from .smb_member_benefit import KINDS


class SmbBenefitUse(models.Model):
    """The ledger of what members got: what, when, why and what it saved them.

    Written by the engine alone, never changed, never deleted: what is cancelled or
    refunded adds the opposite. The sum of a member's rows is what the membership
    really saved.
    """

    _name = "smb.benefit.use"
    _description = "Benefit Use"
    _inherit = ["smb.input.mixin"]
    _order = "date desc, id desc"
    _rec_name = "name"
    _log_access = False

    name = fields.Char(
        string="Benefit", required=True, readonly=True, help="As it was called then."
    )
    benefit_id = fields.Many2one(
        "smb.member.benefit",
        string="Member Benefit",
        readonly=True,
        index=True,
        ondelete="set null",
    )
    kind = fields.Selection(KINDS, required=True, readonly=True)
    membership_id = fields.Many2one(
        "smb.membership", required=True, readonly=True, index=True, ondelete="restrict"
    )
    partner_id = fields.Many2one(
        "res.partner",
        string="Member",
        required=True,
        readonly=True,
        index=True,
        ondelete="restrict",
    )
    company_id = fields.Many2one(
        "res.company", required=True, readonly=True, index=True, ondelete="cascade"
    )
    # one by one: while several are created, the company of the next is not known yet
    company_currency_id = fields.Many2one(
        related="company_id.currency_id", string="Company Currency", recursive=True
    )
    level_id = fields.Many2one("res.partner.grade", readonly=True, ondelete="set null")
    date = fields.Date(required=True, readonly=True, index=True)
    order_id = fields.Many2one(
        "sale.order", readonly=True, index="btree_not_null", ondelete="set null"
    )
    order_line_id = fields.Many2one(
        "sale.order.line", readonly=True, index="btree_not_null", ondelete="set null"
    )
    move_line_id = fields.Many2one(
        "account.move.line",
        string="Refund Line",
        readonly=True,
        index="btree_not_null",
        ondelete="set null",
    )
    product_id = fields.Many2one("product.product", readonly=True, ondelete="set null")
    uses = fields.Integer(
        default=1, readonly=True, help="1 for a use, -1 for one that was taken back."
    )
    hours = fields.Float(readonly=True, help="Of service, free of charge.")
    amount = fields.Monetary(
        string="Saved",
        readonly=True,
        currency_field="company_currency_id",
        help="Untaxed, in the company's currency on the day of the order.",
    )
    currency_id = fields.Many2one("res.currency", readonly=True)
    amount_currency = fields.Monetary(
        string="Saved in Currency", readonly=True, currency_field="currency_id"
    )
    reason = fields.Char(readonly=True)
    opposite_of_id = fields.Many2one(
        "smb.benefit.use",
        string="Takes Back",
        readonly=True,
        index="btree_not_null",
        ondelete="restrict",
    )
    opposite_ids = fields.One2many(
        "smb.benefit.use", "opposite_of_id", string="Taken Back By", readonly=True
    )
    closed = fields.Boolean(
        readonly=True, help="Taken back as a whole; the order may use it again."
    )

    # nothing twice: one standing row per benefit and order line
    _once_uniq = models.UniqueIndex(
        "(benefit_id, order_line_id)"
        " WHERE opposite_of_id IS NULL AND closed IS NOT TRUE",
        "This benefit is on this order line already.",
    )
    # a refund line takes back once
    _refund_uniq = models.UniqueIndex(
        "(opposite_of_id, move_line_id) WHERE move_line_id IS NOT NULL",
        "This refund took the benefit back already.",
    )

    @api.model
    def _standing(self, orders):
        """What ``orders`` use and nobody took back."""
        if not orders:
            return self.browse()
        return self.search(
            [
                ("order_id", "in", orders.ids),
                ("opposite_of_id", "=", False),
                ("closed", "=", False),
            ]
        )

    def _key(self):
        return self.benefit_id.id, self.order_line_id.id

    def _is_as(self, wanted):
        """Whether ``wanted``, by benefit and line, says the same as this row."""
        vals = wanted.get(self._key())
        return vals and not self.currency_id.compare_amounts(
            self.amount_currency, vals["amount_currency"]
        )

    def _left(self, name):
        """What of ``name`` was not yet taken back."""
        return self[name] + sum(self.opposite_ids.mapped(name))

    def _take_back(self, reason):
        """Book the opposite of all that is left, and close these rows."""
        self.create([row._prepare_opposite(reason) for row in self])
        self.closed = True
        # before new rows come in their place
        self.flush_recordset(["closed"])

    def _prepare_opposite(self, reason, ratio=1.0, **vals):
        """Values of the row that takes ``ratio`` of this one back, never too much."""
        left = {name: self._left(name) for name in ("amount", "amount_currency")}
        for name, currency in (
            ("amount", self.company_currency_id),
            ("amount_currency", self.currency_id),
        ):
            vals[name] = -min(currency.round(self[name] * ratio), left[name])
        whole = not self.currency_id.compare_amounts(
            -vals["amount_currency"], left["amount_currency"]
        )
        if whole:
            vals["amount"] = -left["amount"]
        vals.setdefault("uses", -self._left("uses") if ratio >= 1 and whole else 0)
        return self._prepare_row(reason, **vals)

    def _prepare_undo(self, reason):
        """Values of the row after which this one, which took back, never was."""
        row = self.opposite_of_id
        names = ("amount", "amount_currency", "uses")
        return row._prepare_row(reason, **{name: -self[name] for name in names})

    def _save_again(self, ratio, reason):
        """At least ``ratio`` of this row stands, whatever was taken back."""
        whole = ratio >= 1
        vals = {"uses": self.uses - self._left("uses") if whole else 0}
        for name, currency in (
            ("amount", self.company_currency_id),
            ("amount_currency", self.currency_id),
        ):
            vals[name] = currency.round(self[name] * ratio - self._left(name))
        if vals["amount_currency"] > 0 or vals["uses"]:
            self.create(self._prepare_row(reason, **vals))

    def _prepare_row(self, reason, **vals):
        """Values of a row that stands against this one."""
        links = (
            *("benefit_id", "membership_id", "partner_id", "company_id", "level_id"),
            *("order_id", "order_line_id", "product_id", "currency_id"),
        )
        return {
            "name": self.name,
            "kind": self.kind,
            **{name: self[name].id for name in links},
            "date": self.order_id._smb_today() if self.order_id else self.date,
            "opposite_of_id": self.id,
            "reason": reason,
            **vals,
        }
