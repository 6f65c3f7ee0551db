from odoo import api, fields, models
from odoo.tools import SQL


class SmbVisit(models.Model):
    """Visits to come, with the place: for a route by city, without any map.

    A *planned visit* is an open activity of a type that plans visits, whoever made it;
    a *forecast* one a follow-up of a care programme whose day has not come yet.
    """

    _name = "smb.visit"
    _description = "Visit to Come"
    _auto = False
    _order = "city, zip, date, id"
    _rec_name = "partner_id"
    _depends = {
        "mail.activity": [
            "active",
            "activity_type_id",
            "date_deadline",
            "smb_company_id",
            "smb_partner_id",
            "summary",
            "user_id",
        ],
        "smb.follow.up": [
            "company_id",
            "date",
            "partner_id",
            "state",
            "step_id",
            "user_id",
        ],
        "smb.care.step": ["name", "what"],
        "smb.contact.channel": ["activity_type_id", "kind"],
        "res.partner": ["city", "country_id", "phone", "state_id", "street", "zip"],
    }

    date = fields.Date(readonly=True)
    state = fields.Selection(
        [("planned", "Planned"), ("forecast", "Forecast")], readonly=True
    )
    partner_id = fields.Many2one("res.partner", string="Customer", readonly=True)
    user_id = fields.Many2one("res.users", string="Rep", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    name = fields.Char(string="What", readonly=True, translate=False)
    activity_id = fields.Many2one("mail.activity", readonly=True)
    follow_up_id = fields.Many2one("smb.follow.up", readonly=True)

    street = fields.Char(readonly=True)
    zip = fields.Char(readonly=True)
    city = fields.Char(readonly=True)
    state_id = fields.Many2one(
        "res.country.state", string="Federal State", readonly=True
    )
    country_id = fields.Many2one("res.country", readonly=True)
    phone = fields.Char(readonly=True)
    # of a customer whose visit one may see
    smb_tier_id = fields.Many2one(related="partner_id.smb_tier_id")
    last_contact_date = fields.Date(related="partner_id.smb_last_contact_date")
    address = fields.Char(compute="_compute_address")

    @api.depends("street", "zip", "city", "country_id")
    def _compute_address(self):
        for visit in self:
            place = " ".join(filter(None, [visit.zip, visit.city]))
            parts = [visit.street, place, visit.country_id.name]
            visit.address = ", ".join(filter(None, parts))

    @property
    def _table_query(self) -> SQL:
        return SQL(
            """
            SELECT visit.*, place.street, place.zip, place.city, place.state_id,
                   place.country_id, place.phone
              FROM (%s UNION ALL %s) visit
              JOIN res_partner place ON place.id = visit.partner_id
            """,
            self._planned(),
            self._forecast(),
        )

    def _planned(self) -> SQL:
        return SQL(
            """
            SELECT id * 2 AS id,
                   date_deadline AS date,
                   'planned' AS state,
                   smb_partner_id AS partner_id,
                   user_id,
                   smb_company_id AS company_id,
                   summary AS name,
                   id AS activity_id,
                   NULL::int AS follow_up_id
              FROM mail_activity
             WHERE active AND smb_partner_id IS NOT NULL
               AND activity_type_id IN (SELECT activity_type_id FROM smb_contact_channel
                                         WHERE kind = 'visit')
            """
        )

    def _forecast(self) -> SQL:
        return SQL(
            """
            SELECT todo.id * 2 + 1,
                   todo.date,
                   'forecast',
                   todo.partner_id,
                   todo.user_id,
                   todo.company_id,
                   COALESCE(step.name->>%(lang)s, step.name->>'en_US'),
                   NULL::int,
                   todo.id
              FROM smb_follow_up todo JOIN smb_care_step step ON step.id = todo.step_id
             WHERE todo.state = 'planned' AND step.what = 'visit'
            """,
            lang=self.env.lang or "en_US",
        )

    def action_log(self):
        """Log the visit; saving it fulfils what was planned."""
        self.ensure_one()
        self.check_access("read")
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "smb_crm.smb_contact_quick_action"
        )
        on = self.activity_id or self.partner_id
        ids = {"active_model": on._name, "active_id": on.id, "active_ids": on.ids}
        channel = self.env.ref("smb_crm.smb_contact_channel_visit", False)
        if channel and on == self.partner_id:
            ids["default_channel_id"] = channel.id
        return {**action, "context": ids}

    def action_open_customer(self):
        """Open the customer to visit."""
        self.ensure_one()
        self.check_access("read")
        return {
            "type": "ir.actions.act_window",
            "res_model": "res.partner",
            "res_id": self.partner_id.id,
            "views": [(False, "form")],
        }

    def _by_city(self):
        """These visits as a route: cities, and in each the visits by street."""
        unknown = self.env._("Without an Address")
        routes = self.grouped(lambda visit: visit.city or unknown)
        return [
            (city, visits.sorted(lambda v: (v.zip or "", v.street or "", v.date)))
            for city, visits in sorted(routes.items())
        ]
