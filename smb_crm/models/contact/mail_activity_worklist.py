from datetime import timedelta

from dateutil.relativedelta import MO, relativedelta

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

# the codes sort as the days do
WHEN = [
    ("1_overdue", "Overdue"),
    ("2_today", "Today"),
    ("3_tomorrow", "Tomorrow"),
    ("4_week", "Within a Week"),
    ("5_later", "Later"),
]


class MailActivity(models.Model):
    """The worklist: whom do I contact today, tomorrow, and whom did I miss?

    Days are those of the reader's time zone.
    """

    _inherit = "mail.activity"

    smb_when = fields.Selection(
        WHEN,
        string="When",
        compute="_compute_smb_when",
        search="_search_smb_when",
        group_expand=True,
    )
    smb_days_late = fields.Integer(
        string="Days Late", compute="_compute_smb_when", aggregator=None
    )
    smb_person_id = fields.Many2one(
        "res.partner",
        string="Contact Person",
        compute="_compute_smb_person",
        help="The person of the document, when it is not the company itself.",
    )
    smb_phone = fields.Char(
        string="Phone",
        compute="_compute_smb_person",
        help="Of the person, else of the company.",
    )
    smb_email = fields.Char(string="E-mail", compute="_compute_smb_person")
    smb_last_contact_date = fields.Date(
        related="smb_partner_id.smb_last_contact_date",
        string="Customer Last Contacted",
    )

    @api.model
    def _smb_day_bounds(self):
        """The first day of every entry of WHEN but the first."""
        today = fields.Date.context_today(self)
        return [today + timedelta(days=days) for days in (0, 1, 2, 8)]

    @api.depends("date_deadline")
    @api.depends_context("tz", "uid")
    def _compute_smb_when(self):
        bounds = self._smb_day_bounds()
        for activity in self:
            day = activity.date_deadline or bounds[-1]
            place = sum(day >= bound for bound in bounds)
            activity.smb_when = WHEN[place][0]
            activity.smb_days_late = max(0, (bounds[0] - day).days)

    @api.model
    def _search_smb_when(self, operator, value):
        if operator != "in":
            return NotImplemented
        bounds = [False, *self._smb_day_bounds(), False]
        domains = []
        for place, (code, _label) in enumerate(WHEN):
            if code in value:
                first, end = bounds[place], bounds[place + 1]
                domains.append(
                    (Domain("date_deadline", ">=", first) if first else Domain.TRUE)
                    & (Domain("date_deadline", "<", end) if end else Domain.TRUE)
                )
        return Domain.OR(domains)

    def _field_to_sql(self, alias, field_expr, query=None):
        if field_expr != "smb_when":
            return super()._field_to_sql(alias, field_expr, query)
        deadline = super()._field_to_sql(alias, "date_deadline", query)
        steps = [
            SQL("WHEN %s < %s THEN %s", deadline, bound, code)
            for bound, (code, _label) in zip(self._smb_day_bounds(), WHEN, strict=False)
        ]
        return SQL("CASE %s ELSE %s END", SQL(" ").join(steps), WHEN[-1][0])

    @api.depends("res_model", "res_id", "smb_partner_id")
    def _compute_smb_person(self):
        for model, activities in self.grouped("res_model").items():
            persons = activities._smb_persons(model)
            readable = (persons | activities.smb_partner_id)._filtered_access("read")
            for activity in activities:
                person = activity._smb_person(model)
                customer = activity.smb_partner_id
                known = person in readable and person != customer
                activity.smb_person_id = person if known else False
                shown = [p for p in (person, customer) if p in readable]
                activity.smb_phone = next((p.phone for p in shown if p.phone), False)
                activity.smb_email = next((p.email for p in shown if p.email), False)

    def _smb_persons(self, model):
        persons = self.env["res.partner"].browse()
        for activity in self:
            persons |= activity._smb_person(model)
        return persons

    def _smb_person(self, model):
        """The partner whom the document names, else the customer."""
        self.ensure_one()
        if not self._smb_has_customer(model):
            return self.smb_partner_id
        if model == "res.partner":
            return self.env[model].browse(self.res_id)
        # sudo: one link; what of the person is shown is checked by the caller
        ids = [
            a.res_id for a in self.browse(self._prefetch_ids) if a.res_model == model
        ]
        document = self.env[model].sudo().browse(self.res_id).with_prefetch(ids)
        return document.partner_id.sudo(False) or self.smb_partner_id

    # counters

    @api.model
    @api.readonly
    def smb_worklist_counts(self):
        """How many contacts the current user has to make.

        :return: dict of ``overdue``, ``today`` and ``tomorrow``, own contacts in the
            active companies only
        """
        today, tomorrow, later, _rest = self._smb_day_bounds()
        deadline = self.env["res.partner"]._smb_plan_sql("date_deadline")
        rows = self.env.execute_query(
            SQL(
                """
                SELECT COUNT(*) FILTER (WHERE date_deadline < %(today)s),
                       COUNT(*) FILTER (WHERE date_deadline = %(today)s),
                       COUNT(*) FILTER (WHERE date_deadline = %(tomorrow)s)
                  FROM mail_activity activity
                 WHERE %(user)s = %(uid)s AND %(deadline)s < %(later)s AND %(counts)s
                """,
                today=today,
                tomorrow=tomorrow,
                later=later,
                deadline=deadline,
                user=self.env["res.partner"]._smb_plan_sql("user_id"),
                uid=self.env.uid,
                counts=self.env["res.partner"]._smb_plan_counts_sql(),
            )
        )
        return dict(zip(("overdue", "today", "tomorrow"), rows[0], strict=True))

    # buttons

    def action_smb_log(self):
        """Log the contact that was planned here; saving it fulfils the plan."""
        self.ensure_one()
        self.check_access("read")
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "smb_crm.smb_contact_quick_action"
        )
        ids = {"active_model": self._name, "active_id": self.id, "active_ids": self.ids}
        return {**action, "context": ids}

    def action_smb_mail(self):
        """Write to the person of this contact, on the document it is about."""
        self.ensure_one()
        self.check_access("read")
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Write an E-mail"),
            "res_model": "mail.compose.message",
            "views": [(False, "form")],
            "target": "new",
            "context": {
                "default_model": self.res_model,
                "default_res_ids": [self.res_id],
                "default_partner_ids": (self.smb_person_id or self.smb_partner_id).ids,
                "default_composition_mode": "comment",
                "default_subject": self.summary,
            },
        }

    # Odoo counts days from the server's clock; a rep's tomorrow is another day

    def action_reschedule_today(self):
        self._smb_reschedule(timedelta())

    def action_reschedule_tomorrow(self):
        self._smb_reschedule(timedelta(days=1))

    def action_reschedule_nextweek(self):
        self._smb_reschedule(relativedelta(weeks=1, weekday=MO(-1)))

    def _smb_reschedule(self, step):
        today = fields.Date.context_today(self)
        self.filtered("active").date_deadline = today + step
