from odoo import SUPERUSER_ID, api, fields, models

STATES = [
    ("waiting", "Not Yet Begun"),
    ("active", "Active"),
    ("suspended", "Suspended"),
    ("ended", "Ended"),
]
SOURCES = [
    ("tier", "Earned by Tier"),
    ("order", "Bought"),
    ("hand", "Given by a Manager"),
]


class SmbMembership(models.Model):
    """A customer as a member of one company: at which level, since when, until when.

    One row per commercial customer and company, for life, so that the number stays when
    somebody comes back. What happened is in ``smb.membership.change``. Rows are written
    by actions and jobs alone; nobody edits dates or levels directly.

    A member is served on a day when the membership is not suspended and the day lies
    between ``date_start`` and ``date_end``, both included, in the zone of the company.
    The state says the same for lists; decisions never rest on it.
    """

    _name = "smb.membership"
    _description = "Membership"
    _inherit = ["smb.input.mixin", "mail.thread", "mail.activity.mixin"]
    _order = "date_end, id"
    _rec_name = "number"
    _check_company_auto = True

    partner_id = fields.Many2one(
        "res.partner",
        string="Member",
        required=True,
        readonly=True,
        index=True,
        ondelete="restrict",
        help="The customer as a whole; its persons are served by this membership. It"
        " goes on while the customer is archived, but is neither earned nor reminded"
        " of then.",
    )
    company_id = fields.Many2one(
        "res.company",
        required=True,
        readonly=True,
        index=True,
        ondelete="cascade",
        default=lambda self: self.env.company,
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    partner_user_id = fields.Many2one(
        related="partner_id.user_id", string="Salesperson"
    )
    number = fields.Char(
        string="Member Number",
        required=True,
        readonly=True,
        copy=False,
        index="trigram",
        help="On the card, as a code too; kept for life.",
    )
    level_id = fields.Many2one(
        "res.partner.grade",
        required=True,
        readonly=True,
        index=True,
        tracking=True,
        ondelete="restrict",
        group_expand="_expand_levels",
    )
    date_start = fields.Date(string="Since", required=True, readonly=True)
    date_end = fields.Date(
        string="Until",
        readonly=True,
        tracking=True,
        help="The last day on which the benefits apply. Empty: no end.",
    )
    suspended = fields.Boolean(readonly=True, tracking=True)
    suspend_reason = fields.Char(string="Suspended Because", readonly=True)
    state = fields.Selection(STATES, required=True, readonly=True, default="active")
    source = fields.Selection(SOURCES, string="By", required=True, readonly=True)
    reason = fields.Char(readonly=True, help="Why a manager gave it.")

    # the best of today's rights makes the level; see there
    right_ids = fields.One2many(
        "smb.membership.right", "membership_id", string="Rights", readonly=True
    )
    declined_level_id = fields.Many2one(
        "res.partner.grade",
        string="Not Earned Anew",
        readonly=True,
        ondelete="set null",
        help="A manager ended what the tier earned; it counts again when the tier"
        " earns another level.",
    )
    paid_level_id = fields.Many2one(
        "res.partner.grade", readonly=True, ondelete="restrict"
    )
    paid_until = fields.Date(readonly=True)
    order_line_id = fields.Many2one(
        "sale.order.line",
        string="Bought With",
        readonly=True,
        index="btree_not_null",
        ondelete="set null",
    )
    lower_since = fields.Date(
        string="Less Earned Since",
        readonly=True,
        help="Since when the tier earns less than the level; after the days of grace"
        " the level goes down.",
    )
    reminded_for = fields.Date(
        string="Reminded of the End On",
        readonly=True,
        help="The end about which the member was already reminded.",
    )
    change_ids = fields.One2many(
        "smb.membership.change", "membership_id", string="History", readonly=True
    )
    use_ids = fields.One2many(
        "smb.benefit.use", "membership_id", string="Benefits Used", readonly=True
    )

    _partner_uniq = models.UniqueIndex(
        "(partner_id, company_id)", "This customer is a member already."
    )
    _number_uniq = models.UniqueIndex(
        "(company_id, number)", "This member number is taken."
    )
    _dates_sane = models.Constraint(
        "CHECK (date_end IS NULL OR date_end >= date_start - 1)",
        "A membership does not end before it begins.",
    )

    @api.model
    def _expand_levels(self, levels, _domain):
        """All levels are columns: without any, nobody would read how to begin."""
        here = [False, *self.env.companies.ids]
        return levels.search(
            ["|", ("id", "in", levels.ids), ("company_id", "in", here)]
        )

    @api.model
    def _of(self, partner, company):
        """The membership of ``partner``'s customer in ``company``, if there is one.

        Costs no query for a customer without a level: ``grade_id`` is kept filled for
        members, and it is read with the customer anyway.
        """
        customer = partner.commercial_partner_id
        if not customer.grade_id:
            return self.browse()
        # sudo: that somebody is a member follows from the customer one may see
        found = self.sudo().search_fetch(
            [("partner_id", "=", customer.id), ("company_id", "=", company.id)],
            ["level_id", "date_start", "date_end", "suspended"],
            limit=1,
        )
        return found._up_to_date()

    def _up_to_date(self):
        """When its last day has gone by, what comes after it serves at once.

        The job would see to it within a quarter of an hour.
        """
        # no zone is a day ahead of UTC by more than one; asked of few, so it is cheap
        if not self.date_end or self.date_end > fields.Date.today():
            return self
        if self.state == "ended" or self.env.cr.readonly or not self._is_over():
            return self
        self.with_user(SUPERUSER_ID)._roll_one(self.id)
        return self.exists()

    def _serves(self, day):
        """Whether benefits apply on ``day``, a date in the zone of the company."""
        self.ensure_one()
        return (
            not self.suspended
            and self.date_start <= day
            and (not self.date_end or day <= self.date_end)
        )
