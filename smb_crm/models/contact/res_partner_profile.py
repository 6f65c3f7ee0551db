from datetime import date, timedelta

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain
from odoo.tools import format_date

from ...tools.loading import CARE_COLUMNS
from ...tools.roles import CARE, SALES
from ...tools.yearly import exists, next_occurrence, spans, year_of

DAYS = [(f"{day:02}", str(day)) for day in range(1, 32)]
MONTHS = [
    ("01", "January"),
    ("02", "February"),
    ("03", "March"),
    ("04", "April"),
    ("05", "May"),
    ("06", "June"),
    ("07", "July"),
    ("08", "August"),
    ("09", "September"),
    ("10", "October"),
    ("11", "November"),
    ("12", "December"),
]
LEAP_YEAR = 2000
ONE_DAY = timedelta(days=1)


def yearly_text(env, day, month, year):
    """A day of the year in the reader's language, without the year when unknown."""
    known = year_of(year) or None
    if not exists(day, month, known):
        return False
    value = date(known or LEAP_YEAR, month, day)
    return format_date(env, value, date_format=None if known else "d MMMM")


class ResPartner(models.Model):
    """What we know of a customer beyond the address.

    Birthday and habits are private: sales alone reads them. The rest is for sales and
    accounting; nothing of it reaches other employees or the portal.
    """

    _inherit = "res.partner"

    smb_relation = fields.Selection(
        [
            ("customer", "Customer"),
            ("prospect", "Prospect"),
            ("competitor", "Competitor"),
            ("partner", "Partner"),
        ],
        string="Relation",
        groups=CARE,
        help="What they are to us. Competitors don't count as customers.",
        prefetch=CARE_COLUMNS,
    )
    smb_relation_level = fields.Selection(
        [
            ("basic", "Basic"),
            ("reactive", "Reactive"),
            ("accountable", "Accountable"),
            ("proactive", "Proactive"),
            ("partnership", "Partnership"),
        ],
        string="Relation Level",
        groups=CARE,
        help="Basic: we sell. Reactive: they may call. Accountable: we ask whether all"
        " is well. Proactive: we suggest improvements. Partnership: we work together.",
        prefetch=CARE_COLUMNS,
    )
    smb_credit_risk = fields.Selection(
        [("low", "Low"), ("normal", "Normal"), ("high", "High")],
        string="Credit Risk",
        groups=CARE,
        prefetch=CARE_COLUMNS,
    )
    smb_channel_id = fields.Many2one(
        "smb.contact.channel",
        string="Preferred Channel",
        groups=CARE,
        help="How they like to be contacted.",
        prefetch=CARE_COLUMNS,
    )
    smb_source_id = fields.Many2one(
        "utm.source", string="Found Us By", groups=CARE, prefetch=CARE_COLUMNS
    )
    smb_referred_by_id = fields.Many2one(
        "res.partner",
        string="Referred By",
        index="btree_not_null",
        groups=CARE,
        help="Who recommended us to them.",
        prefetch=CARE_COLUMNS,
    )
    smb_referral_count = fields.Integer(
        string="Referrals", compute="_compute_smb_referral_count", groups=CARE
    )
    smb_needs = fields.Text(
        string="Needs and Preferences", groups=CARE, prefetch=CARE_COLUMNS
    )

    smb_interest_ids = fields.Many2many(
        "smb.interest", string="Interests", groups=SALES
    )
    smb_habits = fields.Text(string="Habits", groups=SALES, prefetch=CARE_COLUMNS)
    smb_birth_day = fields.Selection(
        DAYS, string="Birth Day", groups=SALES, prefetch=CARE_COLUMNS
    )
    smb_birth_month = fields.Selection(
        MONTHS, string="Birth Month", groups=SALES, prefetch=CARE_COLUMNS
    )
    smb_birth_year = fields.Char(
        string="Birth Year", size=4, groups=SALES, prefetch=CARE_COLUMNS
    )
    smb_birthday = fields.Char(
        string="Birthday", compute="_compute_smb_birthday", groups=SALES
    )
    smb_next_birthday = fields.Date(
        string="Next Birthday",
        compute="_compute_smb_birthday",
        search="_search_smb_next_birthday",
        groups=SALES,
    )

    _smb_birth_year_valid = models.Constraint(
        "CHECK (smb_birth_year IS NULL OR smb_birth_year ~ '^(18|19|20|21)[0-9]{2}$')",
        "A birth year has four digits, such as 1985.",
    )

    # compute

    def _compute_smb_referral_count(self):
        """Referrals of a company count those that its people made."""
        firms = self.commercial_partner_id
        counts = dict.fromkeys(firms, 0)
        groups = self._read_group(
            [("smb_referred_by_id.commercial_partner_id", "in", firms.ids)],
            ["smb_referred_by_id"],
            ["__count"],
        )
        for referrer, count in groups:
            counts[referrer.commercial_partner_id] += count
        for partner in self:
            partner.smb_referral_count = counts.get(partner.commercial_partner_id, 0)

    @api.depends_context("lang")
    @api.depends("smb_birth_day", "smb_birth_month", "smb_birth_year")
    def _compute_smb_birthday(self):
        today = fields.Date.context_today(self)
        for partner in self:
            day = int(partner.smb_birth_day or 0)
            month = int(partner.smb_birth_month or 0)
            partner.smb_birthday = yearly_text(
                self.env, day, month, partner.smb_birth_year
            )
            partner.smb_next_birthday = exists(day, month) and next_occurrence(
                day, month, today
            )

    def _search_smb_next_birthday(self, operator, value):
        """Birthdays by the day they come next, which is never before today."""
        today = fields.Date.context_today(self)
        if operator == "in":
            days = [fields.Date.to_date(day) for day in value if day]
            found = Domain.OR(
                self._smb_birthdays_between(day, day) for day in days if day >= today
            )
            if len(days) == len(value):
                return found
            return found | Domain("smb_birth_day", "=", False)
        if operator not in ("<", "<=", ">", ">="):
            return NotImplemented
        until = fields.Date.to_date(value)
        if operator in ("<", ">="):
            until -= ONE_DAY
        sooner = self._smb_birthdays_between(today, until)
        if operator in ("<", "<="):
            return sooner
        has_birthday = Domain("smb_birth_day", "!=", False)
        return has_birthday & ~sooner

    @api.model
    def _smb_birthdays_between(self, first, last):
        return Domain.OR(
            Domain("smb_birth_month", "=", f"{month:02}")
            & Domain(
                "smb_birth_day", "in", [f"{day:02}" for day in range(low, high + 1)]
            )
            for month, low, high in spans(first, last)
        )

    # constraints

    @api.constrains("smb_birth_day", "smb_birth_month", "smb_birth_year")
    def _check_smb_birthday(self):
        for partner in self:
            day, month = partner.smb_birth_day, partner.smb_birth_month
            year = partner.smb_birth_year
            if not day and not month and not year:
                continue
            if not (day and month):
                raise ValidationError(
                    self.env._("A birthday needs day and month; the year may be empty.")
                )
            if not exists(int(day), int(month), year_of(year)):
                raise ValidationError(
                    self.env._("There is no such birthday. Check day, month and year.")
                )

    @api.constrains("smb_referred_by_id")
    def _check_smb_referred_by_id(self):
        if self._has_cycle("smb_referred_by_id"):
            raise ValidationError(
                self.env._(
                    "Nobody can be referred by themselves, nor in a circle. Choose"
                    " another referrer."
                )
            )

    # actions

    def action_smb_referrals(self):
        """Open the customers whom this one recommended us to."""
        self.ensure_one()
        firm = self.commercial_partner_id
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "smb_crm.smb_customer_action"
        )
        return {
            **action,
            "name": self.env._("Referrals"),
            "domain": [("smb_referred_by_id.commercial_partner_id", "=", firm.id)],
            "context": {"default_smb_referred_by_id": self.id},
        }
