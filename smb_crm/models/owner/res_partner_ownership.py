from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import SQL

from ...tools.roles import CARE, MANAGERS, SALES


class ResPartner(models.Model):
    """How long a customer still belongs to the salesperson, and who may claim it.

    Days left are read where they come from: the tier's days, the last real contact,
    the last change of hands and the day the policy was switched on, whichever is
    latest. Empty without a countdown: the policy is off, nobody owns the customer,
    the tier sets no days, care is paused, or open business protects it.
    """

    _inherit = "res.partner"

    smb_owner_days_left = fields.Integer(
        string="Days Left",
        compute="_compute_smb_owner_days_left",
        search="_search_smb_owner_days_left",
        aggregator="min",
        groups=CARE,
        help="Days until the customer leaves the salesperson unless somebody contacts"
        " it; negative in the days of grace.",
    )
    smb_owner_counts = fields.Boolean(
        string="Ownership Counts Down",
        compute="_compute_smb_owner_days_left",
        search="_search_smb_owner_counts",
        groups=CARE,
    )
    smb_in_pool = fields.Boolean(
        string="In the Customer Pool",
        compute="_compute_smb_in_pool",
        search="_search_smb_in_pool",
        groups=SALES,
        help="A customer of this company without a salesperson, whom you may claim.",
    )
    smb_can_claim = fields.Boolean(
        string="May Be Claimed",
        compute="_compute_smb_in_pool",
        groups=SALES,
        help="It is in your customer pool, and the policy lets people claim.",
    )
    smb_claim_hint = fields.Char(
        string="Why Not Claimed",
        compute="_compute_smb_claim_hint",
        groups=SALES,
        help="Why you can't claim a customer who has no salesperson.",
    )
    smb_last_owner_id = fields.Many2one(
        "res.users",
        string="Last Salesperson",
        compute="_compute_smb_last_owner_id",
        groups=SALES,
    )

    # days left

    @api.depends("commercial_partner_id")
    @api.depends_context("allowed_company_ids")
    def _compute_smb_owner_days_left(self):
        customers = self.commercial_partner_id
        rows = self.env["smb.ownership"]._rows(self.env.company, customers)
        left = {row.partner: row.left for row in rows}
        for partner in self:
            days = left.get(partner.commercial_partner_id.id)
            partner.smb_owner_counts = days is not None
            partner.smb_owner_days_left = days or 0

    @api.model
    def _search_smb_owner_days_left(self, operator, value):
        # Odoo asks for the field's groups when it is read, not when it is searched
        self._check_field_access(self._fields["smb_owner_days_left"], "read")
        if operator == "in":
            days = [self._smb_days(day) for day in value if day is not False] or [None]
            condition = SQL("days_left IN %s", tuple(days))
        elif operator in ("<", "<=", ">", ">="):
            days = self._smb_days(value)
            condition = SQL("days_left %s %s", SQL(operator), days)
        else:
            return NotImplemented
        return self._smb_counting(condition, operator, value)

    @api.model
    def _smb_days(self, value):
        """``value`` of a search from outside.

        :raise UserError: unless it is a number
        """
        try:
            return float(value)
        except (TypeError, ValueError):
            raise UserError(
                self.env._("Days left are a number, not %(value)s.", value=value)
            ) from None

    @api.model
    def _search_smb_owner_counts(self, operator, value):
        self._check_field_access(self._fields["smb_owner_counts"], "read")
        if operator != "in":
            return NotImplemented
        domain = self._smb_counting(SQL("TRUE"), ">", -(2**31))
        return domain if True in value else ~domain

    @api.model
    def _smb_counting(self, condition, operator, value):
        """Customers whose countdown fulfils ``condition``."""
        days = self.env["smb.ownership"]._sql(self.env.company)
        test = Domain("smb_owner_days_left", operator, value)
        return self._smb_customer_in(
            SQL("SELECT partner_id FROM (%s) countdown WHERE %s", days, condition),
            lambda p: p.smb_owner_counts and bool(p.filtered_domain(test)),
        )

    def _smb_field_sql(self, alias, field_expr, query):
        if field_expr not in ("smb_owner_days_left", "smb_owner_counts"):
            return super()._smb_field_sql(alias, field_expr, query)
        self._check_field_access(self._fields[field_expr], "read")
        countdown = query.make_alias(alias, "smb_ownership")
        days = self.env["smb.ownership"]._sql(self.env.company)
        condition = SQL(
            "%s = %s",
            SQL.identifier(countdown, "partner_id"),
            SQL.identifier(alias, "commercial_partner_id"),
        )
        query.add_join("LEFT JOIN", countdown, SQL("(%s)", days), condition)
        if field_expr == "smb_owner_counts":
            return SQL("%s IS NOT NULL", SQL.identifier(countdown, "days_left"))
        return SQL.identifier(countdown, "days_left")

    # the pool

    @api.depends("user_id")
    @api.depends_context("allowed_company_ids", "uid")
    def _compute_smb_in_pool(self):
        pool = self.filtered_domain([("user_id", "=", False)])._origin
        found = self.browse()
        if pool:
            found = self.search([("smb_in_pool", "=", True), ("id", "in", pool.ids)])
        claims = self.env["smb.policy"]._of(self.env.company).ownership
        for partner in self:
            partner.smb_in_pool = partner._origin in found
            partner.smb_can_claim = claims and partner.smb_in_pool

    @api.depends("smb_can_claim")
    @api.depends_context("lang")
    def _compute_smb_claim_hint(self):
        claims = self.env["smb.policy"]._of(self.env.company).ownership
        # sudo: whether this company has dealt with customers that the caller may read
        cards = self.env["smb.scorecard"].sudo()
        here = [("company_id", "=", self.env.company.id)]
        known = cards.search([*here, ("partner_id", "in", self.ids)]).partner_id
        for partner in self:
            hint = False
            if partner.user_id or partner.smb_can_claim:
                pass
            elif not claims:
                hint = self.env._("Claiming is switched off")
            elif partner._origin not in known:
                hint = self.env._("After the first contact or order")
            else:
                hint = self.env._("In another team's pool")
            partner.smb_claim_hint = hint

    @api.model
    def _search_smb_in_pool(self, operator, value):
        self._check_field_access(self._fields["smb_in_pool"], "read")
        if operator != "in":
            return NotImplemented
        # sudo: who is a customer of this company; partners keep their own rules
        cards = self.env["smb.scorecard"].sudo()
        customers = cards._search([("company_id", "=", self.env.company.id)])
        domain = Domain("user_id", "=", False) & Domain(
            "id", "in", customers.subselect(SQL("partner_id"))
        )
        domain &= Domain("active", "=", True)
        if not self.env.user.has_group(MANAGERS):
            domain &= ~Domain("id", "in", self._smb_other_pools())
        return domain if True in value else ~domain

    @api.model
    def _smb_other_pools(self):
        """SQL: customers that went to the pool of a team the caller is not in."""
        # sudo: the caller's own teams
        teams = self.env.user.sudo().crm_team_ids.ids
        return SQL(
            """(
            SELECT partner_id FROM (
                SELECT DISTINCT ON (partner_id) partner_id, team_id
                  FROM smb_ownership_change
                 WHERE company_id = %s AND cause <> 'warning'
                 ORDER BY partner_id, date DESC, id DESC
            ) latest WHERE team_id IS NOT NULL AND team_id <> ALL(%s))""",
            self.env.company.id,
            teams,
            to_flush=self.env["smb.ownership.change"]._fields["team_id"],
        )

    @api.depends_context("allowed_company_ids")
    def _compute_smb_last_owner_id(self):
        # sudo: a name that the customer's own chatter says as well
        changes = self.env["smb.ownership.change"].sudo()
        found = changes.search(
            [
                ("partner_id", "in", self.ids),
                ("company_id", "=", self.env.company.id),
                ("cause", "!=", "warning"),
            ],
            order="date, id",
        )
        last = {change.partner_id.id: change.from_user_id for change in found}
        for partner in self:
            partner.smb_last_owner_id = last.get(partner.id)

    def action_smb_claim(self):
        """Make these customers of the pool the caller's own."""
        policy = self.env["smb.policy"]._of(self.env.company)
        if not self.env.user.has_group(SALES):
            raise UserError(self.env._("Only salespeople claim customers."))
        if not policy.ownership:
            raise UserError(
                self.env._(
                    "Customers are claimed only while the ownership countdown is on."
                    " Ask a sales manager for this one."
                )
            )
        self.check_access("read")
        self._smb_lock_claims()
        self._smb_lock_owner()
        self._smb_check_claims(policy)
        for partner in self:
            if not partner.smb_in_pool:
                raise UserError(
                    self.env._(
                        "%(customer)s is not in your customer pool.",
                        customer=partner.display_name,
                    )
                )
        self._smb_set_owner(self.env.user, self.env.company, "claim")
        return True

    @api.model
    def _smb_lock_claims(self):
        """Claims of one person come one after the other, so that each is counted.

        A row that is written, not only locked: who waited for it began before the other
        claim was there to be counted, and has to begin anew.
        """
        self.env.cr.execute(
            SQL(
                "UPDATE res_users SET active = active WHERE id = %s",
                self.env.uid,
            )
        )

    def _smb_check_claims(self, policy):
        """:raise UserError: when the caller would claim more than a day's share"""
        if not policy.claims_per_day:
            return
        # sudo: the caller's own claims
        changes = self.env["smb.ownership.change"].sudo()
        made = changes.search_count(
            [
                ("cause", "=", "claim"),
                ("company_id", "=", policy.company_id.id),
                ("to_user_id", "=", self.env.uid),
                ("date", ">=", self._smb_midnight(fields.Date.context_today(self))),
            ]
        )
        if made + len(self) > policy.claims_per_day:
            raise UserError(
                self.env._(
                    "Customers that one person may claim a day: %(count)s. Try again"
                    " tomorrow.",
                    count=policy.claims_per_day,
                )
            )

    # whose it is

    def _smb_lock_owner(self):
        """Two people who claim the same customer come one after the other."""
        self.lock_for_update(allow_referencing=True)
        self.invalidate_recordset(["user_id", "smb_in_pool", "smb_can_claim"])

    def _smb_set_owner(self, user, company, cause, reason=False, counted_from=False):
        """These customers, and those of their people who had the same salesperson,
        become ``user``'s; chatter and history say so."""
        # sudo: who may do it was checked; writes the salesperson and nothing else
        customers = self.sudo().with_context(
            mail_notrack=True, mail_auto_subscribe_no_notify=True
        )
        changes = self.env["smb.ownership.change"]
        for old, theirs in customers.grouped("user_id").items():
            people = theirs.search(
                [
                    ("commercial_partner_id", "in", theirs.ids),
                    ("user_id", "=", old.id),
                    ("id", "not in", theirs.ids),
                ]
            )
            (theirs + people).write({"user_id": user.id})
            extra = {"reason": reason, "counted_from": counted_from}
            changes._remember(theirs, company, cause, old, user, **extra)
        body = self._smb_owner_sentence(user, cause, reason)
        self._message_log_batch(bodies=dict.fromkeys(self.ids, body))
        self.env["smb.follow.up"]._replan(self, company)

    def _smb_owner_sentence(self, user, cause, reason):
        if cause == "pool":
            sentence = self.env._("Went to the customer pool.")
        elif cause == "claim":
            sentence = self.env._("%(name)s claimed this customer.", name=user.name)
        elif user:
            sentence = self.env._("%(name)s got this customer back.", name=user.name)
        else:
            sentence = self.env._("Went back to the customer pool.")
        return " ".join(filter(None, [sentence, reason]))
