from odoo import api, fields, models
from odoo.exceptions import ValidationError

OCCASIONS = [
    ("birthday", "Birthday"),
    ("anniversary", "Anniversary"),
    ("date", "Other Date"),
    ("holiday", "Holiday"),
]
TEMPLATES = {
    "birthday": "smb_crm.smb_template_birthday",
    "anniversary": "smb_crm.smb_template_anniversary",
    "date": "smb_crm.smb_template_date",
    "holiday": "smb_crm.smb_template_holiday",
}


class SmbGreeting(models.Model):
    """One occasion on which a company greets its customers by itself.

    * **birthday**: of each person of a customer, 29 February on the 28th when the year
      is a common one;
    * **anniversary** of the first deal, every year after it;
    * **date**: the other dates that are kept of a customer;
    * **holiday**: those of the company's own calendar, ``smb.holiday``.

    Off until somebody switches it on; nothing that lies before that day is greeted.
    A greeting goes out at ``hour`` of the customer's own day, once per occasion and
    year, at most a day late.
    """

    _name = "smb.greeting"
    _description = "Greeting"
    _inherit = ["smb.input.mixin"]
    _order = "company_id, sequence, id"
    _rec_name = "occasion"

    company_id = fields.Many2one(
        "res.company", required=True, readonly=True, index=True, ondelete="cascade"
    )
    sequence = fields.Integer(default=10)
    occasion = fields.Selection(OCCASIONS, required=True, readonly=True)
    enabled = fields.Boolean(
        string="On", help="Nobody is greeted before this is switched on."
    )
    template_id = fields.Many2one(
        "mail.template",
        string="Text",
        domain=[("model", "=", "res.partner")],
        ondelete="restrict",
        help="Written to the customer in the customer's language.",
    )
    hour = fields.Float(
        string="At", default=9, help="Of the customer's day, in the customer's zone."
    )
    date_start = fields.Date(
        string="Since",
        readonly=True,
        help="When it was switched on: no earlier day is greeted.",
    )
    planned_until = fields.Date(readonly=True, groups=fields.NO_ACCESS)
    """Days up to this one are in the outbox."""
    waiting = fields.Integer(compute="_compute_waiting")

    _occasion_uniq = models.UniqueIndex(
        "(company_id, occasion)", "The company has this greeting already."
    )
    _hour_sane = models.Constraint(
        "CHECK (hour >= 0 AND hour < 24)", "The hour lies between 0:00 and 23:59."
    )

    @api.model
    def _ensure(self, companies):
        """Create the greetings that ``companies`` still lack, switched off."""
        # sudo: creates default rows only, reveals nothing
        greetings = self.sudo()
        known = greetings.search([("company_id", "in", companies.ids)])
        there = {(row.company_id, row.occasion) for row in known}
        greetings.create(
            [
                {
                    "company_id": company.id,
                    "occasion": occasion,
                    "sequence": place,
                    "template_id": self._usual_template(occasion).id,
                }
                for company in companies
                for place, (occasion, _label) in enumerate(OCCASIONS)
                if (company, occasion) not in there
            ]
        )

    @api.model
    def _usual_template(self, occasion):
        found = self.env.ref(TEMPLATES[occasion], raise_if_not_found=False)
        return found or self.env["mail.template"]

    @api.depends_context("uid")
    def _compute_waiting(self):
        # sudo: how many, for those who may read the greetings
        sendings = self.env["smb.sending"].sudo()
        waiting = [("greeting_id", "in", self.ids), ("state", "=", "queued")]
        counts = dict(sendings._read_group(waiting, ["greeting_id"], ["__count"]))
        for greeting in self:
            greeting.waiting = counts.get(greeting, 0)

    @api.constrains("enabled", "template_id")
    def _check_template(self):
        for greeting in self:
            if greeting.enabled and not greeting.template_id:
                raise ValidationError(
                    self.env._("Choose the text of the greeting before it is sent.")
                )

    @api.model_create_multi
    def create(self, vals_list):
        greetings = super().create(vals_list)
        greetings.filtered("enabled")._begin()
        return greetings

    def write(self, vals):
        starting = self.filtered(lambda row: vals.get("enabled") and not row.enabled)
        result = super().write(vals)
        starting._begin()
        if vals.keys() & {"enabled", "hour", "template_id"}:
            (self - starting)._queue_days()
        return result

    def _begin(self):
        """Switched on today: what was before is over."""
        for greeting in self:
            today = self.env["smb.policy"]._of(greeting.company_id)._today()
            # sudo: the day from which it holds; whoever is here may write greetings
            greeting.sudo().write({"date_start": today, "planned_until": False})
        self._queue_days()


class SmbPolicy(models.Model):
    _inherit = "smb.policy"

    @api.model
    def _ensure(self, companies):
        result = super()._ensure(companies)
        self.env["smb.greeting"]._ensure(companies)
        self.env["smb.holiday"]._ensure(companies)
        return result
