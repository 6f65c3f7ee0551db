from odoo import api, fields, models
from odoo.tools import SQL

from ...tools.roles import CARE
from ..contact.res_partner import COMPARE


class ResPartner(models.Model):
    """When a customer's next follow-up comes, read where follow-ups are.

    Exact at any moment, for searching, sorting and grouping as well. A person shows
    the date of the whole customer. Who may read a customer may read the date.
    """

    _inherit = "res.partner"

    smb_next_follow_up_date = fields.Date(
        string="Next Follow-up",
        compute="_compute_smb_next_follow_up_date",
        search="_search_smb_next_follow_up_date",
        groups=CARE,
        help="The day of the earliest open follow-up of this customer.",
    )
    smb_care_sentence = fields.Text(
        string="What Comes Next",
        compute="_compute_smb_care_sentence",
        groups=CARE,
        help="What the care programme does for this customer, when and why.",
    )

    @api.depends("commercial_partner_id")
    @api.depends_context("allowed_company_ids", "uid")
    def _compute_smb_next_follow_up_date(self):
        customers = self.commercial_partner_id.ids
        rows = customers and self.env.execute_query(
            SQL(
                "%s AND follow_up.partner_id = ANY(%s) GROUP BY follow_up.partner_id",
                self._smb_next_follow_ups_sql(),
                customers,
            )
        )
        days = dict(rows or ())
        for partner in self:
            partner.smb_next_follow_up_date = days.get(partner.commercial_partner_id.id)

    @api.model
    def _smb_next_follow_ups_sql(self):
        """Customer and earliest day; to be narrowed down and grouped."""
        known = self.env["smb.follow.up"]._fields
        names = ("partner_id", "company_id", "state", "date")
        partner, company, state, day = (
            SQL.identifier("follow_up", name, to_flush=known[name]) for name in names
        )
        return SQL(
            "SELECT %s AS customer, MIN(%s) AS day FROM smb_follow_up follow_up"
            " WHERE %s IN %s AND %s IN ('planned', 'due')",
            partner,
            day,
            company,
            tuple(self.env.companies.ids),
            state,
        )

    @api.model
    def _search_smb_next_follow_up_date(self, operator, value):
        # Odoo asks for the field's groups when it is read, not when it is searched
        self._check_field_access(self._fields["smb_next_follow_up_date"], "read")
        if operator == "in":
            days = tuple(day for day in value if day)
            domain = self._smb_in_follow_ups(
                SQL("MIN(follow_up.date) IN %s", days or (None,)),
                lambda day: day in days,
            )
            if len(days) < len(value):
                domain |= ~self._smb_in_follow_ups(SQL("TRUE"), bool)
            return domain
        if operator not in COMPARE or not value:
            return NotImplemented
        return self._smb_in_follow_ups(
            SQL("MIN(follow_up.date) %s %s", SQL(operator), value),  # noqa: B608
            lambda day: day and COMPARE[operator](day, value),
        )

    @api.model
    def _smb_in_follow_ups(self, having, matches):
        """Customers whose next follow-up fulfils ``having``."""
        return self._smb_customer_in(
            SQL(
                "SELECT customer FROM (%s GROUP BY follow_up.partner_id HAVING %s) n",
                self._smb_next_follow_ups_sql(),
                having,
            ),
            lambda partner: bool(matches(partner.smb_next_follow_up_date)),
        )

    def _smb_field_sql(self, alias, field_expr, query):
        if field_expr != "smb_next_follow_up_date":
            return super()._smb_field_sql(alias, field_expr, query)
        self._check_field_access(self._fields["smb_next_follow_up_date"], "read")
        customer = SQL.identifier(alias, "commercial_partner_id")
        if query is None:
            return SQL(
                "(SELECT day FROM (%s AND follow_up.partner_id = %s"
                " GROUP BY follow_up.partner_id) AS n)",
                self._smb_next_follow_ups_sql(),
                customer,
            )
        following = f"{alias}__smb_follow_up"
        earliest = SQL(
            "(%s GROUP BY follow_up.partner_id)", self._smb_next_follow_ups_sql()
        )
        condition = SQL("%s = %s", SQL.identifier(following, "customer"), customer)
        query.add_join("LEFT JOIN", following, earliest, condition)
        return SQL.identifier(following, "day")

    # in words

    @api.depends("commercial_partner_id")
    @api.depends_context("allowed_company_ids", "uid", "lang")
    def _compute_smb_care_sentence(self):
        customers = self.commercial_partner_id
        # sudo: what is planned for customers that the caller may read, no more
        rows = (
            self.env["smb.follow.up"]
            .sudo()
            .search(
                [
                    ("partner_id", "in", customers.ids),
                    ("company_id", "in", self.env.companies.ids),
                    ("state", "in", ("planned", "due")),
                ],
                order="date, tier_sequence, id",
            )
        )
        sentences = rows._explain()
        lines = rows.grouped("partner_id")
        nothing = self._smb_why_nothing(customers - rows.partner_id)
        for partner in self:
            customer = partner.commercial_partner_id
            # sudo: see above
            told = [sentences[row.id] for row in lines.get(customer.sudo(), rows[:0])]
            partner.smb_care_sentence = "\n".join(told) or nothing.get(customer.id, "")

    @api.model
    def _smb_why_nothing(self, customers):
        """Why these have no follow-up, ``{customer id: sentence}``."""
        companies, programs = self.env.companies, self.env["smb.care.program"]
        # sudo: whether there is a programme for a customer whom the caller may read
        cards = self.env["smb.scorecard"].sudo()
        known = cards.search(
            [
                ("partner_id", "in", customers.ids),
                ("company_id", "in", companies.ids),
            ]
        ).grouped("partner_id")
        tiers = {
            company: [p.tier_id.id for p in programs._by_tier(company)]
            for company in companies
        }
        return {
            # sudo: a reason not to plan, told to who may read the customer
            customer.id: customer.sudo()._smb_why_not(
                known.get(customer.sudo(), cards), tiers
            )
            for customer in customers
        }

    def _smb_why_not(self, cards, tiers):
        self.ensure_one()
        if not self.active:
            return self.env._("Nothing: archived.")
        if self.smb_care_paused:
            reason = self.smb_care_pause_reason
            if reason:
                return self.env._("Nothing: care is paused. %(why)s", why=reason)
            return self.env._("Nothing: care of this customer is paused.")
        if not cards:
            return self.env._("Nothing yet: no order, invoice or contact so far.")
        policies = self.env["smb.policy"]
        if all(policies._of(company).care_paused for company in cards.company_id):
            return self.env._("Nothing: care is paused for the whole company.")
        if not any(card.tier_id.id in tiers[card.company_id] for card in cards):
            return self.env._("Nothing: there is no care programme for this tier.")
        return self.env._("Nothing at present: no step of the programme applies.")
