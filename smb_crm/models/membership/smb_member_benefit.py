from odoo import fields, models

KINDS = [
    ("pricelist", "Price List"),
    ("discount", "Discount"),
    ("delivery", "Free Delivery"),
    ("priority", "Faster Delivery"),
    ("term", "Payment Term"),
    ("contact", "Own Contact"),
    ("gift", "Birthday Gift"),
    ("hours", "Free Service Hours"),
]


class SmbMemberBenefit(models.Model):
    """One thing that members of a level get, between two dates.

    Discounts that apply to the same order line are taken in sequence: the first one
    always; each further one only while all that were taken may be combined, on top of
    what is left (10 % and 5 % make 14.5 %). A discount that may not be combined with
    the price list's takes its place when it is better, and is left out otherwise.
    """

    _name = "smb.member.benefit"
    _description = "Member Benefit"
    _inherit = ["smb.input.mixin"]
    _order = "level_id, sequence, id"
    _check_company_auto = True

    name = fields.Char(
        required=True,
        translate=True,
        help="As members read it on orders and invoices, such as 5 % on spare parts.",
    )
    level_id = fields.Many2one(
        "res.partner.grade",
        required=True,
        index=True,
        ondelete="restrict",
    )
    company_id = fields.Many2one(
        "res.company",
        required=True,
        index=True,
        ondelete="cascade",
        default=lambda self: self.env.company,
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    active = fields.Boolean(default=True)
    sequence = fields.Integer(default=10)
    kind = fields.Selection(KINDS, required=True, default="discount")
    date_from = fields.Date(string="From", help="Empty: since ever.")
    date_to = fields.Date(string="To", help="The last day. Empty: no end.")
    combinable = fields.Boolean(
        string="May Be Combined",
        help="Applies on top of the price list and of other benefits.",
    )

    # discount
    discount = fields.Float(string="Discount (%)", digits="Discount")
    applies_on = fields.Selection(
        [
            ("all", "All Products"),
            ("category", "Product Category"),
            ("product", "Products"),
        ],
        default="all",
        required=True,
    )
    category_id = fields.Many2one(
        "product.category",
        ondelete="restrict",
        help="With the categories below it.",
    )
    product_ids = fields.Many2many(
        "product.template",
        string="Products",
        check_company=True,
        help="Free delivery: the products that are charged for delivery. Birthday gift:"
        " the product that is given.",
    )
    # price list, payment term
    pricelist_id = fields.Many2one(
        "product.pricelist", ondelete="restrict", check_company=True
    )
    payment_term_id = fields.Many2one(
        "account.payment.term", ondelete="restrict", check_company=True
    )
    # delivery
    amount_from = fields.Monetary(
        string="From Amount",
        help="Untaxed goods on the order, in the company's currency.",
    )
    lead_days = fields.Integer(
        string="Within (days)",
        help="Promised days from order to delivery at most. 0: as usual.",
    )
    instruction = fields.Text(
        translate=True, help="For the warehouse, printed on the delivery slip."
    )
    # how often
    allowance = fields.Integer(
        help="How many orders may use it. 0: without limit.",
    )
    allowance_per = fields.Selection(
        [("member", "Each Member, per Year"), ("all", "All Members Together")],
        default="member",
        required=True,
    )

    _dates_sane = models.Constraint(
        "CHECK (date_to IS NULL OR date_from IS NULL OR date_to >= date_from)",
        "A benefit does not end before it begins.",
    )
    _discount_sane = models.Constraint(
        "CHECK (discount >= 0 AND discount <= 100)",
        "A discount lies between 0 and 100 %.",
    )
    _amounts_sane = models.Constraint(
        "CHECK (amount_from >= 0 AND lead_days >= 0 AND allowance >= 0)",
        "Amounts, days and numbers of a benefit are not negative.",
    )
