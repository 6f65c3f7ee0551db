from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ...tools.yearly import exists, next_occurrence, year_of
from .res_partner_profile import DAYS, MONTHS, SALES, yearly_text


class SmbPartnerDate(models.Model):
    """A day in a customer's year worth remembering: founding day, name day."""

    _name = "smb.partner.date"
    _description = "Customer Date"
    _inherit = ["smb.input.mixin"]
    _order = "month, day, id"

    partner_id = fields.Many2one(
        "res.partner", string="Customer", required=True, index=True, ondelete="cascade"
    )
    name = fields.Char(string="Occasion", required=True)
    day = fields.Selection(DAYS, required=True)
    month = fields.Selection(MONTHS, required=True)
    year = fields.Char(size=4, help="Leave it empty when nobody knows.")
    text = fields.Char(string="Date", compute="_compute_next_date")
    next_date = fields.Date(string="Next Time", compute="_compute_next_date")

    _year_valid = models.Constraint(
        "CHECK (year IS NULL OR year ~ '^(18|19|20|21)[0-9]{2}$')",
        "A year has four digits, such as 1985.",
    )

    @api.depends_context("lang")
    @api.depends("day", "month", "year")
    def _compute_next_date(self):
        today = fields.Date.context_today(self)
        for date in self:
            day, month = int(date.day or 0), int(date.month or 0)
            date.text = yearly_text(self.env, day, month, date.year)
            date.next_date = exists(day, month) and next_occurrence(day, month, today)

    @api.constrains("day", "month", "year")
    def _check_day_exists(self):
        for date in self:
            if not exists(int(date.day), int(date.month), year_of(date.year)):
                raise ValidationError(
                    self.env._(
                        "%(occasion)s: there is no such day. Check day and month.",
                        occasion=date.name,
                    )
                )


class ResPartner(models.Model):
    _inherit = "res.partner"

    smb_date_ids = fields.One2many(
        "smb.partner.date", "partner_id", string="Other Dates", groups=SALES
    )
