from odoo import fields, models
from odoo.tools import SQL

RESULTS = [("success", "Success"), ("neutral", "Neutral"), ("failure", "Failure")]


class SmbContactReport(models.Model):
    """Contacts planned and held, side by side.

    * A *plan* is a contact activity, open or done, on the day it was due. It is missed
      when it is still open after that day; a cancelled plan leaves no trace.
    * A *contact* is a contact log, on the day it happened in the reader's time zone.
    * The success share is that of the contacts with an outcome: mails that logged
      themselves have none and do not lower it.
    """

    _name = "smb.contact.report"
    _description = "Contact Analysis"
    _auto = False
    _order = "date desc, id desc"
    _rec_name = "commercial_partner_id"
    _depends = {
        "smb.contact.log": [
            "active",
            "channel_id",
            "commercial_partner_id",
            "company_id",
            "date",
            "direction",
            "duration",
            "outcome_id",
            "partner_id",
            "result",
            "user_id",
        ],
        "mail.activity": [
            "active",
            "activity_type_id",
            "date_deadline",
            "smb_company_id",
            "smb_partner_id",
            "user_id",
        ],
        "smb.contact.channel": ["activity_type_id", "sequence", "active"],
        "res.partner": ["country_id"],
        "res.users": ["sale_team_id"],
    }

    kind = fields.Selection(
        [("plan", "Planned"), ("contact", "Held")], readonly=True, string="Plan or Held"
    )
    date = fields.Date(readonly=True)
    user_id = fields.Many2one("res.users", string="Rep", readonly=True)
    team_id = fields.Many2one("crm.team", string="Sales Team", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    partner_id = fields.Many2one("res.partner", string="Contact Person", readonly=True)
    commercial_partner_id = fields.Many2one(
        "res.partner", string="Customer", readonly=True
    )
    country_id = fields.Many2one("res.country", readonly=True)
    channel_id = fields.Many2one("smb.contact.channel", readonly=True)
    outcome_id = fields.Many2one("smb.contact.outcome", readonly=True)
    result = fields.Selection(RESULTS, readonly=True)
    direction = fields.Selection(
        [("out", "Outgoing"), ("in", "Incoming")], readonly=True
    )

    planned = fields.Integer(readonly=True)
    held = fields.Integer(readonly=True)
    successful = fields.Integer(readonly=True)
    missed = fields.Integer(
        readonly=True, help="Planned for a day that is over, and still open."
    )
    success_share = fields.Float(
        readonly=True,
        aggregator="avg",
        help="Successful contacts among those with an outcome.",
    )
    duration = fields.Float(readonly=True, string="Hours")

    @property
    def _table_query(self) -> SQL:
        return SQL("%s UNION ALL %s", self._contacts(), self._plans())

    def _contacts(self) -> SQL:
        return SQL(
            """
            SELECT log.id * 2 AS id,
                   'contact' AS kind,
                   timezone(%(zone)s, timezone('UTC', log.date))::date AS date,
                   log.user_id,
                   rep.sale_team_id AS team_id,
                   log.company_id,
                   log.partner_id,
                   log.commercial_partner_id,
                   customer.country_id,
                   log.channel_id,
                   log.outcome_id,
                   log.result,
                   log.direction,
                   0 AS planned,
                   1 AS held,
                   CASE WHEN log.result = 'success' THEN 1 ELSE 0 END AS successful,
                   0 AS missed,
                   CASE WHEN log.result = 'success' THEN 1.0
                        WHEN log.result IS NOT NULL THEN 0.0 END AS success_share,
                   log.duration
              FROM smb_contact_log log
              JOIN res_users rep ON rep.id = log.user_id
              LEFT JOIN res_partner customer ON customer.id = log.commercial_partner_id
             WHERE log.active
            """,
            zone=self.env.tz.zone,
        )

    def _plans(self) -> SQL:
        return SQL(
            """
            SELECT plan.id * 2 + 1,
                   'plan',
                   plan.date_deadline,
                   plan.user_id,
                   rep.sale_team_id,
                   plan.smb_company_id,
                   plan.smb_partner_id,
                   plan.smb_partner_id,
                   customer.country_id,
                   channel.id,
                   NULL::int,
                   NULL,
                   channel.direction,
                   1,
                   0,
                   0,
                   CASE WHEN plan.active AND plan.date_deadline < %(today)s
                        THEN 1 ELSE 0 END,
                   NULL::numeric,
                   NULL::float
              FROM mail_activity plan
              JOIN (
                SELECT DISTINCT ON (activity_type_id) *
                  FROM smb_contact_channel
                 WHERE activity_type_id IS NOT NULL
                 ORDER BY activity_type_id, active DESC, sequence, id
              ) channel ON channel.activity_type_id = plan.activity_type_id
              JOIN res_partner customer ON customer.id = plan.smb_partner_id
              LEFT JOIN res_users rep ON rep.id = plan.user_id
            """,
            today=fields.Date.context_today(self),
        )
