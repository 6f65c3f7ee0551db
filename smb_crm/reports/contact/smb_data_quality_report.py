from odoo import fields, models
from odoo.tools import SQL


class SmbDataQualityReport(models.Model):
    """Who enters how much, and how good it is: one line per customer record.

    ``points`` is quality times quantity: a complete record counts one, a half-empty
    one half, so that mending bad data raises the figure and copying them does not.
    """

    _name = "smb.data.quality.report"
    _description = "Data Quality Analysis"
    _auto = False
    _rec_name = "partner_id"
    _order = "completeness, id"
    _depends = {
        "res.partner": [
            "smb_completeness",
            "smb_quality",
            "smb_flaws",
            "smb_confirmed_on",
            "user_id",
            "company_id",
            "country_id",
            "is_company",
            "partner_share",
            "active",
        ],
    }

    partner_id = fields.Many2one("res.partner", string="Customer", readonly=True)
    entered_by_id = fields.Many2one("res.users", readonly=True)
    entered_on = fields.Datetime(readonly=True)
    user_id = fields.Many2one("res.users", string="Salesperson", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    country_id = fields.Many2one("res.country", readonly=True)
    is_company = fields.Boolean(readonly=True)
    confirmed_on = fields.Date(readonly=True)
    quality = fields.Selection(
        [
            ("poor", "Poor (0-39)"),
            ("fair", "Fair (40-69)"),
            ("good", "Good (70-89)"),
            ("complete", "Complete (90-100)"),
        ],
        readonly=True,
    )
    completeness = fields.Integer(
        string="Average Completeness", readonly=True, aggregator="avg"
    )
    points = fields.Float(
        string="Quality Points",
        readonly=True,
        help="Records weighted with their completeness.",
    )
    unreal = fields.Integer(
        string="Not Real or Invalid",
        readonly=True,
        help="Records with an invented or unusable phone, e-mail, name or address.",
    )

    @property
    def _table_query(self):
        return SQL(
            """
            SELECT p.id, p.id AS partner_id, p.create_uid AS entered_by_id,
                   p.create_date AS entered_on, p.user_id, p.company_id, p.country_id,
                   p.is_company, p.smb_confirmed_on AS confirmed_on,
                   p.smb_quality AS quality, p.smb_completeness AS completeness,
                   p.smb_completeness / 100.0 AS points,
                   (p.smb_flaws ~ ':(fake|invalid)')::int AS unreal
              FROM res_partner p
             WHERE p.active AND p.partner_share
               AND NOT EXISTS (SELECT FROM res_company c WHERE c.partner_id = p.id)
            """
        )
