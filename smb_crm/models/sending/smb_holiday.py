from datetime import date

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools.translate import LazyTranslate

from ...tools.yearly import exists, next_occurrence, year_of
from ..contact.res_partner_profile import DAYS, MONTHS

_lt = LazyTranslate(__name__)

# a company begins with these: name, day, month
USUAL = [(_lt("New Year"), "01", "01"), (_lt("Christmas"), "25", "12")]


class SmbHoliday(models.Model):
    """A day on which the company greets its customers, all or some of them.

    Every year on the same day, or, for feasts that move, on a day of one year.
    """

    _name = "smb.holiday"
    _description = "Holiday"
    _inherit = ["smb.input.mixin"]
    _order = "month, day, id"

    name = fields.Char(string="Holiday", required=True, translate=True)
    company_id = fields.Many2one(
        "res.company",
        required=True,
        index=True,
        ondelete="cascade",
        default=lambda self: self.env.company,
    )
    active = fields.Boolean(default=True)
    day = fields.Selection(DAYS, required=True)
    month = fields.Selection(MONTHS, required=True)
    year = fields.Char(size=4, help="Only in this year. Empty: every year.")
    country_ids = fields.Many2many(
        "res.country", string="Countries", help="Empty: customers of all countries."
    )
    lang_ids = fields.Many2many(
        "res.lang", string="Languages", help="Empty: customers of all languages."
    )
    template_id = fields.Many2one(
        "mail.template",
        string="Text",
        domain=[("model", "=", "res.partner")],
        ondelete="restrict",
        help="Empty: the text of the holiday greeting.",
    )

    _year_valid = models.Constraint(
        "CHECK (year IS NULL OR year ~ '^20[0-9]{2}$')",
        "The year has four digits, such as 2027, or is empty.",
    )

    @api.model
    def _ensure(self, companies):
        """Suggestions for companies that never had a holiday."""
        # sudo: creates default rows only, reveals nothing
        holidays = self.sudo().with_context(active_test=False, lang="en_US")
        known = holidays.search([("company_id", "in", companies.ids)]).company_id
        holidays.create(
            [
                {
                    "company_id": company.id,
                    "name": holidays.env._(name),
                    "day": day,
                    "month": month,
                }
                for company in companies - known
                for name, day, month in USUAL
            ]
        )
        self.env["ir.module.module"]._smb_translate_shipped()

    @api.constrains("day", "month", "year")
    def _check_day_exists(self):
        for holiday in self:
            year = year_of(holiday.year) or None
            if not exists(int(holiday.day), int(holiday.month), year):
                raise ValidationError(
                    self.env._("There is no such day. Check day, month and year.")
                )

    def _days(self, first, last):
        """On which days between ``first`` and ``last`` it falls."""
        self.ensure_one()
        day, month = int(self.day), int(self.month)
        if self.year:
            found = date(int(self.year), month, day)
            return [found] if first <= found <= last else []
        found = next_occurrence(day, month, first)
        return [found] if found <= last else []


class IrModuleModule(models.Model):
    _inherit = "ir.module.module"

    @api.model
    def _smb_shipped(self):
        names = [name for name, _day, _month in USUAL]
        return [*super()._smb_shipped(), ("smb.holiday", "name", names)]
